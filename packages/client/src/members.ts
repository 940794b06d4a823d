/**
 * Who is a member of what: being invited, inviting, the members of a shop, and one's own shops.
 *
 * @module
 */
export type { AccountsClientOptions } from './client.ts'
export {
  createMembersClient,
  type InvitationVerbs,
  type InvitedVerbs,
  type MembersClient,
  type MembershipVerbs,
  type MemberVerbs,
  type RobotVerbs,
  type WishVerbs,
} from './members-client.ts'
export type { RequestOptions } from './transport.ts'
export type {
  AcceptanceStep,
  AcceptInvitationRequest,
  BypassAskRequest,
  BypassEditRequest,
  BypassGrantAnswer,
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
  Robot,
  SharedMarkRequest,
  WishInvitedAnswer,
  WishInviteRequest,
} from './wire.ts'
