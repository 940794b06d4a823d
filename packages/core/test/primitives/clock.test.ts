import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/primitives/clock.ts'

describe("the machine's clock", () => {
  it('says milliseconds since 1970', () => {
    const before = Date.now()
    const now = systemClock.now()
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
  })

  it('sleeps as long as it is told and not much longer, and tells how long that was', async () => {
    const before = systemClock.elapsed()
    await systemClock.sleep(40)
    const slept = systemClock.elapsed() - before
    expect(slept).toBeGreaterThan(38) // timers may fire a fraction of a millisecond early
    expect(slept).toBeLessThan(2000)
  })

  it.each([0, -1, -10_000, Number.NaN])('does not sleep for %d milliseconds', async (milliseconds) => {
    let timerFired = false
    const timer = setTimeout(() => {
      timerFired = true
    })
    await systemClock.sleep(milliseconds)
    expect(timerFired).toBe(false)
    clearTimeout(timer)
  })

  it('tells elapsed time that never runs backwards', () => {
    let last = systemClock.elapsed()
    for (let i = 0; i < 1000; i++) {
      const next = systemClock.elapsed()
      expect(next).toBeGreaterThanOrEqual(last)
      last = next
    }
  })
})
