import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Robots' exemptions: as they are asked for and given, whom they may be given to, and the sessions they gave. */
export const bypasses: Migration = {
  name: '0022-bypasses',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const rows = sqlite ? 'STRICT' : ''
    const keyed = sqlite ? 'STRICT, WITHOUT ROWID' : ''
    const statements = [
      `CREATE TABLE bypass_requests (
        id ${text} PRIMARY KEY,
        shop_id ${text} NOT NULL REFERENCES shops (id),
        version ${integer} NOT NULL,
        status ${text} NOT NULL,
        purpose ${text} NOT NULL,
        provider ${text} NOT NULL,
        member_ids ${text} NOT NULL,
        ranges ${text} NOT NULL,
        valid_days ${integer} NOT NULL,
        shadow ${integer} NOT NULL,
        renews ${text},
        ticket ${text},
        asked_by_account ${text},
        asked_by_operator ${text},
        asked_at ${integer} NOT NULL,
        due_at ${integer} NOT NULL,
        stopped_at ${integer},
        question ${text},
        answer ${text},
        first_approved_by ${text},
        settled_by ${text},
        settled_at ${integer},
        reason ${text}
      ) ${rows}`,
      'CREATE INDEX bypass_requests_shop ON bypass_requests (shop_id, asked_at)',
      "CREATE INDEX bypass_requests_open ON bypass_requests (due_at) WHERE status IN ('pending', 'needs-information')",
      `CREATE TABLE bypass_grants (
        id ${text} PRIMARY KEY,
        request_id ${text} NOT NULL REFERENCES bypass_requests (id),
        shop_id ${text} NOT NULL,
        member_id ${text} NOT NULL REFERENCES members (id),
        ranges ${text} NOT NULL,
        status ${text} NOT NULL,
        suspended_for ${text},
        shadow ${integer} NOT NULL,
        approved_by ${text} NOT NULL,
        starts_at ${integer} NOT NULL,
        ends_at ${integer} NOT NULL,
        credential_epoch ${integer},
        active_since ${integer} NOT NULL,
        last_used_at ${integer},
        last_address ${text}
      ) ${rows}`,
      'CREATE INDEX bypass_grants_shop ON bypass_grants (shop_id)',
      // A row has one grant at a time: of two approvals for it, one is stored.
      "CREATE UNIQUE INDEX bypass_grants_member ON bypass_grants (member_id) WHERE status <> 'revoked'",
      "CREATE INDEX bypass_grants_active ON bypass_grants (ends_at) WHERE status = 'active'",
      `CREATE TABLE bypass_days (
        grant_id ${text} NOT NULL,
        day ${text} NOT NULL,
        uses ${integer} NOT NULL,
        shadow ${integer} NOT NULL,
        near_misses ${integer} NOT NULL,
        PRIMARY KEY (grant_id, day)
      ) ${keyed}`,
      `CREATE TABLE bypass_user_agents (
        grant_id ${text} NOT NULL,
        user_agent ${text} NOT NULL,
        last_seen_at ${integer} NOT NULL,
        PRIMARY KEY (grant_id, user_agent)
      ) ${keyed}`,
      `CREATE TABLE bypass_reminders (
        grant_id ${text} NOT NULL,
        days ${integer} NOT NULL,
        PRIMARY KEY (grant_id, days)
      ) ${keyed}`,
      `ALTER TABLE members ADD COLUMN robot_since ${integer}`,
      `ALTER TABLE sessions ADD COLUMN grant_id ${text}`,
      'CREATE INDEX sessions_grant ON sessions (grant_id) WHERE grant_id IS NOT NULL',
      // Of passwords that were chosen before, nobody knows how long they are.
      `ALTER TABLE accounts ADD COLUMN password_is_long ${integer} NOT NULL DEFAULT 0`,
      `ALTER TABLE flows ADD COLUMN held_is_long ${integer}`,
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
