import type { Instant } from '../primitives/clock.ts'
import type { MemberId } from '../primitives/ids.ts'
import type { JapanDay } from '../primitives/japan-time.ts'

/** That a shop knows of a member by whom several people sign in, and who stands for it. It ends with the membership. */
export interface SharedMark {
  /** Another member of the shop, active when it was marked. */
  readonly responsibleId: MemberId
  readonly markedAt: Instant
  /** When the shop is reminded of it next. */
  readonly remindsAt: Instant
}

/** How often a shop is reminded of a member that several people share. */
export const SHARED_REMINDER_MILLISECONDS = 90 * 24 * 3_600_000

/** That a membership is to end: on that day at 00:00 in Japan. */
export interface Retirement {
  readonly on: JapanDay
  /** How many days were left when its mailbox was told last; `null` before. */
  readonly told: number | null
  /** When the next thing is to be done: a mail, or the end. Whoever does it moves this first, or ends it. */
  readonly dueAt: Instant
}
