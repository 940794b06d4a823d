import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { japanDateTime } from '../../src/primitives/japan-time.ts'

const timeZone = 'Asia/Tokyo'
const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const ja = new Intl.DateTimeFormat('ja-JP', { timeZone, month: 'long', day: 'numeric', weekday: 'short' })
const en = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', day: 'numeric', month: 'short' })

describe('a time in Japan', () => {
  it('is said as the platform says it there, with the zone named', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          const time = clock.format(date)
          expect(japanDateTime(date.getTime())).toEqual({
            ja: `${ja.format(date)}${time}(日本時間)`,
            en: `${en.format(date).replace(',', '').replace('Sept', 'Sep')}, ${time} JST`,
          })
        },
      ),
    )
  })

  it.each([
    { utc: '2026-11-22T14:59:59.999Z', ja: '11月22日(日)23:59(日本時間)', en: 'Sun 22 Nov, 23:59 JST' },
    { utc: '2026-11-22T15:00:00.000Z', ja: '11月23日(月)00:00(日本時間)', en: 'Mon 23 Nov, 00:00 JST' },
  ])('changes its day at midnight there: $utc', ({ utc, ...said }) => {
    expect(japanDateTime(Date.parse(utc))).toEqual(said)
  })
})
