import { isAdministratorRole, type Member } from '../domain/member.ts'
import type { Rollout, RolloutRecord } from '../domain/rollout.ts'
import type { NoticeEntry, NoticeKey, NoticeProgress } from '../domain/rollout-notice.ts'
import type { Instant } from '../primitives/clock.ts'
import { daysBetween, japanDay, japanInstant } from '../primitives/japan-time.ts'
import { decideCoexistence } from './coexistence.ts'

/** What a member is told of a shop's switch. */
export type DueNotice = { readonly notice: NoticeKey; readonly enforcedAt: Instant | null } & (
  | { readonly about: 'preparation'; readonly announceAt: Instant }
  | { readonly about: 'announced' | 'date-changed' }
  | { readonly about: 'reminder'; readonly daysLeft: number }
)

/** From this hour in Japan on reminders go out, and until that. */
export const REMINDER_HOURS = [8, 20] as const

/** How many calendar days before the cut who is not yet set up is reminded. */
const reminderDays = [0, 1, 3, 7] as const

const DAY = 24 * 3_600_000

/** The notice of an announcement. It counts for the two weeks; `late` is for who could be told only afterwards. */
export function announcementKey({ announcedAt }: Pick<Rollout, 'announcedAt'>, late = false): NoticeKey {
  return `announced${late ? '-late' : ''}:${announcedAt}`
}

/**
 * What a member has to be told now; `null`: nothing. One thing at a time, and nothing twice. Pure.
 *
 * Before the announcement its administrators are told the date that is planned. From the announcement on, while both
 * ways work: the announcement, to everybody who is not held; then the date, whenever it is another than the one told
 * last; and to who is not yet set up, seven, three, one and no days before the cut, a reminder, in the daytime of Japan
 * and never on a day on which something else was told.
 */
export function decideNotice(
  member: Pick<Member, 'state' | 'heldFor' | 'leaving' | 'role'>,
  told: readonly Pick<NoticeEntry, 'notice' | 'enforcedAt' | 'queuedAt'>[],
  record: Pick<RolloutRecord, 'rollout' | 'announceAt' | 'version'>,
  { now, announcementClosed }: { readonly now: Instant; readonly announcementClosed: boolean },
): DueNotice | null {
  if (!isReachable(member)) return null
  const { rollout, announceAt } = record
  const wasTold = (notice: NoticeKey) => told.some((entry) => entry.notice === notice)

  if (rollout === null) {
    if (announceAt === null || !isAdministratorRole(member.role)) return null
    const notice = `preparation:${announceAt}`
    return wasTold(notice) ? null : { about: 'preparation', notice, announceAt, enforcedAt: null }
  }
  if (decideCoexistence(rollout, now).phase !== 'coexistence') return null

  const { enforcedAt } = rollout
  const last = told.findLast(({ notice }) => !notice.startsWith('preparation:'))
  if (!last || !(wasTold(announcementKey(rollout)) || wasTold(announcementKey(rollout, true)))) {
    // Without a date there is nothing to announce yet.
    return enforcedAt === null
      ? null
      : { about: 'announced', notice: announcementKey(rollout, announcementClosed), enforcedAt }
  }
  if (last.enforcedAt !== enforcedAt) {
    return { about: 'date-changed', notice: `date-changed:${record.version}`, enforcedAt }
  }
  if (enforcedAt === null || member.state !== 'claim') return null
  return dueReminder(enforcedAt, last, wasTold, now)
}

function dueReminder(
  enforcedAt: Instant,
  last: Pick<NoticeEntry, 'queuedAt'>,
  wasTold: (notice: NoticeKey) => boolean,
  now: Instant,
): DueNotice | null {
  const today = japanDay(now)
  const [from, until] = REMINDER_HOURS
  if (now < japanInstant(today, from) || now >= japanInstant(today, until)) return null
  if (japanDay(last.queuedAt) === today) return null

  const daysLeft = daysBetween(today, japanDay(enforcedAt))
  // A day on which nobody was there to remind is made up for on the next.
  const slot = reminderDays.find((days) => daysLeft <= days)
  if (slot === undefined) return null
  const notice = `reminder-${slot}:${enforcedAt}`
  return wasTold(notice) ? null : { about: 'reminder', notice, daysLeft, enforcedAt }
}

/** Whether anything may be told to whoever reads this row's mailbox. */
function isReachable({ state, heldFor, leaving }: Pick<Member, 'state' | 'heldFor' | 'leaving'>): boolean {
  return state === 'active' || (state === 'claim' && heldFor.length === 0 && leaving === null)
}

/**
 * To when the cut has to move because the mails of the announcement were late; `null`: they were not.
 *
 * Enforcement comes at least the window after the last of them was handed over (R27). As long as one is not, or none
 * was, it could be handed over now at the earliest; then the cut moves a day more, so that an outage of hours moves it
 * once.
 */
export function decideLateMail(
  { rollout, plan }: Pick<RolloutRecord, 'rollout' | 'plan'>,
  { closed, queued, waiting, handedOver, lastHandedOverAt }: NoticeProgress,
  now: Instant,
): Instant | null {
  if (rollout === null || rollout.enforcedAt === null) return null
  if (decideCoexistence(rollout, now).phase !== 'coexistence') return null
  if (closed && queued === 0) return null

  const isSettled = closed && waiting === 0 && handedOver > 0
  const earliest = (isSettled && lastHandedOverAt !== null ? lastHandedOverAt : now) + plan.windowMilliseconds
  if (rollout.enforcedAt >= earliest) return null
  return isSettled ? earliest : earliest + DAY
}
