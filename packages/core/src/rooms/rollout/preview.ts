import type { Member } from '../../domain/member.ts'
import type { Rollout, RolloutAct, RolloutRecord } from '../../domain/rollout.ts'
import { decideRolloutAct, type RolloutFacts } from '../../policy/rollout-acts.ts'
import { asAnnounced, decideOutlook, type Outlook } from '../../policy/rollout-outlook.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { Instant } from '../../primitives/clock.ts'

/** What an act would mean, for every member and in numbers. */
export interface RolloutPreview {
  readonly record: RolloutRecord
  /** The record that the act would leave. */
  readonly next: RolloutRecord
  readonly now: Instant
  /** The date that the act brings: of the announcement when it schedules one, of enforcement otherwise. */
  readonly date: Instant | null
  readonly members: readonly MemberPreview[]
  /** How many meet the same at the three instants, the most first. */
  readonly counts: readonly (Meeting & { readonly members: number })[]
}

export interface MemberPreview extends Meeting {
  readonly legacyId: string
  readonly name: string | null
  readonly role: string | null
}

export interface Meeting {
  readonly now: Outlook
  /** Right after the act. */
  readonly after: Outlook
  /** At the date that the act brings; `null` when it brings none. */
  readonly atDate: Outlook | null
}

const PAGE = 1000

export async function previewOf(
  members: MemberStore,
  decided: { readonly record: RolloutRecord; readonly next: RolloutRecord; readonly facts: RolloutFacts },
  act: RolloutAct,
): Promise<RolloutPreview> {
  const { record, next, facts } = decided
  const { now } = facts
  const announces = act.act === 'announce'
  const coming = comingOf(next, facts)

  const seen: MemberPreview[] = []
  for (let last: string | null = ''; last !== null; ) {
    const page: readonly Member[] = await members.page(record.shopId, last, PAGE)
    for (const member of page) {
      const { legacyId, name, role } = member
      const held = announces ? asAnnounced(member, now) : member
      seen.push({
        legacyId,
        name,
        role,
        now: decideOutlook(member, record.rollout, now),
        after: decideOutlook(held, next.rollout, now),
        atDate:
          coming && decideOutlook(coming.announces ? asAnnounced(member, coming.at) : held, coming.rollout, coming.at),
      })
    }
    last = page.at(-1)?.legacyId ?? null
  }
  return { record, next, now, date: coming?.at ?? null, members: seen, counts: counted(seen) }
}

/** What comes next after the act: an announcement, or else the cut. */
function comingOf(
  next: RolloutRecord,
  facts: RolloutFacts,
): { readonly at: Instant; readonly rollout: Rollout | null; readonly announces: boolean } | null {
  const { announceAt, rollout } = next
  if (announceAt !== null) {
    const announced = decideRolloutAct(next, { act: 'announce' }, { ...facts, now: announceAt })
    return { at: announceAt, rollout: announced.allowed ? announced.next.rollout : null, announces: true }
  }
  const at = rollout?.enforcedAt ?? null
  return at === null ? null : { at, rollout, announces: false }
}

function counted(members: readonly MemberPreview[]): RolloutPreview['counts'] {
  const groups = new Map<string, Meeting & { members: number }>()
  for (const { now, after, atDate } of members) {
    const key = JSON.stringify([now, after, atDate])
    const group = groups.get(key)
    if (group) group.members++
    else groups.set(key, { now, after, atDate, members: 1 })
  }
  return [...groups.values()].toSorted((a, b) => b.members - a.members)
}
