import type { AuditEvent, AuditLog, ShopId } from '@ecforce-accounts/core'
import { type Selectable, sql } from 'kysely'
import type { Database } from '../database.ts'
import type { AuditEventRow } from '../tables.ts'
import { writeAlong } from './along.ts'

/** The audit log in SQL. */
export function sqlAuditLog(database: Database): AuditLog {
  return {
    async append(events) {
      if (events.length === 0) return
      await database.attempt((transaction) => writeAlong(transaction, { events }))
    },

    async findBySupportCode(supportCode) {
      const row = await database.read((db) =>
        db
          .selectFrom('audit_events')
          .selectAll()
          .where('support_code', '=', supportCode)
          .orderBy('seq')
          .limit(1)
          .executeTakeFirst(),
      )
      return row ? toEvent(row) : null
    },

    async listBySubject(subject, limit, among) {
      const rows = await database.read((db) =>
        db
          .selectFrom('audit_events')
          .selectAll()
          .where('subject', '=', subject)
          .$if(among !== undefined, (events) => events.where('name', 'in', among?.names ?? []))
          .$if(among?.after != null, (events) =>
            events.where(
              sql<boolean>`(at, seq) < (SELECT at, seq FROM audit_events WHERE id = ${among?.after} AND subject = ${subject})`,
            ),
          )
          .orderBy('at', 'desc')
          .orderBy('seq', 'desc')
          .limit(limit)
          .execute(),
      )
      return rows.map(toEvent)
    },
  }
}

function toEvent(row: Selectable<AuditEventRow>): AuditEvent {
  return {
    id: row.id,
    at: row.at,
    name: row.name,
    outcome: row.outcome,
    reason: row.reason,
    supportCode: row.support_code,
    actor: row.actor,
    subject: row.subject,
    shopId: row.shop_id as ShopId | null,
    address: row.address,
    userAgent: row.user_agent,
    requestId: row.request_id,
    details: JSON.parse(row.details),
  }
}
