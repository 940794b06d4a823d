import process from 'node:process'
import type { MemberProgress, ShopProgress } from '@ecforce-accounts/core'
import { progressCsv } from '@ecforce-accounts/core/wire'
import { describeShop, shopFacts, tell } from './shops.ts'
import { type CommonOptions, type ExitCode, readShopId, type Tool } from './tool.ts'

export interface ProgressOptions extends CommonOptions {
  readonly csv?: boolean
  readonly members?: boolean
}

/** How far the members of a shop are with setting up, in numbers, by day, and with `--csv` each of them. */
export async function showProgress(tool: Tool, id: string, options: ProgressOptions): Promise<ExitCode> {
  const progress = await tool.accounts.progress.ofShop(readShopId(id))
  if (options.csv) process.stdout.write(progressCsv(progress))
  else
    tell(options, asJson(progress, tool), [
      ...describe(progress, tool),
      ...(options.members ? whoHasNot(progress) : []),
    ])
  return 0
}

function describe({ shop, tally, days, afterCut }: ShopProgress, tool: Tool): string[] {
  const listed = tally.setUp + tally.notYet
  const share = listed === 0 ? 0 : tally.setUp / listed
  return [
    describeShop(shop, tool),
    line(tally.setUp, `初期設定済み / set up  ${bar(share, 20)} ${Math.floor(share * 100)}%`),
    line(tally.notYet, '未設定 / not yet'),
    line(tally.held, '保留 / held'),
    line(tally.pending, '招待が必要 / need an invitation'),
    ...(days.length === 0 ? ['まだ告知されていません / not announced yet'] : ['', '日本の日付 / days in Japan']),
    ...byDay(days),
    ...(afterCut === 0 ? [] : [line(afterCut, '切り替え後 / after the cut')]),
  ]
}

/** How many set up on each day, as a bar, and how many had by its end. */
function byDay(days: ShopProgress['days']): string[] {
  const most = Math.max(1, ...days.map(({ setUp }) => setUp))
  return days.map(({ day, setUp, total }) => line(setUp, `${day}  ${bar(setUp / most, 20)}  ${total}`))
}

function line(count: number, text: string): string {
  return `${String(count).padStart(8)}  ${text}`
}

/** Full only for all, and empty only for nothing. */
function bar(share: number, width: number): string {
  const filled = share >= 1 ? width : Math.min(width - 1, Math.ceil(share * width))
  return '█'.repeat(filled).padEnd(width)
}

function whoHasNot({ members }: ShopProgress): string[] {
  const open = members.filter(({ state }) => state !== 'active' && state !== 'suspended')
  return ['', ...open.map(({ legacyId, name, role, state }) => `${legacyId}  ${name ?? '-'}  ${role ?? '-'}  ${state}`)]
}

function asJson({ shop, at, tally, days, afterCut, members }: ShopProgress, tool: Tool) {
  const facts = members.map((member) => ({ ...member, setUpAt: setUpAtOf(member) }))
  return { ...shopFacts(shop, tool), at: new Date(at).toISOString(), ...tally, days, afterCut, members: facts }
}

function setUpAtOf({ setUpAt }: MemberProgress): string | null {
  return setUpAt === null ? null : new Date(setUpAt).toISOString()
}
