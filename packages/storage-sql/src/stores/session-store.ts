import { type KnownDevice, SESSIONS_PER_ACCOUNT, type Session, type SessionStore } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import { type Database, GuardLost } from '../database.ts'
import type { DeviceRow, SessionRow } from '../tables.ts'
import { writeAlong } from './along.ts'
import { finishFlow } from './flow-store.ts'
import { SWEEP_LIMIT } from './sweep.ts'

/** Sessions in SQL; the look-ups of every request are the database's own. */
export function sqlSessionStore(database: Database): SessionStore {
  const { dialect } = database

  return {
    async issue({ session, device, credentialEpoch, flow, replaces }, along) {
      const issued = await database.attempt(async (transaction) => {
        const { db } = transaction
        await finishFlow(db, flow)

        // Locked: a change of credentials must either see the session it has to end, or be seen here.
        const account = await sql`SELECT id FROM accounts WHERE id = ${session.accountId}
          AND credential_epoch = ${credentialEpoch} AND status = 'active' ${dialect.lock}`.execute(db)
        if (account.rows.length !== 1) throw new GuardLost()

        if (replaces !== null) await db.deleteFrom('sessions').where('token_hash', '=', replaces).execute()
        const others = await db
          .selectFrom('sessions')
          .select('token_hash')
          .where('account_id', '=', session.accountId)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .execute()
        const tooMany = others.slice(SESSIONS_PER_ACCOUNT - 1).map(({ token_hash }) => token_hash)
        if (tooMany.length > 0) {
          await db.deleteFrom('sessions').where(dialect.isOneOf('token_hash', tooMany)).execute()
        }

        await db.insertInto('sessions').values(sessionRow(session)).execute()
        const { token_hash, ...known } = deviceRow(device)
        await db
          .insertInto('devices')
          .values({ token_hash, ...known })
          .onConflict((conflict) => conflict.column('token_hash').doUpdateSet(known))
          .execute()
        await writeAlong(transaction, along)
        return true
      })
      return issued ?? false
    },

    find: (tokenHash) => database.sessions.find(tokenHash),
    findWithMemberships: (tokenHash, now) => database.sessions.findWithMemberships(tokenHash, now),

    async touch(seen) {
      const latest = new Map<string, number>()
      for (const { tokenHash, at } of seen) latest.set(tokenHash, Math.max(at, latest.get(tokenHash) ?? at))
      if (latest.size === 0) return
      const each = Array.from(latest, ([tokenHash, at]) => ({ tokenHash, at }))
      await database.attempt((transaction) => transaction.touchSessions(each))
    },

    async end(tokenHash, along) {
      const ended = await database.attempt(async (transaction) => {
        const { numDeletedRows } = await transaction.db
          .deleteFrom('sessions')
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
          .deleteFrom('sessions')
          .where('token_hash', 'in', (over) =>
            over
              .selectFrom('sessions')
              .select('token_hash')
              .where((is) => is.or([is('expires_at', '<', expiredBefore), is('last_seen_at', '<', idleSince)]))
              .limit(SWEEP_LIMIT),
          )
          .where((is) => is.or([is('expires_at', '<', expiredBefore), is('last_seen_at', '<', idleSince)]))
          .executeTakeFirst(),
      )
      return Number(numDeletedRows)
    },
  }
}

/** A session as it is stored. */
export function sessionRow(session: Session): SessionRow {
  return {
    token_hash: session.tokenHash,
    id: session.id,
    account_id: session.accountId,
    acr: session.acr,
    amr: session.amr.join(' '),
    class: session.sessionClass,
    restricted_to: session.restrictedTo,
    auth_time: session.authTime,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    expires_at: session.expiresAt,
    address: session.client.address,
    user_agent: session.client.userAgent,
  }
}

/** A device as it is stored. */
export function deviceRow(device: KnownDevice): DeviceRow {
  return {
    token_hash: device.tokenHash,
    account_id: device.accountId,
    credential_epoch: device.credentialEpoch,
    created_at: device.createdAt,
    expires_at: device.expiresAt,
  }
}
