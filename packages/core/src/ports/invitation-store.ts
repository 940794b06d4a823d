import type { Invitation, InvitationCase, InvitationIssue } from '../domain/invitation.ts'
import type { Member } from '../domain/member.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { InvitationId, MemberId, ShopId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { Along } from './along.ts'

/**
 * Invitations, with the mails that bring them. Whatever ends one, or mails it anew, takes back the mails of it that have
 * not left.
 *
 * An invitation is *usable* while it is `open`, its `expiresAt` is not reached, and its row is still `pending` under its
 * address. Accepting one is a part of what it earns: see `Acceptance`.
 */
export interface InvitationStore {
  /**
   * Stores an invitation together with its row, new or as it is decided to become, which is `pending` afterwards
   * without legacy hash or TOTP secret. Earlier invitations of that row or address which are not usable any more are
   * settled first.
   *
   * `'invited'`, and no invitation and no row is written, when its shop has a usable one for this address. `'lost'`, with
   * nothing written, when the row is not as it was read, its legacy id is taken, or another invitation came first.
   */
  create(created: NewInvitation, now: Instant, along: Along): Promise<'created' | 'invited' | 'lost'>

  /** The invitation of this id, whatever became of it; `null` when there is none. */
  find(id: InvitationId): Promise<InvitationCase | null>

  /** The invitation whose latest link this is, whatever became of it. */
  findByToken(tokenHash: TokenHash): Promise<InvitationCase | null>

  /** The `open` invitations of an address, expired ones too, the oldest first. */
  findByEmail(key: EmailKey): Promise<readonly InvitationCase[]>

  /** The invitations of a shop, the newest first; at most `limit`. */
  list(shopId: ShopId, limit: number): Promise<readonly InvitationCase[]>

  /** How often the invitations of a shop that were mailed since have been mailed in all, reminders left aside. */
  countSent(shopId: ShopId, since: Instant): Promise<number>

  /**
   * Mails an open invitation anew: `issue` takes the place of the former, and one more send is counted.
   *
   * Resolves to `true` for one caller per number of sends; to `false`, with nothing written, when `sends` is not
   * `expectedSends`, the invitation is not `open`, or its row is not `pending` under its address.
   */
  reissue(id: InvitationId, issue: InvitationIssue, expectedSends: number, along: Along): Promise<boolean>

  /** Ends an open invitation: `true` for one caller, the others have written nothing. One that has expired can be revoked. */
  settle(id: InvitationId, as: 'declined' | 'revoked', at: Instant, along: Along): Promise<boolean>

  /**
   * Spends one of the five wrong codes of a usable invitation, before any code is compared. Resolves to how many are
   * spent, and to `null` once none is left or it is not usable.
   */
  spendCode(id: InvitationId, now: Instant): Promise<number | null>

  /** Takes a spent code back: it was right, or never compared. */
  refundCode(id: InvitationId): Promise<void>

  /** Ends an open invitation of which all codes are spent as `exhausted`: `true` for one caller. */
  exhaust(id: InvitationId, at: Instant, along: Along): Promise<boolean>

  /** The names of the ring keys that the codes of usable invitations need. */
  keyIdsInUse(now: Instant): Promise<readonly string[]>
}

export interface NewInvitation {
  readonly invitation: Invitation
  readonly row:
    | { readonly is: 'new'; readonly member: Member }
    /** `before`: as it was read. Name and role become those of `after`. */
    | { readonly is: 'listed'; readonly before: Member; readonly after: Pick<Member, 'name' | 'role'> }
}

/** A membership as it is accepted, by whoever has proven its mailbox: a part of a larger decision, or one of its own. */
export interface Acceptance {
  readonly memberId: MemberId
  /** The shop's invitation; `null` for a claim of before the announcement, which is answered without one. */
  readonly invitation: {
    readonly id: InvitationId
    /** Who invites, as an active member of the shop with this role; `null` where operators did. */
    readonly inviter: { readonly accountId: NonNullable<Invitation['invitedBy']>; readonly role: string } | null
  } | null
  readonly at: Instant
}
