import { isStale, type Member } from '../domain/member.ts'
import type { Rollout } from '../domain/rollout.ts'
import type { Instant } from '../primitives/clock.ts'
import { decideCoexistence } from './coexistence.ts'
import { decideLegacyDoor, isLegacyDoorClosed } from './legacy-door.ts'

/** What somebody who is listed meets in accounts. */
export type AccountsOutlook =
  /** The account is there and opens. */
  | 'set-up'
  /** The first sign-in: the shop's password, then a mailed code. */
  | 'first-sign-in'
  /** Somebody has to confirm the row first. */
  | 'held'
  | 'needs-invitation'
  | 'suspended'
  | 'removed'
  /** Nothing of the shop works before the announcement. */
  | 'closed'

/** What a member meets at an instant. */
export interface Outlook {
  /** Whether the shop's own sign-in works. */
  readonly legacy: boolean
  readonly accounts: AccountsOutlook
}

/** What a member who is not removed meets at `now`, with the switch as given. Pure. */
export function decideOutlook(
  member: Pick<Member, 'state' | 'heldFor' | 'legacyClosed'>,
  rollout: Rollout | null,
  now: Instant,
): Outlook {
  const { accountsSignIn } = decideCoexistence(rollout, now)
  const legacy = decideLegacyDoor(rollout, isLegacyDoorClosed(member, null), now) === 'open'
  return { legacy, accounts: accountsSignIn ? accountsOutlook(member) : 'closed' }
}

/** The member as the announcement would leave it: gone if it is leaving, held if stale and confirmed by nobody. */
export function asAnnounced<M extends Pick<Member, 'state' | 'heldFor' | 'leaving' | 'lastSignInAt' | 'confirmedAt'>>(
  member: M,
  now: Instant,
): M {
  const { state, confirmedAt, lastSignInAt, heldFor, leaving } = member
  if (state === 'claim' && leaving !== null) return { ...member, state: leaving === 'remove' ? 'removed' : 'pending' }
  const becomesHeld = state === 'claim' && confirmedAt === null && isStale(lastSignInAt, now)
  return becomesHeld && !heldFor.includes('stale') ? { ...member, heldFor: [...heldFor, 'stale'] } : member
}

function accountsOutlook({ state, heldFor }: Pick<Member, 'state' | 'heldFor'>): AccountsOutlook {
  switch (state) {
    case 'active':
      return 'set-up'
    case 'suspended':
      return 'suspended'
    case 'claim':
      return heldFor.length > 0 ? 'held' : 'first-sign-in'
    case 'pending':
      return 'needs-invitation'
    case 'removed':
      return 'removed'
  }
}
