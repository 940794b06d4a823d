import type { AccountsClientOptions } from './client.ts'
import { createTransport, type RequestOptions } from './transport.ts'
import type {
  AcceptanceStep,
  AcceptInvitationRequest,
  BypassAskRequest,
  BypassEditRequest,
  BypassGrantsAnswer,
  BypassRequestAnswer,
  BypassRequestsAnswer,
  InvitationAnswer,
  InvitationPolicyAnswer,
  InvitationsAnswer,
  InvitationTicketRequest,
  InvitationToldAnswer,
  InvitationWishesAnswer,
  InviteAnswer,
  InviteRequest,
  ManagedMemberAnswer,
  ManagedMembersAnswer,
  MemberChangeRequest,
  MembershipsAnswer,
  RetirementRequest,
  SharedMarkRequest,
  WishInvitedAnswer,
  WishInviteRequest,
} from './wire.ts'

/**
 * What somebody does who was invited, by the mailed link's token or the address with the six digits. Every verb rejects
 * with `link_unusable` for what opens nothing, whatever the reason.
 */
export interface InvitedVerbs {
  /** What the invitation is about; changes nothing. */
  lookUp(ticket: InvitationTicketRequest, options?: RequestOptions): Promise<InvitationToldAnswer>
  /**
   * Opens the sign-in that accepts it, in this browser: its further steps are those of `signIn`, beginning with
   * `signIn.current`. Resolves to `switch-account` where somebody else is signed in, and nothing was begun.
   */
  accept(ticket: AcceptInvitationRequest, options?: RequestOptions): Promise<AcceptanceStep>
  /** It is over, and nothing else has changed. */
  decline(ticket: InvitationTicketRequest, options?: RequestOptions): Promise<void>
}

/** Whom a shop's administrators invite. What changes anything rejects with `step_up_required`. */
export interface InvitationVerbs {
  /** The newest first, at most a thousand, after the `next` of the page before. */
  list(shop: string, after?: string | null, options?: RequestOptions): Promise<InvitationsAnswer>
  /** One person, several, a pasted list, or everybody who waits: an answer for each, and a bad row costs no other. */
  invite(shop: string, whom: InviteRequest, options?: RequestOptions): Promise<InviteAnswer>
  /** Mails it anew, so that the former link and code are dead; within five minutes of the last mail nothing is sent. */
  resend(shop: string, id: string, options?: RequestOptions): Promise<InvitationAnswer>
  revoke(shop: string, id: string, options?: RequestOptions): Promise<void>
  /** How many days the shop's invitations are good for, unless a request says. */
  policy(shop: string, options?: RequestOptions): Promise<InvitationPolicyAnswer>
  setPolicy(shop: string, policy: InvitationPolicyAnswer, options?: RequestOptions): Promise<InvitationPolicyAnswer>
}

/** Who asked, at the sign-in of somebody else's account, for one of their own. */
export interface WishVerbs {
  /** The newest first, answered ones too. */
  list(shop: string, options?: RequestOptions): Promise<InvitationWishesAnswer>
  /** Invites whoever it is for; done again it invites nobody a second time. Rejects with `step_up_required`. */
  invite(shop: string, id: string, how: WishInviteRequest, options?: RequestOptions): Promise<WishInvitedAnswer>
  /** Answers it without an invitation. Rejects with `step_up_required`. */
  dismiss(shop: string, id: string, options?: RequestOptions): Promise<void>
}

/** The members of a shop, for its administrators. What changes anything rejects with `step_up_required`. */
export interface MemberVerbs {
  /** At most a thousand, after the `next` of the page before. */
  list(shop: string, after?: string | null, options?: RequestOptions): Promise<ManagedMembersAnswer>
  /** Another role, or the access taken away or given back. Rejects with `member_refused`, with why in `reason`. */
  change(shop: string, id: string, change: MemberChangeRequest, options?: RequestOptions): Promise<ManagedMemberAnswer>
  /** For good: only an invitation brings a member back. Rejects with `member_refused`. */
  remove(shop: string, id: string, options?: RequestOptions): Promise<void>
  /** Several people share this member, and `responsible` stands for it. Rejects with `member_refused` (`responsible_unusable`). */
  markShared(shop: string, id: string, mark: SharedMarkRequest, options?: RequestOptions): Promise<ManagedMemberAnswer>
  unmarkShared(shop: string, id: string, options?: RequestOptions): Promise<void>
  /** The membership ends on that day in Japan. Rejects with `member_refused` (`day_unusable`). */
  setRetirement(
    shop: string,
    id: string,
    day: RetirementRequest,
    options?: RequestOptions,
  ): Promise<ManagedMemberAnswer>
  withdrawRetirement(shop: string, id: string, options?: RequestOptions): Promise<void>
}

/** The shops of who is signed in, and those that wait for an answer. Every verb resolves to what is so then. */
export interface MembershipVerbs {
  list(options?: RequestOptions): Promise<MembershipsAnswer>
  /** Becomes the member of a shop that waits. Rejects with `member_refused` (`own_password_first`) and `not_found`. */
  accept(id: string, options?: RequestOptions): Promise<MembershipsAnswer>
  /** The shop would have to invite. */
  decline(id: string, options?: RequestOptions): Promise<MembershipsAnswer>
  /** Says that a robot uses it. Rejects with `step_up_required` and `bypass_refused`. */
  flagRobot(id: string, options?: RequestOptions): Promise<void>
  /** Takes that back. */
  unflagRobot(id: string, options?: RequestOptions): Promise<void>
}

/**
 * A shop's robots, for its administrators: what they ask for and have been given. What changes anything rejects with
 * `step_up_required`, with `bypass_invalid` and what is wrong field by field, and with `bypass_refused`.
 */
