import { escapeHtml } from '@ecforce-accounts/mailer-smtp'
import { describe, expect, it } from 'vitest'
import { type SampleFacts, sampleMails } from '../src/lab/sample-mails.ts'

const options = { issuer: 'https://accounts.example', supportUrl: 'https://support.example/help' }
const locales = ['ja', 'en'] as const
const all = locales.flatMap((locale) => sampleMails(locale, options).map((mail) => ({ locale, ...mail })))

const hostileWords = `"><img src=x onerror=alert(1)><script>alert(2)</script>\r\n\u202e\u2066${'とても長い名前'.repeat(60)}`
const hostile: Partial<SampleFacts> = {
  personName: hostileWords,
  shopName: hostileWords,
  userAgent: `${hostileWords} Chrome/140.0.0.0 Safari/537.36`,
  address: hostileWords,
}

describe('every kind of mail', () => {
  it('has samples, each with a name of its own', () => {
    for (const locale of locales) {
      const names = sampleMails(locale, options).map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      expect(names.filter((name) => !/^[a-z0-9-]+$/.test(name))).toEqual([])
    }
  })

  it.each(all)('says the same as text and as HTML: $name, $locale', ({ text, html }) => {
    expect(bare(seenIn(html))).toBe(bare(text.replace(/^(?:・|- |\d+\. )/gm, '')))
  })

  it.each(all)('leads to the product and to support alone, and asks nothing of any server: $name, $locale', (mail) => {
    const links = [...mail.html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url = '']) => new URL(url).origin)
    const written = [...mail.text.matchAll(/https?:\/\/[^\s]+/g)].map(([url]) => new URL(url).origin)
    for (const origins of [links, written]) {
      expect(
        origins.filter((origin) => !['https://accounts.example', 'https://support.example'].includes(origin)),
      ).toEqual([])
    }
    expect(mail.html).not.toMatch(/<(?:img|link|script|iframe|form|input)\b|url\(|@import/i)
    expect(mail.subject).not.toMatch(/https?:|\d{6}/)
  })

  it.each(sampleMails('ja', options))('is built alike in both languages: $name', ({ name, html }) => {
    const english = sampleMails('en', options).find((each) => each.name === name)
    expect(tagsOf(english?.html ?? '')).toEqual(tagsOf(html))
  })

  it.each(all)('stays what it is whatever it is told: $name, $locale', ({ name, locale, html }) => {
    const told = sampleMails(locale, { ...options, facts: hostile }).find((each) => each.name === name)
    expect(tagsOf(told?.html ?? '')).toEqual(tagsOf(html))
    expect(told?.html).not.toContain('<script>')
    for (const body of [told?.html, told?.text, told?.subject]) {
      expect(body).not.toMatch(/[\p{Bidi_Control}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u)
    }
    expect(told?.subject).not.toContain('\n')
  })

  it('has a subject that a list of mails shows whole, and lines that any client shows whole', () => {
    for (const { name, subject, text } of all) {
      expect(subject.length, name).toBeLessThanOrEqual(70)
      const words = text.split('\n').filter((line) => !line.startsWith('https://'))
      expect(words.filter((line) => line.length > 76)).toEqual([])
      expect(escapeHtml(subject)).toBe(subject)
    }
  })
})

/** What a reader of the HTML sees under the name of the product. */
function seenIn(markup: string): string {
  const words = markup
    .slice(markup.indexOf('<main'))
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]*>/g, '\n')
  return words
    .trim()
    .replace(/^a\s+ecforce\s+accounts/, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

/** Without what only one body needs: spaces, line breaks and colons. */
function bare(words: string): string {
  return words.replace(/[\s：:]/g, '')
}

function tagsOf(markup: string): readonly string[] {
  return markup.match(/<[a-z!/][^>]*?(?=[\s>])/g) ?? []
}
