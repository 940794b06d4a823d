import { FACTOR_ATTEMPTS, type FactorAttempts, RENEWAL_MILLISECONDS } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import { type Database, requireChanged } from '../database.ts'
import { writeAlong } from './along.ts'

/** Wrong codes in a row in SQL: a factor is locked exactly while its count is full. */
export function sqlFactorAttempts(database: Database): FactorAttempts {
  return {
    async reserve(accountId, kind, now) {
      const { rows } = await database.run((db) =>
        sql<{ wrong_in_a_row: number }>`
          UPDATE factors SET wrong_in_a_row = wrong_in_a_row + 1,
            locked_at = CASE WHEN wrong_in_a_row + 1 >= ${FACTOR_ATTEMPTS} THEN CAST(${now} AS BIGINT) END
          WHERE account_id = ${accountId} AND kind = ${kind} AND locked_at IS NULL
          RETURNING wrong_in_a_row`.execute(db),
      )
      return rows[0]?.wrong_in_a_row ?? null
    },

    async settle(accountId, kind) {
      await database.run((db) =>
        db
          .updateTable('factors')
          .set({ wrong_in_a_row: 0, locked_at: null })
          .where('account_id', '=', accountId)
          .where('kind', '=', kind)
          .execute(),
      )
    },

    async refund(accountId, kind) {
      await database.run((db) =>
        db
          .updateTable('factors')
          .set({ wrong_in_a_row: sql`wrong_in_a_row - 1`, locked_at: null })
          .where('account_id', '=', accountId)
          .where('kind', '=', kind)
          .where('wrong_in_a_row', '>', 0)
          .execute(),
      )
    },

    async noteWrong(accountId, { now, toldBefore }, { mails = [], events = [] }) {
      const first = await database.attempt(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction.db
          .insertInto('wrong_code_notices')
          .values({ account_id: accountId, told_at: now })
          .onConflict((conflict) =>
            conflict
              .column('account_id')
              .doUpdateSet({ told_at: now })
              .where('wrong_code_notices.told_at', '<=', toldBefore),
          )
          .executeTakeFirstOrThrow()
        const isFirst = numInsertedOrUpdatedRows === 1n
        await writeAlong(transaction, { events, mails: isFirst ? mails : [] })
        return isFirst
      })
      return first ?? false
    },

    async renewMail(accountId, now, along) {
      const renewed = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('factors')
            .set({ wrong_in_a_row: 0, locked_at: null, renewed_at: now })
            .where('account_id', '=', accountId)
            .where('kind', '=', 'email')
            .where('locked_at', 'is not', null)
            .where((is) => is.or([is('renewed_at', 'is', null), is('renewed_at', '<=', now - RENEWAL_MILLISECONDS)]))
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return renewed ?? false
    },
  }
}
