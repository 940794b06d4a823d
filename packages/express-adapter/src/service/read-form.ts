import type { IncomingMessage } from 'node:http'

/** What a form that was posted says; `null` for what is none, is longer than `longest` bytes, or was read before. */
export async function readForm(req: IncomingMessage, longest: number): Promise<URLSearchParams | null> {
  if (!isForm(req) || req.readableDidRead) return null
  const chunks: Buffer[] = []
  let length = 0
  // The rest of one that is too long is left unread, and its connection is still good for an answer.
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longest) return null
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('latin1')
  return isUtf8(text) ? new URLSearchParams(text) : null
}

/** Anything else would come out as other letters than were typed; browsers escape all that is not ASCII. */
function isUtf8(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/[^\x00-\x7f]/.test(text)) return false
  try {
    decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'))
    return true
  } catch {
    return false
  }
}

function isForm({ headers }: IncomingMessage): boolean {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';')
  const isPlain = headers['content-encoding'] === undefined
  const charset = parameters.find((parameter) => parameter.trim().startsWith('charset='))
  const isText = charset === undefined || /charset="?utf-8"?/.test(charset)
  return type.trim() === 'application/x-www-form-urlencoded' && isPlain && isText
}
