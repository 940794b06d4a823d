import { useAttempt } from '../ui/attempt.ts'
import { useWords } from '../words-context.ts'
import { AddressEntry } from './address-entry.tsx'
import type { Journey } from './journey.ts'

/** Whose sign-in it is. */
export function AddressForm({ journey, email }: { readonly journey: Journey; readonly email: string }) {
  const { say } = useWords()
  const attempt = useAttempt<'start'>()
  return (
    <AddressEntry
      page="/sign-in"
      label={say('signIn.address.label')}
      help={say('signIn.address.help')}
      email={email}
      autocomplete="username"
      attempt={attempt}
      submit={say('continue')}
      onAddress={(typed) => attempt.run('start', () => journey.start(typed))}
    />
  )
}
