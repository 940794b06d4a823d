import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideBanner } from '../../src/policy/banner.ts'
import { decideCoexistence } from '../../src/policy/coexistence.ts'
import { japanInstant } from '../../src/primitives/japan-time.ts'

const announcedAt = japanInstant('2026-11-08', 10)
const enforcedAt = japanInstant('2026-11-22', 10)
const rollout = { announcedAt, enforcedAt }
const portalUrl = 'https://accounts.example/portal/apps'
const midnight = (day: string) => japanInstant(day, 0)

const at = (now: number, mine: 'done' | 'not-done' | null = 'not-done', switched = rollout) =>
  decideBanner(switched, { now, mine, portalUrl })

describe('the banner', () => {
  it.each([
    { when: 'a millisecond before the announcement', now: announcedAt - 1, severity: undefined },
    { when: 'at the announcement', now: announcedAt, severity: 'info' },
    { when: 'a millisecond after the announcement', now: announcedAt + 1, severity: 'info' },
    { when: 'a millisecond before the third day', now: midnight('2026-11-19') - 1, severity: 'info' },
    { when: 'as the third day before begins in Japan', now: midnight('2026-11-19'), severity: 'warning' },
    { when: 'a millisecond before the last day before', now: midnight('2026-11-21') - 1, severity: 'warning' },
    { when: 'as the last day before begins', now: midnight('2026-11-21'), severity: 'critical' },
    { when: 'a millisecond before the cut', now: enforcedAt - 1, severity: 'critical' },
    { when: 'at the cut', now: enforcedAt, severity: undefined },
    { when: 'a millisecond after the cut', now: enforcedAt + 1, severity: undefined },
  ])('is $severity $when, and always quiet to who has set up', ({ now, severity }) => {
    for (const mine of ['not-done', null] as const) expect(at(now, mine)?.severity).toBe(severity)
    expect(at(now, 'done')?.severity).toBe(severity && 'info')
  })

  it.each([
    {
      whose: 'early',
      mine: 'not-done' as const,
      now: announcedAt,
      ja: '11月22日(日)10:00(日本時間)からログイン方法が変わります。お早めにecforce accountsの初期設定をお済ませください。',
      en: 'Sign-in changes on Sun 22 Nov, 10:00 JST. Please set up ecforce accounts soon.',
    },
    {
      whose: 'three days before',
      mine: null,
      now: midnight('2026-11-19'),
      ja: 'あと3日です。11月22日(日)10:00(日本時間)以降、この画面にはecforce accountsからのみログインできます。',
      en: '3 days left. From Sun 22 Nov, 10:00 JST this admin opens through ecforce accounts only.',
    },
    {
      whose: 'the day before',
      mine: null,
      now: midnight('2026-11-21'),
      ja: 'あと1日です。11月22日(日)10:00(日本時間)以降、この画面にはecforce accountsからのみログインできます。',
      en: '1 day left. From Sun 22 Nov, 10:00 JST this admin opens through ecforce accounts only.',
    },
    {
      whose: 'on the day',
      mine: null,
      now: midnight('2026-11-22'),
      ja: '本日です。11月22日(日)10:00(日本時間)以降、この画面にはecforce accountsからのみログインできます。',
      en: 'Today is the day. From Sun 22 Nov, 10:00 JST this admin opens through ecforce accounts only.',
    },
    {
      whose: 'who has set up, even on the day',
      mine: 'done' as const,
      now: midnight('2026-11-22'),
      ja: '初期設定は完了しています。11月22日(日)10:00(日本時間)からはecforce accountsでログインしてください。',
      en: 'You are set up. From Sun 22 Nov, 10:00 JST, sign in with ecforce accounts.',
    },
  ])('says the date with its zone, in both languages, $whose', ({ mine, now, ja, en }) => {
    expect(at(now, mine)?.body).toEqual({ ja, en })
  })

  it('leads to the portal, and tells the facts beside the words', () => {
    expect(at(announcedAt)).toMatchObject({
      phase: 'coexistence',
      actionUrl: portalUrl,
      enforcedAt: '2026-11-22T01:00:00.000Z',
      mine: 'not-done',
      title: { ja: 'ログイン方法が変わります', en: 'Sign-in is changing' },
    })
  })

  it('names no date while the switch is paused, and does not press', () => {
    const paused = { announcedAt, enforcedAt: null }
    for (const mine of ['done', 'not-done', null] as const) {
      const banner = decideBanner(paused, { now: enforcedAt, mine, portalUrl })
      expect(banner).toMatchObject({ severity: 'info', dismissible: true, enforcedAt: null, mine })
      expect(Object.values(banner?.body ?? {}).join()).not.toMatch(/\d/)
    }
  })

  it('is not there while nothing is announced', () => {
    expect(decideBanner(null, { now: enforcedAt, mine: null, portalUrl })).toBeNull()
  })

  it('is there exactly while both ways work, presses ever more, and can be put away until it warns', () => {
    const order = ['info', 'warning', 'critical']
    fc.assert(
      fc.property(
        fc.integer({ min: announcedAt - 1e9, max: enforcedAt + 1e9 }),
        fc.nat(1e9),
        fc.constantFrom('done' as const, 'not-done' as const, null),
        (now, later, mine) => {
          const [first, second] = [at(now, mine), at(now + later, mine)]
          expect(first !== null).toBe(decideCoexistence(rollout, now).phase === 'coexistence')
          if (first) expect(first.dismissible).toBe(first.severity === 'info')
          if (first && second) {
            expect(order.indexOf(second.severity)).toBeGreaterThanOrEqual(order.indexOf(first.severity))
          }
        },
      ),
    )
  })
})
