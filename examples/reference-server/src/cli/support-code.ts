import process from 'node:process'
import type { AuditEvent } from '@ecforce-accounts/core'
import { type CommonOptions, type ExitCode, type Tool, UsageError } from './tool.ts'

/** Says what a refusal was about whose support code somebody quotes. */
export async function explainSupportCode(tool: Tool, quoted: string, options: CommonOptions): Promise<ExitCode> {
  const event = await tool.accounts.audit.findBySupportCode(readSupportCode(quoted))
  if (!event) {
    if (options.json) process.stdout.write('null\n')
    else process.stderr.write(`${quoted}: この番号の記録はありません / nothing is known under this code\n`)
    return 1
  }
  process.stdout.write(options.json ? `${JSON.stringify(facts(event))}\n` : describe(event))
  return 0
}

/** Codes are read out over a telephone: hyphens, case and the letters that they do not have forgive a slip. */
function readSupportCode(quoted: string): string {
  const letters = quoted
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/[IL]/g, '1')
    .replaceAll('O', '0')
  if (/^[0-9A-HJKMNP-TV-Z]{8}$/.test(letters)) return `${letters.slice(0, 4)}-${letters.slice(4)}`
  throw new UsageError(`${JSON.stringify(quoted)} is no support code: they look like 7K3M-Q9TX`)
}

function facts({ at, ...event }: AuditEvent) {
  return { at: new Date(at).toISOString(), ...event }
}

function describe(event: AuditEvent): string {
  const { details, ...rest } = facts(event)
  return Object.entries({ ...rest, ...details })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(12)}  ${harmless(String(value))}\n`)
    .join('')
}

/** What strangers sent, such as the name of their browser, must not speak to the operator's terminal. */
function harmless(text: string): string {
  return text.replace(/\p{C}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
