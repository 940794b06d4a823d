import type { Instant } from '../primitives/clock.ts'
import type { EmailAddress } from '../primitives/email-address.ts'
import type { AccountId, InvitationWishId, ShopId } from '../primitives/ids.ts'

/**
 * That somebody who knows the password of a member's account, and stopped where its factor is asked for, would rather
 * have an account of their own. Nothing in it is proven: it is for the shop's administrators to judge.
 *
 * Asked of an account with several shops it is one wish for each of them, and none of them learns of the others (R10).
 */
export interface InvitationWish {
  readonly id: InvitationWishId
  readonly shopId: ShopId
  /** The account whose sign-in was under way. */
  readonly accountId: AccountId
  /** The address to be invited. */
  readonly email: EmailAddress
  /** As whoever asks is called. */
  readonly name: string
  readonly askedAt: Instant
  readonly status: 'open' | 'invited' | 'dismissed'
  /** When it was answered; `null` while it is open. */
  readonly settledAt: Instant | null
}
