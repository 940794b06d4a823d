import type { InvitationWish } from '../domain/invitation-wish.ts'
import type { OutboxMail } from '../domain/mail.ts'
import type { Instant } from '../primitives/clock.ts'
import type { InvitationWishId, ShopId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** Who would like to be invited into a shop. */
export interface InvitationWishes {
  /**
   * Stores wishes of different shops, each with the mails that tell of it. Of one shop and address there is one open
   * wish: one that is there already stays as it is, and its mails are not written.
   *
   * `along` is written if any of them is new. Resolves to whether one was.
   */
  ask(asked: readonly AskedWish[], along: Along): Promise<boolean>

  /** The wish of this id, if it is this shop's; `null` for another shop's. */
  find(shopId: ShopId, id: InvitationWishId): Promise<InvitationWish | null>

  /** The wishes of a shop, answered ones too, the newest first; at most `limit`. */
  list(shopId: ShopId, limit: number): Promise<readonly InvitationWish[]>

  /** Answers an open wish: `true` for one caller, the others have written nothing. */
  settle(id: InvitationWishId, as: 'invited' | 'dismissed', at: Instant, along: Along): Promise<boolean>

  /** Erases wishes that were answered before `settledBefore`, and open ones that were asked before then; some at a time. */
  sweep(before: Instant): Promise<void>
}

export interface AskedWish {
  readonly wish: InvitationWish
  readonly mails: readonly OutboxMail[]
}
