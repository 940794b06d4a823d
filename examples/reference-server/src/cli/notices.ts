import type { MemberNotices } from '@ecforce-accounts/core'
import { inJapan, tell } from './shops.ts'
import { type CommonOptions, type ExitCode, readShopId, type Tool } from './tool.ts'

export interface NoticeOptions extends CommonOptions {
  readonly members?: boolean
}

/** What the members of a shop were told of its switch, and whom no mail reached: 1 when there is somebody. */
export async function showNotices(tool: Tool, id: string, options: NoticeOptions): Promise<ExitCode> {
  const shopId = readShopId(id)
  const { notices, members } = await tool.accounts.notices.status(shopId)
  const unreached = members.filter(({ isUnreached }) => isUnreached)
  tell(
    options,
    { shop: shopId, notices, unreached: unreached.map(facts), ...(options.members && { members: members.map(facts) }) },
    [
      '通知 / notice: 送信待ち / waiting, 送信済み / handed over, 届かなかった / failed',
      ...notices.map(({ notice, waiting, handedOver, failed }) => {
        const counts = [waiting, handedOver, failed].map((count) => String(count).padStart(7)).join('')
        return `${describeNotice(notice).padEnd(40)}${counts}`
      }),
      ...(unreached.length === 0
        ? []
        : [
            '',
            'メールが届かなかったメンバー / members whom no mail reached',
            ...unreached.map(describeUnreached),
            'アドレスをメンバー管理で直し、招待メールを送ってください / correct the address in the member list, then invite them',
          ]),
      ...(options.members ? ['', ...members.map(describeMember)] : []),
    ],
  )
  return unreached.length === 0 ? 0 : 1
}

function facts({ told, ...member }: MemberNotices) {
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    ...member,
    told: told.map(({ queuedAt, settledAt, ...entry }) => ({
      ...entry,
      queuedAt: instant(queuedAt),
      settledAt: instant(settledAt),
    })),
  }
}

/** `announced 2026/11/10 10:00（日本時間）`; a version stays a number. */
function describeNotice(notice: string): string {
  const [name = '', occasion = ''] = notice.split(':')
  const number = Number(occasion)
  return `${name} ${number > 1e9 ? inJapan(number) : occasion}`
}

function describeUnreached({ legacyId, email, name, told }: MemberNotices): string {
  const last = told.at(-1)
  return `${legacyId}  ${email}  ${name ?? '-'}  ${last?.state ?? '-'}  ${last?.error ?? ''}`.trimEnd()
}

function describeMember({ legacyId, email, state, isHeld, told }: MemberNotices): string {
  const heard = told.map(({ notice, state: fate }) => `${notice.split(':')[0]}:${fate}`).join(' ')
  return `${legacyId}  ${email}  ${state}${isHeld ? ' held' : ''}  ${heard || '-'}`
}
