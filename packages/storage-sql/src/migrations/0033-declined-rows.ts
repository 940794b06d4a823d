import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Rows whose person has declined them; and when an invitation ended, or expired, for what is swept. */
export const declinedRows: Migration = {
  name: '0033-declined-rows',
  async up(db, dialect) {
    const integer = dialect === 'sqlite' ? 'INTEGER' : 'BIGINT'
    const statements = [
      `ALTER TABLE members ADD COLUMN declined ${integer} NOT NULL DEFAULT 0`,
      `UPDATE members SET declined = 1 WHERE state = 'pending' AND 'declined' = (
        SELECT i.status FROM invitations i WHERE i.member_id = members.id ORDER BY i.created_at DESC, i.id DESC LIMIT 1)`,
      'CREATE INDEX invitations_ended ON invitations (COALESCE(settled_at, expires_at))',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
