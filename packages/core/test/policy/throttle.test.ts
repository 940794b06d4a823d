import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Counter, ThrottleRule } from '../../src/domain/throttle.ts'
import { spendFrom, throttleRules } from '../../src/policy/throttle.ts'
import { noon } from '../../src/testing/index.ts'

const three: ThrottleRule = { kind: 'budget', limit: 3, windowSeconds: 60 }
const minute = 60_000
const counter = (count: number, windowEndsAt: number, opensAt: number): Counter => ({ count, windowEndsAt, opensAt })

describe('a budget', () => {
  it.each([
    { case: 'opens a window with the first attempt', before: null, after: counter(1, noon + minute, 0) },
    {
      case: 'counts within the window and does not move it',
      before: counter(1, noon + 5, 0),
      after: counter(2, noon + 5, 0),
    },
    {
      case: 'closes with the last attempt, until the window ends',
      before: counter(2, noon + 5, 0),
      after: counter(3, noon + 5, noon + 5),
    },
    {
      case: 'hears nothing a millisecond before the window ends',
      before: counter(3, noon + 1, noon + 1),
      after: null,
    },
    {
      case: 'begins anew when the window ends',
      before: counter(3, noon, noon),
      after: counter(1, noon + minute, 0),
    },
    {
      case: 'begins anew after the window, spent or not',
      before: counter(2, noon - 1, 0),
      after: counter(1, noon + minute, 0),
    },
  ])('$case', ({ before, after }) => {
    expect(spendFrom(three, before, noon)).toEqual(after)
  })

  it('of one closes at once', () => {
    const once: ThrottleRule = { kind: 'budget', limit: 1, windowSeconds: 60 }
    const spent = spendFrom(once, null, noon)
    expect(spent).toEqual(counter(1, noon + minute, noon + minute))
    expect(spendFrom(once, spent, noon + minute - 1)).toBeNull()
    expect(spendFrom(once, spent, noon + minute)).not.toBeNull()
  })

  it('never hears more than its limit in a window, hears the limit, and hears again when it has passed', () => {
    const rules = fc.record({ limit: fc.integer({ min: 1, max: 8 }), windowSeconds: fc.integer({ min: 1, max: 4 }) })
    const pauses = fc.array(
      fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 5000 })),
      {
        maxLength: 60,
      },
    )
    let refusals = 0
    fc.assert(
      fc.property(rules, pauses, ({ limit, windowSeconds }, between) => {
        const rule: ThrottleRule = { kind: 'budget', limit, windowSeconds }
        let now = noon
        let kept: Counter | null = null
        const heard: number[] = []
        let window: number[] = []
        for (const pause of between) {
          now += pause
          // A window begins with the first attempt that no earlier one holds.
          const first = window[0]
          if (first !== undefined && now >= first + windowSeconds * 1000) window = []
          const next = spendFrom(rule, kept, now)
          expect(next !== null).toBe(window.length < limit)
          if (!next) {
            refusals++
            continue
          }
          window.push(now)
          heard.push(now)
          kept = next
        }
        // Wherever a window is laid over the attempts, it meets two of ours at the most.
        for (const at of heard) {
          const within = heard.filter((other) => other >= at && other < at + windowSeconds * 1000)
          expect(within.length).toBeLessThanOrEqual(2 * limit)
        }
      }),
      { numRuns: 2000 },
    )
    expect(refusals).toBeGreaterThan(100)
  })
})

describe('a backoff', () => {
  const rule = throttleRules.passwordFromPlace

  it('hears five at once and then waits 1, 2, 4 … 512 and ever after 900 seconds', () => {
    let now = noon
    let kept: Counter | null = null
    const waits: number[] = []
    for (let attempt = 0; attempt < 18; attempt++) {
      kept = spendFrom(rule, kept, now)
      if (!kept) throw new Error('an attempt was not heard when its time had come')
      const wait = Math.max(0, kept.opensAt - now)
      if (wait > 0) expect(spendFrom(rule, kept, kept.opensAt - 1)).toBeNull()
      waits.push(wait / 1000)
      now += wait
    }
    expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900])
  })

  it('stays at its longest delay however many have failed', () => {
    for (const count of [40, 1000, 2 ** 31]) {
      const after = spendFrom(rule, counter(count, noon + minute, noon), noon)
      expect(after).toEqual(counter(count + 1, noon + 86_400_000, noon + 900_000))
    }
  })

  it.each([
    { when: 'a millisecond before a quiet day has passed', quiet: 86_400_000 - 1, count: 8 },
    { when: 'when a quiet day has passed', quiet: 86_400_000, count: 1 },
    { when: 'a millisecond later', quiet: 86_400_000 + 1, count: 1 },
  ])('remembers $count $when, counted from the latest attempt', ({ quiet, count }) => {
    let kept: Counter | null = null
    let now = noon
    for (let attempt = 0; attempt < 7; attempt++) {
      kept = spendFrom(rule, kept, now)
      now = Math.max(now + 10, kept?.opensAt ?? 0)
    }
    const latest = (kept?.windowEndsAt ?? 0) - 86_400_000
    expect(latest).toBeGreaterThan(noon)
    expect(spendFrom(rule, kept, latest + quiet)?.count).toBe(count)
  })

  it('takes nothing for an attempt that it does not hear', () => {
    const closed = counter(6, noon + minute, noon + 2000)
    for (let i = 0; i < 5; i++) expect(spendFrom(rule, closed, noon + i)).toBeNull()
    expect(spendFrom(rule, closed, noon + 2000)?.count).toBe(7)
  })
})

