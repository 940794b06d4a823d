import {
  type BypassActRefusal,
  type BypassGrantView,
  BypassNotFoundError,
  BypassRefusedError,
  type BypassRequestView,
  type OperatorProof,
} from '@ecforce-accounts/core'
import { operatorBypassGrantAnswer, operatorBypassRequestAnswer } from '@ecforce-accounts/core/wire'
import { askCode } from './ask.ts'
import { told } from './operators.ts'
import { tell } from './shops.ts'
import { type CommonOptions, type ExitCode, readShopId, type Tool, UsageError } from './tool.ts'

export interface BypassOptions extends CommonOptions {
  readonly shop?: string
  readonly all?: boolean
  readonly grants?: boolean
  /** The version that was seen; a sequence of digits. */
  readonly seen?: string
  readonly reason?: string
  readonly operator?: string
  readonly code?: string
}

export type GrantAct = 'suspend' | 'resume' | 'revoke'

/** What waits, or of one shop everything; with `--grants` the exemptions. 1 when a request is overdue. */
export async function listBypasses({ accounts }: Tool, options: BypassOptions): Promise<ExitCode> {
  const { bypassDesk: desk } = accounts
  const shopId = options.shop === undefined ? null : readShopId(options.shop)
  if (options.grants) {
    const views = await explained(desk.grants(shopId))
    tell(options, views.map(operatorBypassGrantAnswer), views.map(grantLine))
    return 0
  }
  const views = await explained(shopId === null ? desk.open() : desk.ofShop(shopId))
  tell(options, views.map(operatorBypassRequestAnswer), views.map(requestLine))
  return views.some(({ isOverdue }) => isOverdue) ? 1 : 0
}

/** A request, or a grant. */
export async function showBypass({ accounts }: Tool, id: string, options: BypassOptions): Promise<ExitCode> {
  const { bypassDesk: desk } = accounts
  const request = await desk.find(id).catch((error: unknown) => {
    if (error instanceof BypassNotFoundError) return null
    throw error
  })
  if (request !== null) {
    tell(options, operatorBypassRequestAnswer(request), describeRequest(request))
    return 0
  }
  const grant = await explained(desk.grant(id))
  tell(options, operatorBypassGrantAnswer(grant), describeGrant(grant))
  return 0
}

export async function approveBypass({ accounts }: Tool, id: string, options: BypassOptions): Promise<ExitCode> {
  const proof = await proofOf(options)
  const view = await explained(accounts.bypassDesk.approve(id, { version: readVersion(options) }, proof))
  const isDone = view.request.status === 'approved'
  const sentence = isDone
    ? `${id}: 承認しました / approved`
    : `${id}: 1人目の承認です。ほかのエンジニアの承認を待っています / the first approval; another engineer has to approve it, too`
  tell(options, operatorBypassRequestAnswer(view), [sentence])
  return 0
}

export async function rejectBypass({ accounts }: Tool, id: string, options: BypassOptions): Promise<ExitCode> {
  const proof = await proofOf(options)
  const rejection = { version: readVersion(options), reason: options.reason ?? '' }
  const view = await explained(accounts.bypassDesk.reject(id, rejection, proof))
  tell(options, operatorBypassRequestAnswer(view), [`${id}: 却下しました / rejected`])
  return 0
}

export async function moveGrant(
  { accounts }: Tool,
  act: GrantAct,
  id: string,
  options: BypassOptions,
): Promise<ExitCode> {
  const proof = await proofOf(options)
  const view = await explained(accounts.bypassDesk[act](id, proof))
  tell(options, operatorBypassGrantAnswer(view), [`${id}: ${view.standing}`])
  return 0
}

