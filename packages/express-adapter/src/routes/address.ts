import { type Accounts, parseEmailAddress } from '@ecforce-accounts/core'
import { addressAnswer } from '@ecforce-accounts/core/wire'
import type { AccountsCookies } from '../cookies.ts'
import type { Handlers } from '../handlers.ts'
import { addressInvalid, invalidMember } from '../invalid-request.ts'
import { deviceCookies, sessionCookies } from '../outcome-answer.ts'

type Operation =
  | 'readAddress'
  | 'askAddressChange'
  | 'withdrawAddressChange'
  | 'confirmAddressChange'
  | 'revertAddressChange'

/** Another address for an account, and the way back to the former one. */
export function addressHandlers(
  { addressChange, clock }: Pick<Accounts, 'addressChange' | 'clock'>,
  cookies: AccountsCookies,
): Pick<Handlers, Operation> {
  return {
    readAddress: async ({ client }) => ({ body: addressAnswer(await addressChange.pending(client())) }),

    async askAddressChange({ body, client }) {
      const read = parseEmailAddress(body.email)
      if (!read.ok) return { problem: invalidMember('email', addressInvalid) }
      return { body: addressAnswer(await addressChange.ask(read.address, client())) }
    },

    withdrawAddressChange: async ({ client }) => ({ body: addressAnswer(await addressChange.withdraw(client())) }),

    async confirmAddressChange({ body, client }) {
      const { issued, ...changed } = await addressChange.confirm(body.token, client())
      return { body: addressAnswer(changed), cookies: sessionCookies(cookies, issued, clock) }
    },

    async revertAddressChange({ body: { token, password }, client }) {
      const { email, device } = await addressChange.revert(token, password, client())
      return { body: { email: email.typed }, cookies: deviceCookies(cookies, device, clock) }
    },
  }
}
