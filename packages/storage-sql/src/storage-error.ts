import { AccountsError, StorageError } from '@ecforce-accounts/core'
import { GuardLost } from './database.ts'

/** SQLSTATE classes whose messages name tables and conditions, and never a value. */
const speakingClasses = new Set(['08', '23', '25', '28', '3D', '40', '42', '53', '55', '57', '58'])

/** What the PostgreSQL driver says without a code. */
const driverSentences =
  /^(?:Connection terminated|timeout exceeded|Query read timeout|Client |Cannot use a pool|PGlite is closed)/

/**
 * The error as a `StorageError`, or itself when it is one of the product's own.
 *
 * Neither message nor cause holds a value of a statement: what the driver attached (details, statements, parameters,
 * connection addresses) is left behind.
 */
export function asStorageError(error: unknown): Error {
  if (error instanceof AccountsError || error instanceof GuardLost) return error
  const reason = describe(error)
  const cause = Object.assign(new Error(reason), codeOf(error) === null ? {} : { code: codeOf(error) })
  return new StorageError(`the database could not do it: ${reason}`, cause)
}

/** The driver's code: a SQLSTATE, an errno name or `ERR_…`; `null` when it has none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** SQLite's primary result code, or `null` for other errors. */
export function sqliteCodeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure'
  // SQLite names columns, conditions and its own statements, which carry every value as a parameter.
  if (sqliteCodeOf(error) !== null) return error.message

  const code = codeOf(error)
  if (code === null) return driverSentences.test(error.message) ? error.message : error.name
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return speakingClasses.has(code.slice(0, 2)) ? `${error.message} (SQLSTATE ${code})` : `SQLSTATE ${code}`
  }
  return /^E[A-Z]+$/.test(code) ? `${code} ${'syscall' in error ? String(error.syscall) : ''}`.trim() : code
}
