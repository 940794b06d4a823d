import { eastAsianWidth } from 'get-east-asian-width'
import { describe, expect, it } from 'vitest'
import {
  type Block,
  button,
  code,
  escapeHtml,
  facts,
  heading,
  type Letter,
  letterHtml,
  letterText,
  link,
  list,
  mailWords,
  note,
  paragraph,
  smallPrint,
  steps,
} from '../src/index.ts'
import { oneLine } from '../src/templates/letter.ts'
import { palette } from '../src/templates/palette.ts'

const locales = ['ja', 'en'] as const
const wordsOf = (locale: 'ja' | 'en') => mailWords(locale, 'https://accounts.example/base/', 'https://support.example')
const long =
  'お使いの端末や回線が変わったときは、ご本人の操作かどうかを確かめるため、このようなメールをお送りしています。'

/** One of every kind of block, with the same words in each place where a template may put some. */
function everyBlock(words: string, url = 'https://accounts.example/base/reset#token'): readonly Block[] {
  return [
    heading(words),
    paragraph(words),
    code(words, words),
    button(words, url),
    link(words, url),
    facts({ name: words, value: words }, { name: words, value: words }),
    list(words, words),
    steps(words, words),
    note(words),
    smallPrint(words),
  ]
}

function letterOf(blocks: readonly Block[], words = 'Subject'): Letter {
  return { subject: words, preheader: words, blocks }
}