export interface RobotVerbs {
  /** The newest first. */
  requests(shop: string, options?: RequestOptions): Promise<BypassRequestsAnswer>
  ask(shop: string, request: BypassAskRequest, options?: RequestOptions): Promise<BypassRequestAnswer>
  /** Asks for something else in the place of the version that was seen; it waits anew. */
  edit(shop: string, id: string, request: BypassEditRequest, options?: RequestOptions): Promise<BypassRequestAnswer>
  /** Answers what operators have asked. */
  answer(shop: string, id: string, answer: string, options?: RequestOptions): Promise<BypassRequestAnswer>
  withdraw(shop: string, id: string, options?: RequestOptions): Promise<void>
  /** The newest first. */
  grants(shop: string, options?: RequestOptions): Promise<BypassGrantsAnswer>
  /** Asks for the same once more; until it is approved, the grant goes on. */
  renew(shop: string, grant: string, options?: RequestOptions): Promise<BypassRequestAnswer>
  /** For good, with the sessions it gave. */
  end(shop: string, grant: string, options?: RequestOptions): Promise<void>
}

/** Who is a member of what: invitations, the members of a shop, its robots, and one's own shops. */
export interface MembersClient {
  readonly invited: InvitedVerbs
  readonly invitations: InvitationVerbs
  readonly wishes: WishVerbs
  readonly members: MemberVerbs
  readonly memberships: MembershipVerbs
  readonly robots: RobotVerbs
}

/** A client of one server for memberships. It keeps nothing. */
export function createMembersClient(options: AccountsClientOptions = {}): MembersClient {
  const send = createTransport(options)
  const ask = <Answer>(...request: Parameters<typeof send>) => send(...request) as Promise<Answer>
  const tell = async (...request: Parameters<typeof send>) => void (await send(...request))
  const ofShop = (shop: string, below: string) => `/shops/${encodeURIComponent(shop)}${below}`

  return {
    invited: {
      lookUp: (body, options) => ask('POST', '/invitations/lookup', { ...options, body }),
      accept: (body, options) => ask('POST', '/invitations/accept', { ...options, body }),
      decline: (body, options) => tell('POST', '/invitations/decline', { ...options, body }),
    },
    invitations: {
      list: (shop, after, options) =>
        ask('GET', ofShop(shop, `/invitations${after ? `?after=${encodeURIComponent(after)}` : ''}`), options),
      invite: (shop, body, options) => ask('POST', ofShop(shop, '/invitations'), { ...options, body }),
      resend: (shop, id, options) => ask('POST', ofShop(shop, `/invitations/${id}/resend`), options),
      revoke: (shop, id, options) => tell('DELETE', ofShop(shop, `/invitations/${id}`), options),
      policy: (shop, options) => ask('GET', ofShop(shop, '/invitation-policy'), options),
      setPolicy: (shop, body, options) => ask('PATCH', ofShop(shop, '/invitation-policy'), { ...options, body }),
    },
    wishes: {
      list: (shop, options) => ask('GET', ofShop(shop, '/invitation-wishes'), options),
      invite: (shop, id, body, options) =>
        ask('POST', ofShop(shop, `/invitation-wishes/${id}/invite`), { ...options, body }),
      dismiss: (shop, id, options) => tell('DELETE', ofShop(shop, `/invitation-wishes/${id}`), options),
    },
    members: {
      list: (shop, after, options) =>
        ask('GET', ofShop(shop, `/members${after ? `?after=${encodeURIComponent(after)}` : ''}`), options),
      change: (shop, id, body, options) => ask('PATCH', ofShop(shop, `/members/${id}`), { ...options, body }),
      remove: (shop, id, options) => tell('DELETE', ofShop(shop, `/members/${id}`), options),
      markShared: (shop, id, body, options) => ask('PUT', ofShop(shop, `/members/${id}/shared`), { ...options, body }),
      unmarkShared: (shop, id, options) => tell('DELETE', ofShop(shop, `/members/${id}/shared`), options),
      setRetirement: (shop, id, body, options) =>
        ask('PUT', ofShop(shop, `/members/${id}/retirement`), { ...options, body }),
      withdrawRetirement: (shop, id, options) => tell('DELETE', ofShop(shop, `/members/${id}/retirement`), options),
    },
    memberships: {
      list: (options) => ask('GET', '/memberships', options),
      accept: (id, options) => ask('POST', `/memberships/${id}/accept`, options),
      decline: (id, options) => ask('POST', `/memberships/${id}/decline`, options),
      flagRobot: (id, options) => tell('PUT', `/memberships/${id}/robot`, options),
      unflagRobot: (id, options) => tell('DELETE', `/memberships/${id}/robot`, options),
    },
    robots: {
      requests: (shop, options) => ask('GET', ofShop(shop, '/bypass-requests'), options),
      ask: (shop, body, options) => ask('POST', ofShop(shop, '/bypass-requests'), { ...options, body }),
      edit: (shop, id, body, options) => ask('PATCH', ofShop(shop, `/bypass-requests/${id}`), { ...options, body }),
      answer: (shop, id, answer, options) =>
        ask('POST', ofShop(shop, `/bypass-requests/${id}/answer`), { ...options, body: { answer } }),
      withdraw: (shop, id, options) => tell('DELETE', ofShop(shop, `/bypass-requests/${id}`), options),
      grants: (shop, options) => ask('GET', ofShop(shop, '/bypass-grants'), options),
      renew: (shop, id, options) => ask('POST', ofShop(shop, `/bypass-grants/${id}/renewal`), options),
      end: (shop, id, options) => tell('DELETE', ofShop(shop, `/bypass-grants/${id}`), options),
    },
  }
}
