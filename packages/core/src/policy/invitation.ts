import { INVITATION_RESEND_MILLISECONDS, INVITATION_SENDS, type InvitationCase } from '../domain/invitation.ts'
import type { Member, MemberState } from '../domain/member.ts'
import type { Instant } from '../primitives/clock.ts'
import { decideCoexistence } from './coexistence.ts'
import { mayManageMembers } from './member-acts.ts'

/**
 * Where an invitation stands.
 *
 * - `pending`: its mail has not left yet.
 * - `delivered`: the mail server of the other side, or the one before it, has taken it.
 * - `bounced`: it was refused, or given up.
 * - `exhausted`: too many wrong codes were typed.
 */
export type InvitationState =
  | 'pending'
  | 'delivered'
  | 'bounced'
  | 'accepted'
  | 'declined'
  | 'revoked'
  | 'expired'
  | 'exhausted'

/**
 * Where it stands, as the shop sees it. A row that was taken away or is somebody else's now takes it along, and so does
 * an inviter who may not invite any more. Operators stand for theirs. Pure.
 */
export function invitationState({ invitation, member, inviter, fate }: InvitationCase, now: Instant): InvitationState {
  const { status, expiresAt, email, invitedBy } = invitation
  if (status !== 'open') return status
  if (member.state !== 'pending' || member.email.key !== email.key) return 'revoked'
  if (invitedBy !== null && !(inviter !== null && mayManageMembers(inviter.role))) return 'revoked'
  if (now >= expiresAt) return 'expired'
  switch (fate) {
    case 'waiting':
      return 'pending'
    case 'handed-over':
      return 'delivered'
    case 'refused':
    case 'expired':
    case 'uncertain':
      return 'bounced'
  }
}

/** Whether that state is the end of it. */
export function isOver(state: InvitationState): state is InvitationRefusal {
  return state !== 'pending' && state !== 'delivered' && state !== 'bounced'
}

/** Why an invitation opens nothing now. */
export type InvitationRefusal = Exclude<InvitationState, 'pending' | 'delivered' | 'bounced'>

/** Whether an invitation can be accepted or declined at `now`: not ended, and its shop announced. Pure. */
export function decideInvitation(found: InvitationCase, now: Instant): 'open' | InvitationRefusal | 'not_announced' {
  const state = invitationState(found, now)
  if (isOver(state)) return state
  return decideCoexistence(found.shop.rollout, now).accountsSignIn ? 'open' : 'not_announced'
}

/** Why somebody is not invited, whoever that is elsewhere. */
export type InviteeRefusal =
  | 'already_member'
  | 'suspended'
  /** A claim that nothing holds: it signs in with the password that the shop knows. */
  | 'can_sign_in'
  /** A claim that waits for somebody to confirm it. */
  | 'held'

export type InviteeDecision =
  | { readonly row: 'new' }
  | { readonly row: 'listed'; readonly before: Member }
  | { readonly refused: InviteeRefusal }

/**
 * Which row an invitation of a shop is for, of all its rows with that address, removed ones too. What the shop has
 * already is taken: a row that waits, or a tombstone, which only an invitation lifts. Pure.
 */
export function decideInvitee(rows: readonly Member[]): InviteeDecision {
  const of = (...states: readonly MemberState[]) => rows.find(({ state }) => states.includes(state))
  if (of('active')) return { refused: 'already_member' }
  if (of('suspended')) return { refused: 'suspended' }
  const claims = rows.filter(({ state }) => state === 'claim')
  if (claims.length > 0) return { refused: claims.some(({ heldFor }) => heldFor.length > 0) ? 'held' : 'can_sign_in' }
  const before = of('pending') ?? of('removed')
  return before ? { row: 'listed', before } : { row: 'new' }
}

/** Whether an invitation is mailed anew at `now`. `early`: so short a time after the last mail nothing is sent. Pure. */
export function decideResend(
  { invitation, member }: InvitationCase,
  now: Instant,
): 'send' | 'early' | 'invitation_over' | 'sent_too_often' {
  const waits = member.state === 'pending' && member.email.key === invitation.email.key
  if (invitation.status !== 'open' || !waits) return 'invitation_over'
  if (now < invitation.sentAt + INVITATION_RESEND_MILLISECONDS) return 'early'
  return invitation.sends < INVITATION_SENDS ? 'send' : 'sent_too_often'
}
