import type { MemberState } from '../../domain/member.ts'
import type { RolloutRecord } from '../../domain/rollout.ts'
import { isUnreached, type NoticeFate, type NoticeKey, type ToldMember } from '../../domain/rollout-notice.ts'
import type { NoticeLedger } from '../../ports/notice-ledger.ts'
import type { Instant } from '../../primitives/clock.ts'

/** What the members of a shop were told of its switch. */
export interface NoticeStatus {
  readonly record: RolloutRecord
  /** How many have been told each notice, and how far its mails are. */
  readonly notices: readonly {
    readonly notice: NoticeKey
    readonly queued: number
    readonly waiting: number
    readonly handedOver: number
    readonly failed: number
  }[]
  readonly members: readonly MemberNotices[]
}

export interface MemberNotices {
  readonly legacyId: string
  readonly name: string | null
  /** As the shop wrote it. */
  readonly email: string
  readonly state: MemberState
  readonly isHeld: boolean
  /** The earliest first. */
  readonly told: readonly (NoticeFate & { readonly notice: NoticeKey; readonly queuedAt: Instant })[]
  /** Whether the latest mail did not arrive: somebody should look after the address before the cut. */
  readonly isUnreached: boolean
}

const PAGE = 1000

export async function statusOf(ledger: NoticeLedger, record: RolloutRecord): Promise<NoticeStatus> {
  const members: MemberNotices[] = []
  for (let last: string | null = ''; last !== null; ) {
    const page: readonly ToldMember[] = await ledger.page(record.shopId, last, PAGE)
    members.push(...page.map(noticesOf))
    last = page.at(-1)?.member.legacyId ?? null
  }
  const tally = new Map<NoticeKey, { queued: number; waiting: number; handedOver: number; failed: number }>()
  for (const { notice, state } of members.flatMap(({ told }) => told)) {
    const counts = tally.get(notice) ?? { queued: 0, waiting: 0, handedOver: 0, failed: 0 }
    counts.queued++
    counts[state === 'waiting' ? 'waiting' : state === 'handed-over' ? 'handedOver' : 'failed']++
    tally.set(notice, counts)
  }
  return { record, notices: [...tally].map(([notice, counts]) => ({ notice, ...counts })), members }
}

function noticesOf({ member, told }: ToldMember): MemberNotices {
  const { legacyId, name, email, state, heldFor } = member
  return {
    legacyId,
    name,
    email: email.typed,
    state,
    isHeld: heldFor.length > 0,
    told: told.map(({ notice, queuedAt, fate }) => ({ notice, queuedAt, ...fate })),
    isUnreached: isUnreached({ told }),
  }
}
