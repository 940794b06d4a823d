import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase } from 'kysely'

/** How long one call may wait inside SQLite for another process. It holds up the event loop, so it is short. */
const BUSY_TIMEOUT_MILLISECONDS = 5

/** Compiled statements kept per handle; beyond that the longest unused go. */
const STATEMENTS = 256

/** A handle on the file with its compiled statements. */
export interface SqliteHandle {
  readonly raw: DatabaseSync
  prepare(sql: string): StatementSync
  /** The handle as Kysely wants its driver to be. */
  readonly driver: SqliteDatabase
}

/** Makes the file, readable by its owner alone, where there is none. */
export function ensureFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  closeSync(openSync(path, 'a', 0o600))
}

/** Opens one handle. A read-only one sees every commit and never waits for a writer (WAL). */
export async function openHandle(path: string, { readOnly }: { readonly readOnly: boolean }): Promise<SqliteHandle> {
  const { DatabaseSync } = await import('node:sqlite')
  const raw = new DatabaseSync(path, {
    readOnly,
    timeout: BUSY_TIMEOUT_MILLISECONDS,
    enableForeignKeyConstraints: true,
  })
  const statements = new Map<string, StatementSync>()

  function prepare(sql: string): StatementSync {
    const known = statements.get(sql)
    const statement = known ?? raw.prepare(sql)
    if (known) statements.delete(sql)
    else if (statements.size >= STATEMENTS) dropOldest(statements)
    statements.set(sql, statement)
    return statement
  }

  const driver: SqliteDatabase = {
    close: () => raw.close(),
    prepare(sql) {
      const statement = prepare(sql)
      return {
        // What Kysely asks of better-sqlite3; without it an INSERT fails and a SELECT answers nothing.
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...bindable(parameters)),
        run: (parameters) => statement.run(...bindable(parameters)),
        iterate: (parameters) => statement.iterate(...bindable(parameters)),
      }
    },
  }
  return { raw, prepare, driver }
}

function dropOldest(statements: Map<string, StatementSync>): void {
  for (const sql of statements.keys()) {
    statements.delete(sql)
    return
  }
}

/** The parameters, all of kinds that are stored as what they are; a `Date` would silently become NULL. */
export function bindable(parameters: readonly unknown[]): SQLInputValue[] {
  for (const parameter of parameters) {
    if (parameter === null || typeof parameter === 'string' || typeof parameter === 'number') continue
    throw new TypeError(`a parameter is a string, a number or null, not ${typeof parameter}`)
  }
  return parameters as SQLInputValue[]
}
