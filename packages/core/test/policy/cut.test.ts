import { describe, expect, it } from 'vitest'
import { type RolloutPlan, usualPlan } from '../../src/domain/rollout.ts'
import { decideCut } from '../../src/policy/cut.ts'
import { japaneseHolidays } from '../../src/vendors/japanese-holidays.ts'

const isHoliday = await japaneseHolidays()
const inJapan = (text: string) => Date.parse(`${text}+09:00`)
const cut = (earliest: string, plan: Partial<RolloutPlan>) =>
  new Date(decideCut(inJapan(earliest), { ...usualPlan, ...plan }, isHoliday) + 9 * 3_600_000)
    .toISOString()
    .slice(0, 16)

const quiet = { avoidWeekends: true, avoidHolidays: true }

describe('the cut', () => {
  it.each([
    ['at a full hour is there at once', '2026-11-24T10:00:00', {}, '2026-11-24T10:00'],
    ['a millisecond later waits for the next', '2026-11-24T10:00:00.001', {}, '2026-11-24T11:00'],
    ['goes over midnight', '2026-11-24T23:30:00', {}, '2026-11-25T00:00'],
    ['is at the hour the plan names', '2026-11-24T03:00:00', { cutHour: 10 }, '2026-11-24T10:00'],
    ['is at that very hour', '2026-11-24T10:00:00', { cutHour: 10 }, '2026-11-24T10:00'],
    ['a millisecond after it, on the next day', '2026-11-24T10:00:00.001', { cutHour: 10 }, '2026-11-25T10:00'],
    ['at midnight belongs to the day that begins', '2026-11-24T00:00:00', { cutHour: 0 }, '2026-11-24T00:00'],
    ['leaves the weekend out', '2026-11-28T09:00:00', { ...quiet, cutHour: 10 }, '2026-11-30T10:00'],
    ['leaves the weekend out at any hour', '2026-11-27T23:00:00.001', quiet, '2026-11-30T00:00'],
    ['keeps to the weekend where nobody minds', '2026-11-28T09:00:00', { cutHour: 10 }, '2026-11-28T10:00'],
    ['leaves a public holiday out', '2026-11-23T09:00:00', { ...quiet, cutHour: 10 }, '2026-11-24T10:00'],
    ['leaves a row of holidays and a weekend out', '2027-05-01T00:00:00', { ...quiet, cutHour: 9 }, '2027-05-06T09:00'],
    ['leaves a day in lieu out', '2027-03-22T00:00:00', { avoidHolidays: true }, '2027-03-23T00:00'],
    ['leaves sale days out', '2026-12-01T00:00:00', { saleDays: ['2026-12-01', '2026-12-02'] }, '2026-12-03T00:00'],
  ])('%s', (_, earliest, plan, expected) => {
    expect(cut(earliest, plan)).toBe(expected)
  })

  it('is found behind more days than a plan can avoid', () => {
    const saleDays = Array.from({ length: 400 }, (_, n) =>
      new Date(Date.UTC(2027, 0, 1) + n * 86_400_000).toISOString().slice(0, 10),
    )
    expect(cut('2027-01-01T00:00:00', { ...quiet, saleDays }).slice(0, 4)).toBe('2028')
  })
})
