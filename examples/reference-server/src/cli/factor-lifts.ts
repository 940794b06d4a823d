import process from 'node:process'
import {
  type FactorLift,
  type FactorLiftRefusal,
  FactorLiftRefusedError,
  type OperatorProof,
  parseEmailAddress,
} from '@ecforce-accounts/core'
import { askCode } from './ask.ts'
import { told } from './operators.ts'
import { type CommonOptions, type ExitCode, type Tool, UsageError } from './tool.ts'

export interface LiftOptions extends CommonOptions {
  readonly operator: string
  readonly code?: string
  readonly factor?: string
}

/** Asks for a lift; another operator has to approve it. `whose` is a case's number or an address. */
export async function askForLift(tool: Tool, whose: string, options: LiftOptions): Promise<ExitCode> {
  if (options.factor !== 'totp') throw new UsageError('--factor must be totp')
  const operator = await proofOf(options)
  const lift = await explained(tool.accounts.factorLifts.ask(readWhose(whose), 'totp', operator))
  tell(
    options,
    lift,
    `${lift.caseNumber}: 別のオペレーターの承認を待っています / waits for another operator's approval`,
  )
  return 0
}

export async function approveLift(tool: Tool, caseNumber: string, options: LiftOptions): Promise<ExitCode> {
  const operator = await proofOf(options)
  const lift = await explained(tool.accounts.factorLifts.approve(caseNumber, operator))
  const at = lift.liftsAt === null ? '' : new Date(lift.liftsAt).toISOString()
  tell(options, lift, `${caseNumber}: 承認しました。${at}に解除されます / approved; it is lifted at ${at}`)
  return 0
}

export async function cancelLift(tool: Tool, caseNumber: string, options: LiftOptions): Promise<ExitCode> {
  const operator = await proofOf(options)
  await explained(tool.accounts.factorLifts.cancel(caseNumber, operator))
  const sentence = `${caseNumber}: 取り消しました / cancelled\n`
  process.stdout.write(options.json ? `${JSON.stringify({ caseNumber, cancelled: true })}\n` : sentence)
  return 0
}

export async function listLifts(tool: Tool, options: CommonOptions): Promise<ExitCode> {
  const lifts = await tool.accounts.factorLifts.list()
  if (options.json) process.stdout.write(`${JSON.stringify(lifts.map(facts))}\n`)
  else {
    for (const lift of lifts) {
      const { caseNumber, maskedAddress, factor, status, askedBy, approvedBy, liftsAt } = facts(lift)
      const line = [caseNumber, maskedAddress, factor, status, askedBy, approvedBy ?? '-', liftsAt ?? '-'].join('  ')
      process.stdout.write(`${line}\n`)
    }
  }
  return 0
}

async function proofOf({ operator, code }: LiftOptions): Promise<OperatorProof> {
  return { name: operator, code: await askCode(code, operator) }
}

function readWhose(text: string) {
  const number = text.trim().toUpperCase()
  if (/^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(number)) return number
  const read = parseEmailAddress(text)
  if (read.ok) return read.address
  throw new UsageError(`${JSON.stringify(text)} is neither a case's number nor an address`)
}

function tell({ json }: CommonOptions, lift: FactorLift, sentence: string): void {
  process.stdout.write(json ? `${JSON.stringify(facts(lift))}\n` : `${sentence}\n`)
}

function facts<Lift extends FactorLift>({ askedAt, liftsAt, settledAt, ...lift }: Lift) {
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return { ...lift, askedAt: instant(askedAt), liftsAt: instant(liftsAt), settledAt: instant(settledAt) }
}

const refusals: Readonly<Record<FactorLiftRefusal, string>> = {
  not_found: '該当する受付番号またはアカウントがありません / there is no such case or account',
  not_enrolled: 'そのアカウントに、その認証方法はありません / the account has no such factor',
  outstanding: 'すでに申し込み中か、使用済みの受付番号です / one is outstanding already, or the case was used',
  settled: 'すでに承認、取り消し、または解除されています / it was approved, cancelled or carried out before',
  self_approval: '申し込んだ本人は承認できません / whoever asked cannot approve',
  not_engineer: '承認できるのはengineerだけです / an engineer has to approve',
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await told(work)
  } catch (error) {
    if (error instanceof FactorLiftRefusedError) throw new UsageError(refusals[error.reason])
    throw error
  }
}
