import { setTimeout as delay } from 'node:timers/promises'

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** Where the whole product learns what time it is. */
export interface Clock {
  now(): Instant

  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  elapsed(): number

  /** Resolves after `milliseconds`, at once when that is not positive. */
  sleep(milliseconds: number): Promise<void>
}

/** The machine's own clock: the one place that reads it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  async sleep(milliseconds) {
    if (milliseconds > 0) await delay(milliseconds)
  },
}
