import { csvReader } from '../../vendors/csv.ts'
import { type LineReader, LONGEST_HELD, lineReader } from './line-reader.ts'
import { type RowProblem, rowProblem } from './row-problem.ts'

/** The longest record that is read, in characters. */
export const LONGEST_RECORD = 65_536

export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly problem: RowProblem }

/** Lines that belong together if their quotes are right; `text` has no ending. */
interface Candidate {
  readonly line: number
  readonly text: string
  readonly lines: number
  /** Where to go on if this turns out to be no record. */
  readonly second: number
  readonly closed: boolean
  readonly cut: boolean
}

const BATCH_RECORDS = 256

/**
 * CSV records (RFC 4180; CRLF or LF, blank lines skipped), the first of which says how many fields a record has.
 *
 * A quoted field may run over lines, so one stray quote could swallow rows without end. When what a quote joined is no
 * record (a quote in the wrong place, never closed, or another number of fields), only its first line is the problem
 * and reading goes on at its second: no good row is lost. A record that is right but longer than `LONGEST_RECORD` is
 * skipped whole, since a line inside a quoted value must never pass for a row; a quote is given up as unclosed after
 * `LONGEST_HELD` characters.
 */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord, void, undefined> {
  const lines = lineReader(text)
  try {
    yield* readRecords(lines)
  } finally {
    await lines.close()
  }
}

async function* readRecords(lines: LineReader): AsyncGenerator<CsvRecord, void, undefined> {
  const parse = await csvReader()
  let width: number | null = null

  for (;;) {
    const batch = await takeBatch(lines, width === null ? 1 : BATCH_RECORDS)
    if (batch.length === 0) return
    const read = readBatch(batch, parse)

    for (const [index, candidate] of batch.entries()) {
      const { line } = candidate
      const fields: readonly string[] | null = read[index] ?? null
      const right: boolean = fields !== null && (width === null || fields.length === width)
      if (right && fields !== null && candidate.text.length <= LONGEST_RECORD) {
        width ??= fields.length
        yield { line, fields }
        continue
      }
      yield { line, problem: rowProblem(line, null, whatIsWrong(candidate, fields, right)) }
      // Only the last of a batch has more than one line.
      if (!right && candidate.lines > 1) lines.rewind(candidate.second)
    }
    lines.forget()
  }
}

function whatIsWrong(candidate: Candidate, fields: readonly string[] | null, right: boolean) {
  if (candidate.cut || right) return 'row_too_long'
  if (!candidate.closed) return 'quote_unclosed'
  return fields === null ? 'quote_misplaced' : 'wrong_field_count'
}

async function takeBatch(lines: LineReader, records: number): Promise<Candidate[]> {
  const batch: Candidate[] = []
  let length = 0
  while (batch.length < records && length < LONGEST_RECORD) {
    const candidate = await takeCandidate(lines)
    if (candidate === null) break
    batch.push(candidate)
    length += candidate.text.length
    if (candidate.lines > 1 || !candidate.closed) break
  }
  return batch
}

async function takeCandidate(lines: LineReader): Promise<Candidate | null> {
  let first = await lines.take()
  while (first !== null && first.text === '' && !first.cut) first = await lines.take()
  if (first === null) return null

  const second = lines.mark()
  const taken = { line: first.number, second }
  if (first.cut) return { ...taken, text: first.text, lines: 1, closed: false, cut: true }

  const parts = [first.text]
  let { ending } = first
  let length = first.text.length
  let open = hasOddQuotes(first.text)
  while (open) {
    const line = await lines.take()
    if (line === null || line.cut || length > LONGEST_HELD) {
      return { ...taken, text: first.text, lines: parts.length + 1, closed: false, cut: false }
    }
    parts.push(ending, line.text)
    ending = line.ending
    length += line.text.length + 2
    open = !hasOddQuotes(line.text)
  }
  return { ...taken, text: parts.join(''), lines: parts.length, closed: true, cut: false }
}

/** Fields for each candidate, `null` for what is no CSV. Together when all are well, since one by one takes six times as long. */
function readBatch(batch: readonly Candidate[], parse: (text: string) => string[][] | null): (string[] | null)[] {
  if (batch.every(({ closed }) => closed)) {
    const together = parse(batch.map(({ text }) => text).join('\n'))
    if (together?.length === batch.length) return together
  }
  return batch.map(({ closed, text }) => {
    const alone = closed ? parse(text) : null
    return alone?.length === 1 ? (alone[0] ?? null) : null
  })
}

/** Inside quotes a quote is doubled, so an odd number on a line opens or closes a field that runs over it. */
function hasOddQuotes(text: string): boolean {
  let odd = false
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd
  return odd
}
