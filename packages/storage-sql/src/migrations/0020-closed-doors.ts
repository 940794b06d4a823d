import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** To whom the shop's own sign-in is closed by what was done here; so far, who chose a password by a mailed link. */
export const closedDoors: Migration = {
  name: '0020-closed-doors',
  async up(db, dialect) {
    const integer = dialect === 'sqlite' ? 'INTEGER' : 'BIGINT'
    const statements = [
      `ALTER TABLE members ADD COLUMN legacy_closed ${integer} NOT NULL DEFAULT 0`,
      `UPDATE members SET legacy_closed = 1 WHERE legacy_scheme = 'own'
        AND EXISTS (SELECT 1 FROM shops WHERE shops.id = members.shop_id AND announced_at IS NOT NULL)`,
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
