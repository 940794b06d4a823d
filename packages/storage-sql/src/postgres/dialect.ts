import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { SqlDialect } from '../database.ts'

/** SQL as PostgreSQL has it: lists are array parameters. */
export const postgresDialect: SqlDialect = {
  name: 'postgres',
  isOneOf(column, values): RawBuilder<SqlBool> {
    return sql<SqlBool>`${sql.ref(column)} = ANY(${sql.val(values)}::text[])`
  },
  tableOf(alias, columns) {
    const lists = Object.values(columns).map(({ type, values }) => sql`${sql.val(values)}::${sql.raw(type)}[]`)
    const names = Object.keys(columns).map((name) => sql.ref(name))
    return sql`unnest(${sql.join(lists)}) AS ${sql.ref(alias)}(${sql.join(names)})`
  },
  lock: sql`FOR NO KEY UPDATE`,
  lockFree: sql`FOR UPDATE SKIP LOCKED`,
}
