import type { ServiceEntry } from '../domain/service-entry.ts'
import type { ServiceEntries } from '../ports/service-entries.ts'
import type { Instant } from '../primitives/clock.ts'
import type { ServiceId } from '../primitives/ids.ts'
import type { State } from './state.ts'

/** Entries into services in memory. */
export function serviceEntries(state: State): ServiceEntries {
  const { entries, sessions, members } = state

  function isOpen({ sessionId, accountId, shopId }: ServiceEntry): boolean {
    const isMember = members.by('account', accountId).some((row) => row.shopId === shopId && row.state === 'active')
    return isMember && sessions.by('id', sessionId).length > 0
  }

  return {
    async note(entry) {
      state.atomically(() => entries.put({ entry, attempts: 0, dueAt: 0, settled: null, settledAt: null, error: null }))
    },

    async findOpen(sid, serviceId) {
      const row = entries.get(sid)
      return row?.settled === null && row.entry.serviceId === serviceId && isOpen(row.entry) ? row.entry : null
    },

    async lastEntries(accountId) {
      const last = new Map<ServiceId, Instant>()
      for (const { entry } of entries.by('account', accountId)) {
        last.set(entry.serviceId, Math.max(entry.enteredAt, last.get(entry.serviceId) ?? 0))
      }
      return last
    },

    async takeEnded(limit, now, heldUntil) {
      return state.atomically(() => {
        const ended = Array.from(entries.rows())
          .filter(({ settled, dueAt, entry }) => settled === null && dueAt <= now && !isOpen(entry))
          .toSorted((a, b) => a.dueAt - b.dueAt || (a.entry.sid < b.entry.sid ? -1 : 1))
          .slice(0, limit)
        for (const row of ended) entries.put({ ...row, dueAt: heldUntil })
        return ended.map(({ entry, attempts }) => ({ ...entry, attempts }))
      })
    },

    async recordTold(sid, at) {
      state.atomically(() => {
        const row = entries.get(sid)
        if (row) entries.put({ ...row, settled: 'told', settledAt: at, error: null })
      })
    },

    async postpone(sid, dueAt, error) {
      state.atomically(() => {
        const row = entries.get(sid)
        if (row) entries.put({ ...row, attempts: row.attempts + 1, dueAt, error })
      })
    },

    async giveUp(sid, at, error) {
      state.atomically(() => {
        const row = entries.get(sid)
        if (row) entries.put({ ...row, attempts: row.attempts + 1, settled: 'failed', settledAt: at, error })
      })
    },

    async deliveries() {
      const all = Array.from(entries.rows()).toSorted((a, b) => a.entry.enteredAt - b.entry.enteredAt)
      const ids = [...new Set(all.map(({ entry }) => entry.serviceId))].toSorted()
      return ids.map((serviceId) => {
        const own = all.filter(({ entry }) => entry.serviceId === serviceId)
        return {
          serviceId,
          waiting: own.filter(({ settled, entry }) => settled === null && !isOpen(entry)).length,
          told: own.filter(({ settled }) => settled === 'told').length,
          failed: own.filter(({ settled }) => settled === 'failed').length,
          lastError: own.findLast(({ error }) => error !== null)?.error ?? null,
        }
      })
    },

    async sweep(before) {
      return state.atomically(() => {
        const old = Array.from(entries.rows())
          .filter(({ settledAt }) => settledAt !== null && settledAt < before)
          .slice(0, 1000)
        for (const { entry } of old) entries.delete(entry.sid)
        return old.length
      })
    },
  }
}
