import type { Rollout } from '../domain/rollout.ts'
import type { Instant } from '../primitives/clock.ts'

/** A shop's switch in three phases; the two in the middle of a day each begin at an instant. */
export type Phase = 'before' | 'coexistence' | 'enforced'

export interface CoexistenceDecision {
  readonly phase: Phase
  /** Whether the shop's own sign-in still opens its admin. */
  readonly legacySignIn: boolean
  /** Whether accounts works for this shop's members. */
  readonly accountsSignIn: boolean
  /** When coexistence ends, or did; `null` before the announcement and while the switch is paused. */
  readonly enforcedAt: Instant | null
}

/**
 * Which ways in are open to a shop's members at `now`.
 *
 * ```text
 *                  announcedAt                        enforcedAt
 *                       |   at least 14 × 24 hours        |
 *  phase     before     |           coexistence           |     enforced
 *  ---------------------●---------------------------------●------------------->  now
 *  legacy    works      |              works              |   leads to accounts
 *  accounts  refuses    |              works              |        works
 * ```
 *
 * Half-open: the phase at a ● is the one that begins there. While the switch is paused `enforcedAt` is `null`, and
 * coexistence has no end. Pure: a server and a shop's gate that hold the same rollout decide the same at the same
 * instant, and nobody has to be told of the cut when it comes.
 */
export function decideCoexistence(rollout: Rollout | null, now: Instant): CoexistenceDecision {
  if (!rollout || now < rollout.announcedAt) {
    return { phase: 'before', legacySignIn: true, accountsSignIn: false, enforcedAt: null }
  }
  const { enforcedAt } = rollout
  if (enforcedAt === null || now < enforcedAt) {
    return { phase: 'coexistence', legacySignIn: true, accountsSignIn: true, enforcedAt }
  }
  return { phase: 'enforced', legacySignIn: false, accountsSignIn: true, enforcedAt }
}
