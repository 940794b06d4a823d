export type { MigrationOptions } from './migrations/migrate.ts'
export { openStorage } from './open-storage.ts'
export type {
  PostgresClient,
  PostgresPool,
  PostgresResult,
  PostgresStatement,
} from './postgres/pool.ts'
export { type PostgresStorageOptions, postgresStorage } from './postgres/postgres-storage.ts'
export { type SqliteStorageOptions, sqliteStorage } from './sqlite/sqlite-storage.ts'
