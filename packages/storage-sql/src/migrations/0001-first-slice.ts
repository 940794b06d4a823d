import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Accounts, members, flows, sessions, mails: what a first sign-in needs. */
export const firstSlice: Migration = {
  name: '0001-first-slice',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    // Keys compare byte by byte on both: no two of them are one for a language's sake.
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const end = sqlite ? 'STRICT' : ''
    // A table found by its key alone needs one search, not two.
    const keyed = sqlite ? 'STRICT, WITHOUT ROWID' : ''

    const statements = [
      `CREATE TABLE accounts (
        id ${text} PRIMARY KEY,
        email_key ${text} NOT NULL,
        email_typed ${text} NOT NULL,
        name ${text},
        locale ${text} NOT NULL,
        status ${text} NOT NULL,
        credential_epoch ${integer} NOT NULL,
        password_hash ${text} NOT NULL,
        password_kid ${text} NOT NULL,
        password_origin ${text} NOT NULL,
        mail_reset_at ${integer},
        last_used_factor ${text},
        created_at ${integer} NOT NULL
      ) ${end}`,
      'CREATE UNIQUE INDEX accounts_email_key ON accounts (email_key)',
      'CREATE INDEX accounts_password_kid ON accounts (password_kid)',

      `CREATE TABLE factors (
        id ${text} PRIMARY KEY,
        account_id ${text} NOT NULL REFERENCES accounts (id),
        kind ${text} NOT NULL,
        enrolled_at ${integer} NOT NULL,
        last_used_at ${integer},
        locked_at ${integer}
      ) ${end}`,
      'CREATE INDEX factors_account ON factors (account_id)',

      `CREATE TABLE devices (
        token_hash ${text} PRIMARY KEY,
        account_id ${text} NOT NULL REFERENCES accounts (id),
        credential_epoch ${integer} NOT NULL,
        created_at ${integer} NOT NULL,
        expires_at ${integer} NOT NULL
      ) ${keyed}`,
      'CREATE INDEX devices_account ON devices (account_id)',
      'CREATE INDEX devices_expiry ON devices (expires_at)',

      `CREATE TABLE shops (
        id ${text} PRIMARY KEY,
        name ${text} NOT NULL,
        admin_url ${text},
        factor_policy ${text} NOT NULL,
        announced_at ${integer},
        enforced_at ${integer}
      ) ${end}`,

      `CREATE TABLE members (
        id ${text} PRIMARY KEY,
        shop_id ${text} NOT NULL REFERENCES shops (id),
        legacy_id ${text} NOT NULL,
        email_key ${text} NOT NULL,
        email_typed ${text} NOT NULL,
        name ${text},
        role ${text},
        state ${text} NOT NULL,
        held_stale ${integer} NOT NULL,
        held_same_address ${integer} NOT NULL,
        legacy_scheme ${text},
        legacy_hash ${text},
        legacy_pepper_kid ${text},
        legacy_nominal_ms ${sqlite ? 'REAL' : 'DOUBLE PRECISION'},
        legacy_two_factor ${integer} NOT NULL,
        legacy_totp_secret ${text},
        legacy_totp_kid ${text},
        last_sign_in_at ${integer},
        account_id ${text} REFERENCES accounts (id),
        confirmed_at ${integer},
        imported_by ${text} NOT NULL
      ) ${end}`,
      'CREATE UNIQUE INDEX members_legacy_id ON members (shop_id, legacy_id)',
      // Wide enough to add up an address's legacy hashes without visiting the rows.
      'CREATE INDEX members_email_key ON members (email_key, legacy_nominal_ms)',
      'CREATE INDEX members_account ON members (account_id) WHERE account_id IS NOT NULL',
      'CREATE INDEX members_totp_kid ON members (legacy_totp_kid) WHERE legacy_totp_kid IS NOT NULL',
      'CREATE INDEX members_pepper_kid ON members (legacy_pepper_kid) WHERE legacy_pepper_kid IS NOT NULL',

      `CREATE TABLE flows (
        id ${text} PRIMARY KEY,
        secret_hash ${text} NOT NULL,
        former_secret_hash ${text},
        requirement ${text} NOT NULL,
        email_key ${text} NOT NULL,
        email_typed ${text} NOT NULL,
        evidence ${text} NOT NULL,
        wish ${text} NOT NULL,
        held_hash ${text},
        held_kid ${text},
        held_origin ${text},
        held_below_rules ${integer},
        held_claim ${text},
        return_to ${text},
        locale ${text} NOT NULL,
        started_at ${integer} NOT NULL,
        expires_at ${integer} NOT NULL,
        status ${text} NOT NULL,
        version ${integer} NOT NULL
      ) ${end}`,
      'CREATE UNIQUE INDEX flows_secret ON flows (secret_hash)',
      'CREATE INDEX flows_former_secret ON flows (former_secret_hash) WHERE former_secret_hash IS NOT NULL',
      'CREATE INDEX flows_expiry ON flows (expires_at)',
      "CREATE INDEX flows_held_kid ON flows (held_kid) WHERE status = 'open' AND held_kid IS NOT NULL",

      `CREATE TABLE challenges (
        id ${text} PRIMARY KEY,
        flow_id ${text} NOT NULL,
        destination ${text} NOT NULL,
        purpose ${text} NOT NULL,
        code_hash ${text} NOT NULL,
        code_kid ${text} NOT NULL,
        reference ${text} NOT NULL,
        issued_at ${integer} NOT NULL,
        expires_at ${integer} NOT NULL,
        resend_at ${integer} NOT NULL,
        sends ${integer} NOT NULL,
        attempts ${integer} NOT NULL,
        consumed_at ${integer}
      ) ${end}`,
      'CREATE UNIQUE INDEX challenges_flow ON challenges (flow_id)',
      'CREATE INDEX challenges_expiry ON challenges (expires_at)',

      `CREATE TABLE sessions (
        token_hash ${text} PRIMARY KEY,
        id ${text} NOT NULL UNIQUE,
        account_id ${text} NOT NULL REFERENCES accounts (id),
        acr ${text} NOT NULL,
        amr ${text} NOT NULL,
        class ${text} NOT NULL,
        restricted_to ${text},
        auth_time ${integer} NOT NULL,
        created_at ${integer} NOT NULL,
        last_seen_at ${integer} NOT NULL,
        expires_at ${integer} NOT NULL,
        address ${text},
        user_agent ${text}
      ) ${keyed}`,
      'CREATE INDEX sessions_account ON sessions (account_id, created_at)',
      'CREATE INDEX sessions_expiry ON sessions (expires_at)',
      'CREATE INDEX sessions_last_seen ON sessions (last_seen_at)',

      `CREATE TABLE outbox (
        id ${text} PRIMARY KEY,
        message_id ${text} NOT NULL,
        kind ${text} NOT NULL,
        sealed ${text},
        sealed_kid ${text},
        queued_at ${integer} NOT NULL,
        useful_until ${integer} NOT NULL,
        state ${text} NOT NULL,
        due_at ${integer} NOT NULL,
        leased_until ${integer},
        attempts ${integer} NOT NULL,
        doubts ${integer} NOT NULL,
        settled_at ${integer},
        last_error ${text}
      ) ${end}`,
      "CREATE INDEX outbox_waiting ON outbox (queued_at, id) WHERE state = 'waiting'",
      "CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting'",
      "CREATE INDEX outbox_useful ON outbox (useful_until) WHERE state = 'waiting'",
      "CREATE INDEX outbox_leased ON outbox (leased_until) WHERE state = 'waiting' AND leased_until IS NOT NULL",
      "CREATE INDEX outbox_given_up ON outbox (state) WHERE state IN ('expired', 'uncertain', 'refused')",

      `CREATE TABLE counters (
        key ${text} PRIMARY KEY,
        count ${integer} NOT NULL,
        window_ends_at ${integer} NOT NULL,
        opens_at ${integer} NOT NULL
      ) ${keyed}`,
      'CREATE INDEX counters_window ON counters (window_ends_at)',

      `CREATE TABLE audit_events (
        seq ${sqlite ? 'INTEGER PRIMARY KEY' : 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY'},
        id ${text} NOT NULL UNIQUE,
        at ${integer} NOT NULL,
        name ${text} NOT NULL,
        outcome ${text} NOT NULL,
        reason ${text},
        support_code ${text},
        actor ${text},
        subject ${text},
        shop_id ${text},
        address ${text},
        user_agent ${text},
        request_id ${text},
        details ${text} NOT NULL
      ) ${end}`,
      'CREATE INDEX audit_events_support_code ON audit_events (support_code) WHERE support_code IS NOT NULL',
      'CREATE INDEX audit_events_subject ON audit_events (subject, at, seq) WHERE subject IS NOT NULL',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
