import type { Instant } from '../primitives/clock.ts'

/** How many attempts are heard, as data. */
export type ThrottleRule =
  /** `limit` attempts in a window; then none until it ends. */
  | { readonly kind: 'budget'; readonly limit: number; readonly windowSeconds: number }
  /** `freeAttempts` at once; then one after 1, 2, 4 … up to `longestDelaySeconds`, until a quiet window has passed. */
  | {
      readonly kind: 'backoff'
      readonly freeAttempts: number
      readonly longestDelaySeconds: number
      readonly windowSeconds: number
    }

/** What is remembered under one key. */
export interface Counter {
  readonly count: number
  /** From then on the count starts anew. A budget's window starts with its first attempt, a backoff's with its latest. */
  readonly windowEndsAt: Instant
  /** From then on the next attempt is heard; 0 while there is nothing to wait for. */
  readonly opensAt: Instant
}
