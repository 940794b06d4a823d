import type { Member, SharedMembers } from '@ecforce-accounts/core'
import { type SqlBool, sql } from 'kysely'
import { type Database, requireChanged } from '../database.ts'
import { writeAlong } from './along.ts'
import { arrangedFor, markColumns, retirementColumns, toMember } from './member-row.ts'
import { toShop } from './shop-store.ts'

/** Who shares an account, and what is to end, in SQL. */
export function sqlSharedMembers(database: Database): SharedMembers {
  type Along = Parameters<SharedMembers['mark']>[2]

  return {
    mark(before, mark, along) {
      const isThere = sql<SqlBool>`EXISTS (SELECT 1 FROM members other WHERE other.id = ${mark?.responsibleId ?? null}
        AND other.shop_id = ${before.shopId} AND other.state = 'active')`
      return change(before, markColumns(mark), mark === null ? sql<SqlBool>`1 = 1` : isThere, along)
    },

    async isShared(accountId) {
      const row = await database.read((db) =>
        db
          .selectFrom('members')
          .select('id')
          .where('account_id', '=', accountId)
          .where('state', '=', 'active')
          .where('shared_responsible', 'is not', null)
          .where(
            sql<SqlBool>`NOT EXISTS (SELECT 1 FROM members elsewhere
              WHERE elsewhere.account_id = ${accountId} AND elsewhere.shop_id <> members.shop_id)`,
          )
          .limit(1)
          .executeTakeFirst(),
      )
      return row !== undefined
    },

    retire: (before, retirement, along) => change(before, retirementColumns(retirement), sql<SqlBool>`1 = 1`, along),

    async due(now, limit) {
      const rows = await database.read((db) =>
        db
          .selectFrom('members')
          .innerJoin('shops', 'shops.id', 'members.shop_id')
          .selectAll('members')
          .select([
            'shops.name as shop_name',
            'shops.admin_url',
            'shops.factor_policy',
            'shops.announced_at',
            'shops.enforced_at',
          ])
          .where(({ or, eb }) => or([eb('shared_reminds_at', '<=', now), eb('retires_due_at', '<=', now)]))
          .orderBy(sql`CASE WHEN shared_reminds_at <= COALESCE(retires_due_at, shared_reminds_at)
            THEN shared_reminds_at ELSE retires_due_at END`)
          .orderBy('members.id')
          .limit(limit)
          .execute(),
      )
      return rows.map((row) => ({
        member: toMember(row),
        shop: toShop({ ...row, id: row.shop_id, name: row.shop_name }),
        ...arrangedFor(row),
      }))
    },

    remind: (member, from, next, along) =>
      change(member, { shared_reminds_at: next }, sql<SqlBool>`shared_reminds_at = ${from}`, along),

    goOn: (member, from, next, along) =>
      change(member, retirementColumns(next), sql<SqlBool>`retires_due_at = ${from}`, along),
  }

  async function change(
    { id, shopId, state }: Member,
    columns: Partial<ReturnType<typeof markColumns> & ReturnType<typeof retirementColumns>>,
    guard: ReturnType<typeof sql<SqlBool>>,
    along: Along,
  ): Promise<boolean> {
    const changed = await database.attempt(async (transaction) => {
      requireChanged(
        await transaction.db
          .updateTable('members')
          .set(columns)
          .where('id', '=', id)
          .where('shop_id', '=', shopId)
          .where('state', '=', state)
          .where(guard)
          .executeTakeFirst(),
      )
      await writeAlong(transaction, along)
      return true
    })
    return changed ?? false
  }
}
