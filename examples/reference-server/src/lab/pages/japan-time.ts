import type { Locale } from '../../pages/words/catalogue.ts'

/** `11月22日(日) 10:00:00` or `Sun 22 Nov, 10:00:00`, in Japan. */
export function inJapan(instant: number, locale: Locale, { year = false } = {}): string {
  return new Intl.DateTimeFormat(locale === 'ja' ? 'ja-JP' : 'en-GB', {
    timeZone: 'Asia/Tokyo',
    ...(year && { year: 'numeric' }),
    month: locale === 'ja' ? 'long' : 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(instant)
}

/** As `<input type="datetime-local">` writes it: `2026-11-22T10:00`. */
export function localInJapan(instant: number): string {
  const nineHours = 9 * 3_600_000
  return new Date(instant + nineHours).toISOString().slice(0, 16)
}
