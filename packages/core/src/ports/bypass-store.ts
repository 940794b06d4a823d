import type { BypassFacts, BypassGrant, BypassRequest, BypassSuspension } from '../domain/bypass.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId, BypassGrantId, BypassRequestId, MemberId, ShopId } from '../primitives/ids.ts'
import type { JapanDay } from '../primitives/japan-time.ts'
import type { Along } from './along.ts'

/** Requests for robots' exemptions, and the grants that became of them. */
export interface BypassStore {
  /** Stores a new request. */
  ask(request: BypassRequest, along: Along): Promise<void>

  find(id: BypassRequestId): Promise<BypassRequest | null>

  /** The requests of a shop, the newest first; at most `limit`. */
  listByShop(shopId: ShopId, limit: number): Promise<readonly BypassRequest[]>

  /** What waits for operators or for its shop: what is due first, first. */
  listOpen(): Promise<readonly BypassRequest[]>

  /**
   * Stores the request over the version and status it was read at, and with an approval the grants it earns; those of
   * the same members and shop that are not revoked are revoked by them, and the sessions they gave ended. Whatever
   * `credentialEpoch` a grant comes with, it is good for the account that its member has when that is flagged, and waits
   * for its owner otherwise. Resolves to `true` for one caller; the others have written nothing.
   */
  change(
    expected: Pick<BypassRequest, 'id' | 'version' | 'status' | 'firstApprovedBy'>,
    next: BypassRequest,
    grants: readonly BypassGrant[],
    along: Along,
  ): Promise<boolean>

  findGrant(id: BypassGrantId): Promise<BypassGrant | null>

  /** The grants of a shop, the newest first; every shop's for `null`. */
  listGrants(shopId: ShopId | null): Promise<readonly BypassGrant[]>

  /** What decides whether a member's sign-in may be waived: read anew for each, since any node may have changed it. */
  factsOfMember(memberId: MemberId): Promise<BypassFacts | null>

  /** As `factsOfMember`, of the grant that a session was given by, whatever its status; `null` when there is none. */
  factsOfGrant(grantId: BypassGrantId): Promise<BypassFacts | null>

  /** Suspends active grants, and ends the sessions they gave in the same write. Resolves to those it suspended. */
  suspend(which: GrantSelection, because: BypassSuspension, along: Along): Promise<readonly BypassGrantId[]>

  /**
   * An operator has looked at a suspended grant: it is active again at that epoch. `true` for one caller; `false`, with
   * nothing written, when it is not suspended or over at `now`.
   */
  resume(id: BypassGrantId, credentialEpoch: number | null, now: Instant, along: Along): Promise<boolean>

  /** Ends a grant for good, and the sessions it gave: `true` for one caller. */
  revoke(id: BypassGrantId, along: Along): Promise<boolean>

  /**
   * The owner of an account says, or takes back, that its membership is a robot's. Said, waiting grants of that member
   * are good for the account as it is; taken back, the sessions given by its grants end. `false`, with nothing written,
   * when the row is not active and this account's, or its epoch is another.
   */
  flagRobot(
    whose: { readonly memberId: MemberId; readonly accountId: AccountId; readonly credentialEpoch: number },
    since: Instant | null,
    along: Along,
  ): Promise<boolean>

  /**
   * Notes uses and near misses by day. A use, in shadow too, moves `lastUsedAt`, `lastAddress` and `activeSince` forward,
   * and its user agent is one of the latest `BYPASS_USER_AGENTS`.
   */
  note(use: BypassUse): Promise<void>

  /** What was noted of a grant since a day, by day; the user agents it was used with, the latest first. */
  usesOf(grantId: BypassGrantId, since: JapanDay): Promise<BypassUses>

  /**
   * Active grants that have to be told of or suspended at `now`: whose reminder (`dueReminder`) is not claimed yet, or
   * which are not over and good for another epoch than their account's, or unused for `BYPASS_UNUSED_MILLISECONDS`.
   */
  listDue(now: Instant): Promise<readonly BypassGrant[]>

  /** Claims the reminder of so many days before the end of a grant, 0 for the end itself; `true` for one caller ever. */
  remind(id: BypassGrantId, days: number, along: Along): Promise<boolean>
}

/** How many user agents are kept of a grant. */
export const BYPASS_USER_AGENTS = 20

export type GrantSelection = { readonly grant: BypassGrantId } | { readonly shop: ShopId } | { readonly all: true }

export interface BypassUse {
  readonly grantId: BypassGrantId
  readonly at: Instant
  readonly kind: 'use' | 'shadow' | 'near-miss'
  readonly address: string | null
  readonly userAgent: string | null
}

export interface BypassUses {
  readonly days: readonly {
    readonly day: JapanDay
    readonly uses: number
    readonly shadow: number
    readonly nearMisses: number
  }[]
  readonly userAgents: readonly { readonly userAgent: string; readonly lastSeenAt: Instant }[]
}
