import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type ColumnType, columnType } from '../column-types.ts'
import type { BulkTable, Transaction } from '../database.ts'
import { isPasswordColumn, type MemberRow, type Tables } from '../tables.ts'

/** A transaction under way on `db`: many rows are one statement with an array for each column. */
export function postgresTransaction(db: Kysely<Tables>): Transaction {
  return {
    db,
    async insertAll(table, rows) {
      if (rows.length > 0) await insertInto(table, rows).execute(db)
    },
    async insertNew(table, rows) {
      if (rows.length === 0) return 0
      const { numAffectedRows } = await sql`${insertInto(table, rows)} ON CONFLICT DO NOTHING`.execute(db)
      return Number(numAffectedRows ?? 0)
    },
    async insertNewMembers(rows) {
      if (rows.length === 0) return []
      const inserted = await sql<Pick<MemberRow, 'id'>>`${insertInto('members', rows)}
        ON CONFLICT (shop_id, legacy_id) DO NOTHING RETURNING id`.execute(db)
      const ids = new Set(inserted.rows.map(({ id }) => id))
      return rows.flatMap((row) => (ids.has(row.id) ? [] : [row.legacy_id]))
    },
    async updateMembers(updates) {
      if (updates.length === 0) return []
      const proposed = columnsOf(
        'members',
        updates.map(({ row }) => row),
      )
      const assignments = proposed
        .filter(({ name }) => name !== 'id' && name !== 'shop_id')
        .map(({ name }) => {
          const proposed = sql.ref(`proposed.to_${name}`)
          if (!isPasswordColumn(name)) return sql`${sql.ref(name)} = ${proposed}`
          const kept = sql.ref(`members.${name}`)
          const stays = sql`members.legacy_scheme = 'own' AND members.email_key = proposed.to_email_key`
          return sql`${sql.ref(name)} = CASE WHEN ${stays} THEN ${kept} ELSE ${proposed} END`
        })
      const table = unnest('proposed', [
        ...proposed.map((column) => ({ ...column, name: `to_${column.name}` })),
        { name: 'expected_state', type: 'text', values: updates.map(({ expectedState }) => expectedState) },
      ])
      const written = await sql<Pick<MemberRow, 'id'>>`
        UPDATE members SET ${sql.join(assignments)} FROM ${table}
        WHERE id = to_id AND shop_id = to_shop_id AND state = expected_state RETURNING id`.execute(db)
      const ids = new Set(written.rows.map(({ id }) => id))
      return updates.flatMap(({ row }) => (ids.has(row.id) ? [] : [row.legacy_id]))
    },
    async touchSessions(seen) {
      const table = unnest('seen', [
        { name: 'token', type: 'text', values: seen.map(({ tokenHash }) => tokenHash) },
        { name: 'at', type: 'bigint', values: seen.map(({ at }) => at) },
      ])
      await sql`UPDATE sessions SET last_seen_at = seen.at FROM ${table}
        WHERE token_hash = token AND last_seen_at < seen.at`.execute(db)
    },
  }
}

interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly values: readonly unknown[]
}

function insertInto(table: BulkTable, rows: readonly object[]): RawBuilder<unknown> {
  const columns = columnsOf(table, rows)
  const names = sql.join(columns.map(({ name }) => sql.ref(name)))
  return sql`INSERT INTO ${sql.table(table)} (${names}) SELECT ${names} FROM ${unnest('fresh', columns)}`
}

function columnsOf(table: BulkTable, rows: readonly object[]): readonly Column[] {
  const values = rows.map((row) => Object.values(row))
  return Object.keys(rows[0] ?? {}).map((name, index) => ({
    name,
    type: columnType(table, name),
    values: values.map((row) => row[index]),
  }))
}

/** Columns of values as a table. */
function unnest(alias: string, columns: readonly Column[]): RawBuilder<unknown> {
  const lists = columns.map(({ type, values }) => sql`${sql.val(values)}::${sql.raw(type)}[]`)
  const names = columns.map(({ name }) => sql.ref(name))
  return sql`unnest(${sql.join(lists)}) AS ${sql.ref(alias)}(${sql.join(names)})`
}
