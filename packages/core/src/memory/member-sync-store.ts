import { invitedLegacyId } from '../domain/invitation.ts'
import type { Member } from '../domain/member.ts'
import { isLegacyDoorClosed } from '../policy/legacy-door.ts'
import type { MemberSyncStore } from '../ports/member-sync-store.ts'
import { endAccess } from './acceptance.ts'
import { holdSameAddress } from './holds.ts'
import { tombstone } from './legacy-doors.ts'
import { compareBytes } from './member-store.ts'
import { type State, shopLegacyId } from './state.ts'

/** Single rows of member lists in memory. */
export function memberSyncStore(state: State): MemberSyncStore {
  const { members, shops, accounts } = state

  const findRow = (shopId: string, legacyId: string) => members.by('legacyId', shopLegacyId(shopId, legacyId))[0]

  return {
    async save({ before, after, rosterOpen }, along) {
      return state.atomically(() => {
        const { shopId, legacyId } = after
        if (rosterOpen && shops.get(shopId)?.rollout) return 'roster_closed'
        const current = findRow(shopId, legacyId)
        if (current?.state !== before?.state || current?.email.key !== before?.email.key) return 'lost'

        if (current) members.put(changed(current, after))
        else members.insert(after)
        holdSameAddress(state, shopId, [after.email.key, ...(before ? [before.email.key] : [])])
        state.writeAlong(along)
        return 'saved'
      })
    },

    async adopt({ id, shopId }, legacyId, along) {
      return state.atomically(() => {
        const row = members.get(id)
        const isOpen = row?.shopId === shopId && row.state !== 'removed' && row.legacyId === invitedLegacyId(id)
        if (!isOpen || findRow(shopId, legacyId)) return false
        members.put({ ...row, legacyId })
        state.writeAlong(along)
        return true
      })
    },

    async remove(shopId, legacyId, along) {
      return state.atomically(() => {
        const row = findRow(shopId, legacyId)
        if (!row || row.state === 'removed') return false
        members.put(tombstone(state, row))
        holdSameAddress(state, shopId, [row.email.key])
        if (row.accountId !== null) endAccess(state, row.accountId, shopId)
        state.writeAlong(along)
        return true
      })
    },

    async listClosed(shopId) {
      return members
        .by('shop', shopId)
        .filter((row) => isLegacyDoorClosed(row, row.accountId === null ? null : (accounts.get(row.accountId) ?? null)))
        .map(({ legacyId }) => legacyId)
        .toSorted(compareBytes)
    },
  }
}

/** What of a row that is there becomes as decided. */
function changed(current: Member, { name, role, importedBy, email, state }: Member): Member {
  const said = { name, role, importedBy: importedBy > current.importedBy ? importedBy : current.importedBy }
  if (current.state === 'active' || current.state === 'suspended') return { ...current, ...said }
  const moved = email.key !== current.email.key
  const secrets = moved ? { legacyPassword: null, legacyTotpSecret: null } : {}
  return { ...current, ...said, ...secrets, email, state }
}
