import type { CalendarNote } from './calendar.ts'

/**
 * A part of a letter. Strings are words without markup, one line each: whatever stems from the facts of a mail may be
 * put in as it is, and both bodies are made of the same blocks.
 */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly label: string; readonly code: string }
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  | { readonly kind: 'link'; readonly label: string; readonly url: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly ordered: boolean }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'small-print'; readonly text: string }

/** Something told under its name, as “IP address: 203.0.113.7”. */
export interface Fact {
  readonly name: string
  readonly value: string
}

/** What a mail says: `letterHtml` and `letterText` make the two bodies of it. */
export interface Letter {
  readonly subject: string
  /** What a list of mails and a locked screen show beside the subject: no code and no link. */
  readonly preheader: string
  /** In the order in which they are read. The first is the heading, and there is one. */
  readonly blocks: readonly Block[]
  /** For the reader's calendar, as a file beside the two bodies. */
  readonly calendar?: CalendarNote
}

/** What the letter is about. */
export function heading(text: string): Block {
  return { kind: 'heading', text }
}

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text }
}

/** Something to be typed elsewhere: shown large, taken with one press. */
export function code(label: string, text: string): Block {
  return { kind: 'code', label, code: text }
}

/** The one thing to do. Where it leads is written out under it. */
export function button(label: string, url: string): Block {
  return { kind: 'button', label, url }
}

/** A further place to go: its name, then the URL itself. */
export function link(label: string, url: string): Block {
  return { kind: 'link', label, url }
}

/** When, where and what, one under the other. */
export function facts(...each: readonly Fact[]): Block {
  return { kind: 'facts', facts: each }
}

/** Things that stand side by side. */
export function list(...items: readonly string[]): Block {
  return { kind: 'list', items, ordered: false }
}

/** Things to be done one after the other, numbered. */
export function steps(...items: readonly string[]): Block {
  return { kind: 'list', items, ordered: true }
}

/** What must not be overlooked, set apart. */
export function note(text: string): Block {
  return { kind: 'note', text }
}

/** What matters to few. */
export function smallPrint(text: string): Block {
  return { kind: 'small-print', text }
}

/**
 * Words as one line, in the order in which they were written: line breaks, other control characters and marks that turn
 * the direction of reading are what somebody else's name must not bring into a letter.
 */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu, (gap) => (gap === '\u3000' ? gap : ' '))
    .trim()
}
