import { type ChunkDecoder, cp932Decoder } from '../../vendors/cp932.ts'
import { ImportUnreadableError } from './import-unreadable.ts'

export type TextEncoding = 'utf-8' | 'cp932'

/** How much from the first byte outside ASCII on is looked at before the encoding is settled. */
const DECIDING_BYTES = 65_536

/**
 * The text of a file as it arrives, without a byte order mark; what cannot be decoded becomes U+FFFD.
 *
 * With no `encoding` given: a byte order mark says UTF-8; else the first 64 KiB from the first byte outside ASCII
 * decide, for UTF-8 when they are, or mostly are, and otherwise for what reads them with fewer errors. So one damaged
 * byte does not garble a whole file, and nothing that was already handed on is ever read anew. UTF-16 is refused.
 */
export async function* decodeText(
  source: AsyncIterable<Uint8Array>,
  encoding: TextEncoding | null,
): AsyncGenerator<string, void, undefined> {
  let decoder: ChunkDecoder | null = null
  let asciiSoFar = 0
  const held: Uint8Array[] = []
  let heldBytes = 0

  for await (const chunk of source) {
    if (decoder !== null) {
      yield decoder.write(chunk)
      continue
    }

    const start = heldBytes > 0 ? 0 : asciiLength(chunk)
    if (start > 0) {
      asciiSoFar += start
      yield Buffer.from(chunk.buffer, chunk.byteOffset, start).toString('latin1')
    }
    if (start === chunk.length) continue
    // The source may use the chunk's memory again.
    held.push(Uint8Array.from(chunk.subarray(start)))
    heldBytes += chunk.length - start
    if (heldBytes < DECIDING_BYTES) continue

    const undecided = Buffer.concat(held)
    decoder = await chooseDecoder(undecided, asciiSoFar === 0, encoding)
    yield decoder.write(undecided)
  }

  if (decoder === null && heldBytes > 0) {
    const undecided = Buffer.concat(held)
    decoder = await chooseDecoder(undecided, asciiSoFar === 0, encoding)
    yield decoder.write(undecided)
  }
  if (decoder !== null) yield decoder.end()
}

async function chooseDecoder(
  bytes: Uint8Array,
  atStart: boolean,
  encoding: TextEncoding | null,
): Promise<ChunkDecoder> {
  if (atStart && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))) {
    throw new ImportUnreadableError('encoding')
  }
  const marked = atStart && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  if (marked || encoding === 'utf-8') return utf8Decoder(atStart)
  if (encoding === 'cp932') return cp932Decoder()

  const asUtf8 = utf8Decoder(false).write(bytes)
  const utf8Errors = countUndecodable(asUtf8)
  // Sequences of three bytes, as Japanese has them in UTF-8, hardly come about in CP932 by chance.
  if (utf8Errors === 0 || countWide(asUtf8) > utf8Errors) return utf8Decoder(false)
  const cp932Errors = countUndecodable((await cp932Decoder()).write(bytes))
  return cp932Errors < utf8Errors ? cp932Decoder() : utf8Decoder(false)
}

function utf8Decoder(dropMark: boolean): ChunkDecoder {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: !dropMark })
  return {
    write: (bytes) => decoder.decode(bytes, { stream: true }),
    end: () => decoder.decode(),
  }
}

function countUndecodable(text: string): number {
  let count = 0
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count++
  return count
}

function countWide(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0x800 && unit !== 0xfffd) count++
  }
  return count
}

function asciiLength(bytes: Uint8Array): number {
  const found = bytes.findIndex((byte) => byte > 0x7f)
  return found < 0 ? bytes.length : found
}
