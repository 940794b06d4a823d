import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Sign-ins from unknown browsers that are told in one mail, and when an account was told last. */
export const newDevices: Migration = {
  name: '0034-new-devices',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const statements = [
      `CREATE TABLE new_devices (
        id ${text} PRIMARY KEY,
        account_id ${text} NOT NULL,
        at ${integer} NOT NULL,
        user_agent ${text},
        address ${text}
      ) ${sqlite ? 'STRICT' : ''}`,
      'CREATE INDEX new_devices_account ON new_devices (account_id)',
      `CREATE TABLE device_tellings (
        account_id ${text} PRIMARY KEY,
        told_at ${integer} NOT NULL
      ) ${sqlite ? 'STRICT' : ''}`,
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
