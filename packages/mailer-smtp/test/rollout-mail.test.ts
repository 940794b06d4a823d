import type { Locale, RolloutMail, ShopId } from '@ecforce-accounts/core'
import { describe, expect, it } from 'vitest'
import { calendarFile, renderMail } from '../src/index.ts'
import { sunday } from './a-code-mail.ts'

const options = { issuer: 'https://accounts.example', supportUrl: 'https://support.example' }
const day = 24 * 3_600_000
const portal = 'https://accounts.example/portal/apps'

type Facts = Pick<RolloutMail, 'about'> & { readonly enforcedAt?: number | null; readonly [name: string]: unknown }

function rendered(facts: Facts, locale: Locale = 'ja', shopName = 'れんしゅう靴店') {
  const common = { kind: 'rollout', to: 'rin@shop.example', locale, at: sunday, version: 3 }
  const mail = { ...common, shopId: 'renshu-shoes' as ShopId, shopName, ...facts } as RolloutMail
  return renderMail(mail, options)
}

describe('the mails of a switch', () => {
  it.each<[string, Facts, string, string, readonly string[], readonly string[]]>([
    [
      'the preparation',
      { about: 'preparation', announceAt: sunday },
      '【れんしゅう靴店】ログイン方法の切り替え前にご確認ください',
      'れんしゅう靴店: please check before the sign-in changes',
      [
        '11月22日(日)10:00(日本時間)に',
        '不要なメンバーを',
        'RPAのIPアドレス',
        'API連携への影響はありません',
        '180日以上',
        'https://support.example',
      ],
      [
        'on Sun 22 Nov, 10:00 JST',
        'Delete members',
        'RPA',
        'API integrations are not affected',
        '180 days',
        'https://support.example',
      ],
    ],
    [
      'the announcement',
      { about: 'announced', enforcedAt: sunday },
      '【れんしゅう靴店】11月22日(日)10:00(日本時間)からログイン方法が変わります',
      'れんしゅう靴店: sign-in changes on Sun 22 Nov, 10:00 JST',
      ['従来の方法と両方使えます', 'お早めに初期設定', 'ワンタイムコード', portal],
      ['until then both ways work', 'about 3 minutes', 'the code we mail you', portal],
    ],
    [
      'a reminder of seven days',
      { about: 'reminder', enforcedAt: sunday, daysLeft: 7 },
      '【れんしゅう靴店】あと7日：初期設定はお済みですか',
      'れんしゅう靴店: 7 days left to set up',
      ['初期設定がまだ確認できていません', '過ぎたあとでも初期設定はできます', portal],
      ['You are not set up yet', 'you can still set up afterwards', portal],
    ],
    [
      'a reminder of three days',
      { about: 'reminder', enforcedAt: sunday, daysLeft: 3 },
      '【れんしゅう靴店】あと3日：初期設定をお願いします',
      'れんしゅう靴店: 3 days left to set up',
      [portal],
      [portal],
    ],
    [
      'a reminder of tomorrow',
      { about: 'reminder', enforcedAt: sunday, daysLeft: 1 },
      '【れんしゅう靴店】明日10:00(日本時間)からログイン方法が変わります',
      'れんしゅう靴店: sign-in changes tomorrow at 10:00 JST',
      [portal],
      [portal],
    ],
    [
      'a reminder of today',
      { about: 'reminder', enforcedAt: sunday, daysLeft: 0 },
      '【れんしゅう靴店】本日10:00(日本時間)からログイン方法が変わります',
      'れんしゅう靴店: sign-in changes today at 10:00 JST',
      [portal],
      [portal],
    ],
    [
      'another date',
      { about: 'date-changed', enforcedAt: sunday + day },
      '【れんしゅう靴店】ログイン方法の切り替え日が11月23日(月)10:00(日本時間)に変わりました',
      'れんしゅう靴店: the switch has moved to Mon 23 Nov, 10:00 JST',
      ['初期設定がお済みの方は、手続きは不要です', portal],
      ['If you are set up already', portal],
    ],
    [
      'no date',
      { about: 'date-changed', enforcedAt: null },
      '【れんしゅう靴店】ログイン方法の切り替えを延期しました',
      'れんしゅう靴店: the switch is put off',
      ['新しい日程が決まるまで'],
      ['We will mail you the new date'],
    ],
  ])('tell %s in both languages and both bodies', (_, facts, subjectJa, subjectEn, ja, en) => {
    for (const [locale, subject, parts] of [
      ['ja', subjectJa, ja],
      ['en', subjectEn, en],
    ] as const) {
      const mail = rendered(facts, locale)
      expect(mail.subject).toBe(subject)
      // Lines of the text are folded between words.
      const text = mail.text.replaceAll(/\n(?!\n)/g, locale === 'ja' ? '' : ' ')
      for (const part of parts) {
        expect(text).toContain(part)
        expect(mail.html).toContain(part)
      }
    }
  })

  it('bring the cut as a file for the calendar, where they tell one', () => {
    const dated: readonly Facts[] = [
      { about: 'announced', enforcedAt: sunday },
      { about: 'reminder', enforcedAt: sunday, daysLeft: 3 },
      { about: 'date-changed', enforcedAt: sunday },
    ]
    for (const facts of dated) {
      const [file, ...others] = rendered(facts).attachments ?? []
      expect(others).toEqual([])
      expect(file).toMatchObject({ name: 'ecforce-accounts.ics', type: expect.stringContaining('text/calendar') })
      expect(file?.content).toContain('\r\nDTSTART:20261122T010000Z\r\n')
      expect(file?.content).toContain('\r\nSEQUENCE:3\r\n')
      expect(file?.content).toContain('\r\nUID:switch-renshu-shoes@accounts.example\r\n')
    }
    expect(rendered({ about: 'date-changed', enforcedAt: null }).attachments).toBeUndefined()
    expect(rendered({ about: 'preparation', announceAt: sunday }).attachments).toBeUndefined()
  })

  it('take a shop’s name for words and nothing else', () => {
    const hostile = '<b>Shop</b>\r\nBcc: x@y.example\u202e;,\\'
    const mail = rendered({ about: 'announced', enforcedAt: sunday }, 'ja', hostile)
    expect(mail.subject).not.toMatch(/[\r\n\u202e]/)
    expect(mail.html).not.toContain('<b>Shop')
    const calendar = mail.attachments?.[0]?.content ?? ''
    expect(calendar).toContain('SUMMARY:<b>Shop</b> Bcc: x@y.example\\;\\,\\\\')
    expect(calendar.match(/^Bcc/m)).toBeNull()
  })
})

describe('a file for the calendar (RFC 5545)', () => {
  const note = {
    uid: 'switch-renshu-shoes@accounts.example',
    sequence: 0,
    writtenAt: sunday - day,
    at: sunday,
    title: '切り替え'.repeat(30),
    text: 'a, b; c',
    url: portal,
  }
  const { content } = calendarFile(note)

  it('has lines of 75 octets at the most, each ended by CRLF, and no character broken', () => {
    const lines = content.split('\r\n')
    expect(lines.pop()).toBe('')
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(line).not.toContain('\ufffd')
    }
    expect(content.replaceAll('\r\n ', '')).toContain(`SUMMARY:${note.title}\r\n`)
  })

  it('says when it was written, when it begins, and reminds a day before', () => {
    expect(content).toContain('DTSTAMP:20261121T010000Z\r\n')
    expect(content).toContain('DTSTART:20261122T010000Z\r\nDTEND:20261122T011500Z\r\n')
    expect(content).toContain('TRIGGER:-P1D\r\n')
    expect(content).toContain('DESCRIPTION:a\\, b\\; c\r\n')
    expect(content.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:')).toBe(true)
    expect(content.endsWith('END:VEVENT\r\nEND:VCALENDAR\r\n')).toBe(true)
  })
})
