import { CODE_ATTEMPTS } from '../domain/flow.ts'
import type { FlowStore } from '../ports/flow-store.ts'
import { keyNames, type State, SWEEP_LIMIT } from './state.ts'

/** Flows in memory. */
export function flowStore(state: State): FlowStore {
  const { flows, challenges } = state

  return {
    async create(flow, along) {
      state.atomically(() => {
        flows.insert(flow)
        state.writeAlong(along)
      })
    },

    async findBySecret(secretHash, now) {
      const flow = flows.by('secret', secretHash)[0] ?? flows.by('formerSecret', secretHash)[0]
      return flow && now < flow.expiresAt ? flow : null
    },

    async update(flow, along) {
      return state.atomically(() => {
        const current = flows.get(flow.id)
        if (current?.status !== 'open' || current.version !== flow.version - 1) return false
        const isProof = flow.evidence.length > current.evidence.length
        flows.put({ ...flow, attempts: isProof ? 0 : current.attempts })
        state.writeAlong(along)
        return true
      })
    },

    async spendAttempt(id) {
      return state.atomically(() => {
        const current = flows.get(id)
        if (current?.status !== 'open' || current.attempts >= CODE_ATTEMPTS) return null
        flows.put({ ...current, attempts: current.attempts + 1 })
        return current.attempts + 1
      })
    },

    async refundAttempt(id) {
      state.atomically(() => {
        const current = flows.get(id)
        if (current) flows.put({ ...current, attempts: Math.max(0, current.attempts - 1) })
      })
    },

    async keyIdsInUse(now) {
      const open = Array.from(flows.rows()).filter((flow) => flow.status === 'open' && now < flow.expiresAt)
      return keyNames(
        open.map(({ heldApp }) => heldApp?.sealed ?? null),
        '.',
      )
    },

    async end(id, along) {
      return state.atomically(() => {
        const current = flows.get(id)
        if (current?.status !== 'open') return false
        flows.put({ ...current, status: 'ended', version: current.version + 1 })
        state.writeAlong(along)
        return true
      })
    },

    async sweep(before) {
      return state.atomically(() => {
        const expired = Array.from(flows.rows())
          .filter((flow) => flow.expiresAt < before)
          .slice(0, SWEEP_LIMIT)
        for (const { id } of expired) {
          for (const challenge of challenges.by('flow', id)) challenges.delete(challenge.id)
          flows.delete(id)
        }
        return expired.length
      })
    },
  }
}
