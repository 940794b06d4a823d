import {
  isActingAdministrator,
  type ListedMembership,
  type Member,
  type MembershipStore,
  type ShopId,
} from '@ecforce-accounts/core'
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import { type Database, GuardLost, requireChanged, type SqlDialect } from '../database.ts'
import type { MemberRow, SharedColumns, Tables } from '../tables.ts'
import { acceptMembership, endAccess, endInvitations } from './acceptance.ts'
import { writeAlong } from './along.ts'
import { findCases } from './invitation-store.ts'
import { tombstone } from './legacy-doors.ts'
import { arrangedFor, noLegacySecrets, toMember } from './member-row.ts'
import { holdSameAddress } from './same-address.ts'
import { toSession } from './session-row.ts'

/** Memberships in SQL. */
export function sqlMembershipStore(database: Database): MembershipStore {
  const { dialect } = database

  return {
    async find(shopId, id) {
      const row = await database.read((db) =>
        db.selectFrom('members').selectAll().where('id', '=', id).where('shop_id', '=', shopId).executeTakeFirst(),
      )
      return row ? toMember(row) : null
    },

    async findByAddress(shopId, key) {
      const rows = await database.read((db) =>
        db
          .selectFrom('members')
          .selectAll()
          .where('email_key', '=', key)
          .where('shop_id', '=', shopId)
          .orderBy('legacy_id')
          .execute(),
      )
      return rows.map(toMember)
    },

    async page(shopId, after, limit) {
      const rows = await database.read((db) =>
        db
          .selectFrom('members')
          .selectAll()
          .where('shop_id', '=', shopId)
          .where('state', '<>', 'removed')
          .where('legacy_id', '>', after)
          .orderBy('legacy_id')
          .limit(limit)
          .execute(),
      )
      return withAccounts(shopId, rows)
    },

    async findListed(shopId, id) {
      const row = await database.read((db) =>
        db
          .selectFrom('members')
          .selectAll()
          .where('id', '=', id)
          .where('shop_id', '=', shopId)
          .where('state', '<>', 'removed')
          .executeTakeFirst(),
      )
      return row ? ((await withAccounts(shopId, [row]))[0] ?? null) : null
    },

    async change({ before, to, at, retiring }, along) {
      const changed = await database.attempt(async (transaction) => {
        const { db } = transaction
        const { shopId, accountId } = before
        if (isActingAdministrator(before) && !isActingAdministrator({ ...before, ...to })) {
          const others = await otherAdministrators(db, dialect, before)
          if (others === 0) return 'last_administrator' as const
        }
        const row = db
          .updateTable('members')
          .where('id', '=', before.id)
          .where('shop_id', '=', shopId)
          .where('state', '=', before.state)
          .where('role', before.role === null ? 'is' : '=', before.role)
          .where('account_id', accountId === null ? 'is' : '=', accountId)
        const guarded = retiring === undefined ? row : row.where('retires_due_at', '=', retiring)
        const isRemoval = 'state' in to && to.state === 'removed'
        const set = isRemoval
          ? guarded.set(tombstone)
          : guarded.set('role' in to ? { role: to.role } : { state: to.state })
        requireChanged(await set.executeTakeFirst())
        if (isRemoval) {
          await holdSameAddress(db, dialect, shopId, [before.email.key])
          await endInvitations(db, sql<SqlBool>`member_id = ${before.id}`, 'revoked', at)
        }
        if ('state' in to && to.state !== 'active' && accountId !== null) await endAccess(db, accountId, shopId)
        await writeAlong(transaction, along)
        return 'changed' as const
      })
      return changed ?? 'lost'
    },

    async accept(accountId, acceptance, along) {
      const accepted = await database.attempt(async (transaction) => {
        const { db } = transaction
        const { rows } = await sql<{ email_key: string; email_typed: string }>`SELECT email_key, email_typed
          FROM accounts WHERE id = ${accountId} AND status = 'active' ${dialect.lock}`.execute(db)
        const [account] = rows
        if (!account) throw new GuardLost()
        const email = { key: account.email_key, typed: account.email_typed }
        await acceptMembership(db, dialect, acceptance, { id: accountId, email })
        await writeAlong(transaction, along)
        return true
      })
      return accepted ?? false
    },

    async declineClaim(accountId, id, along) {
      const declined = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('members')
            .set({ ...noLegacySecrets, state: 'pending', declined: 1 })
            .where('id', '=', id)
            .where('state', '=', 'claim')
            .where('held_stale', '=', 0)
            .where('held_same_address', '=', 0)
            .where('held_by_hand', '=', 0)
            .where('email_key', '=', (own) =>
              own.selectFrom('accounts').select('accounts.email_key').where('accounts.id', '=', accountId),
            )
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return declined ?? false
    },
  }

  async function withAccounts(
    shopId: ShopId,
    rows: readonly Selectable<Tables['members']>[],
  ): Promise<readonly ListedMembership[]> {
    const accountIds = rows.flatMap(({ account_id }) => account_id ?? [])
    const ids = rows.map(({ id }) => id)
    const responsible = rows.flatMap(({ shared_responsible }) => shared_responsible ?? [])
    const [factors, entries, open, sessions, names] = await Promise.all([
      database.read((db) =>
        db
          .selectFrom('factors')
          .select(['account_id', 'kind'])
          .where(dialect.isOneOf('account_id', accountIds))
          .orderBy('kind')
          .execute(),
      ),
      database.read((db) =>
        db
          .selectFrom('service_entries')
          .select(['account_id', ({ fn }) => fn.max('entered_at').as('entered_at')])
          .where('shop_id', '=', shopId)
          .where(dialect.isOneOf('account_id', accountIds))
          .groupBy('account_id')
          .execute(),
      ),
      database.read((db) =>
        findCases(db, sql<SqlBool>`i.status = 'open' AND ${dialect.isOneOf('i.member_id', ids)}`, rows.length),
      ),
      database.read((db) =>
        db
          .selectFrom('sessions')
          .selectAll()
          .where(dialect.isOneOf('account_id', accountIds))
          .where(
            sql<SqlBool>`NOT EXISTS (SELECT 1 FROM members elsewhere
              WHERE elsewhere.account_id = sessions.account_id AND elsewhere.shop_id <> ${shopId})`,
          )
          .execute(),
      ),
      database.read((db) =>
        db
          .selectFrom('members')
          .select(['id', 'name'])
          .where('shop_id', '=', shopId)
          .where(dialect.isOneOf('id', responsible))
          .execute(),
      ),
    ])
    const nameOf = new Map(names.map(({ id, name }) => [id, name]))
    return rows.map((row) => ({
      ...arranged(row, nameOf),
      declined: row.declined === 1,
      sessions: sessions.filter(({ account_id }) => account_id === row.account_id).map(toSession),
      member: toMember(row),
      factors: factors.filter(({ account_id }) => account_id === row.account_id).map(({ kind }) => kind),
      lastEnteredAt: entries.find(({ account_id }) => account_id === row.account_id)?.entered_at ?? null,
      invitation: open.find(({ invitation }) => invitation.memberId === row.id) ?? null,
    }))
  }
}

function arranged(row: Selectable<SharedColumns>, nameOf: ReadonlyMap<string, string | null>) {
  const { mark, retirement } = arrangedFor(row)
  return { mark: mark && { ...mark, responsibleName: nameOf.get(mark.responsibleId) ?? null }, retirement }
}

/**
 * How many other administrators with an active account the shop has. All of them are locked, in one order, the row itself
 * too: of two who would take each other's role, the second finds what the first has done.
 */
async function otherAdministrators(db: Kysely<Tables>, dialect: SqlDialect, { id, shopId }: Member): Promise<number> {
  const { rows } = await sql<Pick<MemberRow, 'id' | 'role' | 'state'>>`SELECT id, role, state FROM members
    WHERE shop_id = ${shopId} AND state = 'active' AND role IS NOT NULL
      AND account_id IN (SELECT accounts.id FROM accounts WHERE accounts.status = 'active')
    ORDER BY id ${dialect.lock}`.execute(db)
  return rows.filter((row) => row.id !== id && isActingAdministrator(row)).length
}
