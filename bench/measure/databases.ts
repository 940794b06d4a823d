import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { dataFolder } from './data-folder.ts'

export type DatabaseKind = 'SQLite' | 'PostgreSQL'

/** Fresh databases for one run, all gone after it. */
export interface Databases {
  readonly kind: DatabaseKind
  /** The URL of an empty one, as `openStorage` takes it. */
  fresh(): Promise<string>
  drop(): Promise<void>
}

/** Databases as files of a folder of their own. */
export async function sqliteDatabases(): Promise<Databases> {
  const folder = join(dataFolder, `run-${process.pid}-${randomBytes(4).toString('hex')}`)
  await mkdir(folder, { recursive: true })
  let made = 0
  return {
    kind: 'SQLite',
    fresh: async () => `sqlite:${join(folder, `${++made}.db`)}`,
    drop: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Where a PostgreSQL server is looked for. By address: resolving a name would use the thread pool that is measured. */
export const postgresUrl = process.env.BENCH_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'

/** Databases of the server at `postgresUrl`; `null` when none answers there. */
export async function postgresDatabases(): Promise<Databases | null> {
  if (!(await answers())) return null
  const names: string[] = []
  return {
    kind: 'PostgreSQL',
    async fresh() {
      const name = `accounts_bench_${randomBytes(6).toString('hex')}`
      await command(`CREATE DATABASE ${name}`)
      names.push(name)
      const url = new URL(postgresUrl)
      url.pathname = `/${name}`
      return url.href
    },
    async drop() {
      for (const name of names.splice(0)) await command(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

async function answers(): Promise<boolean> {
  try {
    await command('SELECT 1')
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return false
    throw error
  }
}

async function command(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
