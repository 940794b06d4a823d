const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' })

/** `10:00`, in Japan. */
export function timeInJapan(instant: number): string {
  return clock.format(instant)
}
