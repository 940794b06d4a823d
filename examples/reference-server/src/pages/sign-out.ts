import { accounts, patiently } from './accounts.ts'
import { chosenLocale, rememberLocale } from './locale-choice.ts'

/** Signs out. The browser drops what it kept of us then, but for a language that was chosen: it says nothing of whose it was. */
export async function signOut(): Promise<void> {
  const chosen = chosenLocale()
  await patiently((options) => accounts.session.end(options))
  if (chosen) rememberLocale(chosen)
}
