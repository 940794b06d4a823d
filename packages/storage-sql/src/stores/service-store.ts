import type { Service, ServiceStore, ServiceWeb } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import { type Database, GuardLost, requireChanged, type Transaction } from '../database.ts'
import type { ServiceRow } from '../tables.ts'
import { writeAlong } from './along.ts'

/** Services in SQL. */
export function sqlServiceStore(database: Database): ServiceStore {
  const { dialect } = database

  return {
    async create(service, asFirst, along) {
      return decide(async (transaction) => {
        const { db } = transaction
        // One after another: the first that a shop gets is its only one by then.
        const shop = await sql`SELECT id FROM shops WHERE id = ${service.shopId} ${dialect.lock}`.execute(db)
        if (shop.rows.length === 0) throw new GuardLost()
        if (asFirst) {
          const other = db.selectFrom('services').select('id').where('shop_id', '=', service.shopId).limit(1)
          if (await other.executeTakeFirst()) throw new GuardLost()
        }
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('services')
          .values(serviceRow(service))
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
      })
    },

    async find(id) {
      const row = await database.read((db) =>
        db.selectFrom('services').selectAll().where('id', '=', id).executeTakeFirst(),
      )
      return row ? toService(row) : null
    },

    async list(shopId) {
      const rows = await database.read((db) => {
        const all = db.selectFrom('services').selectAll().orderBy('id')
        return (shopId === undefined ? all : all.where('shop_id', '=', shopId)).execute()
      })
      return rows.map(toService)
    },

    async addSecret(id, secret, along) {
      return decide(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('services')
            .set(({ ref }) => ({
              former_hash: ref('secret_hash'),
              former_issued_at: ref('secret_issued_at'),
              secret_hash: secret.hash,
              secret_issued_at: secret.issuedAt,
            }))
            .where('id', '=', id)
            .where('former_hash', 'is', null)
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
      })
    },

    async retireSecret(id, along) {
      return decide(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('services')
            .set({ former_hash: null, former_issued_at: null })
            .where('id', '=', id)
            .where('former_hash', 'is not', null)
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
      })
    },

    async setWeb(id, web, along) {
      return decide(async (transaction) => {
        const update = transaction.db
          .updateTable('services')
          .set({ web: webText(web) })
          .where('id', '=', id)
        requireChanged(await update.executeTakeFirst())
        await writeAlong(transaction, along)
      })
    },

    async remove(id, along) {
      return decide(async (transaction) => {
        const { numDeletedRows } = await transaction.db.deleteFrom('services').where('id', '=', id).executeTakeFirst()
        if (numDeletedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
      })
    },
  }

  /** Whether it was decided, and not by somebody else before. */
  async function decide(work: (transaction: Transaction) => Promise<void>): Promise<boolean> {
    const decided = await database.attempt(async (transaction) => {
      await work(transaction)
      return true
    })
    return decided ?? false
  }
}

function webText(web: ServiceWeb | null): string | null {
  return web && JSON.stringify(web)
}

function serviceRow({ id, shopId, name, secrets, addedAt, web }: Service): ServiceRow {
  const [newest, former] = secrets
  if (!newest) throw new TypeError('a service has a secret')
  return {
    id,
    shop_id: shopId,
    name,
    secret_hash: newest.hash,
    secret_issued_at: newest.issuedAt,
    former_hash: former?.hash ?? null,
    former_issued_at: former?.issuedAt ?? null,
    added_at: addedAt,
    web: webText(web),
  }
}

function toService(row: ServiceRow): Service {
  const { former_hash: hash, former_issued_at: issuedAt } = row
  return {
    id: row.id,
    shopId: row.shop_id,
    name: row.name,
    secrets: [
      { hash: row.secret_hash, issuedAt: row.secret_issued_at },
      ...(hash !== null && issuedAt !== null ? [{ hash, issuedAt }] : []),
    ],
    addedAt: row.added_at,
    web: row.web === null ? null : (JSON.parse(row.web) as ServiceWeb),
  }
}
