import type { ShopStore } from '../ports/shop-store.ts'
import type { State } from './state.ts'

/** Shops in memory. */
export function shopStore(state: State): ShopStore {
  const { shops, invitationPolicies } = state

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

    async invitationDays(id) {
      return invitationPolicies.get(id)?.days ?? null
    },

    async setInvitationDays(id, days, along) {
      return state.atomically(() => {
        if (!shops.get(id)) return false
        invitationPolicies.put({ shopId: id, days })
        state.writeAlong(along)
        return true
      })
    },
  }
}
