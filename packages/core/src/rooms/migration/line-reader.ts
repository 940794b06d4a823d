export interface Line {
  /** From 1. */
  readonly number: number
  /** Without its ending. */
  readonly text: string
  readonly ending: '\n' | '\r\n' | ''
  /** The line was longer than `LONGEST_HELD`; the rest of it is gone. */
  readonly cut: boolean
}

/** Lines one after the other, with the way back to one that was taken before. */
export interface LineReader {
  /** The next line, or `null` at the end. */
  take(): Promise<Line | null>

  /** A place to come back to: before the line that `take` gives next. */
  mark(): number

  /** Makes `take` go on from a place. Only places marked since the last `forget` are kept. */
  rewind(place: number): void

  /** Gives up every place before the next line, and the memory they held. */
  forget(): void

  /** Tells the source that no more of it is wanted. */
  close(): Promise<void>
}

/** Characters of one record that are held while its end is looked for. */
export const LONGEST_HELD = 1_048_576

/** Splits text at LF and CRLF, holding no more than a chunk and what lies behind the oldest kept place. */
export function lineReader(source: AsyncIterable<string>): LineReader {
  const chunks = source[Symbol.asyncIterator]()
  let lines: Line[] = []
  let next = 0
  // The place of lines[0], counted in lines from the beginning of the file.
  let base = 0
  let parts: string[] = []
  let partsLength = 0
  let cut = false
  let ended = false

  function hold(piece: string) {
    if (partsLength + piece.length > LONGEST_HELD) cut = true
    if (cut) return
    parts.push(piece)
    partsLength += piece.length
  }

  function finishLine(atEnd: boolean) {
    const whole = parts.join('')
    const carriageReturn = whole.endsWith('\r')
    lines.push({
      number: base + lines.length + 1,
      text: carriageReturn ? whole.slice(0, -1) : whole,
      ending: atEnd ? '' : carriageReturn ? '\r\n' : '\n',
      cut,
    })
    parts = []
    partsLength = 0
    cut = false
  }

  async function fill() {
    const chunk = await chunks.next()
    if (chunk.done) {
      ended = true
      if (partsLength > 0 || cut) finishLine(true)
      return
    }
    let from = 0
    for (let at = chunk.value.indexOf('\n'); at >= 0; at = chunk.value.indexOf('\n', from)) {
      hold(chunk.value.slice(from, at))
      finishLine(false)
      from = at + 1
    }
    if (from < chunk.value.length) hold(chunk.value.slice(from))
  }

  return {
    async take() {
      while (next === lines.length && !ended) await fill()
      const line = lines[next]
      if (line === undefined) return null
      next++
      return line
    },
    mark: () => base + next,
    rewind(place) {
      if (place < base || place > base + lines.length) throw new RangeError('this place was forgotten')
      next = place - base
    },
    forget() {
      // Moving what is left costs its length, so it is done when most is gone.
      if (next < lines.length && next * 2 < lines.length) return
      base += next
      lines = lines.slice(next)
      next = 0
    },
    async close() {
      await chunks.return?.()
    },
  }
}
