import type { Account } from '../domain/account.ts'
import type { Member } from '../domain/member.ts'
import type { Rollout } from '../domain/rollout.ts'
import type { Instant } from '../primitives/clock.ts'
import { decideCoexistence } from './coexistence.ts'

/**
 * Whether something done here has closed the sign-in of the shop to its member, although both ways still work (R29).
 *
 * It is closed to whoever was removed or suspended here; and to whoever reset, changed or moved here what that sign-in
 * goes by, the password or the address: somebody else may know the former one. Only where accounts is open in its place,
 * though: a claim that is held and a member who needs an invitation would be left with neither. Activation closes
 * nothing, since both ways are promised.
 *
 * `account` is that of the member, `null` without one. Pure.
 */
export function isLegacyDoorClosed(
  member: Pick<Member, 'state' | 'heldFor' | 'legacyClosed'>,
  account: Pick<Account, 'status'> | null,
): boolean {
  switch (member.state) {
    case 'suspended':
      return true
    case 'active':
      return member.legacyClosed || account?.status === 'suspended'
    case 'claim':
      return member.legacyClosed && member.heldFor.length === 0
    case 'pending':
      return false
    case 'removed':
      return member.legacyClosed
  }
}

/**
 * Whether the shop's own sign-in works for a member at `now`. What was done here counts from the announcement on; from
 * enforcement nobody's works. Pure.
 */
export function decideLegacyDoor(rollout: Rollout | null, closedHere: boolean, now: Instant): 'open' | 'closed' {
  const { phase, legacySignIn } = decideCoexistence(rollout, now)
  return legacySignIn && (phase === 'before' || !closedHere) ? 'open' : 'closed'
}
