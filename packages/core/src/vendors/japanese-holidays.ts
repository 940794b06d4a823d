import type { JapanDay } from '../primitives/japan-time.ts'

/** Whether the day is a public holiday of Japan, days in lieu included; known from 1970 to 2050. */
export async function japaneseHolidays(): Promise<(day: JapanDay) => boolean> {
  const { default: calendar } = await import('@holiday-jp/holiday_jp')
  return (day) => calendar.isHoliday(day)
}
