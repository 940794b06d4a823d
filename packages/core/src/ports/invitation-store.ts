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
   * `'too_many'`, with nothing written, when the invitations of its shop that were mailed in the 24 hours before `now` have
   * been mailed `most.ofShop` times, or those for this address `most.toOne` times, whatever became of them and reminders left
   * aside: of however many at once, no more than that are created.
   *
   * `'invited'`, and no invitation and no row is written, when its shop has a usable one for this address. `'lost'`, with
   * nothing written, when the row is not as it was read, its legacy id is taken, or another invitation came first.
   */
  create(created: NewInvitation, now: Instant, along: Along): Promise<'created' | 'invited' | 'lost' | 'too_many'>

  /** The invitation of this id, whatever became of it; `null` when there is none. */
  find(id: InvitationId): Promise<InvitationCase | null>

  /** The invitation whose latest link this is, whatever became of it. */
  findByToken(tokenHash: TokenHash): Promise<InvitationCase | null>

  /** The `open` invitations of an address, expired ones too, the oldest first. */
  findByEmail(key: EmailKey): Promise<readonly InvitationCase[]>

  /**
   * The invitations of a shop, the newest first: those after `after`, none when that is none of this shop; at most `limit`.
   */
  list(shopId: ShopId, after: InvitationId | null, limit: number): Promise<readonly InvitationCase[]>

  /**
   * Mails an open invitation anew: `issue` takes the place of the former, and one more send is counted.
   *
   * Resolves to `true` for one caller per number of sends; to `false`, with nothing written, when `sends` is not
   * `expectedSends`, the invitation is not `open`, or its row is not `pending` under its address.
   */
  reissue(id: InvitationId, issue: InvitationIssue, expectedSends: number, along: Along): Promise<boolean>

  /**
   * Ends an open invitation: `true` for one caller, the others have written nothing. One that has expired can be revoked.
   * Who declines has declined the row, until it is invited anew.
   */
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

  /** Erases invitations that ended before then, the open ones that expired before then too; some at a time. */
  sweep(before: Instant): Promise<void>

  /** The names of the ring keys that the codes of usable invitations need. */
  keyIdsInUse(now: Instant): Promise<readonly string[]>
}

export interface NewInvitation {
  readonly invitation: Invitation
  /** How many mails of invitations its shop may send in 24 hours, in all and to one address; absent: as many as it wants. */
  readonly most?: { readonly ofShop: number; readonly toOne: number }
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
