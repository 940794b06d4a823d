import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Who was told what of a shop's switch, each once. */
export const rolloutNotices: Migration = {
  name: '0012-rollout-notices',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const keyed = sqlite ? 'STRICT, WITHOUT ROWID' : ''

    const statements = [
      `CREATE TABLE notices_told (
        member_id ${text} NOT NULL REFERENCES members (id),
        notice ${text} NOT NULL,
        enforced_at ${integer},
        mail_id ${text} NOT NULL,
        queued_at ${integer} NOT NULL,
        PRIMARY KEY (member_id, notice)
      ) ${keyed}`,
      `CREATE TABLE notices_closed (
        shop_id ${text} NOT NULL REFERENCES shops (id),
        notice ${text} NOT NULL,
        closed_at ${integer} NOT NULL,
        PRIMARY KEY (shop_id, notice)
      ) ${keyed}`,
      "CREATE INDEX outbox_rollout ON outbox (due_at) WHERE state = 'waiting' AND kind = 'rollout'",
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
