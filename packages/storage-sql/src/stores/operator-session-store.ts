import type { OperatorSession, OperatorSessionStore } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import { type Database, GuardLost } from '../database.ts'
import type { OperatorSessionRow } from '../tables.ts'
import { writeAlong } from './along.ts'

/** Where operators are signed in, in SQL. */
export function sqlOperatorSessionStore(database: Database): OperatorSessionStore {
  return {
    async issue(session, { password, replaces }, along) {
      const issued = await database.attempt(async (transaction) => {
        const { db } = transaction
        // Locked: another password, or the operator's removal, either ends this session or is seen here.
        const operator = await sql`SELECT name FROM operators
          WHERE name = ${session.operator} AND password_hash = ${password} ${database.dialect.lock}`.execute(db)
        if (operator.rows.length !== 1) throw new GuardLost()
        if (replaces !== null) await db.deleteFrom('operator_sessions').where('token_hash', '=', replaces).execute()
        await db.insertInto('operator_sessions').values(sessionRow(session)).execute()
        await writeAlong(transaction, along)
        return true
      })
      return issued ?? false
    },

    async find(tokenHash) {
      const row = await database.read((db) =>
        db
          .selectFrom('operator_sessions')
          .innerJoin('operators', 'operators.name', 'operator_sessions.operator')
          .selectAll('operator_sessions')
          .select('role')
          .where('token_hash', '=', tokenHash)
          .executeTakeFirst(),
      )
      return row ? { session: toSession(row), operator: { name: row.operator, role: row.role } } : null
    },

    async touch(tokenHash, at) {
      await database.run((db) =>
        db
          .updateTable('operator_sessions')
          .set({ last_seen_at: at })
          .where('token_hash', '=', tokenHash)
          .where('last_seen_at', '<', at)
          .execute(),
      )
    },

    async end(tokenHash, along) {
      const ended = await database.attempt(async (transaction) => {
        const { numDeletedRows } = await transaction.db
          .deleteFrom('operator_sessions')
          .where('token_hash', '=', tokenHash)
          .executeTakeFirst()
        if (numDeletedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return ended ?? false
    },

    async sweep(expiredBefore, idleSince) {
      const { numDeletedRows } = await database.run((db) =>
        db
          .deleteFrom('operator_sessions')
          .where((is) => is.or([is('expires_at', '<', expiredBefore), is('last_seen_at', '<', idleSince)]))
          .executeTakeFirst(),
      )
      return Number(numDeletedRows)
    },
  }
}

function sessionRow({ client, ...session }: OperatorSession): OperatorSessionRow {
  return {
    token_hash: session.tokenHash,
    operator: session.operator,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    expires_at: session.expiresAt,
    address: client.address,
    user_agent: client.userAgent,
  }
}

function toSession(row: OperatorSessionRow): OperatorSession {
  return {
    tokenHash: row.token_hash,
    operator: row.operator,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    client: { address: row.address, userAgent: row.user_agent },
  }
}
