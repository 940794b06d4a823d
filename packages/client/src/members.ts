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
} from './members-client.ts'
export type { RequestOptions } from './transport.ts'
export type {
  AcceptanceStep,
  AcceptInvitationRequest,
  InvitationAnswer,
  InvitationsAnswer,
  InvitationTicketRequest,
  InvitationToldAnswer,
  InviteAnswer,
  InviteRequest,
  ManagedMemberAnswer,
  ManagedMembersAnswer,
  MemberChangeRequest,
  MembershipsAnswer,
} from './wire.ts'
