import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** The address of a case, by which the latest is found: of older cases, as far as it is still known. */
export const caseAddresses: Migration = {
  name: '0021-case-addresses',
  async up(db, dialect) {
    const text = dialect === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'
    const statements = [
      `ALTER TABLE lost_factor_cases ADD COLUMN email_key ${text} NOT NULL DEFAULT ''`,
      `UPDATE lost_factor_cases SET email_key = COALESCE(
        (SELECT email_key FROM flows WHERE flows.id = lost_factor_cases.flow_id),
        (SELECT email_key FROM accounts WHERE accounts.id = lost_factor_cases.account_id),
        '')`,
      'CREATE INDEX lost_factor_cases_email ON lost_factor_cases (email_key)',
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
