import type { Request } from 'express'
import type { ProblemFacts } from './problems.ts'

/** What was sent as JSON, or why it cannot be read. */
export type BodyOutcome =
  | { readonly outcome: 'read'; readonly value: unknown }
  | { readonly outcome: 'refused'; readonly problem: ProblemFacts }
  /** The client has gone; nobody waits for an answer. */
  | { readonly outcome: 'gone' }

const LARGEST_BODY = 16 * 1024

const mediaType = /^application\/json[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*(?:utf-8|"utf-8")[ \t]*)?$/i
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The JSON body of a request: `application/json` in UTF-8, not compressed, at most `largest` bytes (16 KiB).
 *
 * A host that has parsed bodies before us changes nothing: the same kinds and sizes are refused, and what it parsed
 * is taken where the stream is spent.
 */
export async function readBody(req: Request, largest: number = LARGEST_BODY): Promise<BodyOutcome> {
  const { headers } = req
  const announced = Number(headers['content-length'] ?? 0)
  if (headers['transfer-encoding'] === undefined && announced === 0) return refused('request_invalid')
  if (!mediaType.test(headers['content-type'] ?? '')) return refused('unsupported_media_type')
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') return refused('unsupported_media_type')
  if (!(announced <= largest)) return refused('body_too_large')

  const parsed: unknown = req.body
  if (typeof parsed === 'string') return parseJson(Buffer.from(parsed), largest)
  if (parsed instanceof Uint8Array) return parseJson(parsed, largest)
  if (parsed !== undefined && req.readableEnded) {
    // Sent in chunks, it told no length; what was parsed is as long as it is written.
    const tooLarge = announced === 0 && Buffer.byteLength(JSON.stringify(parsed)) > largest
    return tooLarge ? refused('body_too_large') : { outcome: 'read', value: parsed }
  }
  if (req.readableEnded) return refused('request_invalid')

  const bytes = await collect(req, largest)
  if (bytes === 'gone') return { outcome: 'gone' }
  return bytes === 'too-large' ? refused('body_too_large') : parseJson(bytes, largest)
}

function collect(req: Request, largest: number): Promise<Buffer | 'too-large' | 'gone'> {
  if (req.destroyed) return Promise.resolve('gone')
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (outcome: Buffer | 'too-large' | 'gone') => {
      req.off('data', onData).off('end', onEnd).off('close', onGone)
      resolve(outcome)
    }
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size <= largest) {
        chunks.push(chunk)
        return
      }
      settle('too-large')
      req.resume() // the rest runs off unread, so that the answer can be read
    }
    const onEnd = () => settle(Buffer.concat(chunks))
    const onGone = () => settle('gone')
    req.on('data', onData).on('end', onEnd).on('close', onGone)
    req.on('error', onGone) // stays: a connection may be reset after the answer, too
  })
}

function parseJson(bytes: Uint8Array, largest: number): BodyOutcome {
  if (bytes.length > largest) return refused('body_too_large')
  try {
    return { outcome: 'read', value: JSON.parse(utf8.decode(bytes)) }
  } catch {
    return refused('request_invalid') // the parser's message would repeat what was typed
  }
}

function refused(code: ProblemFacts['code']): BodyOutcome {
  return { outcome: 'refused', problem: { code } }
}
