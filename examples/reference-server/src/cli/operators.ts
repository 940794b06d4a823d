import process from 'node:process'
import { type OperatorRefusal, OperatorRefusedError, type OperatorRole } from '@ecforce-accounts/core'
import { renderUnicodeCompact } from 'uqr'
import { askCode } from './ask-code.ts'
import { type CommonOptions, type ExitCode, type Tool, UsageError } from './tool.ts'

export interface OperatorOptions extends CommonOptions {
  readonly role: string
}

/** Makes an operator with an authenticator app: shows its secret once, and stores it when a code confirms it. */
export async function addOperator(tool: Tool, name: string, options: OperatorOptions): Promise<ExitCode> {
  const { operators } = tool.accounts
  const draft = await told(operators.begin(name, readRole(options.role)))
  const shown = options.json
    ? `${JSON.stringify({ name, role: draft.role, uri: draft.uri, secret: draft.secret })}\n`
    : `${renderUnicodeCompact(draft.uri)}\n${draft.uri}\n`
  process.stdout.write(shown)
  await told(operators.enrol(draft, await askCode(undefined, name), tool.actor))
  process.stderr.write(`${name}: 登録しました / enrolled\n`)
  return 0
}

export async function listOperators(tool: Tool, options: CommonOptions): Promise<ExitCode> {
  const list = await tool.accounts.operators.list()
  const facts = list.map(({ enrolledAt, ...operator }) => ({
    ...operator,
    enrolledAt: new Date(enrolledAt).toISOString(),
  }))
  const lines = facts.map(({ name, role, enrolledAt }) => `${name}  ${role}  ${enrolledAt}\n`)
  process.stdout.write(options.json ? `${JSON.stringify(facts)}\n` : lines.join(''))
  return 0
}

export async function removeOperator(tool: Tool, name: string, options: CommonOptions): Promise<ExitCode> {
  await told(tool.accounts.operators.remove(name, tool.actor))
  process.stdout.write(
    options.json ? `${JSON.stringify({ name, removed: true })}\n` : `${name}: 削除しました / removed\n`,
  )
  return 0
}

function readRole(text: string): OperatorRole {
  if (text === 'support' || text === 'engineer') return text
  throw new UsageError('--role must be support or engineer')
}

const refusals: Readonly<Record<OperatorRefusal, string>> = {
  unknown: 'そのオペレーターは登録されていません / there is no such operator',
  wrong_code: 'コードが一致しません / the code is not right',
  replayed: 'このコードは使用済みです。次のコードをお待ちください / the code was used; wait for the next',
  too_many: '続けて失敗したため、15分後にもう一度お試しください / too many attempts; try again in 15 minutes',
  bad_name: '名前には英小文字、数字、ハイフンを使います / names are lower-case letters, digits and inner hyphens',
  same_operator: '2名は別の人でなければなりません / two different operators have to stand behind it',
  no_engineer: '1名はengineerでなければなりません / one of the two has to be an engineer',
  name_taken: 'その名前は使われています / the name is taken',
}

/** A refusal of an operator, as a sentence. */
export async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof OperatorRefusedError) throw new UsageError(refusals[error.reason])
    throw error
  }
}
