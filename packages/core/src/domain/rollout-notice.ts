import type { Instant } from '../primitives/clock.ts'
import type { MailId, MemberId } from '../primitives/ids.ts'
import type { Locale } from '../primitives/locale.ts'
import type { Member } from './member.ts'

/**
 * Which notice, and of which occasion, such as `announced:1792033200000` or `reminder-7:1793242800000`: a member is told
 * each once.
 */
export type NoticeKey = string

/** That a member was told something: its mail is in the outbox, or has left it. */
export interface NoticeEntry {
  readonly memberId: MemberId
  readonly notice: NoticeKey
  /** The instant of enforcement that it told of; `null` when it told of none. */
  readonly enforcedAt: Instant | null
  readonly mailId: MailId
  readonly queuedAt: Instant
}

/** What became of the mail of a notice. */
export interface NoticeFate {
  readonly state: 'waiting' | 'handed-over' | 'expired' | 'uncertain' | 'refused'
  /** When it was handed over or given up. */
  readonly settledAt: Instant | null
  /** What the mail server said last, in one line. */
  readonly error: string | null
}

/** A member with what it was told so far, the earliest first. */
export interface ToldMember {
  readonly member: Member
  /** The language of its account; `null` without one. */
  readonly locale: Locale | null
  readonly told: readonly (NoticeEntry & { readonly fate: NoticeFate })[]
}

/** Whether the latest of a member's mails did not arrive: somebody should look after the address before the cut. */
export function isUnreached({ told }: Pick<ToldMember, 'told'>): boolean {
  const last = told.at(-1)?.fate.state
  return last === 'refused' || last === 'expired' || last === 'uncertain'
}

/** How far the mails of one notice are. */
export interface NoticeProgress {
  readonly queued: number
  readonly waiting: number
  readonly handedOver: number
  /** Given up: refused, expired, or of unknown fate. */
  readonly failed: number
  readonly lastHandedOverAt: Instant | null
  /** Whether everybody whom it was for has been told. */
  readonly closed: boolean
}
