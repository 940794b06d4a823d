import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Address changes that wait for their confirmation, and reverts with the factors that they put back. */
export const addressChanges: Migration = {
  name: '0013-address-changes',
  async up(db, dialect) {
    const text = dialect === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'
    const statements = [
      `ALTER TABLE mailed_links ADD COLUMN session_id ${text}`,
      `ALTER TABLE mailed_links ADD COLUMN kept_factors ${text}`,
      `ALTER TABLE mailed_links ADD COLUMN kept_kids ${text}`,
      'CREATE INDEX mailed_links_account ON mailed_links (account_id) WHERE account_id IS NOT NULL',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
