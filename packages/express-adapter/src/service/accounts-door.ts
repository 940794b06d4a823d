import { type AccountsRoutes, accountsRoutes, type ShopMembers } from './accounts-routes.ts'
import { type BrowserSessions, browserSessions } from './browser-sessions.ts'
import type { GateSettings } from './gate-settings.ts'
import { type KeptForms, keptForms } from './kept-form.ts'
import { logoutTokens } from './logout-token.ts'
import { openIdProvider } from './openid-provider.ts'
import type { PathKind } from './request-path.ts'
import { gateSeal } from './seal.ts'
import { sessionConfirmation, standingSource } from './session-standing.ts'
import { signInTickets } from './sign-in-ticket.ts'

/** A shop's way in through accounts, embedded or beside a proxy. */
export interface AccountsDoor {
  readonly browsers: BrowserSessions
  readonly routes: AccountsRoutes
  readonly forms: KeptForms
  /** Where a form ends the session. */
  readonly signOutUrl: string
  /** The admin's first page. */
  readonly top: string
}

/** Opens it. Nothing is asked of accounts before somebody signs in. */
export function accountsDoor(
  settings: GateSettings,
  kindOf: (target: string) => PathKind,
  members: ShopMembers = {},
): AccountsDoor {
  const { issuer, origin, accountsPath, client, fetch, clock, sessions, onProblem, protect, addressOf } = settings
  const [top = '/'] = protect
  const seal = gateSeal(client.secret)
  const provider = openIdProvider({
    issuer,
    client,
    callbackUrl: `${origin}${accountsPath}/callback`,
    fetch,
    clock: settings.idTokenClock,
  })
  const ask = standingSource({ client, fetch, provider })
  const confirmation = sessionConfirmation({
    ask,
    replace: (key, session) => sessions.confirm(key, session),
    end: (key) => sessions.end(key),
    clock,
    onProblem,
  })
  const browsers = browserSessions({ origin, sessions, confirmation, seal, addressOf, clock })
  const routes = accountsRoutes({
    issuer,
    origin,
    accountsPath,
    top,
    isSignIn: (path) => kindOf(path) === 'sign-in',
    provider,
    ask,
    tokens: logoutTokens({ issuer, clientId: client.id, provider, fetch, clock }),
    tickets: signInTickets(origin, seal),
    browsers,
    sessions,
    addressOf,
    members,
    clock,
    onProblem,
  })
  const forms = keptForms({
    origin,
    signInUrl: routes.startUrl(`${accountsPath}/signed-in`),
    top,
    markOf: browsers.markOf,
    seal,
    clock,
  })
  return { browsers, routes, forms, signOutUrl: `${accountsPath}/sign-out`, top }
}
