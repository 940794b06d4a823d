import type { Member, MemberTally, ShopAdministrator } from '../domain/member.ts'
import type { Shop } from '../domain/shop.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { AccountId, ImportId, MemberId, ShopId } from '../primitives/ids.ts'
import type { JapanDay } from '../primitives/japan-time.ts'
import type { Along } from './along.ts'

/** The rows of the shops' member lists. */
export interface MemberStore {
  /** Every row of this address that is not removed, with its shop, the latest sign-in first (`never` and unknown last). */
  findByEmail(key: EmailKey): Promise<readonly MemberOfShop[]>

  /** The rows of one shop with these legacy ids, removed ones too, in any order; at most 1,000 ids. */
  findByLegacyIds(shopId: ShopId, legacyIds: readonly string[]): Promise<readonly Member[]>

  /** Rows of one shop that are not removed, by the bytes of their legacy ids, those after `after`; at most `limit`. */
  page(shopId: ShopId, after: string, limit: number): Promise<readonly Member[]>

  /**
   * Writes a batch of roster changes (at most 1,000) of one shop in one transaction, and notes `importId` on every
   * row of `seen`.
   *
   * An insert loses when the shop has that legacy id already; an update loses when the row's state is no longer
   * `expectedState`. Resolves to the legacy ids that lost; all others are written. An update leaves `heldFor`,
   * `leaving`, `confirmedAt`, `activatedAt` and `legacyClosed` as they are, and an own password where the address stays
   * the same. Of an address that has an account no legacy hash and no TOTP secret is stored.
   *
   * Resolves to `'roster_closed'`, with nothing written, when the batch was decided for an open roster and the shop has
   * been announced.
   */
  applyRoster(batch: RosterBatch, along: Along): Promise<readonly string[] | 'roster_closed'>

  /**
   * Turns the claims and pending rows of a shop that were last seen by another import, begun no later (`afterImport`),
   * into tombstones without hash or secret. Resolves to how many. Memberships of accounts are left alone.
   */
  removeUnseen(shopId: ShopId, importId: ImportId, along: Along): Promise<number>

  /** How many `removeUnseen` would remove, of a shop whose listed legacy ids are these. For dry runs. */
  countUnlisted(shopId: ShopId, listed: ReadonlySet<string>): Promise<number>

  /**
   * Holds (`same_address`) the claims of a shop that share an address with another claim of it, and lifts that hold
   * from those that no longer do. Resolves to the rows held.
   */
  holdSameAddress(shopId: ShopId): Promise<readonly Pick<Member, 'id' | 'legacyId' | 'email'>[]>

  /**
   * Turns the claims of shops that were enforced at or before `enforcedBefore` into pending rows, which need an
   * invitation, without hash or secret. Resolves to how many.
   */
  retireClaims(enforcedBefore: Instant): Promise<number>

  /**
   * Marks claims of a shop that is not announced: held by hand, leaving at the announcement, or with `none` neither.
   * At most 1,000 ids. `false`, with nothing written, when the shop is announced or one of them is no claim of it.
   */
  mark(shopId: ShopId, legacyIds: readonly string[], mark: MemberMark, along: Along): Promise<boolean>

  /** In how many shops these addresses (at most 1,000) are listed by rows that are not removed. */
  countShops(keys: readonly EmailKey[]): Promise<ReadonlyMap<EmailKey, number>>

  /** Who administers the shops in which this account is an accepted member, other than itself; once for each shop. */
  administratorsOf(accountId: AccountId): Promise<readonly ShopAdministrator[]>

  /** Who administers a shop: its accepted members of such a role. */
  administratorsIn(shopId: ShopId): Promise<readonly ShopAdministrator[]>

  /** How many members are how far: of one shop, or of every shop. A shop that lists nobody is left out. */
  tally(shopId: ShopId | null): Promise<ReadonlyMap<ShopId, MemberTally>>

  /**
   * How many memberships of a shop began on which days of Japan, from the instant `from` on and before `until`; those
   * that were removed since count no more. Days without any are left out.
   */
  activationsByDay(shopId: ShopId, from: Instant, until: Instant): Promise<ReadonlyMap<JapanDay, number>>

  /** Confirms a claim held as `stale` or `by_hand`: both are lifted, for good. `false` when there is no such claim. */
  confirmHeld(id: MemberId, at: Instant, along: Along): Promise<boolean>

  /**
   * The longest that checking all legacy hashes of one address can take, in nominal milliseconds; 0 when no legacy
   * hash is left. Only claims of announced shops that nothing holds can be tried, and only five: the dearest count.
   */
  worstLegacyMilliseconds(): Promise<number>

  /** The names of the ring keys and of the legacy peppers that stored rows need. */
  keyIdsInUse(): Promise<{ readonly keys: readonly string[]; readonly peppers: readonly string[] }>
}

export type MemberMark = 'hold' | 'remove' | 'invite' | 'none'

export interface MemberOfShop {
  readonly member: Member
  readonly shop: Shop
}

export interface RosterBatch {
  readonly shopId: ShopId
  readonly importId: ImportId
  /** Whether the rows were decided as before the announcement. */
  readonly rosterOpen: boolean
  readonly inserts: readonly Member[]
  readonly updates: readonly { readonly member: Member; readonly expectedState: Member['state'] }[]
  /** Legacy ids of rows that the import names and leaves as they are. */
  readonly seen: readonly string[]
}

/** How many hashes of one address are tried at a sign-in. */
export const LEGACY_CANDIDATES = 5
