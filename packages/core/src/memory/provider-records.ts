import type { ProviderRecord } from '../domain/provider-record.ts'
import type { ProviderRecords } from '../ports/provider-records.ts'
import type { Instant } from '../primitives/clock.ts'
import { keyNames, providerKey, type State } from './state.ts'

/** What the OpenID provider keeps, in memory. */
export function providerRecords(state: State): ProviderRecords {
  const { providerRecords: records } = state
  const isThere = (record: ProviderRecord | undefined, now: Instant): record is ProviderRecord =>
    record !== undefined && now < record.expiresAt

  return {
    async put(record) {
      state.atomically(() => {
        const before = records.get(providerKey(record))
        records.put({ ...record, consumedAt: before?.consumedAt ?? record.consumedAt })
      })
    },

    async find(kind, idHash, now) {
      const record = records.get(providerKey({ kind, idHash }))
      return isThere(record, now) ? record : null
    },

    async findByUid(kind, uidHash, now) {
      return records.by('uid', uidHash).find((record) => record.kind === kind && isThere(record, now)) ?? null
    },

    async consume(kind, idHash, at) {
      return state.atomically(() => {
        const record = records.get(providerKey({ kind, idHash }))
        if (!isThere(record, at) || record.consumedAt !== null) return false
        records.put({ ...record, consumedAt: at })
        return true
      })
    },

    async remove(kind, idHash) {
      state.atomically(() => records.delete(providerKey({ kind, idHash })))
    },

    async revoke(grantHash) {
      state.atomically(() => {
        for (const record of records.by('grant', grantHash)) records.delete(providerKey(record))
      })
    },

    async keyIdsInUse(now) {
      const kept = Array.from(records.rows()).filter((record) => isThere(record, now))
      return keyNames(
        kept.map(({ sealed }) => sealed),
        '.',
      )
    },

    async sweep(before) {
      return state.atomically(() => {
        const expired = Array.from(records.rows())
          .filter(({ expiresAt }) => expiresAt < before)
          .slice(0, 1000)
        for (const record of expired) records.delete(providerKey(record))
        return expired.length
      })
    },
  }
}
