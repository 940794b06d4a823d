import type { AccountsProblem } from '@ecforce-accounts/client'
import type { Locale } from '../words/catalogue.ts'

/** The fields of a request, as the API names them. */
export type Field = 'purpose' | 'provider' | 'members' | 'ranges' | 'validDays'

const fields: readonly Field[] = ['purpose', 'provider', 'members', 'ranges', 'validDays']

/** A line of a list with something on it, and which one it was, from 1. */
export interface TypedLine {
  readonly text: string
  readonly number: number
}

export function typedLines(text: string): readonly TypedLine[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const trimmed = line.trim()
    return trimmed === '' ? [] : [{ text: trimmed, number: index + 1 }]
  })
}

/** What the server found wrong, field by field; of the addresses each by the line it was typed on. */
export function errorsOf(
  problem: AccountsProblem | null,
  lines: readonly TypedLine[],
  locale: Locale,
  inLine: (number: number, what: string) => string,
): Partial<Record<Field, string>> {
  const told: Partial<Record<Field, string>> = {}
  for (const { pointer, messages } of problem?.problem?.errors ?? []) {
    const [, name, row] = pointer.split('/')
    const field = fields.find((one) => one === name)
    if (field === undefined) continue
    const line = field === 'ranges' && row !== undefined ? lines[Number(row)] : undefined
    const sentence = line ? inLine(line.number, messages[locale]) : messages[locale]
    told[field] = told[field] === undefined ? sentence : `${told[field]}\n${sentence}`
  }
  return told
}
