import type { Kysely } from 'kysely'
import type { Transaction } from '../database.ts'
import { isPasswordColumn, type Tables } from '../tables.ts'
import { bindable, type SqliteHandle } from './handle.ts'

/** A transaction on the writing handle, which the caller has begun and ends. */
export function sqliteTransaction(db: Kysely<Tables>, handle: SqliteHandle): Transaction {
  function insertInto(table: string, row: object): string {
    const columns = Object.keys(row)
    return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
  }

  return {
    db,
    async insertAll(table, rows) {
      const [first] = rows
      if (!first) return
      const insert = handle.prepare(insertInto(table, first))
      for (const row of rows) insert.run(...bindable(Object.values(row)))
    },
    async insertNew(table, rows) {
      const [first] = rows
      if (!first) return 0
      const insert = handle.prepare(`${insertInto(table, first)} ON CONFLICT DO NOTHING`)
      let inserted = 0
      for (const row of rows) inserted += Number(insert.run(...bindable(Object.values(row))).changes)
      return inserted
    },
    async insertNewMembers(rows) {
      const [first] = rows
      if (!first) return []
      const insert = handle.prepare(`${insertInto('members', first)} ON CONFLICT (shop_id, legacy_id) DO NOTHING`)
      const taken: string[] = []
      for (const row of rows) {
        if (insert.run(...bindable(Object.values(row))).changes === 0) taken.push(row.legacy_id)
      }
      return taken
    },
    async updateMembers(updates) {
      const [first] = updates
      if (!first) return []
      const { id, shop_id, ...changing } = first.row
      const columns = [...Object.keys(changing), 'id', 'shop_id', 'expected_state']
      const place = (column: string) => `?${columns.indexOf(column) + 1}`
      const assignments = Object.keys(changing).map((column) => {
        if (!isPasswordColumn(column)) return `${column} = ${place(column)}`
        const stays = `legacy_scheme = 'own' AND email_key = ${place('email_key')}`
        return `${column} = CASE WHEN ${stays} THEN ${column} ELSE ${place(column)} END`
      })
      const update = handle.prepare(
        `UPDATE members SET ${assignments.join(', ')}
        WHERE id = ${place('id')} AND shop_id = ${place('shop_id')} AND state = ${place('expected_state')}`,
      )
      const lost: string[] = []
      for (const { row, expectedState } of updates) {
        const { id, shop_id, ...changes } = row
        const values = bindable([...Object.values(changes), id, shop_id, expectedState])
        if (update.run(...values).changes === 0) lost.push(row.legacy_id)
      }
      return lost
    },
    async touchSessions(seen) {
      const touch = handle.prepare('UPDATE sessions SET last_seen_at = ? WHERE token_hash = ? AND last_seen_at < ?')
      for (const { tokenHash, at } of seen) touch.run(...bindable([at, tokenHash, at]))
    },
  }
}
