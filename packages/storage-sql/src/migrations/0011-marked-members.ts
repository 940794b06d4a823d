import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Claims are held by hand, or marked to leave at the announcement. */
export const markedMembers: Migration = {
  name: '0011-marked-members',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const statements = [
      `ALTER TABLE members ADD COLUMN held_by_hand ${sqlite ? 'INTEGER' : 'BIGINT'} NOT NULL DEFAULT 0`,
      `ALTER TABLE members ADD COLUMN leaving ${sqlite ? 'TEXT' : 'TEXT COLLATE "C"'}`,
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
