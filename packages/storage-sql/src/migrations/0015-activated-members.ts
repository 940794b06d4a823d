import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** When a membership began: so far with its account, since an account came into being with all of them. */
export const activatedMembers: Migration = {
  name: '0015-activated-members',
  async up(db, dialect) {
    const statements = [
      `ALTER TABLE members ADD COLUMN activated_at ${dialect === 'sqlite' ? 'INTEGER' : 'BIGINT'}`,
      `UPDATE members SET activated_at = (SELECT created_at FROM accounts WHERE accounts.id = members.account_id)
        WHERE account_id IS NOT NULL`,
      'CREATE INDEX members_activated ON members (shop_id, activated_at) WHERE activated_at IS NOT NULL',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
