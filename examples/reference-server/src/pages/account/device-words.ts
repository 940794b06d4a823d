import type { DevicesAnswer } from '@ecforce-accounts/client/account'
import { accountWords } from '../words/account.ts'
import { useWordsOf } from '../words-context.ts'

/** What a browser is called: `iPhoneのSafari`, or what of it is known. */
export function useDeviceName(): (browser: DevicesAnswer['sessions'][number]['browser']) => string {
  const say = useWordsOf(accountWords)
  return ({ name, system }) =>
    name && system ? say('profile.device.both', { name, system }) : (name ?? system ?? say('profile.device.unknown'))
}
