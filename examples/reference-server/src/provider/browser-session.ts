import type { Accounts } from '@ecforce-accounts/core'
import type { RequestReader } from '@ecforce-accounts/express-adapter'
import type { Request, Response } from 'express'
import type { Provider } from 'oidc-provider'
import { principalOf } from './principal.ts'

/** A request as the provider's own server has it. */
type ProviderContext = Parameters<Parameters<Provider['use']>[0]>[0]

/** A provider's session is bounded by that of accounts: it lasts as long, and as long as this at the most. */
export const PROVIDER_SESSION_SECONDS = 12 * 3600

/**
 * Gives a request the provider's session that belongs to its session of accounts, before the provider looks.
 *
 * The provider has no sign-in of its own. Whoever is signed in at accounts is signed in here, whoever is not is not, and
 * a session of the provider that somebody else brought along, or planted, is not seen.
 */
export async function adoptSession(
  { req, res, cookies }: ProviderContext,
  provider: Provider,
  { sessions }: Pick<Accounts, 'sessions'>,
  reader: RequestReader,
): Promise<void> {
  const client = reader.client(req as Request, res as Response)
  const view = await sessions.check(client.sessionToken, () => client)
  const principal = view ? principalOf(view.session) : undefined
  const name = provider.cookieName('session')
  const id = cookies.get(name)
  const kept = id === undefined ? undefined : await provider.Session.find(id)
  if (kept && kept.accountId === principal) return

  const others = (req.headers.cookie ?? '').split(/;\s*/).filter((pair) => !pair.startsWith(`${name}=`))
  if (view && principal !== undefined) {
    const session = new provider.Session()
    session.accountId = principal
    await session.save(PROVIDER_SESSION_SECONDS)
    others.push(`${name}=${session.jti}`)
  }
  req.headers.cookie = others.join('; ')
}
