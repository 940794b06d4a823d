import type { Instant } from '../primitives/clock.ts'
import { addDays, isWeekend, type JapanDay, japanDay, japanInstant } from '../primitives/japan-time.ts'
import type { IsHoliday } from './cut.ts'

/** On which days, and until when, operators answer. */
export interface BusinessHours {
  readonly isHoliday: IsHoliday
  /** Further days on which nobody works, such as those around New Year: `12-29` of every year, or `2026-12-29` alone. */
  readonly companyHolidays: readonly string[]
  /** At this hour in Japan a day is over: what is asked from then on counts as the next day's. */
  readonly cutOffHour: number
}

/** The hour in Japan at which a business day begins. */
export const BUSINESS_OPENS = 9

export function isBusinessDay(day: JapanDay, { isHoliday, companyHolidays }: BusinessHours): boolean {
  return !isWeekend(day) && !isHoliday(day) && !companyHolidays.includes(day) && !companyHolidays.includes(day.slice(5))
}

/** Until when something asked at `askedAt` is answered within so many business days: the end of the last of them. */
export function dueWithin(businessDays: number, askedAt: Instant, hours: BusinessHours): Instant {
  let day = japanDay(askedAt)
  if (!isBusinessDay(day, hours) || askedAt >= japanInstant(day, hours.cutOffHour)) day = nextBusinessDay(day, hours)
  for (let left = businessDays; left > 0; left--) day = nextBusinessDay(day, hours)
  return japanInstant(day, hours.cutOffHour)
}

/** How many milliseconds of business hours lie from one instant to another; 0 when the second is not the later. */
export function businessTime(from: Instant, to: Instant, hours: BusinessHours): number {
  let sum = 0
  for (let day = japanDay(from); day <= japanDay(to); day = addDays(day, 1)) {
    if (!isBusinessDay(day, hours)) continue
    const open = Math.max(from, japanInstant(day, BUSINESS_OPENS))
    sum += Math.max(0, Math.min(to, japanInstant(day, hours.cutOffHour)) - open)
  }
  return sum
}

/** The instant at which so many milliseconds of business hours have passed since `from`. */
export function afterBusinessTime(from: Instant, milliseconds: number, hours: BusinessHours): Instant {
  let left = milliseconds
  if (left <= 0) return from
  for (let day = japanDay(from); ; day = nextBusinessDay(day, hours)) {
    if (!isBusinessDay(day, hours)) continue
    const open = Math.max(from, japanInstant(day, BUSINESS_OPENS))
    const room = Math.max(0, japanInstant(day, hours.cutOffHour) - open)
    if (left <= room) return open + left
    left -= room
  }
}

/** When it is due once its clock runs again: as much of the business hours is left as there was when it stopped. */
export function dueOnceResumed(
  { stoppedAt, dueAt }: { readonly stoppedAt: Instant; readonly dueAt: Instant },
  now: Instant,
  hours: BusinessHours,
): Instant {
  return afterBusinessTime(now, businessTime(stoppedAt, dueAt, hours), hours)
}

/** Longer than any row of days without work. */
const DAYS_LOOKED_AT = 400

function nextBusinessDay(day: JapanDay, hours: BusinessHours): JapanDay {
  for (let days = 1; days < DAYS_LOOKED_AT; days++) {
    const next = addDays(day, days)
    if (isBusinessDay(next, hours)) return next
  }
  throw new TypeError('there is no business day')
}
