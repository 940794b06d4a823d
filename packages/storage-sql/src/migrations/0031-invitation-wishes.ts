import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Who would like to be invited, of one shop and address once at a time; and how long a shop's invitations are good for. */
export const invitationWishes: Migration = {
  name: '0031-invitation-wishes',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const statements = [
      `CREATE TABLE invitation_wishes (
        id ${text} PRIMARY KEY,
        shop_id ${text} NOT NULL,
        account_id ${text} NOT NULL,
        email_key ${text} NOT NULL,
        email_typed ${text} NOT NULL,
        name ${text} NOT NULL,
        asked_at ${integer} NOT NULL,
        status ${text} NOT NULL,
        settled_at ${integer}
      ) ${sqlite ? 'STRICT' : ''}`,
      `CREATE UNIQUE INDEX invitation_wishes_open ON invitation_wishes (shop_id, email_key) WHERE status = 'open'`,
      'CREATE INDEX invitation_wishes_shop ON invitation_wishes (shop_id, asked_at)',
      `ALTER TABLE shops ADD COLUMN invitation_days ${integer}`,
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
