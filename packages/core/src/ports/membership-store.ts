import type { FactorKind } from '../domain/account.ts'
import type { InvitationCase } from '../domain/invitation.ts'
import type { Member } from '../domain/member.ts'
import type { Session } from '../domain/session.ts'
import type { Retirement, SharedMark } from '../domain/shared-member.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { AccountId, MemberId, ShopId } from '../primitives/ids.ts'
import type { Along } from './along.ts'
import type { Acceptance } from './invitation-store.ts'

/** Who belongs to a shop, as its administrators and the members themselves decide it. */
export interface MembershipStore {
  /** The row of this id, if it is this shop's; `null` for another shop's. */
  find(shopId: ShopId, id: MemberId): Promise<Member | null>

  /** The rows of one shop with this address, removed ones too, by the bytes of their legacy ids. */
  findByAddress(shopId: ShopId, key: EmailKey): Promise<readonly Member[]>

  /** As `MemberStore.page`, each row with what its shop may know of the account behind it. */
  page(shopId: ShopId, after: string, limit: number): Promise<readonly ListedMembership[]>

  /** One row as `page` lists it; `null` when it is no row of this shop, or a removed one. */
  findListed(shopId: ShopId, id: MemberId): Promise<ListedMembership | null>

  /**
   * Changes the role or the state of one row.
   *
   * Who is removed or suspended has no access to the shop from then on: the sessions that are good for this shop alone
   * are ended, and all of the account's when it has no row in another shop. A removed row is a tombstone, and its
   * invitations are revoked.
   *
   * A removal for a `retiring` that is not due at that instant any more is `'lost'`.
   *
   * `'last_administrator'`, and nothing is written, when an active administrator would be none any more and the shop has
   * no other with an active account: of all who try at once, the last fails. `'lost'`, and nothing is written, when the
   * row has not the state, role or account that it was read with.
   */
  change(change: MemberChange, along: Along): Promise<'changed' | 'lost' | 'last_administrator'>

  /**
   * Makes a row the account's membership, if its address is the account's: a claim that nothing holds, or with a usable
   * invitation a pending row. Resolves to `true` for exactly one caller.
   */
  accept(accountId: AccountId, acceptance: Acceptance, along: Along): Promise<boolean>

  /**
   * Turns a claim into a row that needs an invitation, if its address is the account's: its owner has declined the row. Resolves
   * to `true` for exactly one caller.
   */
  declineClaim(accountId: AccountId, id: MemberId, along: Along): Promise<boolean>
}

export interface MemberChange {
  /** As it was read. */
  readonly before: Member
  readonly to: { readonly role: string } | { readonly state: 'active' | 'suspended' | 'removed' }
  readonly at: Instant
  /** Where the day has come that was said: the retirement, which has still to be due as it was read. */
  readonly retiring?: Instant
}

/** A row of a shop's member list as its administrators see it. */
export interface ListedMembership {
  readonly member: Member
  /** The kinds of factors of its account; none where nobody has set up. */
  readonly factors: readonly FactorKind[]
  /** When its account last entered a service of this shop: of other shops nothing is told. */
  readonly lastEnteredAt: Instant | null
  /** Its latest invitation that nobody has ended. */
  readonly invitation: InvitationCase | null
  /** Whether its person has declined it, and nobody has invited since. */
  readonly declined: boolean
  /** The sessions of its account; none unless this shop is its only one, for others are not this shop's to know (R10). */
  readonly sessions: readonly Session[]
  /** `responsibleName`: as the shop calls that member. */
  readonly mark: (SharedMark & { readonly responsibleName: string | null }) | null
  readonly retirement: Retirement | null
}
