import {
  type Outlook,
  type RolloutPreview,
  type RolloutRecord,
  RolloutRefusedError,
  type ShopId,
} from '@ecforce-accounts/core'
import { told } from './operators.ts'
import { type ActName, type RolloutOptions, readAct, readOperators } from './rollout-options.ts'
import { describeShop, inJapan, shopFacts, tell } from './shops.ts'
import { type CommonOptions, type ExitCode, readShopId, type Tool, UsageError } from './tool.ts'

export async function showRollout(tool: Tool, id: string, options: CommonOptions): Promise<ExitCode> {
  const { shop, record } = await tool.accounts.rollouts.find(readShopId(id))
  tell(options, { ...shopFacts(shop, tool), ...recordFacts(record) }, [
    describeShop(shop, tool),
    ...describeRecord(record),
  ])
  return 0
}

/** Announces a shop now. */
export async function announceShop(tool: Tool, id: string, options: RolloutOptions): Promise<ExitCode> {
  const shopId = readShopId(id)
  const act = readAct('announce', options)
  const plan = act.act === 'announce' ? act.plan : undefined
  const { rollout, heldAsStale, heldForAddress } = await explained(
    tool.accounts.rollouts.announce(shopId, tool.actor, { ...(await by(options)), ...(plan && { plan }) }),
  )
  const { announcedAt, enforcedAt } = rollout
  tell(
    options,
    { shop: shopId, announcedAt: iso(announcedAt), enforcedAt: iso(enforcedAt), heldAsStale, heldForAddress },
    [
      `${shopId}: 切り替えを告知しました。${time(enforcedAt)}からはecforce accountsだけでログインします。`,
      `${shopId}: announced. From ${iso(enforcedAt) ?? '-'} on, accounts is the only way in.`,
      `${String(heldAsStale).padStart(8)}  保留（長期間未使用） / held: unused for long`,
      `${String(heldForAddress).padStart(8)}  保留（同じアドレスが複数行） / held: several rows with one address`,
    ],
  )
  return 0
}

/** Every other act. */
export async function moveRollout(tool: Tool, name: ActName, id: string, options: RolloutOptions): Promise<ExitCode> {
  const shopId = readShopId(id)
  const act = readAct(name, options)
  await explained(tool.accounts.rollouts.move(shopId, act, { ...(await by(options)), actor: tool.actor }))
  return showRollout(tool, shopId, options)
}

/** What an act would mean. Changes nothing. */
export async function previewRollout(tool: Tool, id: string, name: string, options: RolloutOptions): Promise<ExitCode> {
  const shopId: ShopId = readShopId(id)
  const preview = await explained(tool.accounts.rollouts.preview(shopId, readAct(name, options)))
  const { members, counts, next, now, date } = preview
  tell(
    options,
    {
      shop: shopId,
      now: iso(now),
      date: iso(date),
      next: recordFacts(next),
      counts,
      ...(options.members && { members }),
    },
    [
      `${shopId}: ${name}  ${time(now)} → ${time(date)}`,
      '人数 / members: 今 / now → 直後 / right after → その日 / at the date',
      ...counts.map(({ members: count, ...meeting }) => `${String(count).padStart(8)}  ${describeMeeting(meeting)}`),
      ...(options.members
        ? members.map(
            ({ legacyId, name: who, ...meeting }) => `${legacyId}  ${who ?? '-'}  ${describeMeeting(meeting)}`,
          )
        : []),
    ],
  )
  return 0
}

async function by(options: RolloutOptions) {
  const operators = await readOperators(options)
  return { ...(options.reason !== undefined && { reason: options.reason }), ...(operators && { operators }) }
}

function describeMeeting({ now, after, atDate }: Pick<RolloutPreview['counts'][number], 'now' | 'after' | 'atDate'>) {
  return [now, after, ...(atDate ? [atDate] : [])].map(describeOutlook).join(' → ')
}

const accountsWords: Readonly<Record<Outlook['accounts'], string>> = {
  'set-up': '設定済み / set up',
  'first-sign-in': '初回ログイン / first sign-in',
  held: '保留 / held',
  'needs-invitation': '招待が必要 / needs an invitation',
  suspended: '停止中 / suspended',
  removed: '削除 / removed',
  closed: '告知前 / not yet',
}

function describeOutlook({ legacy, accounts }: Outlook): string {
  return `[${legacy ? '従来 / legacy + ' : ''}accounts: ${accountsWords[accounts]}]`
}

function recordFacts({ version, rollbacks, announceAt, plan, pause }: RolloutRecord) {
  return {
    version,
    rollbacks,
    announceAt: iso(announceAt),
    pausedSince: iso(pause?.since ?? null),
    plan: { ...plan, saleDays: [...plan.saleDays] },
  }
}

function describeRecord({ announceAt, pause, plan }: RolloutRecord): string[] {
  const avoided = [
    ...(plan.avoidWeekends ? ['土日 / weekends'] : []),
    ...(plan.avoidHolidays ? ['祝日 / holidays'] : []),
    ...plan.saleDays,
  ]
  return [
    ...(announceAt === null ? [] : [`告知予定 / announcement scheduled: ${time(announceAt)}`]),
    ...(pause === null ? [] : [`一時停止中 / paused since: ${time(pause.since)}`]),
    `併用期間 / both ways for: ${plan.windowMilliseconds / 86_400_000}日 / days${plan.cutHour === null ? '' : `, ${plan.cutHour}:00`}`,
    ...(avoided.length === 0 ? [] : [`避ける日 / not on: ${avoided.join(', ')}`]),
  ]
}

const refusals: Readonly<Record<RolloutRefusedError['reason'], string>> = {
  announced: 'すでに告知されています / it was announced before',
  not_announced: 'まだ告知されていません / it is not announced yet',
  not_scheduled: '告知は予定されていません / no announcement is scheduled',
  enforced: 'すでに切り替わっています。戻すにはrollbackを使います / it is enforced; only a rollback leads back',
  paused: '一時停止中です。先にresumeしてください / it is paused; resume it first',
  not_paused: '一時停止していません / it is not paused',
  not_later: '今の予定より後、1年以内の日時にしてください / it has to be later than it stands, and within a year',
  bad_plan: '期間、時刻、または避ける日が正しくありません / the window, the hour or the days cannot be',
  accounts_exist:
    'すでにアカウントを作成したメンバーがいるため、告知前には戻せません / members have accounts: there is no way back to before',
  two_operators:
    '2名のオペレーターが必要です（--operatorと--second-operator） / two operators have to stand behind it: --operator and --second-operator',
  reason_missing: '理由を--reasonで書いてください / say why: --reason',
  conflict: 'ほかの操作と重なりました。もう一度お試しください / somebody else moved it at the same time; try again',
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await told(work)
  } catch (error) {
    if (error instanceof RolloutRefusedError) throw new UsageError(refusals[error.reason])
    throw error
  }
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString()
}

function time(instant: number | null): string {
  return instant === null ? '-' : inJapan(instant)
}
