import type { OperatorStore } from '../ports/operator-store.ts'
import { keyNames, type State } from './state.ts'

/** Operators in memory. */
export function operatorStore(state: State): OperatorStore {
  const { operators, operatorSessions } = state

  function endSessions(name: string): void {
    for (const { tokenHash } of operatorSessions.by('operator', name)) operatorSessions.delete(tokenHash)
  }

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

    async setPassword(name, password, along) {
      return state.atomically(() => {
        const operator = operators.get(name)
        if (!operator) return false
        operators.put({ ...operator, password })
        endSessions(name)
        state.writeAlong(along)
        return true
      })
    },

    async rehashPassword(name, from, to) {
      state.atomically(() => {
        const operator = operators.get(name)
        if (operator?.password === from) operators.put({ ...operator, password: to })
      })
    },

    async remove(name, along) {
      return state.atomically(() => {
        if (!operators.get(name)) return false
        operators.delete(name)
        endSessions(name)
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
      const rows = Array.from(operators.rows())
      const secrets = rows.map(({ totpSecret }) => totpSecret)
      const passwords = rows.map(({ password }) => password)
      return [...new Set([...keyNames(secrets, '.'), ...keyNames(passwords, ':')])]
    },
  }
}
