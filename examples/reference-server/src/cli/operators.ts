import process from 'node:process'
import {
  type OperatorRefusal,
  OperatorRefusedError,
  type OperatorRole,
  type PasswordProblem,
  PasswordUnacceptableError,
} from '@ecforce-accounts/core'
import { renderUnicodeCompact } from 'uqr'
import { askCode, askNewPassword } from './ask.ts'
import { type CommonOptions, type ExitCode, type Tool, UsageError } from './tool.ts'

export interface OperatorOptions extends CommonOptions {
  readonly role: string
}

/**
 * Makes an operator with a password and an authenticator app: shows the app's secret once, and stores both when a code
 * confirms it.
 */
export async function addOperator(tool: Tool, name: string, options: OperatorOptions): Promise<ExitCode> {
  const { operators } = tool.accounts
  const begun = await told(operators.begin(name, readRole(options.role)))
  const draft = await told(operators.withPassword(begun, await askNewPassword(name)))
  const shown = options.json
    ? `${JSON.stringify({ name, role: draft.role, uri: draft.uri, secret: draft.secret })}\n`
    : `${renderUnicodeCompact(draft.uri)}\n${draft.uri}\n`
  process.stdout.write(shown)
  await told(operators.enrol(draft, await askCode(undefined, name), tool.actor))
  process.stderr.write(`${name}: 登録しました / enrolled\n`)
  return 0
}

/** Gives an operator another password, or a first one; whoever was signed in by the former one is no more. */
export async function setOperatorPassword(tool: Tool, name: string, options: CommonOptions): Promise<ExitCode> {
  const known = (await tool.accounts.operators.list()).some((operator) => operator.name === name)
  if (!known) throw new UsageError(refusals.unknown)
  await told(tool.accounts.operators.setPassword(name, await askNewPassword(name), tool.actor))
  process.stdout.write(
    options.json ? `${JSON.stringify({ name, passwordSet: true })}\n` : `${name}: 設定しました / set\n`,
  )
  return 0
}

export async function listOperators(tool: Tool, options: CommonOptions): Promise<ExitCode> {
  const list = await tool.accounts.operators.list()
  const facts = list.map(({ enrolledAt, ...operator }) => ({
    ...operator,
    enrolledAt: new Date(enrolledAt).toISOString(),
  }))
  const lines = facts.map(({ name, role, enrolledAt, hasPassword }) => {
    return `${name}  ${role}  ${enrolledAt}${hasPassword ? '' : '  パスワード未設定 / no password yet'}\n`
  })
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

const passwordProblems: Readonly<Record<PasswordProblem, string>> = {
  too_short: 'パスワードが短すぎます。15文字以上にしてください / too short: 15 characters at the least',
  too_long: 'パスワードが長すぎます。128文字までにしてください / too long: 128 characters at the most',
  common: 'よく使われるパスワードです。別のものにしてください / too common; choose another',
  context: '名前やサービス名だけのパスワードは使えません / not made of the name or the product alone',
}

/** A refusal of an operator, as a sentence. */
export async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof OperatorRefusedError) throw new UsageError(refusals[error.reason])
    if (error instanceof PasswordUnacceptableError) throw new UsageError(passwordProblems[error.problem])
    throw error
  }
}
