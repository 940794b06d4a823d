import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** The invitations of shops; of one shop one address has one open invitation. */
export const invitations: Migration = {
  name: '0030-invitations',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const statements = [
      `CREATE TABLE invitations (
        id ${text} PRIMARY KEY,
        shop_id ${text} NOT NULL,
        member_id ${text} NOT NULL,
        email_key ${text} NOT NULL,
        email_typed ${text} NOT NULL,
        invited_by ${text},
        locale ${text} NOT NULL,
        lifetime_days ${integer} NOT NULL,
        created_at ${integer} NOT NULL,
        sent_at ${integer} NOT NULL,
        sends ${integer} NOT NULL,
        expires_at ${integer} NOT NULL,
        token_hash ${text} NOT NULL UNIQUE,
        code_hash ${text} NOT NULL,
        code_kid ${text} NOT NULL,
        mail_id ${text} NOT NULL,
        reminder_id ${text},
        wrong_codes ${integer} NOT NULL,
        status ${text} NOT NULL,
        settled_at ${integer}
      ) ${sqlite ? 'STRICT' : ''}`,
      `CREATE UNIQUE INDEX invitations_open ON invitations (shop_id, email_key) WHERE status = 'open'`,
      'CREATE INDEX invitations_shop ON invitations (shop_id, created_at)',
      `CREATE INDEX invitations_address ON invitations (email_key) WHERE status = 'open'`,
      'CREATE INDEX invitations_member ON invitations (member_id)',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
