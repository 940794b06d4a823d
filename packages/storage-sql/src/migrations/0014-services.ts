import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** The services of the shops. */
export const services: Migration = {
  name: '0014-services',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const end = sqlite ? 'STRICT' : ''

    const statements = [
      `CREATE TABLE services (
        id ${text} PRIMARY KEY,
        shop_id ${text} NOT NULL REFERENCES shops (id),
        name ${text} NOT NULL,
        secret_hash ${text} NOT NULL,
        secret_issued_at ${integer} NOT NULL,
        former_hash ${text},
        former_issued_at ${integer},
        added_at ${integer} NOT NULL
      ) ${end}`,
      'CREATE INDEX services_shop ON services (shop_id)',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
