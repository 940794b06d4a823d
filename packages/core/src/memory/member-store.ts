import { isAdministratorRole, type Member, type MemberTally, type ShopAdministrator } from '../domain/member.ts'
import type { Shop } from '../domain/shop.ts'
import { LEGACY_CANDIDATES, type MemberStore } from '../ports/member-store.ts'
import { StorageError } from '../primitives/errors.ts'
import { afterImport, type ShopId } from '../primitives/ids.ts'
import { type JapanDay, japanDay } from '../primitives/japan-time.ts'
import { holdSameAddress, withHold, withoutHold } from './holds.ts'
import { tombstone } from './legacy-doors.ts'
import { byLatestSignIn } from './memberships.ts'
import { keyNames, type State, shopLegacyId } from './state.ts'

/** Members in memory. */
export function memberStore(state: State): MemberStore {
  const { members, shops, accounts } = state

  const findRow = (shopId: string, legacyId: string) => members.by('legacyId', shopLegacyId(shopId, legacyId))[0]

  function shopOf(id: string): Shop {
    const shop = shops.get(id)
    if (!shop) throw new StorageError('the shop is unknown', new Error(`there is no shop ${id}`))
    return shop
  }

  /** What opens the mailbox step is of no use to an address that has an account. */
  function withoutNeedlessSecrets(member: Member): Member {
    const hasAccount = accounts.by('email', member.email.key).length > 0
    return hasAccount ? { ...member, legacyPassword: null, legacyTotpSecret: null } : member
  }

  const removable = (shopId: string) =>
    members.by('shop', shopId).filter(({ state }) => state === 'claim' || state === 'pending')

  function administratorsIn(shopId: ShopId): ShopAdministrator[] {
    return members.by('shop', shopId).flatMap((member) => {
      const account = member.accountId === null ? null : accounts.get(member.accountId)
      if (!account || member.state !== 'active' || !isAdministratorRole(member.role)) return []
      const { id, email, locale } = account
      return [{ account: { id, email, locale }, shopName: shopOf(shopId).name }]
    })
  }

  return {
    async findByEmail(key) {
      return members
        .by('email', key)
        .filter((member) => member.state !== 'removed')
        .toSorted(byLatestSignIn)
        .map((member) => ({ member, shop: shopOf(member.shopId) }))
    },

    async findByLegacyIds(shopId, legacyIds) {
      return [...new Set(legacyIds)].map((legacyId) => findRow(shopId, legacyId)).filter((row) => row !== undefined)
    },

    async page(shopId, after, limit) {
      return members
        .by('shop', shopId)
        .filter((row) => row.state !== 'removed' && compareBytes(row.legacyId, after) > 0)
        .toSorted((a, b) => compareBytes(a.legacyId, b.legacyId))
        .slice(0, limit)
    },

    async applyRoster({ shopId, importId, rosterOpen, inserts, updates, seen }, along) {
      return state.atomically(() => {
        if (shopOf(shopId).rollout !== null && rosterOpen) return 'roster_closed'
        const lost: string[] = []
        for (const member of inserts) {
          if (findRow(shopId, member.legacyId)) lost.push(member.legacyId)
          else members.insert(withoutNeedlessSecrets(member))
        }
        for (const { member, expectedState } of updates) {
          const current = members.get(member.id)
          if (current?.shopId !== shopId || current.state !== expectedState) lost.push(member.legacyId)
          else {
            const { heldFor, leaving, confirmedAt, activatedAt, robotSince, legacyClosed } = current
            const stays = current.legacyPassword?.scheme === 'own' && current.email.key === member.email.key
            const legacyPassword = stays ? current.legacyPassword : member.legacyPassword
            const kept = { heldFor, leaving, confirmedAt, activatedAt, robotSince, legacyClosed }
            members.put({ ...withoutNeedlessSecrets({ ...member, legacyPassword }), ...kept })
          }
        }
        for (const legacyId of seen) {
          const row = findRow(shopId, legacyId)
          if (row && row.importedBy < afterImport(importId)) members.put({ ...row, importedBy: importId })
        }
        state.writeAlong(along)
        return lost
      })
    },

    async removeUnseen(shopId, importId, along) {
      const isUnseen = ({ importedBy }: Member) => importedBy !== importId && importedBy < afterImport(importId)
      return state.atomically(() => {
        const unseen = removable(shopId).filter(isUnseen)
        for (const row of unseen) members.put(tombstone(state, row))
        state.writeAlong(along)
        return unseen.length
      })
    },

    async countUnlisted(shopId, listed) {
      return removable(shopId).filter((row) => !listed.has(row.legacyId)).length
    },

    async holdSameAddress(shopId) {
      const held = state.atomically(() => holdSameAddress(state, shopId, null))
      return held.map(({ id, legacyId, email }) => ({ id, legacyId, email }))
    },

    async retireClaims(enforcedBefore) {
      return state.atomically(() => {
        const retired = Array.from(members.rows()).filter((row) => {
          const enforcedAt = shopOf(row.shopId).rollout?.enforcedAt
          return row.state === 'claim' && typeof enforcedAt === 'number' && enforcedAt <= enforcedBefore
        })
        for (const row of retired) {
          members.put({ ...row, state: 'pending', legacyPassword: null, legacyTotpSecret: null })
        }
        return retired.length
      })
    },

    async mark(shopId, legacyIds, mark, along) {
      return state.atomically(() => {
        const rows = legacyIds.map((legacyId) => findRow(shopId, legacyId))
        const claims = rows.filter((row) => row?.state === 'claim').filter((row) => row !== undefined)
        if (shops.get(shopId)?.rollout !== null || claims.length !== legacyIds.length) return false
        const leaving = mark === 'remove' || mark === 'invite' ? mark : null
        for (const row of claims) {
          const heldFor = mark === 'hold' ? withHold(row, 'by_hand') : withoutHold(row, 'by_hand')
          members.put({ ...row, heldFor, leaving })
        }
        state.writeAlong(along)
        return true
      })
    },

    async countShops(keys) {
      const counts = new Map<string, number>()
      for (const key of keys) {
        const rows = members.by('email', key).filter(({ state }) => state !== 'removed')
        if (rows.length > 0) counts.set(key, new Set(rows.map(({ shopId }) => shopId)).size)
      }
      return counts
    },

    async administratorsOf(accountId) {
      const own = members.by('account', accountId).filter(({ state }) => state === 'active')
      return own.flatMap(({ shopId }) => administratorsIn(shopId)).filter(({ account }) => account.id !== accountId)
    },

    async administratorsIn(shopId) {
      return administratorsIn(shopId)
    },

    async tally(shopId) {
      const rows = shopId === null ? Array.from(members.rows()) : members.by('shop', shopId)
      const tallies = new Map<ShopId, MemberTally>()
      for (const row of rows) {
        const column = columnOf(row)
        if (column === null) continue
        const tally = tallies.get(row.shopId) ?? { setUp: 0, notYet: 0, held: 0, pending: 0 }
        tallies.set(row.shopId, { ...tally, [column]: tally[column] + 1 })
      }
      return tallies
    },

    async activationsByDay(shopId, from, until) {
      const days = new Map<JapanDay, number>()
      for (const row of members.by('shop', shopId)) {
        const { activatedAt } = row
        if (columnOf(row) !== 'setUp' || activatedAt === null || activatedAt < from || activatedAt >= until) continue
        const day = japanDay(activatedAt)
        days.set(day, (days.get(day) ?? 0) + 1)
      }
      return days
    },

    async confirmHeld(id, at, along) {
      return state.atomically(() => {
        const row = members.get(id)
        const heldFor = row?.heldFor.filter((reason) => reason === 'same_address') ?? []
        if (row?.state !== 'claim' || heldFor.length === row.heldFor.length) return false
        members.put({ ...row, heldFor, confirmedAt: at })
        state.writeAlong(along)
        return true
      })
    },

    async worstLegacyMilliseconds() {
      const candidatesOf = new Map<string, Member[]>()
      for (const row of members.rows()) {
        if (row.state !== 'claim' || row.heldFor.length > 0 || row.legacyPassword === null) continue
        if (shopOf(row.shopId).rollout === null) continue
        const candidates = candidatesOf.get(row.email.key)
        if (candidates) candidates.push(row)
        else candidatesOf.set(row.email.key, [row])
      }
      let worst = 0
      for (const candidates of candidatesOf.values()) {
        const dearest = candidates.map(nominalMilliseconds).toSorted((a, b) => b - a)
        const together = dearest.slice(0, LEGACY_CANDIDATES).reduce((sum, milliseconds) => sum + milliseconds, 0)
        worst = Math.max(worst, together)
      }
      return worst
    },

    async keyIdsInUse() {
      const rows = Array.from(members.rows())
      const peppered = rows.flatMap(({ legacyPassword: kept }) => (kept?.pepperKid ? [kept] : []))
      const namesOf = (ofOwn: boolean) =>
        peppered.filter(({ scheme }) => (scheme === 'own') === ofOwn).flatMap(({ pepperKid }) => pepperKid ?? [])
      const sealed = keyNames(
        rows.map((row) => row.legacyTotpSecret),
        '.',
      )
      return { keys: [...new Set([...sealed, ...namesOf(true)])], peppers: [...new Set(namesOf(false))] }
    },
  }
}

/** Where a row counts. */
function columnOf({ state, heldFor }: Member): keyof MemberTally | null {
  switch (state) {
    case 'removed':
      return null
    case 'pending':
      return 'pending'
    case 'claim':
      return heldFor.length > 0 ? 'held' : 'notYet'
    case 'active':
    case 'suspended':
      return 'setUp'
  }
}

function nominalMilliseconds({ legacyPassword }: Member): number {
  return legacyPassword?.nominalMilliseconds ?? 0
}

/** Texts by their UTF-8 bytes, as databases sort them. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
