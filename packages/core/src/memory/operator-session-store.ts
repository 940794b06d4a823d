import type { OperatorSessionStore } from '../ports/operator-session-store.ts'
import type { State } from './state.ts'

/** Where operators are signed in, in memory. */
export function operatorSessionStore(state: State): OperatorSessionStore {
  const { operators, operatorSessions } = state

  return {
    async issue(session, { password, replaces }, along) {
      return state.atomically(() => {
        if (operators.get(session.operator)?.password !== password) return false
        if (replaces !== null) operatorSessions.delete(replaces)
        operatorSessions.insert(session)
        state.writeAlong(along)
        return true
      })
    },

    async find(tokenHash) {
      const session = operatorSessions.get(tokenHash)
      const operator = session && operators.get(session.operator)
      return operator ? { session, operator: { name: operator.name, role: operator.role } } : null
    },

    async touch(tokenHash, at) {
      state.atomically(() => {
        const session = operatorSessions.get(tokenHash)
        if (session && session.lastSeenAt < at) operatorSessions.put({ ...session, lastSeenAt: at })
      })
    },

    async end(tokenHash, along) {
      return state.atomically(() => {
        if (!operatorSessions.get(tokenHash)) return false
        operatorSessions.delete(tokenHash)
        state.writeAlong(along)
        return true
      })
    },

    async sweep(expiredBefore, idleSince) {
      return state.atomically(() => {
        const over = Array.from(operatorSessions.rows()).filter(
          ({ expiresAt, lastSeenAt }) => expiresAt < expiredBefore || lastSeenAt < idleSince,
        )
        for (const { tokenHash } of over) operatorSessions.delete(tokenHash)
        return over.length
      })
    },
  }
}
