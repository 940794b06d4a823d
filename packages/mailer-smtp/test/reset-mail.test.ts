import type { ResetFacts, ResetMail, ResetRefusal } from '@ecforce-accounts/core'
import { describe, expect, it } from 'vitest'
import { mailWords, renderMail } from '../src/index.ts'
import { resetMail } from '../src/templates/reset-mail.ts'
import { chromeOnWindows, sunday } from './a-code-mail.ts'

const issuer = 'https://accounts.example:8443'
const token = 'r'.repeat(43)
const link: ResetFacts = { outcome: 'link', token, validUntil: sunday + 30 * 60_000 }
const aReset = (locale: 'ja' | 'en', facts: ResetFacts): ResetMail => ({
  ...facts,
  kind: 'reset',
  to: 'rin@shop.example',
  locale,
  attempt: { at: sunday, userAgent: chromeOnWindows, address: '203.0.113.7' },
})
const textOf = (mail: ResetMail) => renderMail(mail, { issuer }).text.replace(/\s+/g, '')

describe('the mail that answers a reset', () => {
  it.each([
    { locale: 'ja', valid: '11月22日(日)10:30(日本時間)まで有効です', calm: 'パスワードは変わりません' },
    { locale: 'en', valid: 'untilSun22Nov,10:30JST', calm: 'yourpasswordstaysasitis' },
  ] as const)('has a link of the issuer, with the token behind its #: $locale', ({ locale, valid, calm }) => {
    const mail = aReset(locale, link)
    const { html, subject } = renderMail(mail, { issuer })
    expect(textOf(mail)).toContain(`${issuer}/password-reset#token=${token}`)
    expect(html).toContain(`href="${issuer}/password-reset#token=${token}"`)
    expect(textOf(mail)).toContain(valid)
    expect(textOf(mail)).toContain(calm)
    expect(textOf(mail)).toContain('203.0.113.7')
    const { preheader } = resetMail[locale](mail, mailWords(locale, issuer, null))
    expect(`${subject}${preheader}`).not.toContain(token)
  })

  it.each([
    { because: { reason: 'moved' }, ja: '変更されています', en: 'movedtoanotherone' },
    { because: { reason: 'suspended' }, ja: '停止されています', en: 'issuspended' },
    {
      because: { reason: 'not_announced', shopName: 'Renshu' },
      ja: 'Renshuはまだ切り替え前です',
      en: 'Renshuhasnotbeenswitched',
    },
    { because: { reason: 'held', shopName: 'Renshu' }, ja: '確認が済んでいません', en: 'hasnotconfirmed' },
    {
      because: { reason: 'not_invited', shopName: 'Renshu' },
      ja: 'Renshuを利用するには招待が必要です',
      en: 'Renshuneedstoinviteyou',
    },
  ] as const)('tells its owner why there is no link: $because.reason', ({ because, ja, en }) => {
    const refused = (...each: readonly ResetRefusal[]): ResetFacts => ({ outcome: 'refused', because: each })
    expect(textOf(aReset('ja', refused(because)))).toContain(ja)
    expect(textOf(aReset('en', refused(because)))).toContain(en)
    expect(textOf(aReset('ja', refused(because)))).not.toContain('#token')
    // Two rows of one shop are said once.
    expect(textOf(aReset('en', refused(because, because))).split(en)).toHaveLength(2)
  })
})
