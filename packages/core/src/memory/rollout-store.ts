import { isUnusedSince, type Leaving, type Member } from '../domain/member.ts'
import { type RolloutRecord, untouchedRollout } from '../domain/rollout.ts'
import type { RolloutStore } from '../ports/rollout-store.ts'
import type { ShopId } from '../primitives/ids.ts'
import { withHold, withoutHold } from './holds.ts'
import { tombstone } from './legacy-doors.ts'
import type { State } from './state.ts'

/** The switches of the shops in memory. */
export function rolloutStore(state: State): RolloutStore {
  const { shops, members, rollouts } = state

  const current = (id: ShopId): RolloutRecord => rollouts.get(id) ?? untouchedRollout(id)
  const listed = (id: ShopId) => members.by('shop', id).filter(({ state }) => state !== 'removed')
  const hadAccounts = (id: ShopId) => members.by('shop', id).some(({ activatedAt }) => activatedAt !== null)

  /** Stores the record unless another came first; only within `atomically`. */
  function store(next: RolloutRecord): boolean {
    const shop = shops.get(next.shopId)
    if (!shop || current(next.shopId).version !== next.version - 1) return false
    rollouts.put(next)
    shops.put({ ...shop, rollout: next.rollout })
    return true
  }

  function gone(row: Member, leaving: Leaving): Member {
    if (leaving === 'remove') return { ...tombstone(state, row), leaving: null }
    return { ...row, state: 'pending', leaving: null, legacyPassword: null, legacyTotpSecret: null }
  }

  return {
    async find(shopId) {
      return shops.get(shopId) ? current(shopId) : null
    },

    async facts(shopId) {
      return { hasMembers: listed(shopId).length > 0, hasAccounts: hadAccounts(shopId) }
    },

    async listDue(now) {
      return Array.from(rollouts.rows())
        .filter(({ announceAt }) => announceAt !== null && announceAt <= now)
        .toSorted((a, b) => (a.announceAt ?? 0) - (b.announceAt ?? 0))
    },

    async listUnderWay(now) {
      return Array.from(rollouts.rows())
        .filter(({ announceAt, rollout }) => announceAt !== null || (rollout && (rollout.enforcedAt ?? now + 1) > now))
        .toSorted((a, b) => (a.shopId < b.shopId ? -1 : 1))
    },

    async advance(next, along) {
      return state.atomically(() => {
        if (!store(next)) return false
        state.writeAlong(along)
        return true
      })
    },

    async announce(next, staleAt, along) {
      const { shopId, rollout } = next
      return state.atomically(() => {
        if (current(shopId).rollout !== null) return null
        if (rollout?.enforcedAt === rollout?.announcedAt && listed(shopId).length > 0) return null
        if (!store(next)) return null
        for (const row of members.by('shop', shopId)) {
          if (row.state === 'claim' && row.leaving !== null) members.put(gone(row, row.leaving))
        }
        const stale = members
          .by('shop', shopId)
          .filter((row) => isUnconfirmedClaim(row) && isUnusedSince(row.lastSignInAt, staleAt))
        for (const row of stale) members.put({ ...row, heldFor: withHold(row, 'stale') })
        state.writeAlong(along)
        return stale.length
      })
    },

    async withdraw(next, along) {
      return state.atomically(() => {
        if (hadAccounts(next.shopId) || !store(next)) return false
        for (const row of members.by('shop', next.shopId)) {
          if (row.state === 'claim') members.put({ ...row, heldFor: withoutHold(row, 'stale') })
        }
        state.writeAlong(along)
        return true
      })
    },
  }
}

function isUnconfirmedClaim({ state, confirmedAt }: Member): boolean {
  return state === 'claim' && confirmedAt === null
}
