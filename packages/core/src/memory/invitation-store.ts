import type { Invitation, InvitationCase, Inviter } from '../domain/invitation.ts'
import { INVITATION_CODE_ATTEMPTS } from '../domain/invitation.ts'
import type { InvitationStore, NewInvitation } from '../ports/invitation-store.ts'
import type { Instant } from '../primitives/clock.ts'
import { StorageError } from '../primitives/errors.ts'
import { isUsable, settle, takeBack } from './acceptance.ts'
import { keyNames, type State, SWEEP_LIMIT, shopLegacyId } from './state.ts'

const DAY_MILLISECONDS = 24 * 3_600_000

/** An invitation with what decides about it. */
export function caseOf(state: State, invitation: Invitation): InvitationCase {
  const { members, shops, mails } = state
  const [member, shop] = [members.get(invitation.memberId), shops.get(invitation.shopId)]
  if (!member || !shop) throw new StorageError('an invitation has lost its row', new Error(invitation.id))
  const fate = mails.get(invitation.mailId)?.fate ?? 'expired'
  return { invitation, member, shop, inviter: inviterOf(state, invitation), fate }
}

function inviterOf({ members, accounts }: State, { shopId, invitedBy }: Invitation): Inviter | null {
  const account = invitedBy === null ? undefined : accounts.get(invitedBy)
  if (account?.status !== 'active') return null
  const row = members.by('account', account.id).find((one) => one.shopId === shopId && one.state === 'active')
  return row ? { name: account.name ?? row.name, role: row.role } : null
}

/** Invitations in memory. */
export function invitationStore(state: State): InvitationStore {
  const { declines, invitations, members } = state

  function isTooMany({ invitation: { shopId, email }, most }: NewInvitation, now: Instant): boolean {
    if (most === undefined) return false
    const ofShop = invitations.by('shop', shopId).filter(({ sentAt }) => sentAt > now - DAY_MILLISECONDS)
    const toOne = ofShop.filter((one) => one.email.key === email.key)
    return sendsOf(ofShop) >= most.ofShop || sendsOf(toOne) >= most.toOne
  }

  return {
    async create(created, now, along) {
      return state.atomically(() => {
        const { invitation, row } = created
        const { shopId, memberId, email } = invitation
        if (isTooMany(created, now)) return 'too_many'
        const open = invitations.by('shop', shopId).filter(({ status }) => status === 'open')
        const rivals = open.filter((one) => one.memberId === memberId || one.email.key === email.key)
        if (rivals.some((one) => one.email.key === email.key && isUsable(state, one, now))) return 'invited'

        if (row.is === 'listed') {
          const current = members.get(row.before.id)
          if (current?.state !== row.before.state || current.email.key !== row.before.email.key) return 'lost'
          const { name, role } = row.after
          members.put({ ...current, name, role, state: 'pending', legacyPassword: null, legacyTotpSecret: null })
        } else {
          if (members.by('legacyId', shopLegacyId(shopId, row.member.legacyId)).length > 0) return 'lost'
          members.insert(row.member)
        }
        for (const one of rivals) settle(state, one, now < one.expiresAt ? 'revoked' : 'expired', now)
        declines.delete(memberId)
        invitations.insert(invitation)
        state.writeAlong(along)
        return 'created'
      })
    },

    async find(id) {
      const invitation = invitations.get(id)
      return invitation ? caseOf(state, invitation) : null
    },

    async findByToken(tokenHash) {
      const [invitation] = invitations.by('token', tokenHash)
      return invitation ? caseOf(state, invitation) : null
    },

    async findByEmail(key) {
      return invitations
        .by('email', key)
        .filter(({ status }) => status === 'open')
        .toSorted((a, b) => -newestFirst(a, b))
        .map((invitation) => caseOf(state, invitation))
    },

    async list(shopId, after, limit) {
      const inOrder = invitations.by('shop', shopId).toSorted(newestFirst)
      const last = inOrder.findIndex(({ id }) => id === after)
      if (after !== null && last < 0) return []
      return inOrder.slice(last + 1, last + 1 + limit).map((invitation) => caseOf(state, invitation))
    },

    async reissue(id, issue, expectedSends, along) {
      return state.atomically(() => {
        const current = invitations.get(id)
        if (current?.status !== 'open' || current.sends !== expectedSends) return false
        if (!isUsable(state, { ...current, ...issue }, issue.sentAt)) return false
        takeBack(state, [current.mailId, current.reminderId], issue.sentAt)
        invitations.put({ ...current, ...issue, sends: current.sends + 1 })
        state.writeAlong(along)
        return true
      })
    },

    async settle(id, as, at, along) {
      return state.atomically(() => {
        const current = invitations.get(id)
        if (current?.status !== 'open' || (as === 'declined' && !isUsable(state, current, at))) return false
        settle(state, current, as, at)
        if (as === 'declined') declines.put({ memberId: current.memberId })
        state.writeAlong(along)
        return true
      })
    },

    async spendCode(id, now) {
      return state.atomically(() => {
        const current = invitations.get(id)
        if (!current || current.wrongCodes >= INVITATION_CODE_ATTEMPTS || !isUsable(state, current, now)) return null
        invitations.put({ ...current, wrongCodes: current.wrongCodes + 1 })
        return current.wrongCodes + 1
      })
    },

    async refundCode(id) {
      state.atomically(() => {
        const current = invitations.get(id)
        if (current && current.wrongCodes > 0) invitations.put({ ...current, wrongCodes: current.wrongCodes - 1 })
      })
    },

    async exhaust(id, at, along) {
      return state.atomically(() => {
        const current = invitations.get(id)
        if (current?.status !== 'open' || current.wrongCodes < INVITATION_CODE_ATTEMPTS) return false
        settle(state, current, 'exhausted', at)
        state.writeAlong(along)
        return true
      })
    },

    async sweep(before) {
      state.atomically(() => {
        const old = Array.from(invitations.rows()).filter(
          ({ expiresAt, settledAt }) => (settledAt ?? expiresAt) < before,
        )
        for (const { id } of old.slice(0, SWEEP_LIMIT)) invitations.delete(id)
      })
    },

    async keyIdsInUse(now) {
      const usable = Array.from(invitations.rows()).filter((one) => one.status === 'open' && now < one.expiresAt)
      return keyNames(
        usable.map(({ codeHash }) => codeHash),
        '.',
      )
    },
  }
}

function newestFirst(a: Invitation, b: Invitation): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)
}

function sendsOf(invitations: readonly Invitation[]): number {
  return invitations.reduce((sum, { sends }) => sum + sends, 0)
}
