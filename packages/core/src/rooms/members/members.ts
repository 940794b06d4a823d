import type { Manager, ShopDoor } from '../../access/shop-door.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import type { FactorKind } from '../../domain/account.ts'
import { type AuditEvent, type AuditEventName, newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { InvitationCase } from '../../domain/invitation.ts'
import { type LastSignIn, type Member, memberTexts } from '../../domain/member.ts'
import { sealNotice } from '../../domain/notice.ts'
import { SHARED_REMINDER_MILLISECONDS } from '../../domain/shared-member.ts'
import { type InvitationState, invitationState, isOver } from '../../policy/invitation.ts'
import { decideMemberAct, type MemberAct, mayManageMembers } from '../../policy/member-acts.ts'
import { isRetirementDay, nextOfRetirement } from '../../policy/retirement.ts'
import { type SharedSignal, sharedSignals } from '../../policy/shared-signals.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { ListedMembership, MemberChange, MembershipStore } from '../../ports/membership-store.ts'
import type { SharedMembers } from '../../ports/shared-members.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { maskEmailAddress } from '../../primitives/email-address.ts'
import { MemberNotFoundError, MemberRefusedError } from '../../primitives/errors.ts'
import type { InvitationId, MemberId } from '../../primitives/ids.ts'
import type { JapanDay } from '../../primitives/japan-time.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import { isPlainText } from '../../primitives/plain-text.ts'
import type { Random } from '../../primitives/random.ts'

/**
 * The members of a shop, as its administrators see and change them. Every method rejects as `ShopDoor` does; those that
 * change somebody with `MemberNotFoundError` for a member of another shop and for none, and with `MemberRefusedError`.
 */
export interface Members {
  /** The rows after the legacy id `after` by their bytes, at most a thousand. Of other shops of a member nothing is told. */
  list(shopId: string, after: string, client: ClientContext): Promise<ListedMembers>

  /**
   * Gives a member another role; what the shop's own back end says later stands above it. Resolves to the row. The last
   * administrator who can act stays one. Throws `TypeError` for what is no role.
   */
  changeRole(shopId: string, id: string, role: string, client: ClientContext): Promise<MemberView>

  /** Takes a member's access to this shop away, or gives it back; entries into its services end within a request. */
  suspend(shopId: string, id: string, client: ClientContext): Promise<MemberView>
  resume(shopId: string, id: string, client: ClientContext): Promise<MemberView>

  /** Confirms that a claim held for its age, or by hand, is still wanted. */
  confirm(shopId: string, id: string, client: ClientContext): Promise<MemberView>

  /** Removes a member for good: its access ends within a request, and only an invitation brings it back. */
  remove(shopId: string, id: string, client: ClientContext): Promise<void>

  /**
   * Says that several people sign in by this member, and who of the shop stands for that: they are told now, and with the
   * administrators every ninety days. Throws `MemberRefusedError` (`responsible_unusable`) and `ThrottledError`.
   */
  markShared(shopId: string, id: string, responsible: string, client: ClientContext): Promise<MemberView>
  unmarkShared(shopId: string, id: string, client: ClientContext): Promise<void>

  /**
   * Says on which day in Japan the membership ends, at 00:00: from tomorrow on and within ninety days. Its mailbox is told
   * seven days and one day before. Throws `MemberRefusedError` (`day_unusable`).
   */
  retireOn(shopId: string, id: string, on: string, client: ClientContext): Promise<MemberView>
  withdrawRetirement(shopId: string, id: string, client: ClientContext): Promise<void>
}

/**
 * How a member stands: `held` is a claim that waits for somebody to confirm it, `invited` and `needs-invitation` are
 * rows that wait with and without an invitation under way.
 */
export type MemberStanding = 'claim' | 'held' | 'invited' | 'needs-invitation' | 'active' | 'suspended'

export interface MemberView {
  readonly id: MemberId
  readonly legacyId: string
  readonly email: string
  readonly name: string | null
  readonly role: string | null
  readonly isAdministrator: boolean
  /** Whether it is who asks. */
  readonly isSelf: boolean
  readonly state: MemberStanding
  /** The kinds of factors that are enrolled. */
  readonly factors: readonly FactorKind[]
  /** Into this shop, as far as anybody knows. */
  readonly lastSignInAt: LastSignIn
  readonly invitation: { readonly id: InvitationId; readonly state: InvitationState } | null
  readonly shared: SharedView
}

/** What speaks for several people behind one account, and what the shop has decided about that. */
export interface SharedView {
  readonly signals: readonly SharedSignal[]
  readonly mark: {
    readonly responsible: { readonly memberId: MemberId; readonly name: string | null }
    readonly markedAt: Instant
    readonly remindsAt: Instant
  } | null
  /** The day on which the membership ends. */
  readonly retiresOn: JapanDay | null
}

export interface ListedMembers {
  readonly members: readonly MemberView[]
  /** What the next page comes after; `null` when this is the last. */
  readonly next: string | null
}

export interface MembersDeps {
  readonly memberships: MembershipStore
  readonly members: MemberStore
  readonly sharedMembers: SharedMembers
  readonly accounts: Pick<AccountStore, 'findById'>
  readonly keys: KeyRing
  readonly mailDomain: string
  readonly shopDoor: ShopDoor
  readonly throttle: Pick<SignInThrottle, 'markingShared'>
  readonly clock: Clock
  readonly random: Random
}

const PAGE = 1000

export function membersRoom(deps: MembersDeps): Members {
  const {
    memberships,
    members,
    sharedMembers,
    accounts,
    shopDoor,
    throttle,
    keys,
    clock,
    random,
    mailDomain: domain,
  } = deps

  return {
    async list(shopId, after, client) {
      const by = await shopDoor(client, shopId, 'see')
      const rows = await memberships.page(by.shop.id, after, PAGE + 1)
      const page = rows.slice(0, PAGE)
      return {
        members: page.map((row) => viewOf(row, by)),
        next: rows.length > PAGE ? (page.at(-1)?.member.legacyId ?? null) : null,
      }
    },

    async changeRole(shopId, id, role, client) {
      if (!isPlainText(role, memberTexts.role)) throw new TypeError('a role is something in one line')
      const { by, before } = await findFor('change-role', shopId, id, client)
      if (before.role === role) return seen(by, before)
      return change(by, { before, to: { role }, at: clock.now() }, 'member.role_changed', client, {
        from: before.role,
        to: role,
      })
    },

    async suspend(shopId, id, client) {
      const { by, before } = await findFor('suspend', shopId, id, client)
      return change(by, { before, to: { state: 'suspended' }, at: clock.now() }, 'member.suspended', client)
    },

    async resume(shopId, id, client) {
      const { by, before } = await findFor('resume', shopId, id, client)
      return change(by, { before, to: { state: 'active' }, at: clock.now() }, 'member.resumed', client)
    },

    async confirm(shopId, id, client) {
      const { by, before } = await findFor('confirm', shopId, id, client)
      const confirmed = event('migration.claim_confirmed', by, before, client, {})
      if (!(await members.confirmHeld(before.id, clock.now(), { events: [confirmed] }))) {
        throw new MemberRefusedError('wrong_state')
      }
      return seen(by, before)
    },

    async remove(shopId, id, client) {
      const { by, before } = await findFor('remove', shopId, id, client)
      await write(by, { before, to: { state: 'removed' }, at: clock.now() }, 'member.removed', client, {})
    },

    async markShared(shopId, id, responsible, client) {
      const { by, before } = await findFor('mark-shared', shopId, id, client)
      const other = await memberships.find(by.shop.id, responsible as MemberId)
      if (other?.state !== 'active' || other.id === before.id) throw new MemberRefusedError('responsible_unusable')
      await throttle.markingShared(by.account.id, client)
      const markedAt = clock.now()
      const mark = { responsibleId: other.id, markedAt, remindsAt: markedAt + SHARED_REMINDER_MILLISECONDS }
      const marked = await sharedMembers.mark(before, mark, {
        events: [event('member.shared', by, before, client, { responsible: other.id })],
        mails: await toldOf(by, before, other, markedAt),
      })
      if (!marked) throw new MemberRefusedError('conflict')
      return seen(by, before)
    },

    async unmarkShared(shopId, id, client) {
      const { by, before } = await findFor('mark-shared', shopId, id, client)
      const listed = await memberships.findListed(by.shop.id, before.id)
      if (!listed?.mark) return
      const events = [event('member.unshared', by, before, client, {})]
      if (!(await sharedMembers.mark(before, null, { events }))) throw new MemberRefusedError('conflict')
    },

    async retireOn(shopId, id, on, client) {
      const { by, before } = await findFor('retire', shopId, id, client)
      if (!isRetirementDay(on, clock.now())) throw new MemberRefusedError('day_unusable')
      const retirement = { on, told: null, dueAt: nextOfRetirement(on, null) }
      const events = [event('member.retirement_set', by, before, client, { on })]
      if (!(await sharedMembers.retire(before, retirement, { events }))) throw new MemberRefusedError('conflict')
      return seen(by, before)
    },

    async withdrawRetirement(shopId, id, client) {
      const { by, before } = await findFor('retire', shopId, id, client)
      const listed = await memberships.findListed(by.shop.id, before.id)
      if (!listed?.retirement) return
      const events = [event('member.retirement_withdrawn', by, before, client, { on: listed.retirement.on })]
      if (!(await sharedMembers.retire(before, null, { events }))) throw new MemberRefusedError('conflict')
    },
  }

  /** Tells who is to stand for a member that it is so. */
  async function toldOf({ shop }: Manager, { email }: Member, responsible: Member, markedAt: Instant) {
    const found = responsible.accountId === null ? null : await accounts.findById(responsible.accountId)
    if (!found) return []
    const about = {
      about: 'member-shared',
      maskedMember: maskEmailAddress(email.key),
      shopName: shop.name,
      responsibleName: responsible.name,
      markedAt,
    } as const
    return [sealNotice(found.account, about, null, { keys, random, now: markedAt, domain })]
  }

  /** The row, if whoever asks may do that to it now. Of another shop there is none. */
  async function findFor(act: MemberAct, shopId: string, id: string, client: ClientContext) {
    const by = await shopDoor(client, shopId, act)
    const before = await memberships.find(by.shop.id, id as MemberId)
    if (!before || before.state === 'removed') throw new MemberNotFoundError()
    const decision = decideMemberAct(act, by.member, before)
    if (decision !== 'allowed') throw new MemberRefusedError(decision)
    return { by, before }
  }

  async function change(
    by: Manager,
    wanted: MemberChange,
    name: AuditEventName,
    client: ClientContext,
    details: AuditEvent['details'] = {},
  ): Promise<MemberView> {
    await write(by, wanted, name, client, details)
    return seen(by, wanted.before)
  }

  async function write(
    by: Manager,
    wanted: MemberChange,
    name: AuditEventName,
    client: ClientContext,
    details: AuditEvent['details'],
  ): Promise<void> {
    const events = [event(name, by, wanted.before, client, details)]
    const outcome = await memberships.change(wanted, { events })
    if (outcome !== 'changed') throw new MemberRefusedError(outcome === 'lost' ? 'conflict' : outcome)
  }

  /** The row as it is now. */
  async function seen(by: Manager, { id }: Member): Promise<MemberView> {
    const row = await memberships.findListed(by.shop.id, id)
    if (!row) throw new MemberNotFoundError()
    return viewOf(row, by)
  }

  function viewOf(listed: ListedMembership, by: Manager): MemberView {
    const { member, factors, lastEnteredAt, invitation, sessions, mark, retirement } = listed
    const { id, legacyId, email, name, role, activatedAt, lastSignInAt } = member
    const underWay = invitation && !isOver(invitationState(invitation, clock.now())) ? invitation : null
    return {
      id,
      legacyId,
      email: email.typed,
      name,
      role,
      isAdministrator: mayManageMembers(role),
      isSelf: id === by.member.id,
      state: standingOf(member, underWay),
      factors,
      // Setting up was a sign-in; so was every session, where this shop is the only one they can be of.
      lastSignInAt: latest(lastSignInAt, [activatedAt, lastEnteredAt, ...sessions.map(({ createdAt }) => createdAt)]),
      invitation: invitation && {
        id: invitation.invitation.id,
        state: invitationState(invitation, clock.now()),
      },
      shared: {
        signals: sharedSignals({ email: email.key, sessions }, clock.now()),
        mark: mark && {
          responsible: { memberId: mark.responsibleId, name: mark.responsibleName },
          markedAt: mark.markedAt,
          remindsAt: mark.remindsAt,
        },
        retiresOn: retirement?.on ?? null,
      },
    }
  }

  function event(
    name: AuditEventName,
    { account, shop }: Manager,
    { id, legacyId }: Member,
    client: ClientContext,
    details: AuditEvent['details'],
  ): AuditEvent {
    const about = { actor: account.id, subject: id, shopId: shop.id, client, details: { legacyId, ...details } }
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', ...about })
  }
}

function standingOf({ state, heldFor }: Member, underWay: InvitationCase | null): MemberStanding {
  switch (state) {
    case 'claim':
      return heldFor.length > 0 ? 'held' : 'claim'
    case 'pending':
      return underWay ? 'invited' : 'needs-invitation'
    case 'active':
    case 'suspended':
      return state
    case 'removed':
      throw new TypeError('a tombstone is not listed')
  }
}

function latest(atShop: LastSignIn, here: readonly (Instant | null)[]): LastSignIn {
  const known = [atShop, ...here].filter((at) => typeof at === 'number')
  return known.length === 0 ? atShop : Math.max(...known)
}
