import { isAdministratorRole, type MemberState } from '../domain/member.ts'
import type { Rollout } from '../domain/rollout.ts'
import type { Acr, Session } from '../domain/session.ts'
import type { FactorPolicy } from '../domain/shop.ts'
import type { Instant } from '../primitives/clock.ts'
import type { ShopId } from '../primitives/ids.ts'
import { decideCoexistence } from './coexistence.ts'

/** Who wants to enter what, as it is now. */
export interface EntryFacts {
  readonly session: Pick<Session, 'acr' | 'authTime' | 'restrictedTo'>
  /** The account's row in the service's shop; `null` when it has none. */
  readonly member: { readonly state: MemberState; readonly role: string | null } | null
  readonly shop: { readonly id: ShopId; readonly rollout: Rollout | null; readonly factorPolicy: FactorPolicy }
}

/** What a service asks of one entry beyond its shop's policy (OpenID Connect Core 3.1.2.1). */
export interface EntryWish {
  /** One of these, or a stronger one; none asks for nothing. */
  readonly acrValues: readonly Acr[]
  /** Since when a factor has to have been proven; `null`: at any time. */
  readonly provenSince: Instant | null
}

export const wishesNothing: EntryWish = { acrValues: [], provenSince: null }

export type EntryRefusal =
  /** Its shop is not announced. */
  | 'not_open'
  | 'not_a_member'
  | 'suspended'
  /** The session is good for another shop alone. */
  | 'restricted'

export type EntryDecision =
  | { readonly entry: 'open' }
  /** A factor has to be proven first: the app when `acr` says so, any when it is `null`. */
  | { readonly entry: 'step-up'; readonly acr: 'urn:ecforce:acr:app' | null }
  | { readonly entry: 'refused'; readonly reason: EntryRefusal }

const APP = 'urn:ecforce:acr:app' satisfies Acr

/** From the weakest to the strongest. */
const strength: readonly Acr[] = ['urn:ecforce:acr:robot', 'urn:ecforce:acr:email', APP]

/** Whether a session may enter a service at `now` (R31). What no proof would change is said first. */
export function decideEntry({ session, member, shop }: EntryFacts, wish: EntryWish, now: Instant): EntryDecision {
  if (!decideCoexistence(shop.rollout, now).accountsSignIn) return refused('not_open')
  if (member?.state === 'suspended') return refused('suspended')
  if (member?.state !== 'active') return refused('not_a_member')
  if (session.restrictedTo !== null && session.restrictedTo !== shop.id) return refused('restricted')

  const needed = stronger(leastAcr(shop.factorPolicy, member.role), weakest(wish.acrValues))
  const enough = stronger(needed, session.acr) === session.acr
  if (enough && (wish.provenSince === null || session.authTime >= wish.provenSince)) return { entry: 'open' }
  // A robot never proves more than it has (R25).
  if (session.restrictedTo !== null) return refused('restricted')
  return { entry: 'step-up', acr: enough || needed !== APP ? null : APP }
}

/**
 * The least that a shop's policy lets into its services. Where mail may be the other way, it is good enough: the policy
 * has decided at the sign-in who may use it.
 */
function leastAcr({ mailAs, administratorsNeedApp }: FactorPolicy, role: string | null): Acr | null {
  return mailAs === 'never' || (administratorsNeedApp && isAdministratorRole(role)) ? APP : null
}

function weakest(acrs: readonly Acr[]): Acr | null {
  return strength.find((acr) => acrs.includes(acr)) ?? null
}

function stronger(a: Acr | null, b: Acr | null): Acr | null {
  return strength.findLast((acr) => acr === a || acr === b) ?? null
}

function refused(reason: EntryRefusal): EntryDecision {
  return { entry: 'refused', reason }
}
