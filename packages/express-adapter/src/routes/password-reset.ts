import { type Accounts, parseEmailAddress, preferredLocale } from '@ecforce-accounts/core'
import type { AccountsCookies } from '../cookies.ts'
import type { Handlers } from '../handlers.ts'
import { addressInvalid, invalidMember } from '../invalid-request.ts'
import { deviceCookies } from '../outcome-answer.ts'

/** A new password by mail. */
export function passwordResetHandlers(
  { passwordReset, clock }: Pick<Accounts, 'passwordReset' | 'clock'>,
  cookies: AccountsCookies,
): Pick<Handlers, 'askPasswordReset' | 'confirmPasswordReset'> {
  return {
    async askPasswordReset({ req, body, client }) {
      const read = parseEmailAddress(body.email)
      if (!read.ok) return { problem: invalidMember('email', addressInvalid) }
      const locale = body.locale ?? preferredLocale(req.headers['accept-language'])
      await passwordReset.ask({ email: read.address, locale }, client())
      return { body: null, status: 202 }
    },

    async confirmPasswordReset({ req, body: { token, password }, client }) {
      const locale = preferredLocale(req.headers['accept-language'])
      const { email, device } = await passwordReset.confirm({ token, password, locale }, client())
      return { body: { email: email.typed }, cookies: deviceCookies(cookies, device, clock) }
    },
  }
}
