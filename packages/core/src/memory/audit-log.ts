import type { AuditLog } from '../ports/audit-log.ts'
import type { State } from './state.ts'

/** The audit log in memory. */
export function auditLog(state: State): AuditLog {
  return {
    async append(events) {
      state.atomically(() => state.writeAlong({ events }))
    },

    async findBySupportCode(supportCode) {
      return state.events.by('supportCode', supportCode)[0]?.event ?? null
    },

    async listBySubject(subject, limit, among) {
      const all = state.events
        .by('subject', subject)
        .toSorted((a, b) => b.event.at - a.event.at || b.position - a.position)
      const after = among?.after ?? null
      const first = after === null ? 0 : all.findIndex(({ event }) => event.id === after) + 1
      if (after !== null && first === 0) return []
      return all
        .slice(first)
        .filter(({ event }) => among === undefined || among.names.includes(event.name))
        .slice(0, limit)
        .map(({ event }) => event)
    },
  }
}
