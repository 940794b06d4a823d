import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { SqlDialect } from '../database.ts'

/** Any number that no other software takes an advisory lock under: "roster" in ASCII. */
const ROSTER_LOCK = 0x726f73746572n

/** SQL as PostgreSQL has it: lists are array parameters. */
export const postgresDialect: SqlDialect = {
  name: 'postgres',
  isOneOf(column, values): RawBuilder<SqlBool> {
    return sql<SqlBool>`${sql.ref(column)} = ANY(${sql.val(values)}::text[])`
  },
  lock: sql`FOR NO KEY UPDATE`,
  lockFree: sql`FOR UPDATE SKIP LOCKED`,
  keepApart: (who) =>
    who === 'activation'
      ? sql`SELECT pg_advisory_xact_lock_shared(${sql.lit(ROSTER_LOCK)})`
      : sql`SELECT pg_advisory_xact_lock(${sql.lit(ROSTER_LOCK)})`,
}
