import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Members that several people share, with who stands for them, and memberships that end on a day. */
export const sharedMembers: Migration = {
  name: '0032-shared-members',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const statements = [
      `ALTER TABLE members ADD COLUMN shared_responsible ${text}`,
      `ALTER TABLE members ADD COLUMN shared_marked_at ${integer}`,
      `ALTER TABLE members ADD COLUMN shared_reminds_at ${integer}`,
      `ALTER TABLE members ADD COLUMN retires_on ${text}`,
      `ALTER TABLE members ADD COLUMN retires_told ${integer}`,
      `ALTER TABLE members ADD COLUMN retires_due_at ${integer}`,
      'CREATE INDEX members_reminders ON members (shared_reminds_at) WHERE shared_reminds_at IS NOT NULL',
      'CREATE INDEX members_retirements ON members (retires_due_at) WHERE retires_due_at IS NOT NULL',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
