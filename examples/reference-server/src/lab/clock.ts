import type { Clock, Instant } from '@ecforce-accounts/core'

/** A clock that can be set, so that weeks can be seen to pass. It runs on from wherever it is set to. */
export interface LabClock extends Clock {
  /** How far it is from the clock it runs by; negative when it is behind. */
  offsetMilliseconds(): number
  set(now: Instant): void
  advance(milliseconds: number): void
}

/** A lab clock that begins at the time of `base`. What waits goes on waiting by `base`. */
export function labClock(base: Clock): LabClock {
  let offset = 0
  return {
    now: () => base.now() + offset,
    elapsed: () => base.elapsed(),
    sleep: (milliseconds) => base.sleep(milliseconds),
    offsetMilliseconds: () => offset,
    set(now) {
      offset = now - base.now()
    },
    advance(milliseconds) {
      offset += milliseconds
    },
  }
}
