import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Operators get a password, and sessions of their own. */
export const operatorSessions: Migration = {
  name: '0016-operator-sessions',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'

    const statements = [
      `ALTER TABLE operators ADD COLUMN password_hash ${text}`,
      `ALTER TABLE operators ADD COLUMN password_kid ${text}`,
      `CREATE TABLE operator_sessions (
        token_hash ${text} PRIMARY KEY,
        operator ${text} NOT NULL REFERENCES operators (name),
        created_at ${integer} NOT NULL,
        last_seen_at ${integer} NOT NULL,
        expires_at ${integer} NOT NULL,
        address ${text},
        user_agent ${text}
      ) ${sqlite ? 'STRICT, WITHOUT ROWID' : ''}`,
      'CREATE INDEX operator_sessions_operator ON operator_sessions (operator)',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
