import type { BulkTable } from './database.ts'
import type { Tables } from './tables.ts'

/** How PostgreSQL calls what a column holds. */
export type ColumnType = 'text' | 'bigint' | 'float8'

const numeric: { readonly [T in BulkTable]: { readonly [C in keyof Tables[T]]?: Exclude<ColumnType, 'text'> } } = {
  members: {
    held_stale: 'bigint',
    held_same_address: 'bigint',
    held_by_hand: 'bigint',
    legacy_nominal_ms: 'float8',
    legacy_two_factor: 'bigint',
    legacy_closed: 'bigint',
    last_sign_in_at: 'bigint',
    activated_at: 'bigint',
    robot_since: 'bigint',
    confirmed_at: 'bigint',
  },
  outbox: {
    queued_at: 'bigint',
    useful_until: 'bigint',
    due_at: 'bigint',
    leased_until: 'bigint',
    attempts: 'bigint',
    doubts: 'bigint',
    settled_at: 'bigint',
  },
  audit_events: { at: 'bigint' },
  notices_told: { enforced_at: 'bigint', queued_at: 'bigint' },
}

/** What a column of a bulk table holds: text unless it is a number. */
export function columnType(table: BulkTable, column: string): ColumnType {
  const types: Readonly<Record<string, ColumnType>> = numeric[table]
  return types[column] ?? 'text'
}
