import { type RolloutRecord, type RolloutStore, type ShopId, untouchedRollout } from '@ecforce-accounts/core'
import type { Kysely, Selectable } from 'kysely'
import { type Database, GuardLost, requireChanged, type Transaction } from '../database.ts'
import type { ShopRow, Tables } from '../tables.ts'
import { writeAlong } from './along.ts'
import { tombstone } from './legacy-doors.ts'
import { noLegacySecrets } from './member-row.ts'
import { rolloutOf } from './shop-store.ts'

/** What a record holds beside the columns that others read. */
type Rest = Pick<RolloutRecord, 'rollbacks' | 'plan' | 'pause'>

/** The switches of the shops in SQL: columns of their shops. */
export function sqlRolloutStore(database: Database): RolloutStore {
  return {
    async find(shopId) {
      const row = await database.read((db) =>
        db.selectFrom('shops').select(columns).where('id', '=', shopId).executeTakeFirst(),
      )
      return row ? toRecord(row) : null
    },

    async facts(shopId) {
      return database.read(async (db) => ({
        hasMembers: (await listed(db, shopId).executeTakeFirst()) !== undefined,
        hasAccounts: await hadAccounts(db, shopId),
      }))
    },

    async listDue(now) {
      const rows = await database.read((db) =>
        db.selectFrom('shops').select(columns).where('announce_at', '<=', now).orderBy('announce_at').execute(),
      )
      return rows.map(toRecord)
    },

    async listUnderWay(now) {
      const rows = await database.read((db) =>
        db
          .selectFrom('shops')
          .select(columns)
          .where((where) =>
            where.or([
              where('announce_at', 'is not', null),
              where.and([where('announced_at', 'is not', null), where('enforced_at', 'is', null)]),
              where('enforced_at', '>', now),
            ]),
          )
          .orderBy('id')
          .execute(),
      )
      return rows.map(toRecord)
    },

    async advance(next, along) {
      const stored = await database.attempt(async (transaction) => {
        await store(transaction, next)
        await writeAlong(transaction, along)
        return true
      })
      return stored ?? false
    },

    async announce(next, staleAt, along) {
      const { shopId, rollout } = next
      return database.attempt(async (transaction) => {
        const { db } = transaction
        await database.dialect.keepApart('roster')?.execute(db)
        await store(transaction, next, 'unannounced')
        if (rollout?.enforcedAt === rollout?.announcedAt) {
          const somebody = await listed(db, shopId).executeTakeFirst()
          if (somebody) throw new GuardLost()
        }
        for (const leaving of ['remove', 'invite'] as const) {
          await db
            .updateTable('members')
            .set({ ...(leaving === 'remove' ? tombstone : { ...noLegacySecrets, state: 'pending' }), leaving: null })
            .where('shop_id', '=', shopId)
            .where('state', '=', 'claim')
            .where('leaving', '=', leaving)
            .execute()
        }
        // NEVER_SIGNED_IN is before every instant; an unknown sign-in is not at or before anything.
        const { numUpdatedRows } = await db
          .updateTable('members')
          .set({ held_stale: 1 })
          .where('shop_id', '=', shopId)
          .where('state', '=', 'claim')
          .where('confirmed_at', 'is', null)
          .where('last_sign_in_at', '<=', staleAt)
          .executeTakeFirst()
        await writeAlong(transaction, along)
        return Number(numUpdatedRows)
      })
    },

    async withdraw(next, along) {
      const withdrawn = await database.attempt(async (transaction) => {
        const { db } = transaction
        await database.dialect.keepApart('roster')?.execute(db)
        await store(transaction, next)
        if (await hadAccounts(db, next.shopId)) throw new GuardLost()
        await db
          .updateTable('members')
          .set({ held_stale: 0 })
          .where('shop_id', '=', next.shopId)
          .where('state', '=', 'claim')
          .execute()
        await writeAlong(transaction, along)
        return true
      })
      return withdrawn ?? false
    },
  }
}

const columns = ['id', 'announced_at', 'enforced_at', 'rollout_version', 'announce_at', 'rollout_rest'] as const

function listed(db: Kysely<Tables>, shopId: ShopId) {
  return db.selectFrom('members').select('id').where('shop_id', '=', shopId).where('state', '<>', 'removed').limit(1)
}

/** Whether a member of the shop belongs to an account, or has: who was removed since leaves the instant of it behind. */
async function hadAccounts(db: Kysely<Tables>, shopId: ShopId): Promise<boolean> {
  const row = await db
    .selectFrom('members')
    .select('id')
    .where('shop_id', '=', shopId)
    .where('activated_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Stores the record over the version before it. */
async function store({ db }: Transaction, next: RolloutRecord, only?: 'unannounced'): Promise<void> {
  const { rollbacks, plan, pause } = next
  const rest: Rest = { rollbacks, plan, pause }
  const update = db
    .updateTable('shops')
    .set({
      announced_at: next.rollout?.announcedAt ?? null,
      enforced_at: next.rollout?.enforcedAt ?? null,
      rollout_version: next.version,
      announce_at: next.announceAt,
      rollout_rest: JSON.stringify(rest),
    })
    .where('id', '=', next.shopId)
    .where('rollout_version', '=', next.version - 1)
  const guarded = only === 'unannounced' ? update.where('announced_at', 'is', null) : update
  requireChanged(await guarded.executeTakeFirst())
}

function toRecord(row: Pick<Selectable<ShopRow>, (typeof columns)[number]>): RolloutRecord {
  return {
    ...untouchedRollout(row.id),
    version: row.rollout_version,
    announceAt: row.announce_at,
    rollout: rolloutOf(row),
    ...(row.rollout_rest !== null && (JSON.parse(row.rollout_rest) as Rest)),
  }
}
