import { resolve } from 'node:path'
import { ConfigurationError, type Storage } from '@ecforce-accounts/core'
import { Kysely, SqliteDialect } from 'kysely'
import { type Database, GuardLost } from '../database.ts'
import { type MigrationOptions, migrate } from '../migrations/migrate.ts'
import { asStorageError } from '../storage-error.ts'
import { sqlStorage } from '../stores/storage.ts'
import type { Tables } from '../tables.ts'
import { isBusy, whenFree } from './busy.ts'
import { sqliteDialect } from './dialect.ts'
import { ensureFile, openHandle, type SqliteHandle } from './handle.ts'
import { sqliteSessionLookup } from './session-lookup.ts'
import { sqliteTransaction } from './transaction.ts'
import { turns } from './turns.ts'

export interface SqliteStorageOptions extends MigrationOptions {
  /** The database file; it and its folder are made when they do not exist. */
  readonly path: string
  /** How long a write waits for another process to let go of the file. Default 10,000. */
  readonly busyMilliseconds?: number
}

/**
 * Every storage port on one SQLite file, through `node:sqlite`: WAL, `synchronous=FULL`, the embedded default.
 *
 * Several processes of one machine may have the file open; a network file system will not do. Resolves once the file
 * has the shape this code knows. Rejects with `ConfigurationError` for a file that a newer version has changed, and
 * with `StorageError` when it cannot be opened.
 */
export async function sqliteStorage(options: SqliteStorageOptions): Promise<Storage> {
  const { path, busyMilliseconds = 10_000 } = options
  if (path === '' || path.startsWith(':') || path.startsWith('file:')) {
    throw new ConfigurationError('database', 'SQLite needs the path of a file')
  }
  const opened: SqliteHandle[] = []
  try {
    const file = resolve(path)
    ensureFile(file)
    const writing = await openHandle(file, { readOnly: false })
    opened.push(writing)
    await whenFree(busyMilliseconds, () => writing.raw.exec('PRAGMA journal_mode = WAL'))
    writing.raw.exec(
      'PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384',
    )
    const writer = kyselyOn(writing)
    const transact = transactions(writing, busyMilliseconds)
    await transact(() => migrate(writer, 'sqlite', options))

    const reading = await openHandle(file, { readOnly: true })
    opened.push(reading)
    return sqlStorage(sqliteDatabase(writing, writer, reading, transact, busyMilliseconds))
  } catch (error) {
    for (const { raw } of opened.toReversed()) raw.close()
    throw asStorageError(error)
  }
}

function sqliteDatabase(
  writing: SqliteHandle,
  writer: Kysely<Tables>,
  reading: SqliteHandle,
  transact: <T>(work: () => Promise<T>) => Promise<T>,
  busyMilliseconds: number,
): Database {
  const reader = kyselyOn(reading)
  const writers = turns()
  const transaction = sqliteTransaction(writer, writing)

  /** The hot path: no retry is set up unless there is something to retry. */
  async function readNow<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error)) throw asStorageError(error)
    }
    try {
      return await whenFree(busyMilliseconds, work)
    } catch (error) {
      throw asStorageError(error)
    }
  }

  return {
    dialect: sqliteDialect,
    sessions: sqliteSessionLookup(reading, readNow),
    read: (work) => readNow(() => work(reader)),
    run: (work) =>
      writers
        .take(() => whenFree(busyMilliseconds, () => work(writer)))
        .catch((error) => {
          throw asStorageError(error)
        }),
    attempt: (work) =>
      writers
        .take(() => transact(() => work(transaction)))
        .catch((error) => {
          if (error instanceof GuardLost) return null
          throw asStorageError(error)
        }),
    close: () =>
      writers.take(async () => {
        reading.raw.close()
        // The last handle to close tidies the log away, which only a writing one can.
        writing.raw.close()
      }),
  }
}

/** Transactions that have the file's write lock from their first moment, so that none fails half-way for another. */
function transactions(writing: SqliteHandle, busyMilliseconds: number) {
  const begin = writing.prepare('BEGIN IMMEDIATE')
  const commit = writing.prepare('COMMIT')
  const rollback = writing.prepare('ROLLBACK')

  return async <T>(work: () => Promise<T>): Promise<T> => {
    await whenFree(busyMilliseconds, () => begin.run())
    try {
      const result = await work()
      await whenFree(busyMilliseconds, () => commit.run())
      return result
    } catch (error) {
      // Some failures, such as a full disk, have rolled back already.
      if (writing.raw.isTransaction) rollback.run()
      throw error
    }
  }
}

function kyselyOn(handle: SqliteHandle): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: handle.driver }) })
}
