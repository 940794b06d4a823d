import type { ServiceStore } from '../ports/service-store.ts'
import type { State } from './state.ts'

/** Services in memory. */
export function serviceStore(state: State): ServiceStore {
  const { services, shops } = state

  const listOf = (shopId: string | undefined) =>
    Array.from(services.rows())
      .filter((service) => shopId === undefined || service.shopId === shopId)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))

  return {
    async create(service, asFirst, along) {
      return state.atomically(() => {
        if (services.get(service.id) || !shops.get(service.shopId)) return false
        if (asFirst && listOf(service.shopId).length > 0) return false
        services.insert(service)
        state.writeAlong(along)
        return true
      })
    },

    async find(id) {
      return services.get(id) ?? null
    },

    async list(shopId) {
      return listOf(shopId)
    },

    async addSecret(id, secret, along) {
      return state.atomically(() => {
        const service = services.get(id)
        if (service?.secrets.length !== 1) return false
        services.put({ ...service, secrets: [secret, ...service.secrets] })
        state.writeAlong(along)
        return true
      })
    },

    async retireSecret(id, along) {
      return state.atomically(() => {
        const service = services.get(id)
        if (service?.secrets.length !== 2) return false
        services.put({ ...service, secrets: service.secrets.slice(0, 1) })
        state.writeAlong(along)
        return true
      })
    },

    async setWeb(id, web, along) {
      return state.atomically(() => {
        const service = services.get(id)
        if (!service) return false
        services.put({ ...service, web })
        state.writeAlong(along)
        return true
      })
    },

    async remove(id, along) {
      return state.atomically(() => {
        if (!services.get(id)) return false
        services.delete(id)
        state.writeAlong(along)
        return true
      })
    },
  }
}