describe('a letter', () => {
  it('as text has one block after the other, each URL on a line of its own', () => {
    const blocks = [
      heading('パスワードの再設定'),
      paragraph('次のページで新しいパスワードを設定してください。'),
      button('新しいパスワードを設定する', 'https://accounts.example/reset#t'),
      facts({ name: '日時', value: '11月22日(日)10:00(日本時間)' }, { name: 'IPアドレス', value: '203.0.113.7' }),
      steps('ページを開く', 'パスワードを入力する'),
      list('パソコン', 'スマートフォン'),
      link('ヘルプ', 'https://accounts.example/help'),
      code('番号', '402931'),
      note('30分間有効です。'),
    ]
    expect(letterText(letterOf(blocks), wordsOf('ja'))).toBe(`パスワードの再設定

次のページで新しいパスワードを設定してください。

新しいパスワードを設定する：
https://accounts.example/reset#t

日時：11月22日(日)10:00(日本時間)
IPアドレス：203.0.113.7

1. ページを開く
2. パスワードを入力する

・パソコン
・スマートフォン

ヘルプ：
https://accounts.example/help

番号：402931

30分間有効です。

ecforce accounts
お問い合わせ：
https://support.example
`)
  })

  it('in English has lists and labels as one writes them in English', () => {
    const blocks = [heading('Help'), list('One', 'Two'), facts({ name: 'When', value: 'now' })]
    const text = letterText(letterOf(blocks), wordsOf('en'))
    expect(text).toBe('Help\n\n- One\n- Two\n\nWhen: now\n\necforce accounts\nSupport:\nhttps://support.example\n')
  })

  it.each([
    { locale: 'ja', words: long.repeat(3) },
    { locale: 'en', words: 'Was it you who signed in from a device that we have not seen before? '.repeat(4) },
    { locale: 'ja', words: `Chrome（Windows、IPアドレス203.0.113.7）${long}「ecforce accounts」をご確認ください。` },
  ] as const)('folds its text between words, at 76 columns ($locale)', ({ locale, words }) => {
    const url = `https://accounts.example/reset#${'t'.repeat(90)}`
    const blocks = everyBlock(words.trim(), url).filter(({ kind }) => kind !== 'code')
    const lines = letterText(letterOf(blocks), wordsOf(locale)).split('\n')
    for (const line of lines.filter((each) => each !== url)) expect(columnsOf(line), line).toBeLessThanOrEqual(76)
    expect(lines.filter((line) => line === url)).toHaveLength(2)
    for (const line of lines) expect(line).not.toMatch(/^\s*[。、）」：？]|[（「]$|\s$/)
  })

  it.each(locales)('as HTML and as text says the same, word for word (%s)', (locale) => {
    const letter = letterOf(everyBlock(long))
    const read = letterText(letter, wordsOf(locale)).replace(/^(?:・|- |\d+\. )/gm, '')
    const seen = seenIn(letterHtml(letter, wordsOf(locale)))
    expect(bare(seen)).toBe(bare(read))
  })

  it('says its language to screen readers, and shows no code and no link before it is opened', () => {
    for (const locale of locales) {
      const markup = letterHtml(letterOf(everyBlock('402931'), 'Hello'), wordsOf(locale))
      expect(markup).toContain(`<html lang="${locale}" dir="ltr"`)
      expect(markup).toContain(`<main lang="${locale}" dir="ltr"`)
      expect(/<body[\s\S]*?<\/div>/.exec(markup)?.[0]).toMatch(/display:none[^>]*>Hello(?:&[#\w]+;){200,}<\/div>$/)
    }
  })

  it('asks nothing of any server, and links are their own words or stand above them', () => {
    const markup = letterHtml(letterOf(everyBlock('words')), wordsOf('en'))
    expect(markup).not.toMatch(/<(?:img|link|script|iframe|form|input|video|svg)\b|url\(|@import|\ssrc=|\son[a-z]+=/i)
    const links = [...markup.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)].map(([, href, words]) => ({
      href,
      words: words?.replace(/<!--[\s\S]*?-->/g, ''),
    }))
    const url = 'https://accounts.example/base/reset#token'
    expect(links).toEqual([
      { href: url, words: 'words' },
      { href: url, words: url },
      { href: url, words: url },
      { href: 'https://support.example', words: 'https://support.example' },
    ])
  })

  it('has no support line where there is no support page', () => {
    const letter = letterOf([heading('Hello')])
    const words = mailWords('en', 'https://accounts.example', null)
    expect(letterText(letter, words)).toBe('Hello\n\necforce accounts\n')
    expect(letterHtml(letter, words)).not.toContain('href=')
  })

  it('closes every element that it opens', () => {
    const markup = letterHtml(letterOf(everyBlock('words')), wordsOf('ja')).replace(
      /<!--[\s\S]*?-->|<!doctype html>/g,
      '',
    )
    const open: string[] = []
    for (const [, end, name] of markup.matchAll(/<(\/?)([a-z0-9]+)\b[^>]*>/g)) {
      if (name === undefined || ['meta', 'br'].includes(name)) continue
      if (end === '') open.push(name)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })
})

describe('words that somebody else chose', () => {
  const hostile = [
    { what: 'markup', words: `"><img src=x onerror=alert(1)>'&<script>alert(2)</script>` },
    { what: 'a comment that opens or ends', words: '--><!--[if mso]><b>' },
    { what: 'lines of their own', words: 'Shop\r\n\r\nSupport: https://evil.example\u2028\u0085more' },
    { what: 'control characters', words: 'a\u0000b\u0007c\u001b[31m' },
    { what: 'marks that turn the reading', words: 'shop\u202egnp.exe\u2066\u200f\u061c' },
    { what: 'a very long name', words: 'みせ'.repeat(5_000) },
    { what: 'a very long word', words: 'x'.repeat(10_000) },
  ]

  it.each(hostile)('stay words in both bodies: $what', ({ words }) => {
    for (const locale of locales) {
      const letter = letterOf(everyBlock(words), words)
      const markup = letterHtml(letter, wordsOf(locale))
      const harmless = letterHtml(letterOf(everyBlock('x'), 'x'), wordsOf(locale))
      expect(tagsOf(markup)).toEqual(tagsOf(harmless))
      expect(markup).toContain(escapeHtml(oneLine(words)))

      const text = letterText(letter, wordsOf(locale))
      for (const body of [markup, text]) expect(body).not.toMatch(/[\p{Bidi_Control}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u)
      expect(text).not.toMatch(/^Support: https:\/\/evil/m)
      expect(bare(text)).toContain(bare(oneLine(words)))
    }
  })

  it('are one line, whose own spaces stay', () => {
    expect(oneLine(' みほん　茶舗\n\t二号店 ')).toBe('みほん　茶舗 二号店')
    expect(oneLine('👩‍👩‍👧 か\u3099')).toBe('👩‍👩‍👧 か\u3099')
  })
})

describe('the colours, light and dark', () => {
  const pairs = [
    ...(['ink', 'quiet', 'accent'] as const).flatMap((ink) => [
      { ink, on: 'sheet' as const },
      { ink, on: 'page' as const },
    ]),
    { ink: 'ink' as const, on: 'field' as const },
    { ink: 'ink' as const, on: 'tint' as const },
    { ink: 'onAction' as const, on: 'action' as const },
  ]

  it.each(pairs)('$ink is read on $on (WCAG 1.4.3)', ({ ink, on }) => {
    for (const scheme of ['light', 'dark'] as const) {
      expect(contrast(palette[ink][scheme], palette[on][scheme]), scheme).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('a button stands out from the sheet (WCAG 1.4.11)', () => {
    for (const scheme of ['light', 'dark'] as const) {
      expect(contrast(palette.action[scheme], palette.sheet[scheme]), scheme).toBeGreaterThanOrEqual(3)
    }
  })

  it('are all there is: no other is in the markup', () => {
    const known = new Set<string>(Object.values(palette).flatMap(({ light, dark }) => [light, dark]))
    const used = letterHtml(letterOf(everyBlock('words')), wordsOf('ja')).match(/(?<!&)#[0-9a-f]{6}\b/g) ?? []
    expect(new Set(used)).toEqual(known)
  })
})

function columnsOf(text: string): number {
  return Array.from(text, (each) => eastAsianWidth(each.codePointAt(0) ?? 0)).reduce((sum: number, w) => sum + w, 0)
}

/** What a reader of the HTML sees under the name of the product. */
function seenIn(markup: string): string {
  const body = markup.slice(markup.indexOf('<main'))
  const words = body.replace(/<!--[\s\S]*?-->/g, '').replace(/<[^>]*>/g, '\n')
  return words.trim().replace(/^a\s+ecforce\s+accounts/, '')
}

/** Without what only one body needs: spaces, line breaks and colons. */
function bare(words: string): string {
  return words.replace(/[\s：:]/g, '')
}

function tagsOf(markup: string): string[] {
  return markup.match(/<[a-z!/][^>]*?(?=[\s>])/g) ?? []
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
