import { type Accounts, FlowNotFoundError } from '@ecforce-accounts/core'
import { appsAnswer, sessionAnswer } from '@ecforce-accounts/core/wire'
import type { AccountsCookies } from '../cookies.ts'
import type { Handlers } from '../handlers.ts'
import type { Refused } from '../reply.ts'

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
  return {
    async currentSession({ req }) {
      const found = await sessions.whoAmI(cookies.session.read(req.headers.cookie))
      return found === null ? sessionRequired : { body: sessionAnswer(found) }
    },

    async endSession({ req, client }) {
      const context = client()
      await sessions.end(context.sessionToken, context)
      await abandonFlow(cookies.flow.read(req.headers.cookie), context)
      return { body: null, cookies: [cookies.session.forget, cookies.flow.forget], forgetStored: true }
    },

    async cancelFactorLift({ client }) {
      const context = client()
      const cancelled = await factorLifts.cancelOwn(context.sessionToken, context)
      return cancelled ? { body: null } : { problem: { code: 'not_found' } }
    },

    async listApps({ req }) {
      return { body: appsAnswer(await entry.services(cookies.session.read(req.headers.cookie)), issuer) }
    },
  }

  /** A sign-in that was under way in this browser must not be finished after its owner has left. */
  async function abandonFlow(secret: string | null, context: Parameters<typeof signIn.abandon>[1]): Promise<void> {
    if (secret === null) return
    await signIn.abandon({ secret, id: null }, context).catch((error: unknown) => {
      if (!(error instanceof FlowNotFoundError)) throw error // none was open: that is what was wanted
    })
  }
}
