import { type Accounts, type ClientContext, FlowNotFoundError } from '@ecforce-accounts/core'
import type { Request } from 'express'
import type { AccountsCookies } from './cookies.ts'

/** Signs a browser out; resolves to the cookies that it then has to be sent. */
export function signsOut({ sessions, signIn }: Pick<Accounts, 'sessions' | 'signIn'>, cookies: AccountsCookies) {
  return async (req: Request, client: ClientContext): Promise<readonly string[]> => {
    await sessions.end(client.sessionToken, client)
    await abandonFlow(cookies.flow.read(req.headers.cookie), client)
    return [cookies.session.forget, cookies.flow.forget]
  }

  /** A sign-in that was under way in this browser must not be finished after its owner has left. */
  async function abandonFlow(secret: string | null, client: ClientContext): Promise<void> {
    if (secret === null) return
    await signIn.abandon({ secret, id: null }, client).catch((error: unknown) => {
      if (!(error instanceof FlowNotFoundError)) throw error // none was open: that is what was wanted
    })
  }
}