/** Suspends every active exemption of a shop, or of all. */
export async function stopBypasses({ accounts }: Tool, options: BypassOptions): Promise<ExitCode> {
  if ((options.shop === undefined) === (options.all !== true)) throw new UsageError('either --shop or --all')
  const which = options.shop === undefined ? 'all' : { shopId: readShopId(options.shop) }
  const stopped = await explained(accounts.bypassDesk.stop(which, await proofOf(options)))
  tell(options, { stopped }, [`${stopped}件を停止しました / suspended ${stopped}`])
  return 0
}

async function proofOf({ operator = '', code }: BypassOptions): Promise<OperatorProof> {
  return { name: operator, code: await askCode(code, operator) }
}

function readVersion({ seen = '' }: BypassOptions): number {
  if (/^[1-9]\d{0,5}$/.test(seen)) return Number(seen)
  throw new UsageError('--seen must be the version that was shown')
}

function requestLine({ request, isOverdue, needsSecond }: BypassRequestView): string {
  const marks = [isOverdue ? 'overdue' : [], needsSecond ? 'two' : []].flat()
  const { id, shopId, version, status, dueAt, ranges } = request
  return [id, shopId, `v${version}`, status, iso(dueAt), ranges.join(','), ...marks].join('  ')
}

function grantLine({ grant, robot, standing }: BypassGrantView): string {
  const { id, shopId, ranges, endsAt } = grant
  return [id, shopId, robot.name ?? robot.email, standing, iso(endsAt), ranges.join(',')].join('  ')
}

function describeRequest(view: BypassRequestView): string[] {
  const { request, robots, dueAfterCut } = view
  return [
    requestLine(view),
    `  ${inOneLine(request.purpose)}  (${inOneLine(request.provider)})`,
    ...robots.map(({ name, email, missing }) => `  ${name ?? email}  ${missing.join(' ') || 'ready'}`),
    ...(request.question === null ? [] : [`  ? ${inOneLine(request.question)}`]),
    ...(request.answer === null ? [] : [`  > ${inOneLine(request.answer)}`]),
    ...(request.reason === null ? [] : [`  ! ${inOneLine(request.reason)}`]),
    ...(dueAfterCut === null
      ? []
      : [`  切り替え日より後になる可能性があります / may come after the cut (${iso(dueAfterCut)})`]),
  ]
}

/** What a shop writes never looks like a line of ours. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

function describeGrant(view: BypassGrantView): string[] {
  const { grant, robot, uses } = view
  return [
    grantLine(view),
    `  ${robot.missing.join(' ') || 'ready'}  approved by ${grant.approvedBy.join(', ')}`,
    ...(grant.lastUsedAt === null ? [] : [`  last used ${iso(grant.lastUsedAt)} from ${grant.lastAddress ?? '-'}`]),
    ...uses.days.map(({ day, uses: used, shadow, nearMisses }) => `  ${day}  ${used}  ${shadow}  ${nearMisses}`),
  ]
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}

const refusals: Readonly<Record<BypassActRefusal, string>> = {
  invalid: 'メンバーが対象外になっています / a member cannot be a robot any more',
  wrong_state: '現在の状態ではできません / it does not stand where that could be done',
  conflict: '内容が変更されています。もう一度ご確認ください / it was changed; look at it again',
  not_engineer: 'エンジニアだけが行えます / an engineer has to do that',
  self_approval: '申請した本人は承認できません / whoever asked cannot approve',
  same_operator: 'ほかのエンジニアの承認が必要です / another engineer has to approve it, too',
  text_missing: '理由が必要です / a reason is needed',
  robot_administrator: '管理者はRPA専用にできません / an administrator is no robot',
  robot_other_membership: 'ほかのショップにも所属しています / it belongs to another shop, too',
  robot_password: '15文字以上のパスワードが必要です / a password of 15 characters is needed',
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await told(work)
  } catch (error) {
    if (error instanceof BypassRefusedError) throw new UsageError(refusals[error.reason])
    if (error instanceof BypassNotFoundError)
      throw new UsageError('見つかりません / there is no such request or exemption')
    throw error
  }
}
