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

    async listBySubject(subject, limit) {
      return state.events
        .by('subject', subject)
        .toSorted((a, b) => b.event.at - a.event.at || b.position - a.position)
        .slice(0, limit)
        .map(({ event }) => event)
    },
  }
}
