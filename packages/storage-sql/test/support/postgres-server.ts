import process from 'node:process'
import pg from 'pg'
import { leaveOut } from '../../../../test/support/left-out.ts'

/** The server whose `postgres` database tests begin from. */
const serverUrl = process.env.DATABASE_TEST_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'

let serial = 0

/** A PostgreSQL server that makes databases for tests, and forgets them all at the end. */
export interface PostgresServer {
  /** Makes an empty database; resolves to its URL. */
  createDatabase(): Promise<string>
  dropDatabases(): Promise<void>
}

/** The server of this machine; `null`, which the run then says, where there is none. */
export async function postgresServer(what: string): Promise<PostgresServer | null> {
  if (!(await answers())) {
    leaveOut(what, 'no PostgreSQL server answers; PGlite stands in where it can')
    return null
  }
  const names: string[] = []
  return {
    async createDatabase() {
      const name = `accounts_test_${process.pid}_${serial++}`
      names.push(name)
      await onServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0 LOCALE 'C.UTF-8'`))
      // No test stops the server, so none has to wait for its disk.
      await onServer((client) => client.query(`ALTER DATABASE ${name} SET synchronous_commit = off`))
      const url = new URL(serverUrl)
      url.pathname = `/${name}`
      return url.href
    },
    async dropDatabases() {
      await onServer(async (client) => {
        for (const name of names) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      })
    },
  }
}

/** Runs something on the server or on one of its databases. */
export async function onServer<T>(work: (client: pg.Client) => Promise<T>, url = serverUrl): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function answers(): Promise<boolean> {
  return onServer((client) => client.query('SELECT 1')).then(
    () => true,
    () => false,
  )
}
