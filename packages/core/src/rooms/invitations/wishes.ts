import type { Manager, ShopDoor } from '../../access/shop-door.ts'
import { newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { InvitationWish } from '../../domain/invitation-wish.ts'
import type { InvitationStore } from '../../ports/invitation-store.ts'
import type { InvitationWishes } from '../../ports/invitation-wishes.ts'
import type { Clock } from '../../primitives/clock.ts'
import { MemberNotFoundError, MemberRefusedError } from '../../primitives/errors.ts'
import type { InvitationId, InvitationWishId } from '../../primitives/ids.ts'
import type { Locale } from '../../primitives/locale.ts'
import type { Random } from '../../primitives/random.ts'
import { type Invitations, type InviteOutcome, WISHES_SEEN } from './invitations.ts'

/**
 * Who would like to be invited into a shop, for its administrators. Every method rejects as `ShopDoor` does; those about
 * one wish with `MemberNotFoundError` for a wish of another shop and for none.
 */
export interface Wishes {
  /** The wishes of a shop, answered ones too, the newest first; at most a thousand. */
  list(shopId: string, client: ClientContext): Promise<readonly InvitationWish[]>

  /**
   * Invites whoever it is for, as `Invitations.invite` does, which answers the wish. Done again it invites nobody a
   * second time. Throws `MemberRefusedError` (`wrong_state`) for a dismissed wish, and `ThrottledError`.
   */
  invite(shopId: string, id: string, options: WishOptions, client: ClientContext): Promise<WishAnswer>

  /** Answers it without an invitation; what is answered already stays as it is. */
  dismiss(shopId: string, id: string, client: ClientContext): Promise<void>
}

export interface WishOptions {
  readonly role: string
  /** The language of the mails. */
  readonly locale: Locale
}

export interface WishAnswer {
  readonly outcome: InviteOutcome
  /** The invitation under way; `null` where there is none. */
  readonly invitation: InvitationId | null
  readonly wish: InvitationWish
}

export interface WishesDeps {
  readonly invitationWishes: InvitationWishes
  readonly inviting: Pick<Invitations, 'invite'>
  readonly invitations: Pick<InvitationStore, 'findByEmail'>
  readonly shopDoor: ShopDoor
  readonly clock: Clock
  readonly random: Random
}

export function wishesRoom({ invitationWishes, inviting, invitations, shopDoor, clock, random }: WishesDeps): Wishes {
  return {
    async list(shopId, client) {
      const { shop } = await shopDoor(client, shopId, 'see')
      return invitationWishes.list(shop.id, WISHES_SEEN)
    },

    async invite(shopId, id, { role, locale }, client) {
      const by = await shopDoor(client, shopId, 'invite')
      const wish = await ofShop(by, id)
      if (wish.status === 'dismissed') throw new MemberRefusedError('wrong_state')
      if (wish.status === 'invited') return { outcome: 'already_invited', invitation: await underWay(wish), wish }

      const { email, name } = wish
      const people = [{ email: email.typed, name, role }]
      const [result] = await inviting.invite(by.shop.id, people, { lifetimeDays: null, locale }, client)
      if (!result) throw new TypeError('each row has an answer')
      const { outcome, invitation } = result
      return { outcome, invitation, wish: await ofShop(by, id) }
    },

    async dismiss(shopId, id, client) {
      const by = await shopDoor(client, shopId, 'revoke')
      const wish = await ofShop(by, id)
      const facts = { actor: by.account.id, subject: wish.accountId, shopId: by.shop.id, client } as const
      const dismissed = newAuditEvent(random, clock.now(), {
        name: 'invitation.wish_dismissed',
        outcome: 'ok',
        ...facts,
        details: { wish: wish.id },
      })
      await invitationWishes.settle(wish.id, 'dismissed', clock.now(), { events: [dismissed] })
    },
  }

  async function ofShop({ shop }: Manager, id: string): Promise<InvitationWish> {
    const wish = await invitationWishes.find(shop.id, id as InvitationWishId)
    if (!wish) throw new MemberNotFoundError()
    return wish
  }

  async function underWay({ shopId, email }: InvitationWish): Promise<InvitationId | null> {
    const found = (await invitations.findByEmail(email.key)).find(({ shop }) => shop.id === shopId)
    return found?.invitation.id ?? null
  }
}
