import {
  type AccountId,
  type Along,
  type BypassGrantId,
  SESSIONS_PER_ACCOUNT,
  type SessionId,
  type SessionStore,
} from '@ecforce-accounts/core'
import { type Kysely, sql } from 'kysely'
import { type Database, GuardLost, requireChanged } from '../database.ts'
import type { Tables } from '../tables.ts'
import { acceptMembership } from './acceptance.ts'
import { writeAlong } from './along.ts'
import { endAllBut, noteFactorUse, passwordColumns, writeFactorChange } from './credentials.ts'
import { finishFlow } from './flow-store.ts'
import { closeDoors } from './legacy-doors.ts'
import { deviceRow, sessionRow, toSession } from './session-row.ts'
import { SWEEP_LIMIT } from './sweep.ts'

/** Sessions in SQL; the look-ups of every request are the database's own. */
export function sqlSessionStore(database: Database): SessionStore {
  const { dialect } = database

  return {
    async issue({ session, device, credentialEpoch, enrols, ...earned }, along, alongEviction) {
      const { password = null, accepts = null, used, flow, replaces } = earned
      const { accountId } = session
      const issued = await database.attempt(async (transaction) => {
        const { db } = transaction
        await finishFlow(db, flow)

        await requireAccount(db, session.accountId, credentialEpoch)
        if (session.grantId !== null) await requireGrant(db, session.grantId)

        if (replaces !== null) await db.deleteFrom('sessions').where('token_hash', '=', replaces).execute()
        if (enrols !== null || password !== null) {
          await db
            .updateTable('accounts')
            .set({ credential_epoch: credentialEpoch + 1, ...(password && passwordColumns(password)) })
            .where('id', '=', accountId)
            .execute()
          if (enrols !== null) await writeFactorChange(db, accountId, enrols)
          if (password !== null) await closeDoors(db, { accountId })
          await endAllBut(db, accountId, null)
        }
        if (accepts !== null) await acceptMembership(db, dialect, accepts, await addressOf(db, accountId))
        const others = await db
          .selectFrom('sessions')
          .selectAll()
          .where('account_id', '=', session.accountId)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .execute()
        const tooMany = others.slice(SESSIONS_PER_ACCOUNT - 1).map(toSession)
        if (tooMany.length > 0) {
          const tokens = tooMany.map(({ tokenHash }) => tokenHash)
          await db.deleteFrom('sessions').where(dialect.isOneOf('token_hash', tokens)).execute()
        }

        await db.insertInto('sessions').values(sessionRow(session)).execute()
        if (device !== null) {
          const { token_hash, ...known } = deviceRow(device)
          await db
            .insertInto('devices')
            .values({ token_hash, ...known })
            .onConflict((conflict) => conflict.column('token_hash').doUpdateSet(known))
            .execute()
        }
        if (used !== null) await noteFactorUse(db, session.accountId, used)
        await writeAlong(transaction, along)
        if (alongEviction && tooMany.length > 0) await writeAlong(transaction, alongEviction(tooMany))
        return true
      })
      return issued ?? false
    },

    async refresh({ former, session, credentialEpoch, used, flow }, along) {
      const refreshed = await database.attempt(async (transaction) => {
        const { db } = transaction
        await finishFlow(db, flow)
        await requireAccount(db, session.accountId, credentialEpoch)
        const { numDeletedRows } = await db
          .deleteFrom('sessions')
          .where('token_hash', '=', former)
          .where('account_id', '=', session.accountId)
          .executeTakeFirst()
        requireChanged({ numUpdatedRows: numDeletedRows })
        await db.insertInto('sessions').values(sessionRow(session)).execute()
        if (used !== null) await noteFactorUse(db, session.accountId, used)
        await writeAlong(transaction, along)
        return true
      })
      return refreshed ?? false
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

    async findById(id) {
      const row = await database.read((db) =>
        db.selectFrom('sessions').select('token_hash').where('id', '=', id).executeTakeFirst(),
      )
      return row ? database.sessions.find(row.token_hash) : null
    },

    async listByAccount(accountId) {
      const rows = await database.read((db) =>
        db
          .selectFrom('sessions')
          .selectAll()
          .where('account_id', '=', accountId)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .execute(),
      )
      return rows.map(toSession)
    },

    endOne: (accountId, id, along) => endSome(accountId, ['=', id], along),
    endOthers: (accountId, keep, along) => endSome(accountId, ['!=', keep], along),

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

  async function endSome(
    accountId: AccountId,
    [is, id]: readonly ['=' | '!=', SessionId],
    along: Along,
  ): Promise<boolean> {
    const ended = await database.attempt(async (transaction) => {
      const { numDeletedRows } = await transaction.db
        .deleteFrom('sessions')
        .where('account_id', '=', accountId)
        .where('id', is, id)
        .executeTakeFirst()
      if (numDeletedRows === 0n) throw new GuardLost()
      await writeAlong(transaction, along)
      return true
    })
    return ended ?? false
  }

  async function addressOf(db: Kysely<Tables>, id: AccountId) {
    const { email_key: key, email_typed: typed } = await db
      .selectFrom('accounts')
      .select(['email_key', 'email_typed'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return { id, email: { key, typed } }
  }

  /** Locked: a change of credentials must either see the session it has to end, or be seen here. */
  async function requireAccount(db: Kysely<Tables>, id: AccountId, credentialEpoch: number): Promise<void> {
    const account = await sql`SELECT id FROM accounts WHERE id = ${id}
      AND credential_epoch = ${credentialEpoch} AND status = 'active' ${dialect.lock}`.execute(db)
    if (account.rows.length !== 1) throw new GuardLost()
  }

  /** Locked: who suspends or revokes the grant ends this session, or was there before it. */
  async function requireGrant(db: Kysely<Tables>, id: BypassGrantId): Promise<void> {
    const grant = await sql`SELECT id FROM bypass_grants WHERE id = ${id} AND status = 'active' ${dialect.lock}`
    if ((await grant.execute(db)).rows.length !== 1) throw new GuardLost()
  }
}
