import type { Instant } from '../primitives/clock.ts'
import type { EmailAddress } from '../primitives/email-address.ts'
import type { AccountId, InvitationId, MailId, MemberId, ShopId } from '../primitives/ids.ts'
import type { Locale } from '../primitives/locale.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { Member } from './member.ts'
import type { NoticeFate } from './rollout-notice.ts'
import type { Shop } from './shop.ts'

/**
 * A shop's word that whoever proves this mailbox may become the member of one of its rows. Name and role are the row's:
 * they are offered as they stand when it is accepted.
 */
export interface Invitation extends InvitationIssue {
  readonly id: InvitationId
  readonly shopId: ShopId
  /** The row of the shop's member list; it waits in the state `pending`. */
  readonly memberId: MemberId
  readonly email: EmailAddress
  readonly locale: Locale
  readonly lifetimeDays: number
  readonly createdAt: Instant
  /** How many mails with a link went out, reminders left aside. */
  readonly sends: number
  /** Codes typed wrong in its life, whoever typed them; no resend forgives one. */
  readonly wrongCodes: number
  readonly status: InvitationStatus
  /** When it ended; `null` while it is open. */
  readonly settledAt: Instant | null
}

/** What each mail of an invitation makes anew. The former link and code are dead by it. */
export interface InvitationIssue {
  /** The administrator who stands for it: whoever mailed it last. `null` where operators do. */
  readonly invitedBy: AccountId | null
  readonly sentAt: Instant
  /** From then on it opens nothing. */
  readonly expiresAt: Instant
  readonly tokenHash: TokenHash
  /** The keyed hash of the six digits for whom the link does not work. */
  readonly codeHash: string
  readonly mailId: MailId
  /** The mail that waits to remind of it; `null` for none. */
  readonly reminderId: MailId | null
}

/** How it ended. Time alone ends an `open` one as well, without anybody writing it down. */
export type InvitationStatus = 'open' | 'accepted' | 'declined' | 'revoked' | 'expired' | 'exhausted'

/** An invitation with everything that decides whether it can be accepted. */
export interface InvitationCase {
  readonly invitation: Invitation
  readonly member: Member
  readonly shop: Shop
  /** Who invites, as far as that is still an active member of the shop; `null` otherwise. */
  readonly inviter: Inviter | null
  /** What became of its latest mail. */
  readonly fate: NoticeFate['state']
}

/** Who invites, as the invited person is told. */
export interface Inviter {
  readonly name: string | null
  readonly role: string | null
}

/** How long an invitation is good for, in days: what is offered and what may be chosen. */
export const invitationDays = { usual: 7, least: 1, most: 30 } as const

/** Whether an invitation can be good for so many days. */
export function isInvitationDays(days: number): boolean {
  return Number.isInteger(days) && days >= invitationDays.least && days <= invitationDays.most
}

/** How many codes of one invitation may be typed wrong, ever. */
export const INVITATION_CODE_ATTEMPTS = 5

/** How long after a mail the next one is sent, if somebody asks. */
export const INVITATION_RESEND_MILLISECONDS = 5 * 60_000

/** How often an invitation is mailed at the most. */
export const INVITATION_SENDS = 10

/** How many people one request invites. */
export const INVITATIONS_AT_ONCE = 500

/** How many invitations of one shop are mailed in 24 hours, in all and to one address, which may be a stranger's. */
export const INVITATIONS_A_DAY = { ofShop: 1000, toOne: 10 } as const

const DAY_MILLISECONDS = 24 * 3_600_000

/** Until when an invitation mailed at `sentAt` is good. */
export function expiryOf(sentAt: Instant, lifetimeDays: number): Instant {
  return sentAt + lifetimeDays * DAY_MILLISECONDS
}

/** When an invitation mailed at `sentAt` is reminded of: two days before its end, if it lives longer than three. */
export function reminderOf(sentAt: Instant, lifetimeDays: number): Instant | null {
  return lifetimeDays > 3 ? expiryOf(sentAt, lifetimeDays) - 2 * DAY_MILLISECONDS : null
}

/**
 * The name in its shop of a row that an invitation made. It stands until the shop has one of its own for this member,
 * and no shop's own name is taken for it.
 */
export function invitedLegacyId(id: MemberId): string {
  return `invited:${id}`
}

/** Whether the shop's own system does not know this row yet: an invitation made it, so nobody can sign in there by it. */
export function isUnknownAtShop({ id, legacyId }: Pick<Member, 'id' | 'legacyId'>): boolean {
  return legacyId === invitedLegacyId(id)
}
