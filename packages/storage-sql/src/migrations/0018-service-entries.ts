import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Who has entered which service, and who of them was told that it is over. */
export const serviceEntries: Migration = {
  name: '0018-service-entries',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const statements = [
      `CREATE TABLE service_entries (
        sid ${text} PRIMARY KEY,
        service_id ${text} NOT NULL,
        shop_id ${text} NOT NULL,
        account_id ${text} NOT NULL,
        session_id ${text} NOT NULL,
        entered_at ${integer} NOT NULL,
        attempts ${integer} NOT NULL,
        due_at ${integer} NOT NULL,
        outcome ${text},
        settled_at ${integer},
        last_error ${text}
      ) ${sqlite ? 'STRICT' : ''}`,
      'CREATE INDEX service_entries_open ON service_entries (due_at) WHERE outcome IS NULL',
      'CREATE INDEX service_entries_account ON service_entries (account_id)',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
