import type { OperatorStore } from '../ports/operator-store.ts'
import { keyNames, type State } from './state.ts'

/** Operators in memory. */
export function operatorStore(state: State): OperatorStore {
  const { operators } = state

  return {
    async create(operator, along) {
      return state.atomically(() => {
        if (operators.get(operator.name)) return false
        operators.insert(operator)
        state.writeAlong(along)
        return true
      })
    },

    async find(name) {
      return operators.get(name) ?? null
    },

    async list() {
      return Array.from(operators.rows()).toSorted((a, b) => (a.name < b.name ? -1 : 1))
    },

    async remove(name, along) {
      return state.atomically(() => {
        if (!operators.get(name)) return false
        operators.delete(name)
        state.writeAlong(along)
        return true
      })
    },

    async advanceStep(name, step) {
      return state.atomically(() => {
        const operator = operators.get(name)
        if (!operator || step <= operator.lastStep) return false
        operators.put({ ...operator, lastStep: step })
        return true
      })
    },

    async keyIdsInUse() {
      return keyNames(
        Array.from(operators.rows(), ({ totpSecret }) => totpSecret),
        '.',
      )
    },
  }
}
