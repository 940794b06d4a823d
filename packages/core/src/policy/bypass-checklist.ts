import type { BypassFacts } from '../domain/bypass.ts'
import { isAdministratorRole } from '../domain/member.ts'

/** What is still missing before a member's exemption waives anything, the first thing to be done first. */
export type BypassMissing =
  /** No mail has arrived at the robot's address: somebody has to be able to read the first code. */
  | 'readable-mailbox'
  /** Nobody has signed in as the robot and typed the mailed code. */
  | 'first-sign-in'
  /** It was suspended or removed. */
  | 'active-member'
  | 'not-administrator'
  | 'no-other-membership'
  /** A password chosen here, of fifteen characters at least. */
  | 'own-password'
  /** The robot's owner has not said, behind a fresh proof, that a robot uses it. */
  | 'robot-flag'

/** What of a member's own is missing for a grant (R23); whether there is a grant is another matter. Pure. */
export function missingOf(
  { member, account }: Pick<BypassFacts, 'member' | 'account'>,
  mailbox: { readonly isUnreached: boolean },
): readonly BypassMissing[] {
  const isGone = member.state === 'suspended' || member.state === 'removed'
  const missing: readonly (BypassMissing | null)[] = [
    account === null && mailbox.isUnreached ? 'readable-mailbox' : null,
    account === null && !isGone ? 'first-sign-in' : null,
    isGone ? 'active-member' : null,
    isAdministratorRole(member.role) ? 'not-administrator' : null,
    account !== null && account.otherMemberships > 0 ? 'no-other-membership' : null,
    account !== null && !account.passwordStandsAlone ? 'own-password' : null,
    member.robotSince === null ? 'robot-flag' : null,
  ]
  return missing.filter((one) => one !== null)
}

/**
 * The same as a shop may know it: whether somebody belongs to other shops, and what the password is like, is the owner's to
 * look into (R10), who cannot say that a robot uses the account before. Pure.
 */
export function missingForShop(missing: readonly BypassMissing[]): readonly BypassMissing[] {
  const told = missing.map((one) => (one === 'no-other-membership' || one === 'own-password' ? 'robot-flag' : one))
  return [...new Set(told)]
}
