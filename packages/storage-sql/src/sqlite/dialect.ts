import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { SqlDialect } from '../database.ts'

const nothing = sql``

/** SQL as SQLite has it: lists are one JSON parameter, and whoever writes is alone anyway. */
export const sqliteDialect: SqlDialect = {
  name: 'sqlite',
  isOneOf(column, values): RawBuilder<SqlBool> {
    return sql<SqlBool>`${sql.ref(column)} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`
  },
  lock: nothing,
  lockFree: nothing,
  keepApart: () => null,
}
