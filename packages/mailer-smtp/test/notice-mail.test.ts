import type { Locale, NoticeFacts, NoticeMail } from '@ecforce-accounts/core'
import { describe, expect, it } from 'vitest'
import { letterText, mailWords, renderMail } from '../src/index.ts'
import { noticeMail } from '../src/templates/notice-mail.ts'
import { sunday } from './a-code-mail.ts'

const options = { issuer: 'https://accounts.example', supportUrl: 'https://support.example' }
const token = 'r'.repeat(43)
const week = 7 * 24 * 3_600_000

/** Every subject once, with what each language has to say of it. */
const notices: readonly {
  readonly facts: NoticeFacts
  readonly ja: readonly string[]
  readonly en: readonly string[]
}[] = [
  { facts: { about: 'new-device' }, ja: ['これまでと異なる端末'], en: ['it has not seen before'] },
  { facts: { about: 'wrong-code' }, ja: ['誤ったコードが入力されました'], en: ['then a wrong code'] },
  { facts: { about: 'password-changed' }, ja: ['パスワードが変更され'], en: ['Your password was changed'] },
  {
    facts: { about: 'password-reset', heldUntil: sunday + week },
    ja: ['パスワードが再設定され', '11月29日(日)10:00(日本時間)までは招待や認証方法の変更ができません'],
    en: ['Your password was reset', 'wait until Sun 29 Nov, 10:00 JST'],
  },
  {
    facts: { about: 'claim-password-reset' },
    ja: ['新しいパスワードでログインしてください', 'https://accounts.example/password-reset'],
    en: ['with the new one', 'https://accounts.example/password-reset'],
  },
  {
    facts: { about: 'address-changed', maskedAddress: 'n***@shop.example', revert: { token, until: sunday + week } },
    ja: ['n***@shop.exampleに変更されました', '11月29日(日)10:00(日本時間)までに', `#token=${token}`],
    en: ['changed to n***@shop.example', 'until Sun 29 Nov, 10:00 JST', `#token=${token}`],
  },
  {
    facts: { about: 'address-confirmed', maskedFormer: 'r***@shop.example' },
    ja: ['変更前：r***@shop.example'],
    en: ['before: r***@shop.example'],
  },
  {
    facts: { about: 'address-reverted', heldUntil: sunday + week },
    ja: ['変更前の状態に戻し', '11月29日(日)10:00(日本時間)まで'],
    en: ['what they were', 'until Sun 29 Nov, 10:00 JST'],
  },
  { facts: { about: 'address-given-up' }, ja: ['元に戻されたため'], en: ['its former address again'] },
  {
    facts: { about: 'factor-added', factor: 'totp' },
    ja: ['「認証アプリ」が追加されました'],
    en: ['the authenticator app'],
  },
  { facts: { about: 'factor-removed', factor: 'email' }, ja: ['「メール」が解除されました'], en: ['codes by mail'] },
  { facts: { about: 'factor-locked', factor: 'totp' }, ja: ['認証を停止しました'], en: ['too many wrong codes'] },
  {
    facts: { about: 'codes-stopped', until: sunday + week },
    ja: ['11月29日(日)10:00(日本時間)まで', '初めての端末からはコードを受け付けません'],
    en: ['Until Sun 29 Nov, 10:00 JST', 'wrong codes were entered many times'],
  },
  {
    facts: { about: 'factor-lift-asked', factor: 'totp', caseNumber: '7K3M-Q9TX', liftsAt: sunday + week },
    ja: ['受付番号：7K3M-Q9TX', '11月29日(日)10:00(日本時間)に解除されます'],
    en: ['case 7K3M-Q9TX', 'removed at Sun 29 Nov, 10:00 JST'],
  },
  {
    facts: {
      about: 'member-factor-lift',
      factor: 'totp',
      caseNumber: '7K3M-Q9TX',
      liftsAt: sunday + week,
      maskedMember: 'r***@shop.example',
      shopName: 'Renshu',
    },
    ja: ['Renshuのメンバー（r***@shop.example）', '受付番号：7K3M-Q9TX', '11月29日(日)10:00(日本時間)に解除されます'],
    en: ['r***@shop.example, a member of Renshu', 'case 7K3M-Q9TX', 'removed at Sun 29 Nov, 10:00 JST'],
  },
  {
    facts: {
      about: 'member-recovered',
      heldUntil: sunday + week,
      maskedMember: 'r***@shop.example',
      shopName: 'Renshu',
    },
    ja: ['Renshuのメンバー（r***@shop.example）', '11月29日(日)10:00(日本時間)まで', 'サービスは利用できます'],
    en: ['r***@shop.example, a member of Renshu', 'Until Sun 29 Nov, 10:00 JST', 'Services can be used'],
  },
  {
    facts: { about: 'service-changed', change: 'secret-added', serviceName: 'Admin', shopName: 'Renshu' },
    ja: ['Renshuのサービス「Admin」', 'シークレットを追加しました', 'すぐにサポートに'],
    en: ['added a secret to "Admin", a service of Renshu', 'Tell support at once'],
  },
  { facts: { about: 'factor-lift-cancelled', factor: 'totp' }, ja: ['取り消しました'], en: ['was cancelled'] },
  { facts: { about: 'factor-lifted', factor: 'totp' }, ja: ['解除しました'], en: ['can no longer verify'] },
  { facts: { about: 'recovery-codes-made' }, ja: ['前のコードは使えません'], en: ['former ones no longer work'] },
  { facts: { about: 'recovery-code-used', codesLeft: 7 }, ja: ['残りは7個です'], en: ['Codes left: 7.'] },
  { facts: { about: 'recovery-codes-low', codesLeft: 3 }, ja: ['残りが3個になりました'], en: ['codes left: 3.'] },
  { facts: { about: 'sessions-ended' }, ja: ['ログアウトしました'], en: ['signed out of your account'] },
  {
    facts: { about: 'session-evicted' },
    ja: ['いちばん古いログインを終了しました', 'もう一度ログインしてください'],
    en: ['the oldest was ended', 'sign in there again'],
  },
  {
    facts: { about: 'legacy-app-dropped' },
    ja: [
      '認証アプリのコードは、ecforce accountsでは必要ありません',
      'メールでコードをお送りします',
      'プロフィールから',
    ],
    en: ['does not ask for the codes of the authenticator app', 'a code is mailed to you', 'in your profile'],
  },
]

