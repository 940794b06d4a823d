import type { RolloutPlan } from '../domain/rollout.ts'
import type { Instant } from '../primitives/clock.ts'
import { addDays, isWeekend, type JapanDay, japanDay, japanInstant } from '../primitives/japan-time.ts'

/** Which days are public holidays. */
export type IsHoliday = (day: JapanDay) => boolean

const HOUR = 3_600_000
/** Longer than any row of days that could be avoided. */
const DAYS_LOOKED_AT = 800

/**
 * The first instant at or after `earliest` at which a cut may be: a full hour, the plan's if it names one, on a day in
 * Japan that the plan does not avoid. It is never sooner than `earliest`.
 */
export function decideCut(earliest: Instant, plan: RolloutPlan, isHoliday: IsHoliday): Instant {
  const first = japanDay(earliest)
  for (let days = 0; days < DAYS_LOOKED_AT; days++) {
    const day = addDays(first, days)
    if (isAvoided(day, plan, isHoliday)) continue
    const cut = cutOn(day, earliest, plan)
    if (cut !== null) return cut
  }
  throw new TypeError('the plan avoids every day')
}

function cutOn(day: JapanDay, earliest: Instant, { cutHour }: RolloutPlan): Instant | null {
  if (cutHour !== null) {
    const cut = japanInstant(day, cutHour)
    return cut >= earliest ? cut : null
  }
  const cut = Math.max(japanInstant(day, 0), Math.ceil(earliest / HOUR) * HOUR)
  return cut < japanInstant(day, 24) ? cut : null
}

function isAvoided(day: JapanDay, plan: RolloutPlan, isHoliday: IsHoliday): boolean {
  return (plan.avoidWeekends && isWeekend(day)) || (plan.avoidHolidays && isHoliday(day)) || plan.saleDays.includes(day)
}
