import { BYPASS_UNUSED_MILLISECONDS, type BypassFacts, type BypassGrant } from '../domain/bypass.ts'
import { isAdministratorRole } from '../domain/member.ts'
import { compileRanges } from '../primitives/address-range.ts'
import type { IpAddress } from '../primitives/client-address.ts'
import type { Instant } from '../primitives/clock.ts'
import type { ShopId } from '../primitives/ids.ts'

/** What is asked of a grant, by whom and from where. */
export interface BypassAsked {
  /** The shop whose service is entered; none where nothing of a shop is asked for. */
  readonly shopId?: ShopId | null
  /** Where this request comes from; `null`: unknown, and unknown is nowhere. */
  readonly address: IpAddress | null
  /** Of the password that came with it; left out in a session, which it began. */
  readonly passwordIsRight?: boolean
}

/** One for each condition of R23 that does not hold. */
export type BypassRefusal =
  /** None, or none that is not revoked. */
  | 'no_grant'
  | 'revoked'
  /** By an operator's switch. */
  | 'stopped'
  /** Nobody has used it, or looked at it, for thirty days. */
  | 'unused'
  /** Password, address or factors of the account are others than an operator has looked at. */
  | 'credentials_changed'
  /** The owner of the account has not said yet that a robot uses it. */
  | 'waits_for_owner'
  | 'not_begun'
  | 'over'
  | 'other_member'
  | 'other_shop'
  | 'not_a_member'
  | 'administrator'
  | 'not_a_robot'
  | 'other_membership'
  /** There is no account, and so no mailbox that was ever proven. */
  | 'no_mailbox'
  | 'account_suspended'
  /** It was not chosen here, or is too short to stand alone. */
  | 'password_too_weak'
  | 'password_wrong'
  | 'address_unknown'
  | 'address_outside'

export type BypassDecision =
  /** `shadow`: it would be waived, and is only written down. */
  | { readonly bypass: 'waived' | 'shadow'; readonly grant: BypassGrant }
  /** Everything that is missing, not only the first. */
  | { readonly bypass: 'refused'; readonly reasons: readonly BypassRefusal[] }

/** Whether a grant's ranges hold an address. */
export type GrantCovers = (grant: Pick<BypassGrant, 'id' | 'ranges'>, address: IpAddress) => boolean

/** Whether the second factor is waived at `now` (R23). `covers`: for a caller who has compiled the ranges already. */
export function decideBypass(
  { grant, member, account }: BypassFacts,
  asked: BypassAsked,
  now: Instant,
  covers: GrantCovers = ({ ranges }, address) => compileRanges(ranges)(address),
): BypassDecision {
  const missing = new Set<BypassRefusal>()
  const require = (holds: boolean, otherwise: BypassRefusal) => void (holds || missing.add(otherwise))

  require(grant !== null, 'no_grant')
  require(member.state === 'active', 'not_a_member')
  require(!isAdministratorRole(member.role), 'administrator')
  require(member.robotSince !== null && member.robotSince <= now, 'not_a_robot')
  require(account !== null, 'no_mailbox')
  if (account) {
    require(account.status === 'active', 'account_suspended')
    require(account.passwordStandsAlone, 'password_too_weak')
    require(account.otherMemberships === 0, 'other_membership')
  }
  require(asked.passwordIsRight ?? true, 'password_wrong')
  require(asked.address !== null, 'address_unknown')
  if (grant === null) return refused(missing)

  if (grant.status === 'revoked') missing.add('revoked')
  // A suspension and its cause are one thing that is missing.
  if (grant.status === 'suspended') missing.add(suspensions[grant.suspendedFor ?? 'stopped'])
  require(now >= grant.startsAt, 'not_begun')
  require(now < grant.endsAt, 'over')
  require(now < grant.activeSince + BYPASS_UNUSED_MILLISECONDS, 'unused')
  if (grant.credentialEpoch === null) missing.add('waits_for_owner')
  else require(account === null || account.credentialEpoch === grant.credentialEpoch, 'credentials_changed')
  require(grant.memberId === member.id, 'other_member')
  require(grant.shopId === member.shopId && (asked.shopId ?? grant.shopId) === grant.shopId, 'other_shop')
  require(asked.address === null || covers(grant, asked.address), 'address_outside')

  if (missing.size > 0) return refused(missing)
  return { bypass: grant.shadow ? 'shadow' : 'waived', grant }
}

/** The one condition that a grant has failed on, all others holding (R26); `null` where it is none or more. */
export function nearMissOf(decision: BypassDecision): BypassRefusal | null {
  if (decision.bypass !== 'refused' || decision.reasons.length !== 1) return null
  const [only = null] = decision.reasons
  // Without a grant there was nothing to miss.
  return only === 'no_grant' ? null : only
}

const suspensions = { unused: 'unused', credentials: 'credentials_changed', stopped: 'stopped' } as const

function refused(missing: ReadonlySet<BypassRefusal>): BypassDecision {
  return { bypass: 'refused', reasons: [...missing] }
}
