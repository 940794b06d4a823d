import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Operators, cases of lost factors, and the lifts that answer them. */
export const operators: Migration = {
  name: '0005-operators',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const end = sqlite ? 'STRICT' : ''

    const statements = [
      `CREATE TABLE operators (
        name ${text} PRIMARY KEY,
        role ${text} NOT NULL,
        totp_secret ${text} NOT NULL,
        totp_kid ${text} NOT NULL,
        last_step ${integer} NOT NULL,
        enrolled_at ${integer} NOT NULL
      ) ${end}`,

      `CREATE TABLE lost_factor_cases (
        number ${text} PRIMARY KEY,
        flow_id ${text} NOT NULL UNIQUE,
        account_id ${text} REFERENCES accounts (id),
        factor ${text},
        opened_at ${integer} NOT NULL
      ) ${end}`,

      `CREATE TABLE factor_lifts (
        case_number ${text} PRIMARY KEY,
        account_id ${text} NOT NULL REFERENCES accounts (id),
        factor ${text} NOT NULL,
        status ${text} NOT NULL,
        asked_by ${text} NOT NULL,
        asked_at ${integer} NOT NULL,
        approved_by ${text},
        lifts_at ${integer},
        settled_at ${integer}
      ) ${end}`,
      "CREATE UNIQUE INDEX factor_lifts_outstanding ON factor_lifts (account_id) WHERE status IN ('asked', 'approved')",
      "CREATE INDEX factor_lifts_due ON factor_lifts (lifts_at) WHERE status = 'approved'",
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
