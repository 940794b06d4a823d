import { CODE_ATTEMPTS, type EmailKey, type Flow, type FlowId, type FlowStore } from '@ecforce-accounts/core'
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
      const { id, attempts, ...changes } = flowRow(flow)
      const updated = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('flows')
            .set(changes)
            // A proof makes the evidence another text; only then do attempts begin anew.
            .set({ attempts: sql`CASE WHEN evidence = ${changes.evidence} THEN attempts ELSE 0 END` })
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

    async spendAttempt(id) {
      const row = await database.run((db) =>
        db
          .updateTable('flows')
          .set({ attempts: sql`attempts + 1` })
          .where('id', '=', id)
          .where('status', '=', 'open')
          .where('attempts', '<', CODE_ATTEMPTS)
          .returning('attempts')
          .executeTakeFirst(),
      )
      return row?.attempts ?? null
    },

    async refundAttempt(id) {
      await database.run((db) =>
        db
          .updateTable('flows')
          .set({ attempts: sql`attempts - 1` })
          .where('id', '=', id)
          .where('attempts', '>', 0)
          .execute(),
      )
    },

    async keyIdsInUse(now) {
      const { rows } = await database.read((db) =>
        sql<{ kid: string }>`SELECT DISTINCT held_app_kid AS kid FROM flows
          WHERE status = 'open' AND held_app_kid IS NOT NULL AND expires_at > ${now}`.execute(db),
      )
      return rows.map(({ kid }) => kid)
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

/** Ends every open flow of an address. */
export async function endFlows(db: Kysely<Tables>, key: EmailKey): Promise<void> {
  await db
    .updateTable('flows')
    .set({ status: 'ended', version: sql`version + 1` })
    .where('email_key', '=', key)
    .where('status', '=', 'open')
    .execute()
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
    held_is_long: held ? (held.isLong ? 1 : 0) : null,
    held_below_rules: held ? (held.belowRules ? 1 : 0) : null,
    held_claim: held?.claimId ?? null,
    return_to: flow.returnTo,
    locale: flow.locale,
    started_at: flow.startedAt,
    expires_at: flow.expiresAt,
    status: flow.status,
    version: flow.version,
    attempts: flow.attempts,
    held_app: flow.heldApp ? JSON.stringify(flow.heldApp) : null,
    held_app_kid: flow.heldApp ? keyIdOf(flow.heldApp.sealed, '.') : null,
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
            isLong: row.held_is_long === 1,
            belowRules: row.held_below_rules === 1,
            claimId: row.held_claim,
          },
    heldApp: row.held_app === null ? null : JSON.parse(row.held_app),
    returnTo: row.return_to,
    locale: row.locale,
    startedAt: row.started_at,
    expiresAt: row.expires_at,
    status: row.status,
    version: row.version,
    attempts: row.attempts,
  }
}
