import type { Rollout, Shop, ShopStore } from '@ecforce-accounts/core'
import type { Selectable } from 'kysely'
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

    async invitationDays(id) {
      const row = await database.read((db) =>
        db.selectFrom('shops').select('invitation_days').where('id', '=', id).executeTakeFirst(),
      )
      return row?.invitation_days ?? null
    },

    async setInvitationDays(id, days, along) {
      const set = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('shops')
            .set({ invitation_days: days })
            .where('id', '=', id)
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return set ?? false
    },
  }
}

/** What a shop is read from. */
export type ShopColumns = Pick<
  Selectable<ShopRow>,
  'id' | 'name' | 'admin_url' | 'factor_policy' | 'announced_at' | 'enforced_at'
>

/** The shop of a row, however it was found. */
export function toShop(row: ShopColumns): Shop {
  return {
    id: row.id,
    name: row.name,
    adminUrl: row.admin_url,
    factorPolicy: JSON.parse(row.factor_policy),
    rollout: rolloutOf(row),
  }
}

/** `null` until the announcement. */
export function rolloutOf(row: Pick<ShopRow, 'announced_at' | 'enforced_at'>): Rollout | null {
  return row.announced_at === null ? null : { announcedAt: row.announced_at, enforcedAt: row.enforced_at }
}
