import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** A shop's switch is scheduled, postponed, paused and rolled back, each time as a new version. */
export const rollouts: Migration = {
  name: '0010-rollouts',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'

    const statements = [
      `ALTER TABLE shops ADD COLUMN rollout_version ${integer} NOT NULL DEFAULT 0`,
      `ALTER TABLE shops ADD COLUMN announce_at ${integer}`,
      `ALTER TABLE shops ADD COLUMN rollout_rest ${text}`,
      'UPDATE shops SET rollout_version = 1 WHERE announced_at IS NOT NULL',
      'CREATE INDEX shops_announce_at ON shops (announce_at) WHERE announce_at IS NOT NULL',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