describe('the limits of the sign-in', () => {
  it('are those that the documentation names', () => {
    expect(throttleRules).toEqual({
      identify: { kind: 'budget', limit: 60, windowSeconds: 600 },
      passwordFromPlace: { kind: 'backoff', freeAttempts: 5, longestDelaySeconds: 900, windowSeconds: 86_400 },
      passwordOfRobot: { kind: 'budget', limit: 10, windowSeconds: 900 },
      nearMissMails: { kind: 'budget', limit: 1, windowSeconds: 86_400 },
      passwordFromDevice: { kind: 'budget', limit: 10, windowSeconds: 900 },
      presentPasswords: { kind: 'backoff', freeAttempts: 30, longestDelaySeconds: 60, windowSeconds: 900 },
      recoveryCodes: { kind: 'budget', limit: 10, windowSeconds: 900 },
      passwordsFromPlace: { kind: 'backoff', freeAttempts: 30, longestDelaySeconds: 60, windowSeconds: 600 },
      passwordsFromPlaceDaily: { kind: 'backoff', freeAttempts: 200, longestDelaySeconds: 300, windowSeconds: 86_400 },
      passwordsFromNetwork: { kind: 'backoff', freeAttempts: 240, longestDelaySeconds: 60, windowSeconds: 600 },
      passwordFromUnknown: { kind: 'budget', limit: 30, windowSeconds: 900 },
      passwordsInARow: { kind: 'budget', limit: 100, windowSeconds: 31_536_000 },
      codes: { kind: 'budget', limit: 10, windowSeconds: 3600 },
      codesDaily: { kind: 'budget', limit: 30, windowSeconds: 86_400 },
      resets: { kind: 'budget', limit: 3, windowSeconds: 900 },
      resetsDaily: { kind: 'budget', limit: 10, windowSeconds: 86_400 },
      resetsFromPlace: { kind: 'budget', limit: 20, windowSeconds: 3600 },
      addressChanges: { kind: 'budget', limit: 5, windowSeconds: 3600 },
      mailedTokens: { kind: 'budget', limit: 20, windowSeconds: 600 },
      invitations: { kind: 'budget', limit: 20, windowSeconds: 3600 },
      invitationWishes: { kind: 'budget', limit: 5, windowSeconds: 86_400 },
      bypassRequests: { kind: 'budget', limit: 30, windowSeconds: 86_400 },
      sharedMarks: { kind: 'budget', limit: 20, windowSeconds: 3600 },
      lostFactorCases: { kind: 'budget', limit: 5, windowSeconds: 86_400 },
      operatorCodes: { kind: 'budget', limit: 5, windowSeconds: 900 },
      operatorFromPlace: { kind: 'backoff', freeAttempts: 5, longestDelaySeconds: 900, windowSeconds: 86_400 },
      operatorsFromPlace: { kind: 'backoff', freeAttempts: 20, longestDelaySeconds: 300, windowSeconds: 86_400 },
      serviceSecrets: { kind: 'budget', limit: 30, windowSeconds: 600 },
      waitingEntries: { kind: 'budget', limit: 300, windowSeconds: 600 },
      codeMailsHourly: { kind: 'budget', limit: 30, windowSeconds: 3600 },
      codeMailsDaily: { kind: 'budget', limit: 100, windowSeconds: 86_400 },
    })
  })

  it.each(Object.entries(throttleRules))('hear no more of %s than they say, in bursts', (_name, rule) => {
    let kept: Counter | null = null
    let heard = 0
    for (let i = 0; i < 500; i++) {
      const next = spendFrom(rule, kept, noon)
      if (!next) continue
      kept = next
      heard++
    }
    expect(heard).toBe(rule.kind === 'budget' ? rule.limit : rule.freeAttempts)
  })
})
