import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { SqlDialect } from '../database.ts'

const nothing = sql``

/** SQL as SQLite has it: lists are one JSON parameter, and whoever writes is alone anyway. */
export const sqliteDialect: SqlDialect = {
  name: 'sqlite',
  isOneOf(column, values): RawBuilder<SqlBool> {
    return sql<SqlBool>`${sql.ref(column)} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`
  },
  tableOf(alias, columns) {
    const names = Object.keys(columns)
    const lists = Object.values(columns).map(({ values }) => values)
    const rows = (lists[0] ?? []).map((_, row) => lists.map((values) => values[row]))
    const selected = names.map((name, index) => sql`json_extract(value, ${sql.lit(`$[${index}]`)}) AS ${sql.ref(name)}`)
    return sql`(SELECT ${sql.join(selected)} FROM json_each(${JSON.stringify(rows)})) AS ${sql.ref(alias)}`
  },
  lock: nothing,
  lockFree: nothing,
}
