import type { SessionLookup } from '../database.ts'
import {
  type SessionTuple,
  type SessionWithMembershipTuple,
  sessionSql,
  sessionWithMembershipsSql,
  toSessionView,
  toSessionWithMemberships,
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
  text: sessionWithMembershipsSql('$1', '$2'),
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
        return toSessionWithMemberships(rows as SessionWithMembershipTuple[])
      } catch (error) {
        throw asStorageError(error)
      }
    },
  }
}
