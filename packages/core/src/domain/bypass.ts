import type { AddressRange } from '../primitives/address-range.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId, BypassGrantId, BypassRequestId, MemberId, ShopId } from '../primitives/ids.ts'
import { LONG_PASSWORD } from './account.ts'
import type { MemberState } from './member.ts'

export type { AddressRange }

/**
 * A robot's exemption as it is asked for: purpose, members, ranges, validity. Any edit raises `version` and makes it
 * `pending` again, so that what is approved is what was seen.
 *
 * - `pending`: waits for operators; `dueAt` runs.
 * - `needs-information`: waits for the shop; the clock stands.
 * - `approved`, `rejected`, `withdrawn`: over.
 */
export interface BypassRequest {
  readonly id: BypassRequestId
  readonly shopId: ShopId
  /** From 1. */
  readonly version: number
  readonly status: 'pending' | 'needs-information' | 'approved' | 'rejected' | 'withdrawn'
  readonly purpose: string
  /** Whose addresses they are, or which tool drives the robot. */
  readonly provider: string
  readonly memberIds: readonly MemberId[]
  readonly ranges: readonly AddressRange[]
  /** How many days the grants are to be good for. */
  readonly validDays: number
  /** Whether the grants are to run as "would have been waived" first. */
  readonly shadow: boolean
  /** The grant it is to take over from; `null` for none. */
  readonly renews: BypassGrantId | null
  /** The support desk's own number, where an operator asks for a shop; `null` otherwise. */
  readonly ticket: string | null
  readonly askedBy: BypassAsker
  readonly askedAt: Instant
  /** By when operators have said the shop they answer; while it needs information, as it stood when the clock stopped. */
  readonly dueAt: Instant
  /** Since when the clock stands; `null` while it runs. */
  readonly stoppedAt: Instant | null
  /** What operators ask the shop; `null` for nothing. */
  readonly question: string | null
  /** What the shop answered last; of the version it is at. */
  readonly answer: string | null
  /** The first of two who approve wide ranges; of the version it is at, and gone with any edit. */
  readonly firstApprovedBy: string | null
  /** The operator who ended it, or the asker who withdrew it. */
  readonly settledBy: string | null
  readonly settledAt: Instant | null
  /** Why it was rejected, as the shop is told; `null` otherwise. */
  readonly reason: string | null
}

/** Who asks: an administrator of the shop, or an operator for a ticket, who may then not approve it. */
export type BypassAsker = { readonly accountId: AccountId } | { readonly operator: string }

/**
 * One member's exemption: from these addresses, for so long. Ranges and end never change; whoever needs others asks
 * again. Whether it waives anything at an instant is decided by `decideBypass`, never read off `status`.
 */
export interface BypassGrant {
  readonly id: BypassGrantId
  readonly requestId: BypassRequestId
  readonly shopId: ShopId
  readonly memberId: MemberId
  readonly ranges: readonly AddressRange[]
  readonly status: 'active' | 'suspended' | 'revoked'
  /** Why it was suspended; `null` when it is not. */
  readonly suspendedFor: BypassSuspension | null
  /** Whether it only writes down what it would have waived. */
  readonly shadow: boolean
  /** Everybody who approved it. */
  readonly approvedBy: readonly string[]
  readonly startsAt: Instant
  /** From this instant on it is over. */
  readonly endsAt: Instant
  /**
   * The account's credential epoch that it is good for; `null` while it waits for the robot's owner. Any change of
   * password, address or factors raises the account's, and the grant waives nothing until an operator has looked at it.
   */
  readonly credentialEpoch: number | null
  /** When it last was looked at or used: thirty days after this it is suspended as unused. */
  readonly activeSince: Instant
  readonly lastUsedAt: Instant | null
  /** Where it was last used from. */
  readonly lastAddress: string | null
}

/** `stopped`: by an operator's switch for a grant, a shop or everything. */
export type BypassSuspension = 'unused' | 'credentials' | 'stopped'

/** What decides a bypass, but for the address and the password that was typed. */
export interface BypassFacts {
  /** The grant that is not revoked, the latest to end; `null` for none. */
  readonly grant: BypassGrant | null
  readonly member: {
    readonly id: MemberId
    readonly shopId: ShopId
    readonly state: MemberState
    readonly role: string | null
    /** Since when its owner says that a robot uses it; `null` when nobody does. */
    readonly robotSince: Instant | null
  }
  readonly account: {
    readonly id: AccountId
    readonly status: 'active' | 'suspended'
    readonly credentialEpoch: number
    /** Chosen here, and long enough to stand alone. */
    readonly passwordStandsAlone: boolean
    /** Memberships, active or suspended, in other shops. */
    readonly otherMemberships: number
  } | null
}

/** How long a grant is good for, in days. */
export const bypassDays = { usual: 90, most: 180 } as const

/** How many robots one request names. */
export const BYPASS_MEMBERS = 20

/** How many IPv4 addresses, and how many IPv6 ranges, one request may cover. */
export const BYPASS_ADDRESSES = 64

/** How long a grant may lie unused before it is suspended. */
export const BYPASS_UNUSED_MILLISECONDS = 30 * 24 * 3_600_000

/** How long before its end a shop is reminded, in days. */
export const bypassReminderDays = [30, 7, 1] as const

/**
 * Of what it is time at `now`: so many days before the end, 0 once it is over, `null` for nothing. Only the latest
 * counts, and none whose time was before the grant began.
 */
export function dueReminder(
  { startsAt, endsAt }: Pick<BypassGrant, 'startsAt' | 'endsAt'>,
  now: Instant,
): number | null {
  const due = [0, ...bypassReminderDays.toReversed()].find((days) => now >= endsAt - days * DAY)
  if (due === undefined) return null
  return due === 0 || endsAt - due * DAY > startsAt ? due : null
}

const DAY = 24 * 3_600_000

/** How a robot's session lives: idle a quarter of an hour, two hours in all. */
export const robotSessionLifetime = { idleSeconds: 15 * 60, absoluteSeconds: 2 * 3600 } as const

/** How many code points the password of a robot has at least: it is all that stands before the session. */
export const ROBOT_PASSWORD_LENGTH = LONG_PASSWORD
