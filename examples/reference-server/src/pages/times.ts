import type { Words } from './words-context.ts'

const timeZone = 'Asia/Tokyo'
const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const calendar = {
  ja: new Intl.DateTimeFormat('ja-JP', { timeZone, month: 'long', day: 'numeric', weekday: 'short' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', day: 'numeric', month: 'short' }),
}

/** `10:00(日本時間)` or `10:00 JST`. */
export function timeInJapan(instant: number, { say }: Words): string {
  return say('time.japan', { time: clock.format(instant) })
}

const years = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric' })

/** As `dateInJapan`, with the year where it is not this one. */
export function pastInJapan(instant: number, words: Words): string {
  const [year, moment] = [years.format(instant), dateInJapan(instant, words)]
  if (year === years.format(Date.now())) return moment
  return words.say('time.inYear', { year, moment })
}

const days = {
  ja: new Intl.DateTimeFormat('ja-JP', { timeZone, dateStyle: 'long' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium' }),
}

/** `2026年11月22日` or `22 Nov 2026`, where the hour says nothing. */
export function dayInJapan(instant: number, { locale }: Words): string {
  return days[locale].format(instant)
}

/** `11月22日(日)10:00(日本時間)` or `Sun 22 Nov, 10:00 JST`. */
export function dateInJapan(instant: number, { locale, say }: Words): string {
  const day = calendar[locale].format(instant)
  const time = clock.format(instant)
  return say('time.japan', { time: locale === 'ja' ? day + time : `${day.replace(',', '')}, ${time}` })
}
