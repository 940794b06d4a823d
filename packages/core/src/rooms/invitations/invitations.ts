import type { InvitationTicket, InvitationTickets } from '../../access/invitation-tickets.ts'
import type { PresentSession } from '../../access/present-session.ts'
import type { Manager, ShopDoor } from '../../access/shop-door.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import { type AuditEvent, newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import {
  INVITATION_RESEND_MILLISECONDS,
  INVITATIONS_A_DAY,
  type Invitation,
  type InvitationCase,
  invitationDays,
  isInvitationDays,
} from '../../domain/invitation.ts'
import {
  decideInvitee,
  decideResend,
  type InvitationState,
  type InviteeRefusal,
  invitationState,
  isOver,
} from '../../policy/invitation.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { InvitationStore } from '../../ports/invitation-store.ts'
import type { InvitationWishes } from '../../ports/invitation-wishes.ts'
import type { MembershipStore } from '../../ports/membership-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { type EmailKey, maskEmailAddress } from '../../primitives/email-address.ts'
import { MemberNotFoundError, MemberRefusedError, StorageError } from '../../primitives/errors.ts'
import type { InvitationId, MemberId, ShopId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Locale } from '../../primitives/locale.ts'
import type { Random } from '../../primitives/random.ts'
import { type Invitee, type InviteeProblem, readInvitee, readInviteeList, type TypedInvitee } from './invitee-list.ts'
import { letters } from './letters.ts'
import { invitationMaker, type Standing } from './new-invitation.ts'

/**
 * Inviting people into a shop, and what they can see of an invitation before they accept it.
 *
 * What a shop's administrators do rejects as `ShopDoor` does. No answer and no event has a token or a code in it.
 */
export interface Invitations {
  /**
   * Invites these people, however many can be; each row has an answer of its own, in their order, and a bad one costs
   * no other. A wish for one that is invited, or can sign in already, is answered by it. Nobody learns whether an address
   * has an account. Throws `ThrottledError`.
   */
  invite(
    shopId: string,
    whom: readonly TypedInvitee[] | { readonly list: string } | 'waiting',
    options: InviteOptions,
    client: ClientContext,
  ): Promise<readonly InviteResult[]>

  /**
   * The invitations of a shop, the newest first, a thousand a page; `after` is the `next` of the page before. Of a page,
   * those that stand as `state` says; `null` for all.
   */
  list(
    shopId: string,
    state: InvitationState | null,
    after: string | null,
    client: ClientContext,
  ): Promise<InvitationsPage>

  /**
   * Mails an invitation anew, with another link and code; the former are dead. Within five minutes of the last mail
   * nothing is sent, and the answer is as if it was. Throws `MemberNotFoundError` and `MemberRefusedError`.
   */
  resend(shopId: string, id: string, client: ClientContext): Promise<InvitationView>

  /** Ends an invitation; what has ended already stays as it is. Throws `MemberNotFoundError`. */
  revoke(shopId: string, id: string, client: ClientContext): Promise<void>

  /** How many days invitations of the shop are good for unless somebody says. */
  lifetimeDays(shopId: string, client: ClientContext): Promise<number>

  /** Sets that for invitations from now on; 1 to 30. Throws `TypeError` for anything else. */
  setLifetimeDays(shopId: string, days: number, client: ClientContext): Promise<number>

  /** What the invited person is told. Changes nothing. Throws what `InvitationTickets.find` does. */
  lookUp(ticket: InvitationTicket, client: ClientContext): Promise<InvitationTold>

  /** Declines: the invitation is over, and nothing else has changed. Throws what `InvitationTickets.find` does. */
  decline(ticket: InvitationTicket, client: ClientContext): Promise<void>
}

export interface InviteOptions {
  /** 1 to 30; `null` for what the shop has set. */
  readonly lifetimeDays: number | null
  /** The language of the mails. */
  readonly locale: Locale
}

