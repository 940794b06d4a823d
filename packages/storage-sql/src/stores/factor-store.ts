import type { FactorStore, PendingAppOfSession } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import { type Database, requireChanged } from '../database.ts'
import { keyIdOf, type PendingAppRow } from '../tables.ts'
import { writeAlong } from './along.ts'
import { endAllBut, writeFactorChange } from './credentials.ts'
import { SWEEP_LIMIT } from './sweep.ts'

/** Factors and their secrets in SQL. */
export function sqlFactorStore(database: Database): FactorStore {
  return {
    async findTotp(accountId) {
      const row = await database.read((db) =>
        db
          .selectFrom('factors')
          .select(['id', 'secret', 'last_step', 'locked_at'])
          .where('account_id', '=', accountId)
          .where('kind', '=', 'totp')
          .executeTakeFirst(),
      )
      if (!row || row.secret === null || row.last_step === null) return null
      return { id: row.id, sealed: row.secret, lastStep: row.last_step, lockedAt: row.locked_at }
    },

    async advanceTotpStep(id, step, sealed) {
      const { numUpdatedRows } = await database.run((db) =>
        db
          .updateTable('factors')
          .set({ last_step: step, secret: sealed, secret_kid: keyIdOf(sealed, '.') })
          .where('id', '=', id)
          .where('last_step', '<', step)
          .where('locked_at', 'is', null)
          .executeTakeFirst(),
      )
      return numUpdatedRows === 1n
    },

    async findRecoveryCode(accountId, slot) {
      const row = await database.read((db) =>
        db
          .selectFrom('recovery_codes')
          .select(['hash', 'used_at'])
          .where('account_id', '=', accountId)
          .where('slot', '=', slot)
          .executeTakeFirst(),
      )
      return row ? { hash: row.hash, usedAt: row.used_at } : null
    },

    async consumeRecoveryCode(accountId, slot, hash, now, along) {
      const consumed = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('recovery_codes')
            .set({ used_at: now })
            .where('account_id', '=', accountId)
            .where('slot', '=', slot)
            .where('hash', '=', hash)
            .where('used_at', 'is', null)
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return consumed ?? false
    },

    async countRecoveryCodes(accountId) {
      const rows = await database.read((db) =>
        db
          .selectFrom('recovery_codes')
          .select('slot')
          .where('account_id', '=', accountId)
          .where('used_at', 'is', null)
          .execute(),
      )
      return rows.length
    },

    async putPendingApp(pending) {
      const { session_id, ...app } = pendingAppRow(pending)
      await database.run((db) =>
        db
          .insertInto('pending_apps')
          .values({ session_id, ...app })
          .onConflict((conflict) => conflict.column('session_id').doUpdateSet(app))
          .execute(),
      )
    },

    async findPendingApp(sessionId, now) {
      const row = await database.read((db) =>
        db
          .selectFrom('pending_apps')
          .selectAll()
          .where('session_id', '=', sessionId)
          .where('expires_at', '>', now)
          .executeTakeFirst(),
      )
      return row ? toPendingApp(row) : null
    },

    async changeFactors(accountId, expectedEpoch, change, renewed, along) {
      const changed = await database.attempt(async (transaction) => {
        const { db } = transaction
        requireChanged(
          await db
            .updateTable('accounts')
            .set({ credential_epoch: expectedEpoch + 1 })
            .where('id', '=', accountId)
            .where('credential_epoch', '=', expectedEpoch)
            .where('status', '=', 'active')
            .executeTakeFirst(),
        )
        await writeFactorChange(db, accountId, change)
        await endAllBut(db, accountId, renewed)
        await writeAlong(transaction, along)
        return true
      })
      return changed ?? false
    },

    async keyIdsInUse(now) {
      const { rows } = await database.read((db) =>
        sql<{ kid: string }>`SELECT DISTINCT secret_kid AS kid FROM factors WHERE secret_kid IS NOT NULL
          UNION SELECT DISTINCT secret_kid FROM pending_apps WHERE expires_at > ${now}
          UNION SELECT DISTINCT hash_kid FROM recovery_codes WHERE used_at IS NULL`.execute(db),
      )
      return rows.map(({ kid }) => kid)
    },

    async sweep(before) {
      const { numDeletedRows } = await database.run((db) =>
        db
          .deleteFrom('pending_apps')
          .where('session_id', 'in', (over) =>
            over.selectFrom('pending_apps').select('session_id').where('expires_at', '<', before).limit(SWEEP_LIMIT),
          )
          .where('expires_at', '<', before)
          .executeTakeFirst(),
      )
      return Number(numDeletedRows)
    },
  }
}

function pendingAppRow(pending: PendingAppOfSession): PendingAppRow {
  return {
    session_id: pending.sessionId,
    account_id: pending.accountId,
    factor_id: pending.factorId,
    secret: pending.sealed,
    secret_kid: keyIdOf(pending.sealed, '.'),
    expires_at: pending.expiresAt,
  }
}

function toPendingApp(row: PendingAppRow): PendingAppOfSession {
  return {
    sessionId: row.session_id,
    accountId: row.account_id,
    factorId: row.factor_id,
    sealed: row.secret,
    expiresAt: row.expires_at,
  }
}
