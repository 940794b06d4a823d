import type { Instant } from '../primitives/clock.ts'
import type { ShopId } from '../primitives/ids.ts'
import type { JapanDay } from '../primitives/japan-time.ts'

/** A shop's switch to accounts, from its announcement on. */
export interface Rollout {
  readonly announcedAt: Instant
  /** From then on accounts is the only way in; `null` while the switch is paused: that instant does not come. */
  readonly enforcedAt: Instant | null
}

/** Where a shop's switch stands, with what operators have decided of it. */
export interface RolloutRecord {
  readonly shopId: ShopId
  /** Rises by one with every change and never falls; 0 for a switch that nobody has touched. */
  readonly version: number
  /** How often it was rolled back. What a gate has seen counts only as long as this stays. */
  readonly rollbacks: number
  /** When it is going to be announced; `null` when nobody has said, and once it is announced. */
  readonly announceAt: Instant | null
  /** `null` until the announcement. */
  readonly rollout: Rollout | null
  readonly plan: RolloutPlan
  /** `null` when it is not paused. */
  readonly pause: Pause | null
}

/** How the instant of enforcement is chosen. */
export interface RolloutPlan {
  /** How long both ways work at least, counted from the last announcement mail. Two weeks, unless two operators cut it. */
  readonly windowMilliseconds: number
  /** At which full hour in Japan the cut may be, 0 to 23; `null`: at any. */
  readonly cutHour: number | null
  readonly avoidWeekends: boolean
  /** Public holidays of Japan. */
  readonly avoidHolidays: boolean
  /** Days on which the shop sells more than it could bear a cut; at most 400. */
  readonly saleDays: readonly JapanDay[]
}

export interface Pause {
  readonly since: Instant
  /** How much of the coexistence was left. */
  readonly remainingMilliseconds: number
}

/** What operators can do with a switch. */
export type RolloutAct =
  /** To be announced at a later instant, by itself; also changes one that is scheduled. */
  | { readonly act: 'schedule'; readonly announceAt: Instant; readonly plan?: Partial<RolloutPlan> }
  | { readonly act: 'unschedule' }
  | { readonly act: 'announce'; readonly plan?: Partial<RolloutPlan> }
  /** To a later instant: the announcement of one that is scheduled, the enforcement of one that is announced. */
  | { readonly act: 'postpone'; readonly to: Instant }
  | { readonly act: 'extend'; readonly days: number }
  | { readonly act: 'pause' }
  | { readonly act: 'resume' }
  /** From enforced to a paused coexistence; from coexistence to before, as long as no account has come of it. */
  | { readonly act: 'roll-back' }

/** A switch that nobody has touched. */
export function untouchedRollout(shopId: ShopId): RolloutRecord {
  return { shopId, version: 0, rollbacks: 0, announceAt: null, rollout: null, plan: usualPlan, pause: null }
}

/** How long both ways work unless two operators cut it: two weeks. */
export const COEXISTENCE_MILLISECONDS = 14 * 24 * 3_600_000

/** Two weeks, then the next full hour, whatever day it is. */
export const usualPlan: RolloutPlan = {
  windowMilliseconds: COEXISTENCE_MILLISECONDS,
  cutHour: null,
  avoidWeekends: false,
  avoidHolidays: false,
  saleDays: [],
}
