import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { ImportWarning, RowProblem } from '@ecforce-accounts/core'
import { csvLine, csvMark } from '@ecforce-accounts/core/wire'

/** A file that takes every bad row as it is met. */
export interface BadRowsFile {
  add(problem: RowProblem): void
  /** Resolves when everything is written. */
  close(): Promise<void>
}

/**
 * Opens a report that only its owner can read: CSV for spreadsheets when the name ends so, else JSON Lines.
 * Rejects when the file cannot be made.
 */
export async function openBadRowsFile(path: string): Promise<BadRowsFile> {
  const file = createWriteStream(path, { mode: 0o600 })
  await once(file, 'open')
  const written = finished(file)
  // Heard of at the end: until then the import goes on.
  written.catch(() => undefined)
  const isCsv = path.toLowerCase().endsWith('.csv')
  if (isCsv) file.write(`${csvMark}${csvLine(['line', 'column', 'code', 'value', 'message_ja', 'message_en'])}`)

  return {
    add: (problem) => void file.write(isCsv ? asCsv(problem) : `${JSON.stringify(problem)}\n`),
    close: () => closeAfter(file, written),
  }
}

/** A bad row as a line for people, both languages on it. */
export function describeBadRow({ line, column, message, value }: RowProblem): string {
  const place = column === null ? `line ${line}` : `line ${line}, ${column}`
  return `${place}: ${message.ja} / ${message.en}${value === undefined ? '' : ` [${value}]`}`
}

export function describeWarning({ line, message }: ImportWarning): string {
  return `line ${line}: ${message.ja} / ${message.en}`
}

async function closeAfter(file: WriteStream, written: Promise<void>): Promise<void> {
  file.end()
  await written
}

function asCsv({ line, column, code, value, message }: RowProblem): string {
  return csvLine([String(line), column ?? '', code, value ?? '', message.ja, message.en])
}
