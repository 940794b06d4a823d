import type { Locale } from '@ecforce-accounts/core'
import { eastAsianWidth } from 'get-east-asian-width'
import { type Block, type Letter, oneLine } from './letter.ts'
import type { MailWords } from './mail-words.ts'

/** In columns, of which a Japanese character takes two; RFC 5322 section 2.1.1 asks for 78 at most. */
const LINE_COLUMNS = 76

/** The plain text of a letter: one block after the other, lines folded between words, each URL on a line of its own. */
export function letterText(letter: Letter, words: MailWords): string {
  const paragraphs = letter.blocks.map((block) => blockLines(block, words))
  return `${[...paragraphs, signature(words)].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function signature({ product, support, supportUrl, colon }: MailWords): string[] {
  return supportUrl === null ? [product] : [product, `${support}${colon}`.trimEnd(), supportUrl]
}

function blockLines(block: Block, { locale, colon }: MailWords): string[] {
  const fold = (text: string, first = '', rest = '') => foldLine(oneLine(text), locale, first, rest)
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'note':
    case 'small-print':
      return fold(block.text)
    case 'code':
      return [`${oneLine(block.label)}${colon}${oneLine(block.code)}`]
    case 'button':
    case 'link':
      return [...fold(`${block.label}${colon}`), block.url]
    case 'facts':
      return block.facts.flatMap(({ name, value }) => fold(`${name}${colon}${value}`, '', '  '))
    case 'list':
      return block.items.flatMap((item, at) => {
        const mark = block.ordered ? `${at + 1}. ` : locale === 'ja' ? '・' : '- '
        return fold(item, mark, ' '.repeat(columns(mark)))
      })
  }
}

/** The text in lines of at most `LINE_COLUMNS`, unless one word alone is longer. */
function foldLine(text: string, locale: Locale, first: string, rest: string): string[] {
  const room = LINE_COLUMNS - columns(rest)
  const lines: string[] = []
  let line = ''
  for (const word of unbreakable(text, locale)) {
    const longer = line + word
    if (line === '' || columns(longer.trimEnd()) <= room) {
      line = longer
    } else {
      lines.push(line.trimEnd())
      line = word
    }
  }
  return [...lines, line.trimEnd()].map((each, at) => (at === 0 ? first : rest) + each)
}

/** What must stay together, in order: a word of the Latin script with what clings to it, a word of Japanese. */
function unbreakable(text: string, locale: Locale): string[] {
  const pieces: string[] = []
  for (const { segment } of new Intl.Segmenter(locale, { granularity: 'word' }).segment(text)) {
    const former = pieces.at(-1)
    if (former === undefined || mayBreak(former, segment)) pieces.push(segment)
    else pieces[pieces.length - 1] = former + segment
  }
  return pieces
}

function mayBreak(before: string, after: string): boolean {
  if (/^\s/.test(after)) return false
  if (/\s$/.test(before)) return true
  // JIS X 4051: no line begins with what closes or ends, and none ends with what opens.
  if (/^[\p{Pe}\p{Pf}\p{Po}\p{Lm}]/u.test(after) || /[\p{Ps}\p{Pi}]$/u.test(before)) return false
  return isWide(Array.from(before).at(-1)) || isWide(Array.from(after).at(0))
}

function columns(text: string): number {
  return Array.from(text, width).reduce((sum, each) => sum + each, 0)
}

function isWide(character: string | undefined): boolean {
  return character !== undefined && width(character) === 2
}

function width(character: string): number {
  return eastAsianWidth(character.codePointAt(0) ?? 0, { ambiguousAsWide: false })
}
