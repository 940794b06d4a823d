import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Storage } from '@ecforce-accounts/core'
import { openStorage, postgresStorage } from '../../src/index.ts'
import { pglitePool } from './pglite-pool.ts'
import { onServer, postgresServer } from './postgres-server.ts'

/** A kind of database to run the same tests on. */
export interface TestDatabases {
  /** Opens a handle on an empty database, and a way to open more on the same one. */
  openEmpty(): Promise<{ readonly storage: Storage; another(): Promise<Storage> }>
  /** Closes every handle that was opened since. */
  closeAll(): Promise<void>
  /** Takes everything away. */
  remove(): Promise<void>
}

/** SQLite files in a temporary folder. */
export function sqliteDatabases(): TestDatabases & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-sqlite-'))
  const handles = openHandles()
  let serial = 0
  return {
    folder,
    async openEmpty() {
      const url = `sqlite:${join(folder, `${serial++}.db`)}`
      const open = () => handles.keep(openStorage(url))
      return { storage: await open(), another: open }
    },
    closeAll: handles.closeAll,
    async remove() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Empties what the migrations made, which stays: making it anew takes longer than most of the promises. Row by row, since
 * each case leaves a few, and truncating makes a new file of every table and index.
 */
const EMPTY_TABLES = `DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica; -- whatever refers to whatever
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
  LOOP EXECUTE 'DELETE FROM ' || quote_ident(name); END LOOP;
END $$`

/** Databases of the machine's PostgreSQL server, or of an embedded one where there is none. */
export async function postgresDatabases(): Promise<TestDatabases> {
  const server = await postgresServer('PostgreSQL over the network')
  const handles = openHandles()
  if (server) {
    const url = await server.createDatabase()
    return {
      async openEmpty() {
        await onServer((client) => client.query(EMPTY_TABLES), url)
        const open = () => handles.keep(openStorage(url))
        return { storage: await open(), another: open }
      },
      closeAll: handles.closeAll,
      remove: () => server.dropDatabases(),
    }
  }
  return pgliteDatabases()
}

/** An embedded PostgreSQL. */
export async function pgliteDatabases(): Promise<TestDatabases> {
  const handles = openHandles()
  const pool = await pglitePool()
  return {
    async openEmpty() {
      await pool.reset()
      const open = () => handles.keep(postgresStorage({ pool }))
      return { storage: await open(), another: open }
    },
    closeAll: handles.closeAll,
    remove: () => pool.end(),
  }
}

function openHandles() {
  const open: Storage[] = []
  return {
    async keep(opening: Promise<Storage>): Promise<Storage> {
      const storage = await opening
      open.push(storage)
      return storage
    },
    async closeAll() {
      await Promise.all(open.splice(0).map((storage) => storage.close()))
    },
  }
}
