import type { InvitationCase } from '../domain/invitation.ts'
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

/** Where it stands, as the shop sees it. A row that was taken away or is somebody else's now takes it along. Pure. */
export function invitationState({ invitation, member, fate }: InvitationCase, now: Instant): InvitationState {
  const { status, expiresAt, email } = invitation
  if (status !== 'open') return status
  if (member.state !== 'pending' || member.email.key !== email.key) return 'revoked'
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
export function isOver(state: InvitationState): boolean {
  return state !== 'pending' && state !== 'delivered' && state !== 'bounced'
}

/** Why an invitation opens nothing now. */
export type InvitationRefusal = Extract<InvitationState, 'accepted' | 'declined' | 'revoked' | 'expired' | 'exhausted'>

/**
 * Whether an invitation can be accepted or declined at `now`: not ended, its shop announced, and whoever invited still
 * allowed to. Operators stand for theirs. Pure.
 */
export function decideInvitation(
  found: InvitationCase,
  now: Instant,
): 'open' | InvitationRefusal | 'not_announced' | 'inviter_gone' {
  const state = invitationState(found, now)
  if (state !== 'pending' && state !== 'delivered' && state !== 'bounced') return state
  const { invitation, shop, inviter } = found
  if (!decideCoexistence(shop.rollout, now).accountsSignIn) return 'not_announced'
  if (invitation.invitedBy !== null && !(inviter !== null && mayManageMembers(inviter.role))) return 'inviter_gone'
  return 'open'
}
