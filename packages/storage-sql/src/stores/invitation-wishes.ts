import type { InvitationWish, InvitationWishes } from '@ecforce-accounts/core'
import { type Database, GuardLost } from '../database.ts'
import type { InvitationWishRow } from '../tables.ts'
import { writeAlong } from './along.ts'
import { SWEEP_LIMIT } from './sweep.ts'

/** Wishes for an invitation in SQL. */
export function sqlInvitationWishes(database: Database): InvitationWishes {
  return {
    async ask(asked, along) {
      const stored = await database.attempt(async (transaction) => {
        let isNew = false
        for (const { wish, mails } of asked) {
          const { numInsertedOrUpdatedRows } = await transaction.db
            .insertInto('invitation_wishes')
            .values(wishRow(wish))
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirstOrThrow()
          if (numInsertedOrUpdatedRows !== 1n) continue
          isNew = true
          await writeAlong(transaction, { mails })
        }
        if (!isNew) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return stored ?? false
    },

    async find(shopId, id) {
      const row = await database.read((db) =>
        db
          .selectFrom('invitation_wishes')
          .selectAll()
          .where('id', '=', id)
          .where('shop_id', '=', shopId)
          .executeTakeFirst(),
      )
      return row ? toWish(row) : null
    },

    async list(shopId, limit) {
      const rows = await database.read((db) =>
        db
          .selectFrom('invitation_wishes')
          .selectAll()
          .where('shop_id', '=', shopId)
          .orderBy('asked_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit)
          .execute(),
      )
      return rows.map(toWish)
    },

    async settle(id, as, at, along) {
      const settled = await database.attempt(async (transaction) => {
        const { numUpdatedRows } = await transaction.db
          .updateTable('invitation_wishes')
          .set({ status: as, settled_at: at })
          .where('id', '=', id)
          .where('status', '=', 'open')
          .executeTakeFirst()
        if (numUpdatedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return settled ?? false
    },

    async sweep(before) {
      await database.run((db) =>
        db
          .deleteFrom('invitation_wishes')
          .where('id', 'in', (old) =>
            old
              .selectFrom('invitation_wishes')
              .select('id')
              .where(({ fn }) => fn.coalesce('settled_at', 'asked_at'), '<', before)
              .limit(SWEEP_LIMIT),
          )
          .execute(),
      )
    },
  }
}

function wishRow({
  id,
  shopId,
  accountId,
  email,
  name,
  askedAt,
  status,
  settledAt,
}: InvitationWish): InvitationWishRow {
  return {
    id,
    shop_id: shopId,
    account_id: accountId,
    email_key: email.key,
    email_typed: email.typed,
    name,
    asked_at: askedAt,
    status,
    settled_at: settledAt,
  }
}

function toWish(row: InvitationWishRow): InvitationWish {
  return {
    id: row.id,
    shopId: row.shop_id,
    accountId: row.account_id,
    email: { key: row.email_key, typed: row.email_typed },
    name: row.name,
    askedAt: row.asked_at,
    status: row.status,
    settledAt: row.settled_at,
  }
}
