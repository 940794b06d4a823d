import type { OperatorDoor } from '../../access/operator-door.ts'
import { type OperatorProof, twoOperators } from '../../access/two-operators.ts'
import { newAuditEvent } from '../../domain/audit-event.ts'
import { invitationDays } from '../../domain/invitation.ts'
import { isAdministratorRole } from '../../domain/member.ts'
import { sealNotice } from '../../domain/notice.ts'
import type { Shop } from '../../domain/shop.ts'
import { decideCoexistence } from '../../policy/coexistence.ts'
import { decideInvitee, type InviteeRefusal } from '../../policy/invitation.ts'
import type { InvitationStore } from '../../ports/invitation-store.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { MembershipStore } from '../../ports/membership-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import { type EmailAddress, maskEmailAddress } from '../../primitives/email-address.ts'
import { MemberRefusedError, ShopNotFoundError } from '../../primitives/errors.ts'
import type { MemberId, ShopId } from '../../primitives/ids.ts'
import type { LettersDeps } from './letters.ts'
import { invitationMaker } from './new-invitation.ts'

/** Administrators whom operators add: for a shop whose only one is gone, or in which nobody has set up. */
export interface Administrators {
  /**
   * Makes somebody an administrator in the name of two operators (R32): an active member at once, everybody else by an
   * invitation. The administrators that the shop has are told by mail.
   *
   * Rejects with `OperatorRefusedError`; with `ShopNotFoundError` for a shop that there is not, or that is not announced;
   * with `MemberRefusedError` when somebody changed the row at the same time, or the address is invited already. Throws
   * `TypeError` for a role that administers nothing.
   */
  add(
    request: AdministratorRequest,
    by: readonly [OperatorProof, OperatorProof],
  ): Promise<{ readonly outcome: 'promoted' | 'invited' | Exclude<InviteeRefusal, 'already_member'> }>
}

export interface AdministratorRequest {
  readonly shopId: ShopId
  readonly email: EmailAddress
  readonly name: string | null
  /** One that administers the shop. */
  readonly role: string
}

export interface AdministratorsDeps extends LettersDeps {
  readonly invitations: InvitationStore
  readonly memberships: MembershipStore
  readonly members: MemberStore
  readonly shops: ShopStore
  readonly operatorDoor: OperatorDoor
}

export function administratorsRoom(deps: AdministratorsDeps): Administrators {
  const { invitations, memberships, members, shops, operatorDoor, keys, clock, random, mailDomain: domain } = deps
  const make = invitationMaker(deps)

  return {
    async add({ shopId, email, name, role }, by) {
      if (!isAdministratorRole(role)) throw new TypeError('that role administers no shop')
      const shop = await shops.find(shopId)
      if (!shop || !decideCoexistence(shop.rollout, clock.now()).accountsSignIn) throw new ShopNotFoundError(shopId)
      const [one, other] = await twoOperators(operatorDoor, by)
      const actor = `operator:${one.name} operator:${other.name}`

      const now = clock.now()
      const rows = await memberships.findByAddress(shopId, email.key)
      const active = rows.find(({ state }) => state === 'active')
      if (active) {
        const events = [event('member.role_changed', active.id, shop, actor, { from: active.role, to: role })]
        const along = { events, mails: await told(shop, email) }
        const outcome = await memberships.change({ before: active, to: { role }, at: now }, along)
        if (outcome !== 'changed') throw new MemberRefusedError('conflict')
        return { outcome: 'promoted' }
      }
      const decision = decideInvitee(rows)
      if ('refused' in decision) {
        if (decision.refused === 'already_member') throw new TypeError('an active member is promoted')
        return { outcome: decision.refused }
      }
      const standing = { shop, invitedBy: null, inviterName: null } as const
      const before = decision.row === 'listed' ? decision.before : null
      const made = make({ email, name, role }, before, {
        ...standing,
        lifetimeDays: (await shops.invitationDays(shopId)) ?? invitationDays.usual,
        locale: 'ja',
      })
      const { id, memberId } = made.invitation
      const outcome = await invitations.create(made, now, {
        events: [event('invitation.created', memberId, shop, actor, { invitation: id })],
        mails: [...made.mails, ...(await told(shop, email))],
      })
      if (outcome !== 'created') throw new MemberRefusedError('conflict')
      return { outcome: 'invited' }
    },
  }

  async function told(shop: Shop, email: EmailAddress) {
    const facts = {
      about: 'administrator-added',
      shopName: shop.name,
      maskedMember: maskEmailAddress(email.key),
    } as const
    const present = await members.administratorsIn(shop.id)
    return present.map(({ account }) => sealNotice(account, facts, null, { keys, random, now: clock.now(), domain }))
  }

  function event(
    name: 'member.role_changed' | 'invitation.created',
    subject: MemberId,
    { id: shopId }: Shop,
    actor: string,
    details: Parameters<typeof newAuditEvent>[2]['details'],
  ) {
    return newAuditEvent(random, clock.now(), {
      name,
      outcome: 'ok',
      actor,
      subject,
      shopId,
      ...(details && { details }),
    })
  }
}
