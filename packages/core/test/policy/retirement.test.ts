import { describe, expect, it } from 'vitest'
import { decideRetirement, isRetirementDay, nextOfRetirement, retiresAt } from '../../src/policy/retirement.ts'
import { japanInstant } from '../../src/primitives/japan-time.ts'

const on = '2026-12-20'
const at = (day: string, hour: number) => japanInstant(day, hour)

describe('the day on which a membership ends', () => {
  it.each([
    { day: '2026-11-25', said: false, why: 'today' },
    { day: '2026-11-26', said: true, why: 'tomorrow' },
    { day: '2027-02-23', said: true, why: 'ninety days on' },
    { day: '2027-02-24', said: false, why: 'a day more' },
    { day: '2026-11-24', said: false, why: 'yesterday' },
    { day: '2026-02-30', said: false, why: 'no day' },
    { day: '2026-12-1', said: false, why: 'written otherwise' },
  ])('is $said for $why', ({ day, said }) => {
    expect(isRetirementDay(day, at('2026-11-25', 0))).toBe(said)
    expect(isRetirementDay(day, at('2026-11-26', 0) - 1)).toBe(said)
  })

  it('begins at midnight in Japan', () => {
    expect(new Date(retiresAt(on)).toISOString()).toBe('2026-12-19T15:00:00.000Z')
  })

  it.each([
    { when: 'before the seventh day', now: at('2026-12-13', 9) - 1, told: null, act: { act: 'wait' } },
    { when: 'seven days before', now: at('2026-12-13', 9), told: null, act: { act: 'tell', daysLeft: 7, told: 7 } },
    { when: 'seven days before, told', now: at('2026-12-13', 9), told: 7, act: { act: 'wait' } },
    { when: 'set within the week', now: at('2026-12-17', 1), told: null, act: { act: 'tell', daysLeft: 3, told: 3 } },
    { when: 'just before the last morning', now: at('2026-12-19', 9) - 1, told: 7, act: { act: 'wait' } },
    { when: 'the last morning', now: at('2026-12-19', 9), told: 7, act: { act: 'tell', daysLeft: 1, told: 1 } },
    {
      when: 'the last morning, nothing told',
      now: at('2026-12-19', 9),
      told: null,
      act: { act: 'tell', daysLeft: 1, told: 1 },
    },
    {
      when: 'the last night, nothing told',
      now: at('2026-12-19', 1),
      told: null,
      act: { act: 'tell', daysLeft: 1, told: 1 },
    },
    { when: 'a millisecond before', now: retiresAt(on) - 1, told: 1, act: { act: 'wait' } },
    { when: 'at its instant', now: retiresAt(on), told: 1, act: { act: 'end' } },
    { when: 'long after, nothing told', now: retiresAt(on) + 9e9, told: null, act: { act: 'end' } },
  ])('$when', ({ now, told, act }) => {
    expect(decideRetirement({ on, told }, now)).toEqual(act)
  })

  it('is due next when something is to be told, and at its instant at last', () => {
    expect([null, 7, 3, 1].map((told) => nextOfRetirement(on, told))).toEqual([
      at('2026-12-13', 9),
      at('2026-12-19', 9),
      at('2026-12-19', 9),
      retiresAt(on),
    ])
  })
})
