import type { Kysely } from 'kysely'
import type { Transaction } from '../database.ts'
import type { Tables } from '../tables.ts'
import { bindable, type SqliteHandle } from './handle.ts'

/** A transaction on the writing handle, which the caller has begun and ends. */
export function sqliteTransaction(db: Kysely<Tables>, handle: SqliteHandle): Transaction {
  function insertSql(table: string, row: object): { readonly columns: readonly string[]; readonly text: string } {
    const columns = Object.keys(row)
    const places = columns.map(() => '?').join(', ')
    return { columns, text: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})` }
  }

  return {
    db,
    async insertAll(table, rows) {
      const [first] = rows
      if (!first) return
      const { text } = insertSql(table, first)
      const insert = handle.prepare(text)
      for (const row of rows) insert.run(...bindable(Object.values(row)))
    },
    async insertNewMembers(rows) {
      const [first] = rows
      if (!first) return []
      const { text } = insertSql('members', first)
      const insert = handle.prepare(`${text} ON CONFLICT (shop_id, legacy_id) DO NOTHING`)
      const taken: string[] = []
      for (const row of rows) {
        if (insert.run(...bindable(Object.values(row))).changes === 0) taken.push(row.legacy_id)
      }
      return taken
    },
  }
}
