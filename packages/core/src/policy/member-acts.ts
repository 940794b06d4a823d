import { isAdministratorRole, type Member, type MemberState } from '../domain/member.ts'
import type { AccountAct } from './account-acts.ts'

/** What somebody may want to do with the members of a shop. */
export type MemberAct =
  | 'see'
  | 'invite'
  | 'resend'
  | 'revoke'
  | 'confirm'
  | 'change-role'
  | 'suspend'
  | 'resume'
  | 'remove'
  | 'mark-shared'
  | 'retire'
  | 'ask-for-grant'

interface MemberActRule {
  /** What of the acting account's own session stands before it. */
  readonly needs: Extract<AccountAct, 'see-members' | 'manage-members' | 'ask-for-grant'>
  /** The states of a row that it can be done to; `null` where it is about no row. */
  readonly on: readonly MemberState[] | null
  /** Whether it can be done to oneself. */
  readonly onOneself: boolean
}

/** The one table of what can be done with whom. Who may do any of it at all: `mayManageMembers`. */
export const memberActs = {
  see: { needs: 'see-members', on: null, onOneself: true },
  // A claim signs in by itself; it needs no invitation.
  invite: { needs: 'manage-members', on: ['pending', 'removed'], onOneself: false },
  resend: { needs: 'manage-members', on: null, onOneself: false },
  revoke: { needs: 'manage-members', on: null, onOneself: false },
  confirm: { needs: 'manage-members', on: ['claim'], onOneself: false },
  // The role of a claim is the shop's to say: it is not yet anybody's.
  'change-role': { needs: 'manage-members', on: ['pending', 'active', 'suspended'], onOneself: true },
  // Who has locked the door from outside cannot open it again.
  suspend: { needs: 'manage-members', on: ['active'], onOneself: false },
  resume: { needs: 'manage-members', on: ['suspended'], onOneself: false },
  'ask-for-grant': { needs: 'ask-for-grant', on: null, onOneself: false },
  remove: { needs: 'manage-members', on: ['claim', 'pending', 'active', 'suspended'], onOneself: true },
  'mark-shared': { needs: 'manage-members', on: ['claim', 'active', 'suspended'], onOneself: true },
  // Who is only invited is revoked or removed: there is no sign-in yet that could end.
  retire: { needs: 'manage-members', on: ['claim', 'active', 'suspended'], onOneself: true },
} as const satisfies Record<MemberAct, MemberActRule>

/**
 * Whether a member of this role may see and manage the members of its shop, and give others a role.
 *
 * Administrators may, and nobody else. An administrator has everything that any role of the shop has, one that nobody
 * here has heard of included, so nobody gives more than they have.
 */
export function mayManageMembers(role: string | null): boolean {
  return isAdministratorRole(role)
}

export type MemberActDecision = 'allowed' | 'wrong_state' | 'oneself'

/** Whether somebody who may manage a shop's members can do that to this one of them. Pure. */
export function decideMemberAct(
  act: MemberAct,
  actor: Pick<Member, 'id'>,
  target: Pick<Member, 'id' | 'state'>,
): MemberActDecision {
  const rule: MemberActRule = memberActs[act]
  if (rule.on !== null && !rule.on.includes(target.state)) return 'wrong_state'
  return actor.id === target.id && !rule.onOneself ? 'oneself' : 'allowed'
}

/** Whether this row is one of those that a shop must not be without: an administrator who can act. */
export function isActingAdministrator({ state, role }: Pick<Member, 'state' | 'role'>): boolean {
  return state === 'active' && mayManageMembers(role)
}