export type InviteOutcome =
  | 'invited'
  | InviteeProblem
  | InviteeRefusal
  /** An invitation of this shop is under way; it can be sent again. */
  | 'already_invited'
  /** Stands earlier in the same list. */
  | 'duplicate'
  /** The shop has invited as many as it may in a day, or this address as often. */
  | 'too_many'

export interface InviteResult {
  /** From 1, as the rows stand in the list. */
  readonly row: number
  /** As typed; empty where it could not be read. */
  readonly email: string
  readonly outcome: InviteOutcome
  /** The invitation under way; `null` where there is none. */
  readonly invitation: InvitationId | null
}

export interface InvitationView {
  readonly id: InvitationId
  readonly memberId: MemberId
  readonly email: string
  readonly name: string | null
  readonly role: string | null
  readonly state: InvitationState
  /** Who stands for it; `null` for operators, and for who has left. */
  readonly inviterName: string | null
  readonly createdAt: Instant
  readonly sentAt: Instant
  readonly expiresAt: Instant
  /** From when on it is mailed again if asked; `null` when not at all. */
  readonly resendAt: Instant | null
}

export interface InvitationsPage {
  readonly invitations: readonly InvitationView[]
  /** What the next page comes after; `null` when this is the last. */
  readonly next: string | null
}

export interface InvitationTold {
  readonly shopName: string
  readonly inviterName: string | null
  readonly role: string | null
  readonly maskedEmail: string
  readonly expiresAt: Instant
  /** Who is signed in in this browser; `null` for nobody. */
  readonly signedInAs: {
    readonly email: string
    /** Whether it is whom the invitation is for. */
    readonly isInvited: boolean
  } | null
}

