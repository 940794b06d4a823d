import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Tokens that were mailed, each to be used once. */
export const mailedLinks: Migration = {
  name: '0006-mailed-links',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const keyed = sqlite ? 'STRICT, WITHOUT ROWID' : ''

    const statements = [
      `CREATE TABLE mailed_links (
        token_hash ${text} PRIMARY KEY,
        kind ${text} NOT NULL,
        email_key ${text} NOT NULL,
        email_typed ${text} NOT NULL,
        account_id ${text} REFERENCES accounts (id),
        epoch ${integer} NOT NULL,
        created_at ${integer} NOT NULL,
        expires_at ${integer} NOT NULL
      ) ${keyed}`,
      'CREATE INDEX mailed_links_email ON mailed_links (email_key)',
      'CREATE INDEX mailed_links_expiry ON mailed_links (expires_at)',
      "CREATE INDEX flows_open_email ON flows (email_key) WHERE status = 'open'",
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
