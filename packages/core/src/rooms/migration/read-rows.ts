import type { Bilingual } from '../../primitives/locale.ts'
import { csvRecords, LONGEST_RECORD } from './csv-records.ts'
import { decodeText, type TextEncoding } from './decode-text.ts'
import { ImportUnreadableError } from './import-unreadable.ts'
import { type LineReader, lineReader } from './line-reader.ts'
import { type RowProblem, rowProblem, visible } from './row-problem.ts'

/** The columns of an import file, in the order of the template. */
export const importColumns = [
  'shop_id',
  'legacy_id',
  'email',
  'name',
  'role',
  'password_hash',
  'password_scheme',
  'last_sign_in_at',
  'two_factor_enabled',
  'totp_secret',
] as const
export type ImportColumn = (typeof importColumns)[number]

export const requiredColumns = ['shop_id', 'legacy_id', 'email'] as const satisfies readonly ImportColumn[]

/** A row as the file has it: a column the file lacks is absent, JSON's `null` is `null`, all else is text. */
export interface RawRow {
  /** The line of the file on which the record begins, from 1. */
  readonly line: number
  readonly fields: Readonly<Partial<Record<ImportColumn, string | null>>>
}

/** Something the operator should know that costs no row: a column that is not read. */
export interface ImportWarning {
  readonly line: number
  readonly code: 'unknown_column'
  readonly column: string
  readonly message: Bilingual
}

export type ReadRow =
  | RawRow
  | { readonly line: number; readonly problem: RowProblem }
  | { readonly line: number; readonly warning: ImportWarning }

export interface ReadRowsOptions {
  /** Default: told by the bytes. */
  readonly encoding?: TextEncoding
}

/** Unknown keys that are reported from JSON Lines, where every line could have new ones. */
const MOST_WARNINGS = 50

/**
 * Reads an import file as it streams, in memory that does not grow with it.
 *
 * CSV (RFC 4180 with a header line; UTF-8 or CP932; CRLF or LF) or JSON Lines with the same names. A row that cannot be
 * read is a problem of its own and costs no other row; an unknown column is warned of once. Throws
 * `ImportUnreadableError` before the first row when a CSV header is missing, unreadable, lacks a required column or
 * has a column twice, and for UTF-16.
 */
export function readRows(
  source: AsyncIterable<Uint8Array>,
  format: 'csv' | 'jsonl',
  options: ReadRowsOptions = {},
): AsyncGenerator<ReadRow, void, undefined> {
  const text = decodeText(source, options.encoding ?? null)
  return format === 'csv' ? readCsv(text) : readJsonLines(text)
}

async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<ReadRow, void, undefined> {
  let columns: readonly (ImportColumn | null)[] | null = null

  for await (const record of csvRecords(text)) {
    if (columns === null) {
      if ('problem' in record) throw new ImportUnreadableError('header')
      const names = record.fields.map((name) => name.trim())
      columns = readHeader(names)
      const unknown = new Set(names.filter((name) => name !== '' && !isImportColumn(name)))
      for (const name of unknown) yield warning(record.line, name)
      continue
    }
    if ('problem' in record) {
      yield record
      continue
    }
    // What a spreadsheet leaves of a deleted row.
    if (record.fields.every((field) => field.trim() === '')) continue

    const fields: Partial<Record<ImportColumn, string>> = {}
    for (const [index, column] of columns.entries()) {
      if (column !== null) fields[column] = record.fields[index] ?? ''
    }
    yield { line: record.line, fields }
  }
  if (columns === null) throw new ImportUnreadableError('empty')
}

function readHeader(names: readonly string[]): readonly (ImportColumn | null)[] {
  const missing = requiredColumns.filter((column) => !names.includes(column))
  if (missing.length > 0) throw new ImportUnreadableError('missing_columns', missing)
  const repeated = importColumns.filter((column) => names.indexOf(column) !== names.lastIndexOf(column))
  if (repeated.length > 0) throw new ImportUnreadableError('repeated_columns', repeated)
  return names.map((name) => (isImportColumn(name) ? name : null))
}

async function* readJsonLines(text: AsyncIterable<string>): AsyncGenerator<ReadRow, void, undefined> {
  const lines = lineReader(text)
  try {
    yield* readObjects(lines)
  } finally {
    await lines.close()
  }
}

async function* readObjects(lines: LineReader): AsyncGenerator<ReadRow, void, undefined> {
  const warned = new Set<string>()

  for (let line = await lines.take(); line !== null; line = await lines.take()) {
    lines.forget()
    const { number } = line
    if (line.cut || line.text.length > LONGEST_RECORD) {
      yield { line: number, problem: rowProblem(number, null, 'row_too_long') }
      continue
    }
    if (line.text.trim() === '') continue
    const value = parseJson(line.text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      yield { line: number, problem: rowProblem(number, null, 'invalid_json') }
      continue
    }

    const fields: Partial<Record<ImportColumn, string | null>> = {}
    let wrong: ImportColumn | null = null
    for (const [name, given] of Object.entries(value)) {
      if (!isImportColumn(name)) {
        if (warned.has(name) || warned.size >= MOST_WARNINGS) continue
        warned.add(name)
        yield warning(number, name)
        continue
      }
      const field = asText(name, given)
      if (field === undefined) wrong ??= name
      else fields[name] = field
    }
    if (wrong === null) yield { line: number, fields }
    else yield { line: number, problem: rowProblem(number, wrong, 'wrong_type') }
  }
}

/** Databases export ids as numbers and flags as booleans; nothing else is turned into text. */
function asText(column: ImportColumn, value: unknown): string | null | undefined {
  if (typeof value === 'string' || value === null) return value
  if (column === 'two_factor_enabled' && (typeof value === 'boolean' || value === 0 || value === 1))
    return String(value)
  if ((column === 'legacy_id' || column === 'shop_id') && Number.isSafeInteger(value)) return String(value)
  return undefined
}

/** `undefined` is no JSON value, so it can stand for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isImportColumn(name: string): name is ImportColumn {
  return importColumns.some((column) => column === name)
}

function warning(line: number, name: string): ReadRow {
  const column = visible(name.slice(0, 64))
  return {
    line,
    warning: {
      line,
      code: 'unknown_column',
      column,
      message: {
        ja: `列「${column}」は使われません。`,
        en: `The column "${column}" is not read.`,
      },
    },
  }
}
