import { type HeldMail, MAIL_DOUBTS, type MailId, type Outbox } from '@ecforce-accounts/core'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../database.ts'
import type { OutboxRow } from '../tables.ts'
import { writeAlong } from './along.ts'

/** The outbox in SQL. */
export function sqlOutbox(database: Database): Outbox {
  return {
    async accept(along) {
      await database.attempt((transaction) => writeAlong(transaction, along))
    },

    async take(limit, now, leaseUntil) {
      const free = sql`state = 'waiting' AND (leased_until IS NULL OR leased_until <= ${now})`
      const taken = await database.attempt(async ({ db }) => {
        const hopeless = sql`SELECT id FROM outbox WHERE ${free} AND (useful_until <= ${now}
          OR (leased_until IS NOT NULL AND doubts >= ${MAIL_DOUBTS})) ${database.dialect.lockFree}`
        await sql`
          UPDATE outbox SET sealed = NULL, sealed_kid = NULL, leased_until = NULL, settled_at = ${now},
            state = CASE WHEN useful_until <= ${now} THEN 'expired' ELSE 'uncertain' END
          WHERE id IN (${hopeless})`.execute(db)

        const hold = async (those: RawBuilder<unknown>, most: number, doubts: 0 | 1): Promise<readonly TakenRow[]> => {
          const due = sql`SELECT id FROM outbox WHERE state = 'waiting' AND ${those} AND due_at <= ${now}
            AND useful_until > ${now} ORDER BY queued_at, id LIMIT ${most} ${database.dialect.lockFree}`
          const held = await sql<TakenRow>`
            UPDATE outbox SET attempts = attempts + 1, leased_until = ${leaseUntil}, doubts = doubts + ${doubts}
            WHERE id IN (${due})
            RETURNING id, message_id, kind, sealed, queued_at, useful_until, attempts, doubts, leased_until`.execute(db)
          return held.rows.toSorted((a, b) => a.queued_at - b.queued_at || (a.id < b.id ? -1 : 1))
        }
        const abandoned = await hold(sql`leased_until <= ${now} AND doubts < ${MAIL_DOUBTS}`, limit, 1)
        const fresh = await hold(sql`leased_until IS NULL`, limit - abandoned.length, 0)
        return [...abandoned, ...fresh]
      })
      return (taken ?? []).map(toHeldMail)
    },

    async recordHandOver(id, at) {
      await database.run((db) =>
        db
          .updateTable('outbox')
          .set(settled('handed_over', at, null))
          .where('id', '=', id)
          .execute(),
      )
    },

    async postpone(held, dueAt, error) {
      await database.run((db) =>
        db
          .updateTable('outbox')
          .set({ due_at: dueAt, leased_until: null, last_error: error })
          .where('id', '=', held.id)
          .where('leased_until', '=', held.leaseUntil)
          .where('state', '=', 'waiting')
          .execute(),
      )
    },

    async doubt(held, dueAt, error) {
      const again = sql`doubts < ${MAIL_DOUBTS}`
      await database.run((db) =>
        sql`
          UPDATE outbox SET leased_until = NULL, last_error = ${error}, due_at = ${dueAt},
            state = CASE WHEN ${again} THEN state ELSE 'uncertain' END,
            sealed = CASE WHEN ${again} THEN sealed END,
            sealed_kid = CASE WHEN ${again} THEN sealed_kid END,
            settled_at = CASE WHEN ${again} THEN NULL ELSE CAST(${dueAt} AS BIGINT) END,
            doubts = CASE WHEN ${again} THEN doubts + 1 ELSE doubts END
          WHERE id = ${held.id} AND leased_until = ${held.leaseUntil} AND state = 'waiting'`.execute(db),
      )
    },

    async giveUp(held, at, error) {
      await database.run((db) =>
        db
          .updateTable('outbox')
          .set(settled('refused', at, error))
          .where('id', '=', held.id)
          .where('leased_until', '=', held.leaseUntil)
          .where('state', '=', 'waiting')
          .execute(),
      )
    },

    async count() {
      const { rows } = await database.read((db) =>
        sql<{ waiting: number; given_up: number }>`SELECT
          (SELECT count(*) FROM outbox WHERE state = 'waiting') AS waiting,
          (SELECT count(*) FROM outbox WHERE state IN ('expired', 'uncertain', 'refused')) AS given_up`.execute(db),
      )
      return { waiting: rows[0]?.waiting ?? 0, givenUp: rows[0]?.given_up ?? 0 }
    },

    async keyIdsInUse(now) {
      const rows = await database.read((db) =>
        db
          .selectFrom('outbox')
          .select('sealed_kid')
          .distinct()
          .where('state', '=', 'waiting')
          .where('sealed_kid', 'is not', null)
          .where('useful_until', '>', now)
          .execute(),
      )
      return rows.flatMap(({ sealed_kid }) => sealed_kid ?? [])
    },
  }
}

function settled(state: OutboxRow['state'], at: number, error: string | null) {
  return { state, sealed: null, sealed_kid: null, leased_until: null, settled_at: at, last_error: error }
}

interface TakenRow {
  readonly id: MailId
  readonly message_id: string
  readonly kind: OutboxRow['kind']
  readonly sealed: string
  readonly queued_at: number
  readonly useful_until: number
  readonly attempts: number
  readonly doubts: number
  readonly leased_until: number
}

function toHeldMail(row: TakenRow): HeldMail {
  return {
    id: row.id,
    messageId: row.message_id,
    kind: row.kind,
    sealed: row.sealed,
    queuedAt: row.queued_at,
    usefulUntil: row.useful_until,
    attempts: row.attempts,
    doubts: row.doubts,
    leaseUntil: row.leased_until,
  }
}
