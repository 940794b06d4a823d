import process from 'node:process'
import {
  type FindingCode,
  findingWords,
  type MemberMark,
  type MemberReadiness,
  ReadinessRefusedError,
  type ReadinessReport,
  type ShopReadiness,
  shopFindingWords,
} from '@ecforce-accounts/core'
import { readinessCsv } from '@ecforce-accounts/core/wire'
import { tell } from './shops.ts'
import { type CommonOptions, type ExitCode, readShopId, type Tool, UsageError } from './tool.ts'

export interface ReadinessCliOptions extends CommonOptions {
  readonly shop?: string
  readonly staleDays?: string
  readonly csv?: boolean
}

export interface MarkOptions extends CommonOptions {
  readonly as: string
  readonly finding?: readonly string[]
  readonly legacyId?: readonly string[]
}

/** What should be looked at before the announcement: of one shop, or of all. Changes nothing. */
export async function reportReadiness(tool: Tool, options: ReadinessCliOptions): Promise<ExitCode> {
  const report = await tool.accounts.readiness.report({
    ...(options.shop !== undefined && { shopId: readShopId(options.shop) }),
    ...(options.staleDays !== undefined && { staleAfterDays: readDays(options.staleDays) }),
  })
  if (options.csv) process.stdout.write(readinessCsv(report))
  else if (options.json) process.stdout.write(`${JSON.stringify(asJson(report))}\n`)
  else process.stdout.write(asText(report, options.shop !== undefined))
  return 0
}

/** Marks claims in bulk; undone by `--as none` until the announcement. */
export async function markMembers(tool: Tool, shop: string, options: MarkOptions): Promise<ExitCode> {
  const shopId = readShopId(shop)
  const mark = readMark(options.as)
  const [findings, legacyIds] = [(options.finding ?? []).map(readFinding), options.legacyId ?? []]
  if (findings.length + legacyIds.length === 0) throw new UsageError('say whom: --finding or --legacy-id')
  const marked = await tool.accounts.readiness
    .mark(shopId, { findings, legacyIds }, mark, tool.actor)
    .catch((error: unknown) => {
      if (error instanceof ReadinessRefusedError) throw new UsageError(refusals[error.reason])
      throw error
    })
  tell(options, { shop: shopId, mark, marked }, [`${shopId}: ${marked}  ${marks[mark]}`])
  return 0
}

const refusals: Readonly<Record<ReadinessRefusedError['reason'], string>> = {
  announced: '告知のあとは変更できません / not after the announcement',
  conflict: 'ほかの操作と重なりました。もう一度お試しください / somebody else changed them at the same time; try again',
}

const marks: Readonly<Record<MemberMark, string>> = {
  hold: '告知から、確認されるまで保留します / held from the announcement on, until somebody confirms them',
  remove: '告知と同時に削除します / removed at the announcement',
  invite: '告知と同時に、招待が必要な状態にします / in need of an invitation from the announcement on',
  none: '印を外しました / no longer marked',
}

function readMark(text: string): MemberMark {
  if (Object.hasOwn(marks, text)) return text as MemberMark
  throw new UsageError(`--as must be one of ${Object.keys(marks).join(', ')}`)
}

function readFinding(text: string): FindingCode {
  if (Object.hasOwn(findingWords, text)) return text as FindingCode
  throw new UsageError(`--finding must be one of ${Object.keys(findingWords).join(', ')}`)
}

function readDays(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new UsageError('--stale-days must be a whole number from 1 to 9999')
}

function asText({ shops }: ReadinessReport, withMembers: boolean): string {
  const lines = shops.flatMap((shop) => [...describeShop(shop), ...(withMembers ? describeMembers(shop) : []), ''])
  const met = (Object.keys(findingWords) as FindingCode[]).filter((code) => shops.some(({ counts }) => counts[code]))
  const ofShops = shops.flatMap(({ findings }) => findings)
  const words = [...new Set(ofShops)].flatMap((code) => explain(code, shopFindingWords[code]))
  return [...lines, ...words, ...met.flatMap((code) => explain(code, findingWords[code]))]
    .map((line) => `${line}\n`)
    .join('')
}

function explain(code: string, { why, todo }: (typeof findingWords)[FindingCode]): string[] {
  return [code, `  ${why.ja}${todo.ja}`, `  ${why.en} ${todo.en}`]
}

function describeShop({ shop, phase, findings, members, counts }: ShopReadiness): string[] {
  const found = Object.entries(counts) as [FindingCode, number][]
  const most = Math.max(1, ...found.map(([, count]) => count))
  return [
    `${shop.id}  ${shop.name}  ${phase}  ${members.length}`,
    ...findings.map((code) => `       !  ${code}`),
    ...found.map(([code, count]) => {
      const bar = '█'.repeat(Math.ceil((20 * count) / most))
      return `${String(count).padStart(8)}  ${code.padEnd(18)} ${bar}`
    }),
  ]
}

function describeMembers({ members }: ShopReadiness): string[] {
  return members
    .filter(({ findings }) => findings.length > 0)
    .map((member) => {
      const marking = [...member.heldFor, ...(member.leaving ? [member.leaving] : [])].join(' ')
      const parts = [member.legacyId, member.email.typed, member.name ?? '-', member.findings.join(' '), marking]
      return parts.join('  ').trimEnd()
    })
}

function asJson({ at, staleAfterDays, shops }: ReadinessReport) {
  return {
    at: new Date(at).toISOString(),
    staleAfterDays,
    findings: findingWords,
    shops: shops.map(({ shop, phase, findings, members, counts }) => ({
      ...{ id: shop.id, name: shop.name, phase, findings, counts },
      members: members.map((member) => ({ ...member, email: member.email.typed, ...instants(member) })),
    })),
  }
}

function instants({ lastSignInAt, confirmedAt }: MemberReadiness) {
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    lastSignInAt: lastSignInAt === 'never' ? 'never' : instant(lastSignInAt),
    confirmedAt: instant(confirmedAt),
  }
}
