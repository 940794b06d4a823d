import type { EnrolledFactor } from '../domain/account.ts'
import type { Instant } from '../primitives/clock.ts'

/** Wrong codes in a row, over all time, after which a factor is locked (SP 800-63B-4 3.2.2: no more than 100). */
export const FACTOR_ATTEMPTS = 100

/** How often a reset by mail gives a locked mail factor a new budget: once in this time. */
export const RENEWAL_MILLISECONDS = 24 * 3_600_000

export type RenewalDecision = 'renewed' | 'not_locked' | 'not_by_mail' | 'too_soon'

/**
 * Whether a password reset by mail gives a locked factor a new budget of wrong codes at `now`.
 *
 * The mailbox was just proven, so its own codes may be tried anew, once a day. Every other factor stays locked: a
 * mailbox must not renew what stands beside it.
 */
export function decideRenewal(
  { kind, lockedAt }: Pick<EnrolledFactor, 'kind' | 'lockedAt'>,
  renewedAt: Instant | null,
  now: Instant,
): RenewalDecision {
  if (lockedAt === null) return 'not_locked'
  if (kind !== 'email') return 'not_by_mail'
  return renewedAt !== null && now < renewedAt + RENEWAL_MILLISECONDS ? 'too_soon' : 'renewed'
}
