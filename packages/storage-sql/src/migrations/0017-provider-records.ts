import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** What the OpenID provider keeps between requests. */
export const providerRecords: Migration = {
  name: '0017-provider-records',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const statements = [
      `CREATE TABLE provider_records (
        kind ${text} NOT NULL,
        id_hash ${text} NOT NULL,
        uid_hash ${text},
        grant_hash ${text},
        sealed ${text} NOT NULL,
        sealed_kid ${text} NOT NULL,
        expires_at ${integer} NOT NULL,
        consumed_at ${integer},
        PRIMARY KEY (kind, id_hash)
      ) ${sqlite ? 'STRICT' : ''}`,
      'CREATE INDEX provider_records_uid ON provider_records (uid_hash) WHERE uid_hash IS NOT NULL',
      'CREATE INDEX provider_records_grant ON provider_records (grant_hash) WHERE grant_hash IS NOT NULL',
      'CREATE INDEX provider_records_expires ON provider_records (expires_at)',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