export interface InvitationsDeps {
  readonly invitations: InvitationStore
  readonly invitationWishes: Pick<InvitationWishes, 'list' | 'settle'>
  readonly memberships: MembershipStore
  readonly accounts: AccountStore
  readonly shops: Pick<ShopStore, 'invitationDays' | 'setInvitationDays'>
  readonly tickets: InvitationTickets
  readonly shopDoor: ShopDoor
  readonly presentSession: PresentSession
  readonly throttle: SignInThrottle
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

const PAGE = 1000

/** What answers a wish: there is an invitation, or whoever it is for can sign in already. */
const answering = new Set<InviteOutcome>(['invited', 'already_invited', 'already_member', 'can_sign_in'])

/** How many wishes of a shop are looked at: as many as its administrators see. */
export const WISHES_SEEN = 1000

/** How often a row is decided anew when somebody else's change came first. */
const TRIES = 5

export function invitationsRoom(deps: InvitationsDeps): Invitations {
  const {
    invitations,
    invitationWishes,
    memberships,
    accounts,
    shops,
    tickets,
    shopDoor,
    presentSession,
    throttle,
    clock,
    random,
  } = deps
  const write = letters(deps)
  const make = invitationMaker(deps)

  return {
    async invite(shopId, whom, options, client) {
      const by = await shopDoor(client, shopId, 'invite')
      await throttle.inviting(by.account.id, client)
      const typed =
        whom === 'waiting' ? await waiting(by.shop.id) : 'list' in whom ? await readInviteeList(whom.list) : whom
      const results: InviteResult[] = []
      const seen = new Set<string>()
      const lifetimeDays = options.lifetimeDays ?? (await daysOf(by.shop.id))
      const about = { by, options: { ...options, lifetimeDays }, seen, client }
      const answered = new Set<EmailKey>()
      for (const [index, one] of typed.entries()) {
        const invitee = one === null ? 'row_unreadable' : readInvitee(one)
        const result = await resultOf(invitee, about)
        results.push({ row: index + 1, email: one?.email.trim() ?? '', ...result })
        if (typeof invitee !== 'string' && answering.has(result.outcome)) answered.add(invitee.email.key)
      }
      await answerWishes(by.shop.id, answered)
      return results
    },

    async list(shopId, state, after, client) {
      const { shop } = await shopDoor(client, shopId, 'see')
      const found = await invitations.list(shop.id, after as InvitationId | null, PAGE + 1)
      const views = found.slice(0, PAGE).map((one) => viewOf(one, clock.now()))
      return {
        invitations: state === null ? views : views.filter((view) => view.state === state),
        next: found.length > PAGE ? (views.at(-1)?.id ?? null) : null,
      }
    },

    async resend(shopId, id, client) {
      const by = await shopDoor(client, shopId, 'resend')
      for (let tries = 0; tries < TRIES; tries++) {
        const found = await ofShop(by, id)
        const decision = decideResend(found, clock.now())
        if (decision === 'early') return viewOf(found, clock.now())
        if (decision !== 'send') throw new MemberRefusedError(decision)
        if (await sendAgain(found, by, client)) return viewOf(await ofShop(by, id), clock.now())
      }
      throw new MemberRefusedError('conflict')
    },

    async revoke(shopId, id, client) {
      const by = await shopDoor(client, shopId, 'revoke')
      const { invitation } = await ofShop(by, id)
      const revoked = event('invitation.revoked', invitation, by.account.id, client)
      await invitations.settle(invitation.id, 'revoked', clock.now(), { events: [revoked] })
    },

    async lifetimeDays(shopId, client) {
      const { shop } = await shopDoor(client, shopId, 'see')
      return daysOf(shop.id)
    },

    async setLifetimeDays(shopId, days, client) {
      if (!isInvitationDays(days)) throw new TypeError('an invitation is good for 1 to 30 days')
      const { shop, account } = await shopDoor(client, shopId, 'invite')
      const about = { actor: account.id, subject: shop.id, shopId: shop.id, client, details: { days } } as const
      const changed = newAuditEvent(random, clock.now(), { name: 'invitation.policy_changed', outcome: 'ok', ...about })
      await shops.setInvitationDays(shop.id, days, { events: [changed] })
      return days
    },

    async lookUp(ticket, client) {
      const { invitation, member, shop, inviter } = await tickets.find(ticket, client)
      const here = await presentSession(client)
      return {
        shopName: shop.name,
        inviterName: inviter?.name ?? null,
        role: member.role,
        maskedEmail: maskEmailAddress(invitation.email.key),
        expiresAt: invitation.expiresAt,
        signedInAs: here && {
          email: here.account.email,
          isInvited: await isInvited(here.session.accountId, invitation),
        },
      }
    },

    async decline(ticket, client) {
      const { invitation } = await tickets.find(ticket, client)
      const declined = event('invitation.declined', invitation, null, client)
      const won = await invitations.settle(invitation.id, 'declined', clock.now(), { events: [declined] })
      if (!won) throw await tickets.refuse('lost', invitation, client)
    },
  }

  async function daysOf(shopId: ShopId): Promise<number> {
    return (await shops.invitationDays(shopId)) ?? invitationDays.usual
  }

  /** The invitations come first: a crash between the two is made good by whoever tries again. */
  async function answerWishes(shopId: ShopId, answered: ReadonlySet<EmailKey>): Promise<void> {
    if (answered.size === 0) return
    for (const { id, status, email } of await invitationWishes.list(shopId, WISHES_SEEN)) {
      if (status === 'open' && answered.has(email.key)) await invitationWishes.settle(id, 'invited', clock.now(), {})
    }
  }

  /** Everybody who needs an invitation, has none under way and has declined none: a person is asked again by name alone. */
  async function waiting(shopId: ShopId): Promise<readonly TypedInvitee[]> {
    const found: TypedInvitee[] = []
    for (let last: string | null = ''; last !== null; ) {
      const page: Awaited<ReturnType<MembershipStore['page']>> = await memberships.page(shopId, last, PAGE)
      for (const { member, invitation, declined } of page) {
        const underWay = invitation !== null && !isOver(invitationState(invitation, clock.now()))
        if (member.state !== 'pending' || underWay || declined) continue
        found.push({ email: member.email.key, name: member.name ?? '', role: member.role ?? '' })
      }
      last = page.at(-1)?.member.legacyId ?? null
    }
    return found
  }

  async function resultOf(
    invitee: Invitee | InviteeProblem,
    about: {
      readonly by: Manager
      readonly options: Pick<Invitation, 'lifetimeDays' | 'locale'>
      readonly seen: Set<string>
      readonly client: ClientContext
    },
  ): Promise<Pick<InviteResult, 'outcome' | 'invitation'>> {
    const refused = (outcome: InviteOutcome) => ({ outcome, invitation: null })
    if (typeof invitee === 'string') return refused(invitee)
    const { key } = invitee.email
    if (about.seen.has(key)) return refused('duplicate')
    about.seen.add(key)

    const { by, client } = about
    for (let tries = 0; tries < TRIES; tries++) {
      const decision = decideInvitee(await memberships.findByAddress(by.shop.id, key))
      if ('refused' in decision) return refused(decision.refused)
      const made = make(invitee, decision.row === 'listed' ? decision.before : null, {
        ...standing(by),
        ...about.options,
      })
      const created = event('invitation.created', made.invitation, by.account.id, client)
      const along = { mails: made.mails, events: [created] }
      const outcome = await invitations.create({ ...made, most: INVITATIONS_A_DAY }, clock.now(), along)
      if (outcome === 'created') return { outcome: 'invited', invitation: made.invitation.id }
      if (outcome === 'too_many') return refused(outcome)
      if (outcome === 'lost') continue

      const found = (await invitations.findByEmail(key)).find(({ shop }) => shop.id === by.shop.id)
      if (!found) continue
      if (!isOver(invitationState(found, clock.now()))) {
        return { outcome: 'already_invited', invitation: found.invitation.id }
      }
      // Whoever stood for it may not invite any more: who asks now stands for it.
      if (await sendAgain(found, by, client)) return { outcome: 'invited', invitation: found.invitation.id }
    }
    throw new StorageError('the row is changed by too many at once', new Error(`${TRIES} tries were lost`))
  }

  /** Mails it anew in the name of whoever asks. `false` when somebody else was first. */
  function sendAgain(found: InvitationCase, by: Manager, client: ClientContext): Promise<boolean> {
    const { invitation, member, shop } = found
    const { issue, mails } = write({ ...invitation, ...standing(by), shop, role: member.role })
    const resent = event('invitation.resent', invitation, by.account.id, client)
    return invitations.reissue(invitation.id, issue, invitation.sends, { mails, events: [resent] })
  }

  /** An invitation of another shop is not found: nobody learns that there is one. */
  async function ofShop({ shop }: Manager, id: string): Promise<InvitationCase> {
    const found = await invitations.find(id as InvitationId)
    if (found?.shop.id !== shop.id) throw new MemberNotFoundError()
    return found
  }

  async function isInvited(accountId: string, { email }: Invitation): Promise<boolean> {
    const found = await accounts.findByEmail(email.key)
    return found?.account.id === accountId
  }

  function event(
    name: 'invitation.created' | 'invitation.resent' | 'invitation.revoked' | 'invitation.declined',
    { id, memberId, shopId }: Invitation,
    actor: string | null,
    client: ClientContext,
  ): AuditEvent {
    const facts = { name, outcome: 'ok', actor, subject: memberId, shopId, client } as const
    return newAuditEvent(random, clock.now(), { ...facts, details: { invitation: id } })
  }
}

/** An administrator stands for what they mail. */
function standing({ shop, account, member }: Manager): Standing {
  return { shop, invitedBy: account.id, inviterName: account.name ?? member.name }
}

function viewOf(found: InvitationCase, now: Instant): InvitationView {
  const { invitation, member, inviter } = found
  const { id, memberId, email, createdAt, sentAt, expiresAt } = invitation
  const decision = decideResend(found, now)
  return {
    id,
    memberId,
    email: email.typed,
    name: member.name,
    role: member.role,
    state: invitationState(found, now),
    inviterName: inviter?.name ?? null,
    createdAt,
    sentAt,
    expiresAt,
    resendAt: decision === 'send' || decision === 'early' ? sentAt + INVITATION_RESEND_MILLISECONDS : null,
  }
}
