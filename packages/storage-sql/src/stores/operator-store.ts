import type { Operator, OperatorStore } from '@ecforce-accounts/core'
import { type Database, GuardLost } from '../database.ts'
import { keyIdOf, type OperatorRow } from '../tables.ts'
import { writeAlong } from './along.ts'

/** Operators in SQL. */
export function sqlOperatorStore(database: Database): OperatorStore {
  return {
    async create(operator, along) {
      const created = await database.attempt(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction.db
          .insertInto('operators')
          .values(operatorRow(operator))
          .onConflict((conflict) => conflict.column('name').doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return created ?? false
    },

    async find(name) {
      const row = await database.read((db) =>
        db.selectFrom('operators').selectAll().where('name', '=', name).executeTakeFirst(),
      )
      return row ? toOperator(row) : null
    },

    async list() {
      const rows = await database.read((db) => db.selectFrom('operators').selectAll().orderBy('name').execute())
      return rows.map(toOperator)
    },

    async remove(name, along) {
      const removed = await database.attempt(async (transaction) => {
        const { numDeletedRows } = await transaction.db
          .deleteFrom('operators')
          .where('name', '=', name)
          .executeTakeFirst()
        if (numDeletedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return removed ?? false
    },

    async advanceStep(name, step) {
      const { numUpdatedRows } = await database.run((db) =>
        db
          .updateTable('operators')
          .set({ last_step: step })
          .where('name', '=', name)
          .where('last_step', '<', step)
          .executeTakeFirst(),
      )
      return numUpdatedRows === 1n
    },

    async keyIdsInUse() {
      const rows = await database.read((db) => db.selectFrom('operators').select('totp_kid').distinct().execute())
      return rows.map(({ totp_kid }) => totp_kid)
    },
  }
}

function operatorRow(operator: Operator): OperatorRow {
  return {
    name: operator.name,
    role: operator.role,
    totp_secret: operator.totpSecret,
    totp_kid: keyIdOf(operator.totpSecret, '.'),
    last_step: operator.lastStep,
    enrolled_at: operator.enrolledAt,
  }
}

function toOperator(row: OperatorRow): Operator {
  return {
    name: row.name,
    role: row.role,
    totpSecret: row.totp_secret,
    lastStep: row.last_step,
    enrolledAt: row.enrolled_at,
  }
}
