import type { Accounts } from '@ecforce-accounts/core'
import { appsAnswer, sessionAnswer } from '@ecforce-accounts/core/wire'
import type { AccountsCookies } from '../cookies.ts'
import type { Handlers } from '../handlers.ts'
import type { Refused } from '../reply.ts'
import { signsOut } from '../sign-out.ts'

const sessionRequired: Refused = { problem: { code: 'session_required' } }

/** Who is signed in, what is open to them, and the way out. */
export function sessionHandlers(
  {
    sessions,
    signIn,
    factorLifts,
    entry,
    issuer,
  }: Pick<Accounts, 'sessions' | 'signIn' | 'factorLifts' | 'entry' | 'issuer'>,
  cookies: AccountsCookies,
): Pick<Handlers, 'currentSession' | 'endSession' | 'cancelFactorLift' | 'listApps'> {
  const signOut = signsOut({ sessions, signIn }, cookies)

  return {
    async currentSession({ req, client }) {
      const found = await sessions.whoAmI(cookies.session.read(req.headers.cookie), client)
      return found === null ? sessionRequired : { body: sessionAnswer(found) }
    },

    endSession: async ({ req, client }) => ({ body: null, cookies: await signOut(req, client()), forgetStored: true }),

    async cancelFactorLift({ client }) {
      const cancelled = await factorLifts.cancelOwn(client())
      return cancelled ? { body: null } : { problem: { code: 'not_found' } }
    },

    async listApps({ req, client }) {
      const offer = await entry.services(cookies.session.read(req.headers.cookie), client)
      return { body: appsAnswer(offer, issuer) }
    },
  }
}
