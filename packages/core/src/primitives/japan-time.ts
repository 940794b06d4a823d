import type { Instant } from './clock.ts'
import type { Bilingual } from './locale.ts'

/** A day of the calendar in Japan, as `2026-11-22`. */
export type JapanDay = string

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Japan has one time all the year, nine hours before UTC. */
export const JAPAN_OFFSET_MILLISECONDS = 9 * HOUR

/** The day on which this instant falls in Japan. */
export function japanDay(instant: Instant): JapanDay {
  return new Date(instant + JAPAN_OFFSET_MILLISECONDS).toISOString().slice(0, 10)
}

/** The instant of an hour (0 to 24) of a day in Japan. */
export function japanInstant(day: JapanDay, hour: number): Instant {
  return Date.parse(`${day}T00:00:00Z`) - JAPAN_OFFSET_MILLISECONDS + hour * HOUR
}

/** The day `days` after this one; before it when negative. */
export function addDays(day: JapanDay, days: number): JapanDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** How many days lie between two: 0 for the same, negative when the second is the earlier. */
export function daysBetween(from: JapanDay, to: JapanDay): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY
}

export function isWeekend(day: JapanDay): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6
}

/** Whether `text` names a day that the calendar has. */
export function isJapanDay(text: string): text is JapanDay {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const instant = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
}

const weekdays = { ja: '日月火水木金土', en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] } as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** An instant for people: `11月22日(日)10:00(日本時間)` and `Sun 22 Nov, 10:00 JST`, as mails and pages have it. */
export function japanDateTime(instant: Instant): Bilingual {
  const there = new Date(instant + JAPAN_OFFSET_MILLISECONDS)
  const [month, day, weekday] = [there.getUTCMonth(), there.getUTCDate(), there.getUTCDay()]
  const time = there.toISOString().slice(11, 16)
  return {
    ja: `${month + 1}月${day}日(${weekdays.ja[weekday]})${time}(日本時間)`,
    en: `${weekdays.en[weekday]} ${day} ${months[month]}, ${time} JST`,
  }
}
