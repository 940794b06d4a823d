import { type Kysely, sql } from 'kysely'
import { columnType } from '../column-types.ts'
import type { BulkColumn, BulkTable, Transaction } from '../database.ts'
import type { Tables } from '../tables.ts'
import { postgresDialect } from './dialect.ts'

/** A transaction under way on `db`. */
export function postgresTransaction(db: Kysely<Tables>): Transaction {
  return {
    db,
    async insertAll(table, rows) {
      if (rows.length > 0) await insertFrom(table, rows).execute(db)
    },
    async insertNewMembers(rows) {
      if (rows.length === 0) return []
      const inserted = await sql<{ id: string }>`${insertFrom('members', rows)}
        ON CONFLICT (shop_id, legacy_id) DO NOTHING RETURNING id`.execute(db)
      const ids = new Set(inserted.rows.map(({ id }) => id))
      return rows.flatMap((row) => (ids.has(row.id) ? [] : [row.legacy_id]))
    },
  }
}

/** One statement of as many parameters as the table has columns, however many the rows. */
function insertFrom(table: BulkTable, rows: readonly object[]) {
  const names = Object.keys(rows[0] ?? {})
  const values = rows.map((row) => Object.values(row))
  const columns = Object.fromEntries(
    names.map((name, index): [string, BulkColumn] => [
      name,
      { type: columnType(table, name), values: values.map((row) => row[index]) },
    ]),
  )
  const listed = sql.join(names.map((name) => sql.ref(name)))
  return sql`INSERT INTO ${sql.table(table)} (${listed}) SELECT ${listed} FROM ${postgresDialect.tableOf('fresh', columns)}`
}
