import type { LogoutDeliveries, ServiceEntries, ServiceEntry } from '@ecforce-accounts/core'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../database.ts'
import type { ServiceEntryRow } from '../tables.ts'
import { SWEEP_LIMIT } from './sweep.ts'

/** Of the entry `e`: its session is there, and its membership. */
const isOpen: RawBuilder<boolean> = sql`(
  EXISTS (SELECT 1 FROM sessions s WHERE s.id = e.session_id)
  AND EXISTS (SELECT 1 FROM members m WHERE m.account_id = e.account_id AND m.shop_id = e.shop_id AND m.state = 'active'))`

/** Entries into services in SQL. */
export function sqlServiceEntries(database: Database): ServiceEntries {
  return {
    async note(entry) {
      const { sid: _, ...replaced } = newRow(entry)
      await database.run((db) =>
        db
          .insertInto('service_entries')
          .values(newRow(entry))
          .onConflict((conflict) => conflict.column('sid').doUpdateSet(replaced))
          .execute(),
      )
    },

    async findOpen(sid, serviceId) {
      const { rows } = await database.read((db) =>
        sql<ServiceEntryRow>`SELECT e.* FROM service_entries e
          WHERE e.sid = ${sid} AND e.service_id = ${serviceId} AND e.outcome IS NULL AND ${isOpen}`.execute(db),
      )
      return rows[0] ? toServiceEntry(rows[0]) : null
    },

    async lastEntries(accountId) {
      const rows = await database.read((db) =>
        db
          .selectFrom('service_entries')
          .select(['service_id', (all) => all.fn.max('entered_at').as('entered_at')])
          .where('account_id', '=', accountId)
          .groupBy('service_id')
          .execute(),
      )
      return new Map(rows.map(({ service_id, entered_at }) => [service_id, entered_at]))
    },

    async takeEnded(limit, now, heldUntil) {
      const taken = await database.attempt(async ({ db }) => {
        const ended = sql`SELECT e.sid FROM service_entries e WHERE e.outcome IS NULL AND e.due_at <= ${now}
          AND NOT ${isOpen} ORDER BY e.due_at, e.sid LIMIT ${limit} ${database.dialect.lockFree}`
        const { rows } = await sql<ServiceEntryRow>`
          UPDATE service_entries SET due_at = ${heldUntil} WHERE sid IN (${ended}) RETURNING *`.execute(db)
        return rows
      })
      return (taken ?? []).map((row) => ({ ...toServiceEntry(row), attempts: row.attempts }))
    },

    recordTold: (sid, at) => settle(sid, { outcome: 'told', settled_at: at, last_error: null }),

    async postpone(sid, dueAt, error) {
      await database.run((db) =>
        db
          .updateTable('service_entries')
          .set({ attempts: sql`attempts + 1`, due_at: dueAt, last_error: error })
          .where('sid', '=', sid)
          .execute(),
      )
    },

    giveUp: (sid, at, error) => settle(sid, { outcome: 'failed', settled_at: at, last_error: error }),

    async deliveries() {
      const { rows } = await database.read((db) =>
        sql<DeliveriesRow>`SELECT service_id,
          sum(CASE WHEN outcome IS NULL AND NOT ${isOpen} THEN 1 ELSE 0 END) AS waiting,
          sum(CASE WHEN outcome = 'told' THEN 1 ELSE 0 END) AS told,
          sum(CASE WHEN outcome = 'failed' THEN 1 ELSE 0 END) AS failed,
          (SELECT l.last_error FROM service_entries l WHERE l.service_id = e.service_id AND l.last_error IS NOT NULL
            ORDER BY l.entered_at DESC, l.sid DESC LIMIT 1) AS last_error
          FROM service_entries e GROUP BY service_id ORDER BY service_id`.execute(db),
      )
      return rows.map((row) => ({
        serviceId: row.service_id,
        waiting: Number(row.waiting),
        told: Number(row.told),
        failed: Number(row.failed),
        lastError: row.last_error,
      }))
    },

    async sweep(before) {
      const { numAffectedRows } = await database.run((db) =>
        sql`DELETE FROM service_entries WHERE sid IN (
          SELECT sid FROM service_entries WHERE settled_at < ${before} LIMIT ${SWEEP_LIMIT})`.execute(db),
      )
      return Number(numAffectedRows ?? 0)
    },
  }

  async function settle(
    sid: string,
    settled: Pick<ServiceEntryRow, 'outcome' | 'settled_at' | 'last_error'>,
  ): Promise<void> {
    await database.run((db) => db.updateTable('service_entries').set(settled).where('sid', '=', sid).execute())
  }
}

interface DeliveriesRow {
  readonly service_id: LogoutDeliveries['serviceId']
  readonly waiting: number
  readonly told: number
  readonly failed: number
  readonly last_error: string | null
}

function newRow(entry: ServiceEntry): ServiceEntryRow {
  return {
    sid: entry.sid,
    service_id: entry.serviceId,
    shop_id: entry.shopId,
    account_id: entry.accountId,
    session_id: entry.sessionId,
    entered_at: entry.enteredAt,
    attempts: 0,
    due_at: 0,
    outcome: null,
    settled_at: null,
    last_error: null,
  }
}

function toServiceEntry(row: ServiceEntryRow): ServiceEntry {
  return {
    sid: row.sid,
    serviceId: row.service_id,
    shopId: row.shop_id,
    accountId: row.account_id,
    sessionId: row.session_id,
    enteredAt: row.entered_at,
  }
}
