import process from 'node:process'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { UsageError } from './tool.ts'

/** The code as given, or one line that is asked for: from the terminal, or from whatever is piped in. */
export async function askCode(given: string | undefined, who: string): Promise<string> {
  if (given !== undefined) return given
  const line = await ask(`${who}: 認証アプリの6桁のコード / six digits of the authenticator app: `)
  if (line === null) throw new UsageError('--code is missing, and nothing was piped in')
  return line.trim()
}

/** A password: typed twice at a terminal, which does not show it; or the next line of what is piped in. */
export async function askNewPassword(who: string): Promise<string> {
  const password = await askHidden(`${who}: 新しいパスワード（15文字以上） / new password, 15 characters or more: `)
  if (password === null) throw new UsageError('a password is needed: type it, or pipe it in as a line')
  if (!process.stdin.isTTY) return password
  const again = await askHidden(`${who}: もう一度 / once more: `)
  if (again !== password) throw new UsageError('パスワードが一致しません / the two are not the same')
  return password
}

/** One line; `null` when nothing more comes. */
async function ask(question: string): Promise<string | null> {
  process.stderr.write(question)
  return nextLine()
}

/** The same, and the terminal shows nothing of it. */
async function askHidden(question: string): Promise<string | null> {
  if (!process.stdin.isTTY) return ask(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  // Not before the terminal has stopped showing what is typed.
  process.stderr.write(question)
  try {
    return await new Promise((resolve, reject) => {
      terminal.once('line', resolve)
      terminal.once('close', () => resolve(null))
      terminal.once('SIGINT', () => reject(new UsageError('中止しました / given up')))
    })
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}

/** What was read beyond the lines that were asked for: the answers to the next questions. */
let rest = ''
let ended = false

async function nextLine(): Promise<string | null> {
  process.stdin.setEncoding('utf8')
  for (;;) {
    const end = rest.indexOf('\n')
    if (end !== -1) {
      const line = rest.slice(0, end)
      rest = rest.slice(end + 1)
      return line.replace(/\r$/, '')
    }
    if (ended) {
      const line = rest
      rest = ''
      return line === '' ? null : line
    }
    const chunk = await nextChunk()
    if (chunk === null) ended = true
    else rest += chunk
  }
}

/** Reads only while somebody waits, so that the process can end when nobody does. */
function nextChunk(): Promise<string | null> {
  const { stdin } = process
  if (stdin.readableEnded) return Promise.resolve(null)
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => {
      stdin.off('data', onData).off('end', onEnd).off('error', onError)
      stdin.pause()
      work()
    }
    const onData = (chunk: string) => settle(() => resolve(chunk))
    const onEnd = () => settle(() => resolve(null))
    const onError = (error: Error) => settle(() => reject(error))
    stdin.on('data', onData).on('end', onEnd).on('error', onError)
    stdin.resume()
  })
}
