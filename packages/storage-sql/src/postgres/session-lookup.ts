import type { SessionLookup } from '../database.ts'
import {
  type SessionTuple,
  type SessionWithMembershipsTuple,
  sessionSql,
  sessionWithMembershipsSql,
  toMemberships,
  toSessionView,
} from '../session-view.ts'
import { asStorageError } from '../storage-error.ts'
import { numbersAsNumbers, type PostgresPool } from './pool.ts'

const find = {
  name: 'accounts-session',
  text: sessionSql('$1'),
  rowMode: 'array',
  types: numbersAsNumbers,
} as const

const findWithMemberships = {
  name: 'accounts-session-memberships',
  text: sessionWithMembershipsSql(
    '$1',
    '$2',
    (columns, order) => `COALESCE(json_agg(json_build_array(${columns}) ORDER BY ${order}), '[]')::text`,
  ),
  rowMode: 'array',
  types: numbersAsNumbers,
} as const

/** The look-ups of every request: named statements, which each connection compiles once. */
export function postgresSessionLookup(pool: PostgresPool): SessionLookup {
  return {
    async find(tokenHash) {
      try {
        const { rows } = await pool.query({ ...find, values: [tokenHash] })
        const row: SessionTuple | undefined = rows[0]
        return row ? toSessionView(row) : null
      } catch (error) {
        throw asStorageError(error)
      }
    },
    async findWithMemberships(tokenHash, now) {
      try {
        const { rows } = await pool.query({ ...findWithMemberships, values: [tokenHash, now] })
        const row: SessionWithMembershipsTuple | undefined = rows[0]
        return row ? { ...toSessionView(row), memberships: toMemberships(row) } : null
      } catch (error) {
        throw asStorageError(error)
      }
    },
  }
}
