import type { Clock, Instant } from '../primitives/clock.ts'

/** A clock that stands still until it is told to move. */
export interface FixedClock extends Clock {
  /** Lets time pass: `now` and `elapsed` move on together. */
  advance(milliseconds: number): void

  /** Sets the wall clock; `elapsed`, which never jumps, stays. */
  set(instant: Instant): void

  /** Every duration that somebody wanted to sleep, in milliseconds, in order. */
  readonly slept: readonly number[]
}

/** A clock for tests. `sleep` resolves at once, notes what it was asked, and moves nothing. */
export function fixedClock(start: Instant): FixedClock {
  let now = start
  let elapsed = 0
  const slept: number[] = []
  return {
    now: () => now,
    elapsed: () => elapsed,
    async sleep(milliseconds) {
      slept.push(milliseconds)
    },
    advance(milliseconds) {
      if (!(milliseconds >= 0)) throw new TypeError('time only passes: milliseconds is 0 or more')
      now += milliseconds
      elapsed += milliseconds
    },
    set(instant) {
      now = instant
    },
    slept,
  }
}
