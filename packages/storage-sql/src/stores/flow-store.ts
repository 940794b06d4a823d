import type { Flow, FlowId, FlowStore } from '@ecforce-accounts/core'
import { type Kysely, sql } from 'kysely'
import { type Database, requireChanged } from '../database.ts'
import { type FlowRow, keyIdOf, type Tables } from '../tables.ts'
import { writeAlong } from './along.ts'
import { SWEEP_LIMIT } from './sweep.ts'

/** Flows in SQL. */
export function sqlFlowStore(database: Database): FlowStore {
  return {
    async create(flow, along) {
      await database.attempt(async (transaction) => {
        await transaction.db.insertInto('flows').values(flowRow(flow)).execute()
        await writeAlong(transaction, along)
      })
    },

    async findBySecret(secretHash, now) {
      const row = await database.read((db) =>
        db
          .selectFrom('flows')
          .selectAll()
          .where((is) => is.or([is('secret_hash', '=', secretHash), is('former_secret_hash', '=', secretHash)]))
          .where('expires_at', '>', now)
          .executeTakeFirst(),
      )
      return row ? toFlow(row) : null
    },

    async update(flow, along) {
      const { id, ...changes } = flowRow(flow)
      const updated = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('flows')
            .set(changes)
            .where('id', '=', id)
            .where('status', '=', 'open')
            .where('version', '=', flow.version - 1)
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return updated ?? false
    },

    async end(id, along) {
      const ended = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('flows')
            .set({ status: 'ended', version: sql`version + 1` })
            .where('id', '=', id)
            .where('status', '=', 'open')
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return ended ?? false
    },

    async sweep(before) {
      const swept = await database.attempt(async ({ db }) => {
        const expired = await sql<{ id: FlowId }>`
          SELECT id FROM flows WHERE expires_at < ${before} ORDER BY expires_at LIMIT ${SWEEP_LIMIT}
          ${database.dialect.lockFree}`.execute(db)
        const ids = expired.rows.map(({ id }) => id)
        if (ids.length === 0) return 0
        await db.deleteFrom('challenges').where(database.dialect.isOneOf('flow_id', ids)).execute()
        await db.deleteFrom('flows').where(database.dialect.isOneOf('id', ids)).execute()
        return ids.length
      })
      return swept ?? 0
    },
  }
}

/** Marks the open flow of this version as done; undoes the transaction when somebody else was there first. */
export async function finishFlow(
  db: Kysely<Tables>,
  { id, version }: { readonly id: FlowId; readonly version: number },
): Promise<void> {
  requireChanged(
    await db
      .updateTable('flows')
      .set({ status: 'done', version: version + 1 })
      .where('id', '=', id)
      .where('status', '=', 'open')
      .where('version', '=', version)
      .executeTakeFirst(),
  )
}

function flowRow(flow: Flow): FlowRow {
  const held = flow.heldPassword
  return {
    id: flow.id,
    secret_hash: flow.secretHash,
    former_secret_hash: flow.formerSecretHash,
    requirement: JSON.stringify(flow.requirement),
    email_key: flow.email.key,
    email_typed: flow.email.typed,
    evidence: JSON.stringify(flow.evidence),
    wish: JSON.stringify(flow.wish),
    held_hash: held?.hash ?? null,
    held_kid: held ? keyIdOf(held.hash, ':') : null,
    held_origin: held?.origin ?? null,
    held_below_rules: held ? (held.belowRules ? 1 : 0) : null,
    held_claim: held?.claimId ?? null,
    return_to: flow.returnTo,
    locale: flow.locale,
    started_at: flow.startedAt,
    expires_at: flow.expiresAt,
    status: flow.status,
    version: flow.version,
  }
}

function toFlow(row: FlowRow): Flow {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    formerSecretHash: row.former_secret_hash,
    requirement: JSON.parse(row.requirement),
    email: { key: row.email_key, typed: row.email_typed },
    evidence: JSON.parse(row.evidence),
    wish: JSON.parse(row.wish),
    heldPassword:
      row.held_hash === null || row.held_origin === null
        ? null
        : {
            hash: row.held_hash,
            origin: row.held_origin,
            belowRules: row.held_below_rules === 1,
            claimId: row.held_claim,
          },
    returnTo: row.return_to,
    locale: row.locale,
    startedAt: row.started_at,
    expiresAt: row.expires_at,
    status: row.status,
    version: row.version,
  }
}
