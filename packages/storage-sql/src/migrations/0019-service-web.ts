import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Where a service is entered. */
export const serviceWeb: Migration = {
  name: '0019-service-web',
  async up(db, dialect) {
    const text = dialect === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'
    await sql.raw(`ALTER TABLE services ADD COLUMN web ${text}`).execute(db)
  },
}
