import type { Invitation } from '../domain/invitation.ts'
import type { Acceptance } from '../ports/invitation-store.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { AccountId, MailId, MemberId, ShopId } from '../primitives/ids.ts'
import { revokeOfFormer } from './bypass-rows.ts'
import type { State } from './state.ts'

/** Whether a membership can be accepted by whoever has proven this mailbox. */
export function mayAccept(state: State, { memberId, invitation, at }: Acceptance, key: EmailKey): boolean {
  const row = state.members.get(memberId)
  if (row?.email.key !== key) return false
  if (invitation === null) return row.state === 'claim' && row.heldFor.length === 0
  const stored = state.invitations.get(invitation.id)
  if (stored?.memberId !== memberId || !isUsable(state, stored, at)) return false
  const { inviter } = invitation
  const isThere = ({ accountId, state: standing, role }: typeof row) =>
    accountId === inviter?.accountId && standing === 'active' && role === inviter?.role
  return inviter === null || state.members.by('shop', row.shopId).some(isThere)
}

/** Makes the row the account's and ends its invitation; only within `atomically`, after `mayAccept`. */
export function acceptMembership(state: State, { memberId, invitation, at }: Acceptance, accountId: AccountId): void {
  const row = state.members.get(memberId)
  if (row) {
    const bare = { ...row, legacyPassword: null, legacyTotpSecret: null }
    state.members.put({ ...bare, state: 'active', accountId, activatedAt: at, robotSince: null })
    revokeOfFormer(state, memberId)
  }
  const stored = invitation === null ? undefined : state.invitations.get(invitation.id)
  if (stored) settle(state, stored, 'accepted', at)
}

/** Whether an invitation is good for anything at `now`. */
export function isUsable(
  { members }: State,
  { status, expiresAt, memberId, email }: Invitation,
  now: Instant,
): boolean {
  const row = members.get(memberId)
  return status === 'open' && now < expiresAt && row?.state === 'pending' && row.email.key === email.key
}

/** Ends an invitation, and takes its mails back that have not left. Only within `atomically`. */
export function settle(state: State, invitation: Invitation, status: Invitation['status'], at: Instant): void {
  state.invitations.put({ ...invitation, status, settledAt: at })
  takeBack(state, [invitation.mailId, invitation.reminderId], at)
}

/** Revokes whatever is open for this row. Only within `atomically`. */
export function revokeOf(state: State, memberId: MemberId, at: Instant): void {
  for (const invitation of state.invitations.by('member', memberId)) {
    if (invitation.status === 'open') settle(state, invitation, 'revoked', at)
  }
}

/** Mails that have not left will not leave. */
export function takeBack({ mails }: State, ids: readonly (MailId | null)[], at: Instant): void {
  for (const id of ids) {
    const mail = id === null ? undefined : mails.get(id)
    if (mail?.fate === 'waiting') mails.put({ ...mail, fate: 'expired', sealed: null, settledAt: at })
  }
}

/** Ends the sessions that are good for this shop alone, and all of the account's when it has no row elsewhere. */
export function endAccess({ members, sessions }: State, accountId: AccountId, shopId: ShopId): void {
  const isLast = members.by('account', accountId).every((row) => row.shopId === shopId)
  for (const session of sessions.by('account', accountId)) {
    if (isLast || session.restrictedTo === shopId) sessions.delete(session.tokenHash)
  }
}
