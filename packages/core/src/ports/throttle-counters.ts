import type { ThrottleRule } from '../domain/throttle.ts'
import type { Instant } from '../primitives/clock.ts'

/** Counters of attempts, shared by all nodes and kept over restarts. */
export interface ThrottleCounters {
  /**
   * Counts one attempt under `key`, unless the counter is closed: `spendFrom(rule, counter, now)` as one guarded
   * upsert, so that however many run at once no more get through than one after another would.
   */
  spend(key: string, rule: ThrottleRule, now: Instant): Promise<Spend>

  /** How many attempts the counter has in a window that is not over; changes nothing. */
  count(key: string, now: Instant): Promise<number>

  /** Forgets the counter. */
  clear(key: string): Promise<void>

  /** Takes one attempt back: it turned out to be right. A counter never goes below zero. */
  refund(key: string): Promise<void>

  /** Erases counters that mean nothing any more at `now`; at most 1,000. Resolves to how many. */
  sweep(now: Instant): Promise<number>
}

export type Spend =
  | { readonly allowed: true; readonly count: number }
  | { readonly allowed: false; readonly retryAt: Instant }
