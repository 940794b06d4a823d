import { beforeAll, describe, expect, it } from 'vitest'
import {
  afterBusinessTime,
  type BusinessHours,
  businessTime,
  dueOnceResumed,
  dueWithin,
  isBusinessDay,
} from '../../src/policy/business-days.ts'
import { japaneseHolidays } from '../../src/vendors/japanese-holidays.ts'

const jst = (text: string) => Date.parse(`${text}:00+09:00`)
const said = (instant: number) => new Date(instant + 9 * 3_600_000).toISOString().slice(0, 16)
const hour = 3_600_000
let hours: BusinessHours

beforeAll(async () => {
  const isHoliday = await japaneseHolidays()
  const companyHolidays = ['12-29', '12-30', '12-31', '01-02', '01-03', '2026-08-14']
  hours = { isHoliday, companyHolidays, cutOffHour: 17 }
})

describe('within two business days', () => {
  it.each([
    ['on a Monday morning', '2026-06-01T09:00', '2026-06-03T17:00'],
    ['a minute before the cut-off', '2026-06-01T16:59', '2026-06-03T17:00'],
    ['at the cut-off, which is the next day’s', '2026-06-01T17:00', '2026-06-04T17:00'],
    ['in the night after midnight', '2026-06-02T00:30', '2026-06-04T17:00'],
    ['on a Thursday evening', '2026-06-04T18:00', '2026-06-09T17:00'],
    ['on a Friday', '2026-06-05T10:00', '2026-06-09T17:00'],
    ['on a Saturday', '2026-06-06T10:00', '2026-06-10T17:00'],
    ['on a Sunday', '2026-06-07T23:59', '2026-06-10T17:00'],
    // Golden Week 2026: 29 April; 3 (a Sunday), 4 and 5 May, and 6 May in lieu of the 3rd.
    ['before the 29th of April', '2026-04-28T10:00', '2026-05-01T17:00'],
    ['before Golden Week', '2026-05-01T10:00', '2026-05-08T17:00'],
    ['on the day in lieu', '2026-05-06T10:00', '2026-05-11T17:00'],
    // 22 September 2026 lies between two holidays and is one.
    ['before Silver Week', '2026-09-18T10:00', '2026-09-25T17:00'],
    ['before New Year', '2026-12-28T10:00', '2027-01-05T17:00'],
    ['late before New Year', '2026-12-28T17:00', '2027-01-06T17:00'],
    ['on New Year’s Eve', '2026-12-31T10:00', '2027-01-06T17:00'],
    ['before a day that the company alone has off', '2026-08-13T10:00', '2026-08-18T17:00'],
  ])('asked %s (%s) is due %s', (_, asked, due) => {
    expect(said(dueWithin(2, jst(asked), hours))).toBe(due)
  })

  it('counts holidays in lieu, and company holidays of every year or of one', () => {
    expect(isBusinessDay('2026-05-06', hours)).toBe(false)
    expect(isBusinessDay('2026-05-07', hours)).toBe(true)
    expect(isBusinessDay('2031-12-30', hours)).toBe(false)
    expect([isBusinessDay('2026-08-14', hours), isBusinessDay('2028-08-14', hours)]).toEqual([false, true])
  })
})

describe('a clock that stood', () => {
  it.each([
    // Stopped on Tuesday at 11 with six hours of Tuesday and all of Wednesday left.
    ['an hour later', '2026-06-02T11:00', '2026-06-02T12:00', '2026-06-04T10:00'],
    ['in the night', '2026-06-02T11:00', '2026-06-02T23:00', '2026-06-04T15:00'],
    ['after the week-end', '2026-06-02T11:00', '2026-06-08T09:00', '2026-06-09T15:00'],
    ['at the instant it stopped', '2026-06-02T11:00', '2026-06-02T11:00', '2026-06-03T17:00'],
    ['once it had run out', '2026-06-03T17:00', '2026-06-05T11:00', '2026-06-05T11:00'],
  ])('goes on %s', (_, stopped, resumed, due) => {
    const asked = { stoppedAt: jst(stopped), dueAt: jst('2026-06-03T17:00') }
    expect(said(dueOnceResumed(asked, jst(resumed), hours))).toBe(due)
  })

  it('has as much business time left as it had', () => {
    for (let stopped = jst('2026-04-28T07:00'); stopped < jst('2026-05-08T17:00'); stopped += 7 * hour) {
      const dueAt = jst('2026-05-08T17:00')
      const resumed = stopped + 61 * hour
      const due = dueOnceResumed({ stoppedAt: stopped, dueAt }, resumed, hours)
      expect(businessTime(resumed, due, hours)).toBe(businessTime(stopped, dueAt, hours))
      expect(afterBusinessTime(resumed, businessTime(stopped, dueAt, hours), hours)).toBe(due)
    }
    expect(businessTime(jst('2026-06-02T12:00'), jst('2026-06-02T11:00'), hours)).toBe(0)
  })
})
