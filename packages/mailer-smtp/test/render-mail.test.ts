import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import {
  code,
  defaultTemplates,
  escapeHtml,
  heading,
  html,
  paragraph,
  renderMail,
  type TemplateOverrides,
} from '../src/index.ts'
import { aCodeMail, sunday } from './a-code-mail.ts'

const options = { issuer: 'https://accounts.example:8443/base', supportUrl: 'https://support.example/help?a=1&b=2' }

/** Lines are folded in text, and tags stand between words in HTML: what is read is the same. */
function squeezed(body: string): string {
  return body.replace(/\s+/g, '')
}

/** The sentences a reader of the HTML sees. */
function seen(markup: string): string {
  return markup
    .replace(/<(style|title)[\s\S]*?<\/\1>/g, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

describe('the code mail', () => {
  it('says in Japanese what it is for, until when, where from, and what to do otherwise', () => {
    const mail = renderMail(aCodeMail({ locale: 'ja' }), options)
    expect(mail.subject).toBe('【ecforce accounts】ワンタイムコードのお知らせ（照合記号 KX）')
    for (const body of [mail.text, seen(mail.html)].map(squeezed)) {
      expect(body).toMatch(/ワンタイムコード：?402931/)
      expect(body).toContain(squeezed('照合記号：KX'))
      expect(body).toContain(squeezed('11月22日(日)10:10(日本時間)まで有効です。'))
      expect(body).toContain(
        squeezed(
          '11月22日(日)10:00(日本時間)にChrome（Windows、IPアドレス203.0.113.7）からログインの操作がありました。',
        ),
      )
      expect(body).toContain(squeezed('コードは、アドレス欄がaccounts.example:8443の画面にだけ入力してください。'))
      expect(body).toContain(
        squeezed(
          'お心当たりがない場合は、コードを誰にも伝えず、パスワードを再設定してください。サポートがコードをお尋ねすることはありません。',
        ),
      )
      expect(body).toContain(squeezed('https://support.example/help?a=1&b=2'))
    }
    expect(mail.html).toContain('<html lang="ja" ')
  })

  it('says the same in English', () => {
    const mail = renderMail(aCodeMail({ locale: 'en' }), options)
    expect(mail.subject).toBe('Your ecforce accounts one-time code (reference KX)')
    for (const body of [mail.text, seen(mail.html)].map(squeezed)) {
      expect(body).toMatch(/One-timecode:?402931/)
      expect(body).toContain(squeezed('Reference: KX'))
      expect(body).toContain(squeezed('Valid until Sun 22 Nov, 10:10 JST.'))
      expect(body).toContain(
        squeezed('Sign-in attempt at Sun 22 Nov, 10:00 JST from Chrome (Windows, IP address 203.0.113.7).'),
      )
      expect(body).toContain(squeezed('Enter the code only on a page whose address bar says accounts.example:8443.'))
      expect(body).toContain(
        squeezed('Not you? Tell nobody the code and reset your password. Support never asks for codes.'),
      )
      expect(body).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff\uff01-\uff5e]/)
    }
    expect(mail.html).toContain('<html lang="en" ')
  })

  it.each([
    { locale: 'ja', signIn: 'ログインの操作', stepUp: '本人確認の操作' },
    { locale: 'en', signIn: 'Sign-in attempt', stepUp: 'Identity check' },
  ] as const)('says what its code was asked for: $locale', ({ locale, signIn, stepUp }) => {
    const [verify, again] = [aCodeMail({ locale, purpose: 'verify' }), aCodeMail({ locale, purpose: 'step-up' })]
    expect(renderMail(verify, options).text).toContain(signIn)
    expect(renderMail(again, options).text).toContain(stepUp)
    expect(renderMail(again, options).text).not.toContain(signIn)
  })

  it.each([
    { locale: 'ja', purpose: 'enrol', heading: '二要素認証の登録' },
    { locale: 'ja', purpose: 'verify', heading: 'ワンタイムコードの入力' },
    { locale: 'en', purpose: 'enrol', heading: 'Set up two-step verification' },
    { locale: 'en', purpose: 'verify', heading: 'Enter your one-time code' },
    { locale: 'ja', purpose: 'step-up', heading: 'ワンタイムコードの入力' },
    { locale: 'en', purpose: 'step-up', heading: 'Enter your one-time code' },
  ] as const)('is headed as the screen that asks for it: $locale $purpose', ({ locale, purpose, heading }) => {
    const mail = renderMail(aCodeMail({ locale, purpose }), options)
    expect(mail.text.startsWith(`${heading}\n`)).toBe(true)
    expect(mail.html).toContain(`>${heading}</h1>`)
  })

  it.each(['ja', 'en'] as const)('names what it does not know (%s)', (locale) => {
    const mail = renderMail(aCodeMail({ locale, attempt: { at: sunday, userAgent: null, address: null } }), options)
    const words = locale === 'ja' ? '不明なブラウザー（IPアドレス不明）' : 'an unknown browser (unknown IP address)'
    expect(squeezed(mail.text)).toContain(squeezed(words))
    expect(mail.html).toContain(words)
  })

  it('keeps the code out of the subject and of what a locked screen previews', () => {
    const { subject, html: markup } = renderMail(aCodeMail(), options)
    const preview = seen(markup)
      .replace(/&[#0-9a-z]+;/g, '~')
      .trimStart()
      .slice(0, 200)
    expect(subject).not.toContain('402931')
    expect(preview).toContain('照合記号：KX')
    expect(preview).not.toContain('402931')
    expect(seen(markup)).toContain('402931')
  })

  it.each([
    {
      what: 'a day before, late in the evening of UTC',
      at: '2026-12-31T15:05:00Z',
      ja: '1月1日(金)00:05',
      en: 'Fri 1 Jan, 00:05',
    },
    {
      what: 'a minute before midnight in Japan',
      at: '2026-12-31T14:59:59Z',
      ja: '12月31日(木)23:59',
      en: 'Thu 31 Dec, 23:59',
    },
    { what: 'a September morning', at: '2026-09-05T00:07:00Z', ja: '9月5日(土)09:07', en: 'Sat 5 Sept, 09:07' },
  ])('tells the time of Japan wherever the server stands: $what', ({ at, ja, en }) => {
    const validUntil = Date.parse(at)
    expect(renderMail(aCodeMail({ locale: 'ja', validUntil }), options).text).toContain(`${ja}(日本時間)まで有効です。`)
    expect(renderMail(aCodeMail({ locale: 'en', validUntil }), options).text).toContain(`Valid until ${en} JST.`)
  })

  it('lets nothing of the facts become markup', () => {
    const hostile = `"><img src=x onerror=alert(1)>'&<script>alert(2)</script>`
    const attempt = { at: sunday, userAgent: `${hostile} Chrome/1`, address: hostile }
    const mail = renderMail(aCodeMail({ code: hostile, reference: hostile, attempt }), options)
    expect(mail.html).not.toMatch(/<img|<script/)
    expect(seen(mail.html)).toContain(hostile)
    expect(mail.html).toContain(escapeHtml(hostile))
    expect(mail.text).toContain('Chrome（IPアドレス不明）')
  })

  it('asks nothing of any server and runs nothing', () => {
    const { html: markup } = renderMail(aCodeMail(), options)
    expect(markup).not.toMatch(/<(?:img|link|script|iframe|form|input)\b|url\(|@import|\ssrc=|\son[a-z]+=/i)
    expect([...markup.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      'https://support.example/help?a=1&amp;b=2',
    ])
  })

  it('shows the code large and takes it with one press', () => {
    expect(renderMail(aCodeMail(), options).html).toMatch(/font-size:36px[^>]*user-select:all[^>]*>402931</)
  })

  it('has no support line where there is no support page', () => {
    const mail = renderMail(aCodeMail(), { issuer: 'https://accounts.example' })
    expect(mail.text).not.toContain('お問い合わせ')
    expect(mail.html).not.toContain('href=')
  })
})

describe('a host with words of its own', () => {
  it('says another letter in any language, laid out as the others, and the rest stays', () => {
    const templates: TemplateOverrides = {
      code: {
        en: (mail, words) => ({
          subject: 'Your number',
          preheader: '',
          blocks: [heading('Your number'), code('Number', mail.code), paragraph(`For ${words.issuerHost}`)],
        }),
      },
    }
    const rendered = renderMail(aCodeMail({ locale: 'en' }), { ...options, templates })
    expect(rendered.subject).toBe('Your number')
    expect(rendered.text).toMatch(/^Your number\n\nNumber: 402931\n\nFor accounts.example:8443\n\necforce accounts\n/)
    expect(seen(rendered.html)).toContain('For accounts.example:8443')
    const mail = aCodeMail({ locale: 'ja' })
    expect(renderMail(mail, { ...options, templates })).toEqual(renderMail(mail, options))
  })

  it('may lay a mail out altogether in its own way', () => {
    const templates: TemplateOverrides = {
      code: {
        en: (mail) => ({
          subject: mail.code,
          text: mail.reference,
          html: html`<p>${mail.code} <b>${mail.reference}</b></p>`.markup,
        }),
      },
    }
    expect(renderMail(aCodeMail({ locale: 'en', reference: '<i>' }), { ...options, templates })).toEqual({
      subject: '402931',
      text: '<i>',
      html: '<p>402931 <b>&lt;i&gt;</b></p>',
    })
  })

  it('may build on the words that come with the product', () => {
    const templates: TemplateOverrides = {
      code: {
        ja(mail, words) {
          const letter = defaultTemplates.code.ja(mail, words)
          return { ...letter, subject: `[検証] ${letter.subject}` }
        },
      },
    }
    const rendered = renderMail(aCodeMail(), { ...options, templates })
    expect(rendered.subject).toMatch(/^\[検証\] 【ecforce accounts】/)
    expect(rendered.text).toBe(renderMail(aCodeMail(), options).text)
  })
})

describe('the html tag', () => {
  it('escapes text, keeps markup of its own, joins lists, and leaves out what is absent', () => {
    const items = ['a<b', 'c&d'].map((text) => html`<li>${text}</li>`)
    expect(html`<ul title="${`"'`}">${items}${null}${3}</ul>`.markup).toBe(
      '<ul title="&quot;&#39;"><li>a&lt;b</li><li>c&amp;d</li>3</ul>',
    )
  })
})

it('the HTML is read as such by a mail parser', async () => {
  const { html: markup } = renderMail(aCodeMail(), options)
  const mail = await PostalMime.parse(`Content-Type: text/html; charset=utf-8\r\n\r\n${markup}`)
  expect(mail.html).toContain('402931')
})
