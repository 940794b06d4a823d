import type { Member } from '../domain/member.ts'
import { isActingAdministrator } from '../policy/member-acts.ts'
import type { ListedMembership, MembershipStore } from '../ports/membership-store.ts'
import { acceptMembership, endAccess, mayAccept, revokeOf } from './acceptance.ts'
import { holdSameAddress } from './holds.ts'
import { caseOf } from './invitation-store.ts'
import { tombstone } from './legacy-doors.ts'
import { compareBytes, memberStore } from './member-store.ts'
import { arrangedFor } from './shared-members.ts'
import type { State } from './state.ts'

/** Memberships in memory. */
export function membershipStore(state: State): MembershipStore {
  const { accounts, declines, entries, factors, invitations, members, retirements, sessions } = state

  const isActing = (row: Member) =>
    isActingAdministrator(row) && row.accountId !== null && accounts.get(row.accountId)?.status === 'active'

  function listed(member: Member): ListedMembership {
    const { accountId, shopId } = member
    const open = invitations.by('member', member.id).find(({ status }) => status === 'open')
    const entered = accountId === null ? [] : entries.by('account', accountId)
    const here = entered.filter(({ entry }) => entry.shopId === shopId).map(({ entry }) => entry.enteredAt)
    const isOnlyShop = accountId !== null && members.by('account', accountId).every((row) => row.shopId === shopId)
    const { mark, retirement } = arrangedFor(state, member.id)
    const kinds = accountId === null ? [] : factors.by('account', accountId).map(({ kind }) => kind)
    return {
      member,
      factors: kinds.toSorted(),
      lastEnteredAt: here.length === 0 ? null : Math.max(...here),
      invitation: open ? caseOf(state, open) : null,
      declined: declines.get(member.id) !== undefined,
      sessions: isOnlyShop ? sessions.by('account', accountId) : [],
      mark: mark && { ...mark, responsibleName: members.get(mark.responsibleId)?.name ?? null },
      retirement,
    }
  }

  return {
    async find(shopId, id) {
      const row = members.get(id)
      return row?.shopId === shopId ? row : null
    },

    async findByAddress(shopId, key) {
      const rows = members.by('email', key).filter((row) => row.shopId === shopId)
      return rows.toSorted((a, b) => compareBytes(a.legacyId, b.legacyId))
    },

    async page(shopId, after, limit) {
      const rows = await memberStore(state).page(shopId, after, limit)
      return rows.map(listed)
    },

    async findListed(shopId, id) {
      const row = members.get(id)
      return row?.shopId === shopId && row.state !== 'removed' ? listed(row) : null
    },

    async change({ before, to, at, retiring }, along) {
      return state.atomically(() => {
        const current = members.get(before.id)
        if (!current || current.shopId !== before.shopId || current.state !== before.state) return 'lost'
        if (current.role !== before.role || current.accountId !== before.accountId) return 'lost'
        if (retiring !== undefined && retirements.get(current.id)?.dueAt !== retiring) return 'lost'
        const stays = isActingAdministrator({ ...current, ...to })
        const others = members.by('shop', current.shopId).filter((row) => row.id !== current.id)
        if (isActingAdministrator(current) && !stays && !others.some(isActing)) return 'last_administrator'

        if ('role' in to) members.put({ ...current, role: to.role })
        else if (to.state === 'removed') {
          members.put(tombstone(state, current))
          holdSameAddress(state, current.shopId, [current.email.key])
          revokeOf(state, current.id, at)
        } else members.put({ ...current, state: to.state })
        if ('state' in to && to.state !== 'active' && current.accountId !== null) {
          endAccess(state, current.accountId, current.shopId)
        }
        state.writeAlong(along)
        return 'changed'
      })
    },

    async accept(accountId, acceptance, along) {
      return state.atomically(() => {
        const account = accounts.get(accountId)
        if (account?.status !== 'active' || !mayAccept(state, acceptance, account.email.key)) return false
        acceptMembership(state, acceptance, accountId)
        state.writeAlong(along)
        return true
      })
    },

    async declineClaim(accountId, id, along) {
      return state.atomically(() => {
        const row = members.get(id)
        const account = accounts.get(accountId)
        if (row?.state !== 'claim' || row.heldFor.length > 0 || row.email.key !== account?.email.key) return false
        members.put({ ...row, state: 'pending', legacyPassword: null, legacyTotpSecret: null })
        declines.put({ memberId: id })
        state.writeAlong(along)
        return true
      })
    },
  }
}
