import { sql } from 'kysely'
import type { Migration } from './migrate.ts'

/** Wrong codes in a row lock a factor, and its owner is told of the first of a day. */
export const lockedFactors: Migration = {
  name: '0004-locked-factors',
  async up(db, dialect) {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const keyed = sqlite ? 'STRICT, WITHOUT ROWID' : ''

    const statements = [
      `ALTER TABLE factors ADD COLUMN wrong_in_a_row ${integer} NOT NULL DEFAULT 0`,
      `ALTER TABLE factors ADD COLUMN renewed_at ${integer}`,
      `CREATE TABLE wrong_code_notices (
        account_id ${text} PRIMARY KEY REFERENCES accounts (id),
        told_at ${integer} NOT NULL
      ) ${keyed}`,
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