function aNotice(locale: Locale, facts: NoticeFacts, from: NoticeMail['from'] = chrome): NoticeMail {
  return { ...facts, kind: 'notice', to: 'rin@shop.example', locale, at: sunday, from }
}

const chrome = { userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36', address: '203.0.113.7' }

/** Lines are folded in text; what is read is the same. */
const squeezed = (text: string) => text.replace(/\s+/g, '')

describe('a notice', () => {
  it.each(notices)('of $facts.about says what happened, when, from where and what to do about it', (notice) => {
    for (const locale of ['ja', 'en'] as const) {
      const { subject, text, html } = renderMail(aNotice(locale, notice.facts), options)
      for (const said of notice[locale]) expect(squeezed(text)).toContain(squeezed(said))
      expect(text).toContain(locale === 'ja' ? '11月22日(日)10:00(日本時間)' : 'Sun 22 Nov, 10:00 JST')
      expect(squeezed(text)).toContain(locale === 'ja' ? 'Chrome、Windows' : 'Chrome,Windows')
      expect(text).toContain('203.0.113.7')
      expect(text).toMatch(locale === 'ja' ? /場合は/ : /Not you\?|Did you not/)
      expect(html).toContain('https://accounts.example/')
      expect(subject).toContain('ecforce accounts')
      expect(text).not.toMatch(/^[a-z]/)
      if (locale === 'en') expect(text).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff\uff01-\uff5e]/)
    }
  })

  it('shows no link and no token where a locked screen shows a mail', () => {
    for (const locale of ['ja', 'en'] as const) {
      for (const { facts } of notices) {
        const words = mailWords(locale, options.issuer, null)
        const letter = noticeMail[locale](aNotice(locale, facts), words)
        expect(`${letter.subject}${letter.preheader}`).not.toMatch(/token|http/)
        expect(letterText(letter, words)).toContain('https://accounts.example/') // it does have one
      }
    }
  })

  it('names no place for what no request of the member did', () => {
    const { text } = renderMail(aNotice('ja', { about: 'factor-lifted', factor: 'totp' }, null), options)
    expect(text).toContain('日時')
    expect(text).not.toContain('IPアドレス')
    expect(renderMail(aNotice('ja', { about: 'factor-lifted', factor: 'totp' }), options).text).toContain('IPアドレス')
  })

  it('says nothing about a hold where there is none', () => {
    const held = renderMail(aNotice('ja', { about: 'password-reset', heldUntil: sunday + week }), options)
    const free = renderMail(aNotice('ja', { about: 'password-reset', heldUntil: null }), options)
    expect(squeezed(held.text)).toContain('招待や認証方法の変更ができません')
    expect(squeezed(free.text)).not.toContain('招待や認証方法の変更ができません')
  })
})
