import { acceptanceOf } from '../../access/acceptance.ts'
import type { SignedInDoor } from '../../access/signed-in.ts'
import type { Account } from '../../domain/account.ts'
import { type AuditEvent, newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { InvitationCase } from '../../domain/invitation.ts'
import { CLAIM_LIFETIME_MILLISECONDS, type Member } from '../../domain/member.ts'
import { sealNotice } from '../../domain/notice.ts'
import type { Shop } from '../../domain/shop.ts'
import { decideCoexistence } from '../../policy/coexistence.ts'
import { decideInvitation } from '../../policy/invitation.ts'
import { mayManageMembers } from '../../policy/member-acts.ts'
import type { InvitationStore } from '../../ports/invitation-store.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { MembershipStore } from '../../ports/membership-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { MemberNotFoundError, MemberRefusedError } from '../../primitives/errors.ts'
import type { MemberId, ShopId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'

/**
 * The shops of somebody signed in, and those that list the address and wait for an answer: until there is one they learn
 * nothing of the account, and it owes them nothing (R10). Every method rejects as `SignedInDoor` does.
 */
export interface Memberships {
  list(client: ClientContext): Promise<MembershipsView>

  /**
   * Becomes the member that this row names. Throws `MemberNotFoundError` for a row that does not wait for this account,
   * and `MemberRefusedError` (`own_password_first`).
   */
  accept(id: string, client: ClientContext): Promise<MembershipsView>

  /** Declines it: the shop would have to invite. Throws `MemberNotFoundError`. */
  decline(id: string, client: ClientContext): Promise<MembershipsView>
}

export interface MembershipsView {
  readonly memberships: readonly ShopOfMember[]
  readonly waiting: readonly WaitingMembership[]
}

export interface ShopOfMember {
  readonly id: MemberId
  readonly shopId: ShopId
  readonly shopName: string
  readonly role: string | null
  /** Whether the role is one that sees and manages the members of the shop. */
  readonly isAdministrator: boolean
  /** Since when its owner says that a robot uses it; `null` when nobody does. */
  readonly robotSince: Instant | null
  readonly state: 'active' | 'suspended'
}

export interface WaitingMembership {
  readonly id: MemberId
  readonly shopId: ShopId
  readonly shopName: string
  readonly role: string | null
  /** Who invites; `null` for a row of before the announcement, and for operators. */
  readonly inviterName: string | null
  /** Until when it can be answered; `null` while that is open. */
  readonly expiresAt: Instant | null
}

/** A row that waits for an answer, with the invitation by which it may be given; `null` for a claim. */
interface Waiting {
  readonly member: Member
  readonly shop: Shop
  readonly found: InvitationCase | null
}

export interface MembershipsDeps {
  readonly memberships: MembershipStore
  readonly members: MemberStore
  readonly invitations: InvitationStore
  readonly signedIn: SignedInDoor
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

export function membershipsRoom(deps: MembershipsDeps): Memberships {
  const { memberships, members, invitations, signedIn, keys, clock, random, mailDomain: domain } = deps

  return {
    async list(client) {
      const { account } = await signedIn(client, 'see-account')
      return viewOf(account)
    },

    async accept(id, client) {
      const { account } = await signedIn(client, 'answer-membership')
      const { member, shop, found } = await waitingFor(account, id)
      // Another shop comes after a password that no shop has known (R3).
      if (account.password.origin === 'legacy') throw new MemberRefusedError('own_password_first')
      const at = clock.now()
      const acceptance = found ? acceptanceOf(found, at) : { memberId: member.id, invitation: null, at }
      const about = { about: 'membership-added', shopName: shop.name } as const
      const accepted = await memberships.accept(account.id, acceptance, {
        events: [event('membership.accepted', account, member, client), joined(account, shop, client)],
        mails: [sealNotice(account, about, client, { keys, random, now: at, domain })],
      })
      if (!accepted) throw new MemberNotFoundError()
      return viewOf(account)
    },

    async decline(id, client) {
      const { account } = await signedIn(client, 'answer-membership')
      const { member, found } = await waitingFor(account, id)
      const along = { events: [event('membership.declined', account, member, client)] }
      const declined = found
        ? await invitations.settle(found.invitation.id, 'declined', clock.now(), along)
        : await memberships.declineClaim(account.id, member.id, along)
      if (!declined) throw new MemberNotFoundError()
      return viewOf(account)
    },
  }

  async function viewOf(account: Account): Promise<MembershipsView> {
    const rows = await members.findByEmail(account.email.key)
    return {
      memberships: rows.flatMap(({ member: { id, accountId, state, role, robotSince }, shop }) => {
        if (accountId !== account.id || (state !== 'active' && state !== 'suspended')) return []
        if (!decideCoexistence(shop.rollout, clock.now()).accountsSignIn) return []
        const isAdministrator = mayManageMembers(role)
        return [{ id, shopId: shop.id, shopName: shop.name, role, isAdministrator, robotSince, state }]
      }),
      waiting: (await waitingOf(account)).map(({ member, shop, found }) => ({
        id: member.id,
        shopId: shop.id,
        shopName: shop.name,
        role: member.role,
        inviterName: found?.inviter?.name ?? null,
        expiresAt: found ? found.invitation.expiresAt : claimEnd(shop),
      })),
    }
  }

  async function waitingFor(account: Account, id: string): Promise<Waiting> {
    const waiting = (await waitingOf(account)).find(({ member }) => member.id === id)
    if (!waiting) throw new MemberNotFoundError()
    return waiting
  }

  /** Rows of the account's address that are nobody's yet: open claims, and what was invited. */
  async function waitingOf({ id, email: { key } }: Account): Promise<readonly Waiting[]> {
    const [rows, open] = await Promise.all([members.findByEmail(key), invitations.findByEmail(key)])
    const now = clock.now()
    const joined = new Set(rows.flatMap(({ member, shop }) => (member.accountId === id ? [shop.id] : [])))
    return rows.flatMap(({ member, shop }): Waiting[] => {
      if (joined.has(shop.id)) return []
      if (isOpenClaim(member, shop, now)) return [{ member, shop, found: null }]
      const found = open.find(({ invitation }) => invitation.memberId === member.id)
      return found && decideInvitation(found, now) === 'open' ? [{ member, shop, found }] : []
    })
  }

  /** The same, told of the account. */
  function joined({ id }: Account, shop: Shop, client: ClientContext): AuditEvent {
    const about = { actor: id, subject: id, shopId: shop.id, client, details: { shopName: shop.name } }
    return newAuditEvent(random, clock.now(), { name: 'account.joined', outcome: 'ok', ...about })
  }

  function event(
    name: 'membership.accepted' | 'membership.declined',
    account: Account,
    { id, shopId, legacyId }: Member,
    client: ClientContext,
  ): AuditEvent {
    const about = { actor: account.id, subject: id, shopId, client, details: { legacyId } }
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', ...about })
  }
}

function isOpenClaim({ state, heldFor }: Member, shop: Shop, now: Instant): boolean {
  if (state !== 'claim' || heldFor.length > 0 || !decideCoexistence(shop.rollout, now).accountsSignIn) return false
  const end = claimEnd(shop)
  return end === null || now < end
}

function claimEnd({ rollout }: Shop): Instant | null {
  const enforcedAt = rollout?.enforcedAt ?? null
  return enforcedAt === null ? null : enforcedAt + CLAIM_LIFETIME_MILLISECONDS
}
