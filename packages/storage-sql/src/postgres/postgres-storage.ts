import type { Storage } from '@ecforce-accounts/core'
import { Kysely, PostgresDialect, type PostgresPoolClient, sql } from 'kysely'
import { type Database, GuardLost } from '../database.ts'
import { type MigrationOptions, migrate } from '../migrations/migrate.ts'
import { asStorageError, codeOf } from '../storage-error.ts'
import { sqlStorage } from '../stores/storage.ts'
import type { Tables } from '../tables.ts'
import { postgresDialect } from './dialect.ts'
import { numbersAsNumbers, type PostgresClient, type PostgresPool } from './pool.ts'
import { postgresSessionLookup } from './session-lookup.ts'
import { postgresTransaction } from './transaction.ts'

export type PostgresStorageOptions = MigrationOptions &
  (
    | {
        /** A pool of the host's, which the host also ends. */
        readonly pool: PostgresPool
      }
    | {
        /** Where the database is, such as `postgres://user@host/database`. Needs the package `pg`. */
        readonly connectionString: string
        /** How many connections at most, besides ten that look up sessions and nothing else. Default 10. */
        readonly maxConnections?: number
      }
  )

/** As many as a busy server asks for at once; they are opened when they are needed. */
const SESSION_CONNECTIONS = 10

/** How often a transaction that got into another's way is begun anew. */
const ATTEMPTS = 10

/** Serialization failure, deadlock. */
const collisions = new Set(['40001', '40P01'])

/** Any number that no other software takes an advisory lock under: "accounts" in ASCII. */
const MIGRATION_LOCK = 0x6163636f756e7473n

/**
 * Every storage port on PostgreSQL 13 or newer, in the first schema of the search path, which should be ours alone.
 *
 * Resolves once the database has the shape this code knows. Rejects with `ConfigurationError` for a database that a
 * newer version has changed, and with `StorageError` when it does not answer.
 */
export async function postgresStorage(options: PostgresStorageOptions): Promise<Storage> {
  try {
    const { pool, sessionPool, end } =
      'pool' in options
        ? { pool: options.pool, sessionPool: options.pool, end: async () => {} }
        : await ownPools(options)
    try {
      const database = postgresDatabase(pool, sessionPool, end)
      await database.attempt(async ({ db }) => {
        await sql`SELECT pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(db)
        await migrate(db, 'postgres', options)
      })
      return sqlStorage(database)
    } catch (error) {
      await end()
      throw error
    }
  } catch (error) {
    throw asStorageError(error)
  }
}

function postgresDatabase(pool: PostgresPool, sessionPool: PostgresPool, end: () => Promise<void>): Database {
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: { connect: async () => kyselyClient(await pool.connect()), end: async () => {}, options: {} },
    }),
  })

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        if (attempt >= ATTEMPTS || !collisions.has(codeOf(error) ?? '')) throw asStorageError(error)
      }
    }
  }

  return {
    dialect: postgresDialect,
    sessions: postgresSessionLookup(sessionPool),
    read: (work) => guarded(() => work(db)),
    run: (work) => guarded(() => work(db)),
    async attempt(work) {
      try {
        // A guarded UPDATE looks again at a row that it had to wait for: so it needs this level, not a stricter one.
        return await guarded(() =>
          db
            .transaction()
            .setIsolationLevel('read committed')
            .execute((transaction) => work(postgresTransaction(transaction))),
        )
      } catch (error) {
        if (error instanceof GuardLost) return null
        throw error
      }
    },
    close: end,
  }
}

/** The connection as Kysely wants it, reading numbers as numbers. */
function kyselyClient(client: PostgresClient): PostgresPoolClient {
  return {
    query: (text: string, values: readonly unknown[]) =>
      client.query({ text, values: [...values], types: numbersAsNumbers }),
    release: (discard?: boolean) => client.release(discard),
  } as PostgresPoolClient
}

/** Two pools: however many sign-ins wait for a connection, no session check waits behind them. */
async function ownPools(options: { readonly connectionString: string; readonly maxConnections?: number }) {
  const { default: pg } = await import('pg')
  const open = (max: number) => {
    const pool = new pg.Pool({
      connectionString: options.connectionString,
      max,
      connectionTimeoutMillis: 5_000,
      idle_in_transaction_session_timeout: 30_000,
      application_name: 'ecforce-accounts',
    })
    // A connection that breaks while it is idle has left the pool already; whoever needs one next gets another.
    pool.on('error', () => {})
    return pool
  }
  const pool = open(options.maxConnections ?? 10)
  const sessionPool = open(SESSION_CONNECTIONS)
  return { pool, sessionPool, end: async () => void (await Promise.all([pool.end(), sessionPool.end()])) }
}
