import type { Rollout } from '../domain/shop.ts'
import type { Instant } from '../primitives/clock.ts'

/** A shop's switch in three phases; the two in the middle of a day each begin at an instant. */
export type Phase = 'before' | 'coexistence' | 'enforced'

export interface CoexistenceDecision {
  readonly phase: Phase
  /** Whether the shop's own sign-in still opens its admin. */
  readonly legacySignIn: boolean
  /** Whether accounts works for this shop's members. */
  readonly accountsSignIn: boolean
  /** When coexistence ends, or did; `null` before the announcement. */
  readonly enforcedAt: Instant | null
}

/**
 * Which ways in are open to a shop's members at `now`.
 *
 * Half-open: coexistence is `[announcedAt, enforcedAt)`. Pure; a server and a shop's gate that hold the same rollout
 * decide the same at the same instant.
 */
export function decideCoexistence(rollout: Rollout | null, now: Instant): CoexistenceDecision {
  if (!rollout || now < rollout.announcedAt) {
    return { phase: 'before', legacySignIn: true, accountsSignIn: false, enforcedAt: null }
  }
  if (now < rollout.enforcedAt) {
    return { phase: 'coexistence', legacySignIn: true, accountsSignIn: true, enforcedAt: rollout.enforcedAt }
  }
  return { phase: 'enforced', legacySignIn: false, accountsSignIn: true, enforcedAt: rollout.enforcedAt }
}

/** The shortest time in which both ways work: two weeks. */
export const COEXISTENCE_MILLISECONDS = 14 * 24 * 3_600_000
