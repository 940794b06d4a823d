import { spendFrom } from '../policy/throttle.ts'
import type { ThrottleCounters } from '../ports/throttle-counters.ts'
import { type State, SWEEP_LIMIT } from './state.ts'

/** Throttle counters in memory. */
export function throttleCounters(state: State): ThrottleCounters {
  const { counters } = state

  return {
    async spend(key, rule, now) {
      return state.atomically(() => {
        const counter = counters.get(key) ?? null
        const spent = spendFrom(rule, counter, now)
        if (spent) counters.put({ key, ...spent })
        return spent ? { allowed: true, count: spent.count } : { allowed: false, retryAt: counter?.opensAt ?? now }
      })
    },

    async count(key, now) {
      const counter = counters.get(key)
      return counter && now < counter.windowEndsAt ? counter.count : 0
    },

    async clear(key) {
      state.atomically(() => counters.delete(key))
    },

    async refund(key) {
      state.atomically(() => {
        const counter = counters.get(key)
        if (!counter) return
        // The attempt was heard, so the counter was open before it, and is again.
        counters.put({ ...counter, count: Math.max(0, counter.count - 1), opensAt: 0 })
      })
    },

    async sweep(now) {
      return state.atomically(() => {
        const over = Array.from(counters.rows())
          .filter((counter) => now >= counter.windowEndsAt)
          .slice(0, SWEEP_LIMIT)
        for (const { key } of over) counters.delete(key)
        return over.length
      })
    },
  }
}
