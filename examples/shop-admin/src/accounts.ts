import type { Clock } from '@ecforce-accounts/core'
import { fileGateState, gateOf, type ServiceGate, serviceGate } from '@ecforce-accounts/express-adapter/service'
import type { RequestHandler } from 'express'
import { type AccountsServices, accountsServices } from './accounts-services.ts'
import type { Members } from './members.ts'
import type { LegacySessions } from './sessions.ts'

/**
 * All that adopting accounts adds to this admin: the gate in front of it, and the member list kept up there. Take this
 * file away, and the lines of `shop-admin.ts` that name it, and the admin is what it was before.
 */
export interface AdoptedGate {
  readonly gate: ServiceGate
  readonly services: AccountsServices
  /** Before what not every sign-in is enough for; the shop's own sign-in knows nothing stronger. */
  readonly freshProof: RequestHandler
  /** Where members are invited. */
  readonly invitationsUrl: string
  /** Where a sign-in through accounts begins that comes back to the page of the rehearsal. */
  readonly rehearsalUrl: string
}

/** The page where a script is tried before the cut. */
export const rehearsalPath = '/admin/rpa_rehearsal'

export interface AdoptedGateOptions {
  readonly issuer: string
  /** The shop's own, such as `https://hogehoge.com`. */
  readonly origin: string
  readonly shop: string
  /** The service by which accounts knows this admin. */
  readonly client: { readonly id: string; readonly secret: string }
  /** Where the gate keeps what it knows over a restart. Default: in memory. */
  readonly stateFile?: string
  /** The proxies in front of this admin, as CIDR ranges: robots are let in by where they come from. Default: none. */
  readonly trustedProxies?: readonly string[]
  /** How often accounts is asked. Default 30. */
  readonly refreshSeconds?: number
  /** Default: the system's. */
  readonly clock?: Clock
  /** By which the provider dates its ID tokens. Default: `clock`. */
  readonly idTokenClock?: Clock
  readonly onProblem?: (problem: Error) => void
}

export function adoptAccounts(options: AdoptedGateOptions, sessions: LegacySessions, members: Members): AdoptedGate {
  const { issuer, origin, shop, client, stateFile, refreshSeconds, clock, idTokenClock, onProblem } = options
  const { trustedProxies } = options
  const gate = serviceGate({
    issuer,
    origin,
    shop,
    client,
    protect: '/admin',
    api: ['/api'],
    legacy: {
      signInPaths: ['/admin/sign_in'],
      isSignedIn: (req) => sessions.memberOf(req),
      signOut: (req, res) => sessions.end(req, res),
      signOutAll: () => sessions.endAll(),
    },
    // Who was invited at accounts has no row here before coming for the first time.
    knows: (id) => members.find(id) !== null,
    onFirstEntry: ({ memberId, email, name, role }) => {
      members.admit({ id: memberId, email: email ?? '', name: name ?? email ?? '', role: role ?? 'staff' })
    },
    ...(trustedProxies && { trustedProxies }),
    ...(clock && { clock }),
    ...(idTokenClock && { idTokenClock }),
    ...(stateFile !== undefined && { state: fileGateState(stateFile) }),
    ...(refreshSeconds !== undefined && { refreshSeconds }),
    ...(onProblem && { onProblem }),
  })
  const stepUp = gate.requireStepUp({ maxAgeSeconds: 900 })
  const freshProof: RequestHandler = (req, res, next) => (gateOf(req).member ? stepUp(req, res, next) : next())
  const invitationsUrl = new URL(`/portal/members?shop=${shop}`, issuer).href
  const rehearsalUrl = new URL(`/accounts/start?target_link_uri=${rehearsalPath}`, origin).href
  return { gate, services: accountsServices({ issuer, client }), freshProof, invitationsUrl, rehearsalUrl }
}
