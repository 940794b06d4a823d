import type { Operator, OperatorStore, PasswordHash } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import { type Database, GuardLost, requireChanged, type Transaction } from '../database.ts'
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

    async setPassword(name, password, along) {
      const set = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('operators')
            .set(passwordColumns(password))
            .where('name', '=', name)
            .executeTakeFirst(),
        )
        await endSessions(transaction, name)
        await writeAlong(transaction, along)
        return true
      })
      return set ?? false
    },

    async rehashPassword(name, from, to) {
      await database.run((db) =>
        db
          .updateTable('operators')
          .set(passwordColumns(to))
          .where('name', '=', name)
          .where('password_hash', '=', from)
          .execute(),
      )
    },

    async remove(name, along) {
      const removed = await database.attempt(async (transaction) => {
        // Locked first: a session that is issued meanwhile is either ended here or finds nobody.
        await sql`SELECT name FROM operators WHERE name = ${name} ${database.dialect.lock}`.execute(transaction.db)
        await endSessions(transaction, name)
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
      const { rows } = await database.read((db) =>
        sql<{ kid: string }>`SELECT totp_kid AS kid FROM operators
          UNION SELECT password_kid FROM operators WHERE password_kid IS NOT NULL`.execute(db),
      )
      return rows.map(({ kid }) => kid)
    },
  }
}

async function endSessions({ db }: Transaction, name: string): Promise<void> {
  await db.deleteFrom('operator_sessions').where('operator', '=', name).execute()
}

function passwordColumns(password: PasswordHash | null) {
  return { password_hash: password, password_kid: password && keyIdOf(password, ':') }
}

function operatorRow(operator: Operator): OperatorRow {
  return {
    name: operator.name,
    role: operator.role,
    ...passwordColumns(operator.password),
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
    password: row.password_hash,
    totpSecret: row.totp_secret,
    lastStep: row.last_step,
    enrolledAt: row.enrolled_at,
  }
}
