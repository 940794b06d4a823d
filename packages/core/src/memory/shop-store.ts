import type { ShopStore } from '../ports/shop-store.ts'
import { withHold } from './member-store.ts'
import type { State } from './state.ts'

/** Shops in memory. */
export function shopStore(state: State): ShopStore {
  const { shops, members } = state

  return {
    async find(id) {
      return shops.get(id) ?? null
    },

    async list() {
      return Array.from(shops.rows()).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    },

    async save({ id, name, adminUrl, factorPolicy }, along) {
      state.atomically(() => {
        shops.put({ id, name, adminUrl, factorPolicy, rollout: shops.get(id)?.rollout ?? null })
        state.writeAlong(along)
      })
    },

    async announce(id, rollout, staleAt, along) {
      return state.atomically(() => {
        const shop = shops.get(id)
        if (!shop || shop.rollout) return null

        shops.put({ ...shop, rollout })
        const stale = members.by('shop', id).filter(({ state, lastSignInAt, confirmedAt }) => {
          if (state !== 'claim' || confirmedAt !== null || lastSignInAt === null) return false
          return lastSignInAt === 'never' || lastSignInAt <= staleAt
        })
        for (const row of stale) members.put({ ...row, heldFor: withHold(row, 'stale') })
        state.writeAlong(along)
        return stale.length
      })
    },
  }
}
