import type { Shop, ShopStore } from '@ecforce-accounts/core'
import { type Database, requireChanged } from '../database.ts'
import type { ShopRow } from '../tables.ts'
import { writeAlong } from './along.ts'

/** Shops in SQL. */
export function sqlShopStore(database: Database): ShopStore {
  return {
    async find(id) {
      const row = await database.read((db) =>
        db.selectFrom('shops').selectAll().where('id', '=', id).executeTakeFirst(),
      )
      return row ? toShop(row) : null
    },

    async list() {
      const rows = await database.read((db) => db.selectFrom('shops').selectAll().orderBy('id').execute())
      return rows.map(toShop)
    },

    async save({ id, name, adminUrl, factorPolicy }, along) {
      const changes = { name, admin_url: adminUrl, factor_policy: JSON.stringify(factorPolicy) }
      await database.attempt(async (transaction) => {
        await transaction.db
          .insertInto('shops')
          .values({ id, ...changes, announced_at: null, enforced_at: null })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
          .execute()
        await writeAlong(transaction, along)
      })
    },

    async announce(id, { announcedAt, enforcedAt }, staleAt, along) {
      return database.attempt(async (transaction) => {
        await database.dialect.keepApart('roster')?.execute(transaction.db)
        requireChanged(
          await transaction.db
            .updateTable('shops')
            .set({ announced_at: announcedAt, enforced_at: enforcedAt })
            .where('id', '=', id)
            .where('announced_at', 'is', null)
            .executeTakeFirst(),
        )
        // NEVER_SIGNED_IN is before every instant; an unknown sign-in is not at or before anything.
        const { numUpdatedRows } = await transaction.db
          .updateTable('members')
          .set({ held_stale: 1 })
          .where('shop_id', '=', id)
          .where('state', '=', 'claim')
          .where('confirmed_at', 'is', null)
          .where('last_sign_in_at', '<=', staleAt)
          .executeTakeFirst()
        await writeAlong(transaction, along)
        return Number(numUpdatedRows)
      })
    },
  }
}

/** The shop of a row, however it was found. */
export function toShop(row: ShopRow): Shop {
  return {
    id: row.id,
    name: row.name,
    adminUrl: row.admin_url,
    factorPolicy: JSON.parse(row.factor_policy),
    rollout:
      row.announced_at === null || row.enforced_at === null
        ? null
        : { announcedAt: row.announced_at, enforcedAt: row.enforced_at },
  }
}
