import process from 'node:process'
import { createInterface } from 'node:readline'
import { UsageError } from './tool.ts'

/** The code as given, or one line that is asked for: from the terminal, or from whatever is piped in. */
export async function askCode(given: string | undefined, who: string): Promise<string> {
  if (given !== undefined) return given
  process.stderr.write(`${who}: 認証アプリの6桁のコード / six digits of the authenticator app: `)
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) {
    lines.close()
    return line.trim()
  }
  throw new UsageError('--code is missing, and nothing was piped in')
}
