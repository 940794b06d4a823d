import { PGlite } from '@electric-sql/pglite'
import type { PostgresClient, PostgresPool, PostgresResult, PostgresStatement } from '../../src/index.ts'

/** A pool of the one connection that an embedded PostgreSQL has. */
export interface PglitePool extends PostgresPool {
  /** Erases every table. */
  reset(): Promise<void>
  end(): Promise<void>
}

/** PostgreSQL inside this process, in memory. */
export async function pglitePool(): Promise<PglitePool> {
  const database = await PGlite.create()
  let last: Promise<unknown> = Promise.resolve()

  async function query({ text, values = [], rowMode }: PostgresStatement): Promise<PostgresResult> {
    const { rows, affectedRows } = await database.query(text, values, rowMode ? { rowMode } : {})
    const command = /^\s*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? ''
    return { command, rowCount: command === 'SELECT' ? rows.length : (affectedRows ?? 0), rows }
  }

  function connect(): Promise<PostgresClient> {
    return new Promise((resolve) => {
      last = last.then(() => new Promise<void>((release) => resolve({ query, release: () => release() })))
    })
  }

  async function alone<T>(work: (client: PostgresClient) => Promise<T>): Promise<T> {
    const client = await connect()
    try {
      return await work(client)
    } finally {
      client.release()
    }
  }

  return {
    connect,
    query: (statement) => alone((client) => client.query(statement)),
    reset: () => alone(async () => void (await database.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public'))),
    end: () => database.close(),
  }
}
