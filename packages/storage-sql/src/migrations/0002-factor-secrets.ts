import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Authenticator apps, recovery codes, apps being enrolled; attempts belong to the flow, over all of its factors. */
export const factorSecrets: Migration = {
  name: '0002-factor-secrets',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const end = sqlite ? 'STRICT' : ''
    const keyed = sqlite ? 'STRICT, WITHOUT ROWID' : ''

    const statements = [
      `ALTER TABLE factors ADD COLUMN secret ${text}`,
      `ALTER TABLE factors ADD COLUMN secret_kid ${text}`,
      `ALTER TABLE factors ADD COLUMN last_step ${integer}`,
      'DROP INDEX factors_account',
      'CREATE UNIQUE INDEX factors_account_kind ON factors (account_id, kind)',
      'CREATE INDEX factors_secret_kid ON factors (secret_kid) WHERE secret_kid IS NOT NULL',

      `CREATE TABLE recovery_codes (
        account_id ${text} NOT NULL REFERENCES accounts (id),
        slot ${integer} NOT NULL,
        hash ${text} NOT NULL,
        hash_kid ${text} NOT NULL,
        used_at ${integer},
        PRIMARY KEY (account_id, slot)
      ) ${keyed}`,
      'CREATE INDEX recovery_codes_kid ON recovery_codes (hash_kid) WHERE used_at IS NULL',

      `CREATE TABLE pending_apps (
        session_id ${text} PRIMARY KEY,
        account_id ${text} NOT NULL REFERENCES accounts (id),
        factor_id ${text} NOT NULL,
        secret ${text} NOT NULL,
        secret_kid ${text} NOT NULL,
        expires_at ${integer} NOT NULL
      ) ${end}`,
      'CREATE INDEX pending_apps_account ON pending_apps (account_id)',
      'CREATE INDEX pending_apps_expiry ON pending_apps (expires_at)',

      `ALTER TABLE flows ADD COLUMN attempts ${integer} NOT NULL DEFAULT 0`,
      `ALTER TABLE flows ADD COLUMN held_app ${text}`,
      `ALTER TABLE flows ADD COLUMN held_app_kid ${text}`,
      "CREATE INDEX flows_held_app_kid ON flows (held_app_kid) WHERE status = 'open' AND held_app_kid IS NOT NULL",
      'UPDATE flows SET attempts = COALESCE((SELECT c.attempts FROM challenges c WHERE c.flow_id = flows.id), 0)',
      'ALTER TABLE challenges DROP COLUMN attempts',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
