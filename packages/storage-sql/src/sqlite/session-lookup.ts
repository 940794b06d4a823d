import type { SessionLookup } from '../database.ts'
import {
  type SessionTuple,
  type SessionWithMembershipTuple,
  sessionSql,
  sessionWithMembershipsSql,
  toSessionView,
  toSessionWithMemberships,
} from '../session-view.ts'
import type { SqliteHandle } from './handle.ts'

/** The look-ups of every request, on the read-only handle: no writer makes them wait. */
export function sqliteSessionLookup(
  { raw }: SqliteHandle,
  reading: <T>(work: () => T | Promise<T>) => Promise<T>,
): SessionLookup {
  const find = raw.prepare(sessionSql('?1'))
  const findWithMemberships = raw.prepare(sessionWithMembershipsSql('?1', '?2'))
  find.setReturnArrays(true)
  findWithMemberships.setReturnArrays(true)

  return {
    find: (tokenHash) =>
      reading(() => {
        const row = find.get(tokenHash) as unknown as SessionTuple | undefined
        return row ? toSessionView(row) : null
      }),
    findWithMemberships: (tokenHash, now) =>
      reading(() => {
        const rows = findWithMemberships.all(tokenHash, now) as unknown as SessionWithMembershipTuple[]
        return toSessionWithMemberships(rows)
      }),
  }
}
