import { ConfigurationError, type Storage } from '@ecforce-accounts/core'
import type { MigrationOptions } from './migrations/migrate.ts'
import { postgresStorage } from './postgres/postgres-storage.ts'
import { sqliteStorage } from './sqlite/sqlite-storage.ts'

/**
 * The storage a URL names: `sqlite:PATH` (a path as the system knows it, relative to the working directory) or
 * `postgres://…`, also written `postgresql://…`.
 *
 * Rejects with `ConfigurationError` for anything else; the message never repeats the URL, which may hold a password.
 */
export async function openStorage(databaseUrl: string, options: MigrationOptions = {}): Promise<Storage> {
  if (databaseUrl.startsWith('sqlite:')) {
    return sqliteStorage({ ...options, path: databaseUrl.slice('sqlite:'.length) })
  }
  if (/^postgres(?:ql)?:\/\//.test(databaseUrl)) {
    return postgresStorage({ ...options, connectionString: databaseUrl })
  }
  throw new ConfigurationError('database', 'a database URL begins with sqlite: or postgres://')
}
