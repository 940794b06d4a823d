import {
  afterImport,
  type ImportId,
  isAdministratorRole,
  JAPAN_OFFSET_MILLISECONDS,
  japanDay,
  LEGACY_CANDIDATES,
  type MemberStore,
  type MemberTally,
  type ShopAdministrator,
  type ShopId,
} from '@ecforce-accounts/core'
import { sql } from 'kysely'
import {
  type Database,
  GuardLost,
  type MemberUpdate,
  requireChanged,
  type SqlDialect,
  type Transaction,
} from '../database.ts'
import { type AccountRow, type MemberRow, UNKNOWN_SIGN_IN } from '../tables.ts'
import { writeAlong } from './along.ts'
import { tombstone } from './legacy-doors.ts'
import { memberRow, noLegacySecrets, toMember } from './member-row.ts'
import { holdSameAddress } from './same-address.ts'
import { toShop } from './shop-store.ts'

/** How many rows are looked at in one go where all of a shop's are. */
const PAGE = 5000
const DAY = 86_400_000

/** Members in SQL. */
export function sqlMemberStore(database: Database): MemberStore {
  const { dialect } = database
  const recency = sql`COALESCE(last_sign_in_at, ${UNKNOWN_SIGN_IN})`

  return {
    async findByEmail(key) {
      const rows = await database.read((db) =>
        db
          .selectFrom('members')
          .innerJoin('shops', 'shops.id', 'members.shop_id')
          .selectAll('members')
          .select(['shops.name as shop_name', 'admin_url', 'factor_policy', 'announced_at', 'enforced_at'])
          .where('email_key', '=', key)
          .where('state', '<>', 'removed')
          .orderBy(recency, 'desc')
          .orderBy('members.id')
          .execute(),
      )
      return rows.map((row) => {
        return { member: toMember(row), shop: toShop({ ...row, id: row.shop_id, name: row.shop_name }) }
      })
    },

    async findByLegacyIds(shopId, legacyIds) {
      const rows = await database.read((db) =>
        db
          .selectFrom('members')
          .selectAll()
          .where('shop_id', '=', shopId)
          .where(dialect.isOneOf('legacy_id', legacyIds))
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
      return rows.map(toMember)
    },

    async applyRoster(batch, along) {
      const lost = await database.attempt(async (transaction) => {
        await dialect.keepApart('roster')?.execute(transaction.db)
        if (batch.rosterOpen && (await isAnnounced(transaction, batch.shopId))) return 'roster_closed' as const
        const inserts = batch.inserts.map(memberRow)
        const updates = batch.updates.map(({ member }) => ({ ...memberRow(member), shop_id: batch.shopId }))
        const settled = await addressesWithAccount(transaction, dialect, [...inserts, ...updates])
        const allowed = (row: MemberRow): MemberRow =>
          settled.has(row.email_key) ? { ...row, ...noLegacySecrets } : row

        const taken = await transaction.insertNewMembers(inserts.map(allowed))
        const moved = await transaction.updateMembers(
          batch.updates.flatMap(({ expectedState }, index) => {
            const row = updates[index]
            return row ? [{ row: withoutMarkings(allowed(row)), expectedState }] : []
          }),
        )
        if (batch.seen.length > 0) {
          await transaction.db
            .updateTable('members')
            .set({ imported_by: batch.importId })
            .where('imported_by', '<', afterImport(batch.importId) as ImportId)
            .where('shop_id', '=', batch.shopId)
            .where(dialect.isOneOf('legacy_id', batch.seen))
            .execute()
        }
        await writeAlong(transaction, along)
        return [...taken, ...moved]
      })
      return lost ?? []
    },

    async removeUnseen(shopId, importId, along) {
      const removed = await database.attempt(async (transaction) => {
        const { numUpdatedRows } = await transaction.db
          .updateTable('members')
          .set(tombstone)
          .where('shop_id', '=', shopId)
          .where('state', 'in', ['claim', 'pending'])
          .where('imported_by', '<>', importId)
          .where('imported_by', '<', afterImport(importId) as ImportId)
          .executeTakeFirst()
        await writeAlong(transaction, along)
        return Number(numUpdatedRows)
      })
      return removed ?? 0
    },

    async countUnlisted(shopId, listed) {
      let unlisted = 0
      for (let last: string | null = ''; last !== null; ) {
        const page: readonly Pick<MemberRow, 'legacy_id' | 'state'>[] = await pageOf(database, shopId, last)
        for (const { legacy_id, state } of page) {
          if ((state === 'claim' || state === 'pending') && !listed.has(legacy_id)) unlisted++
        }
        last = page.at(-1)?.legacy_id ?? null
      }
      return unlisted
    },

    async holdSameAddress(shopId) {
      const held = await database.attempt(async ({ db }) => {
        await holdSameAddress(db, dialect, shopId, null)
        return db
          .selectFrom('members')
          .select(['id', 'legacy_id', 'email_key', 'email_typed'])
          .where('shop_id', '=', shopId)
          .where('state', '=', 'claim')
          .where('held_same_address', '=', 1)
          .orderBy('legacy_id')
          .execute()
      })
      return (held ?? []).map((row) => ({
        id: row.id,
        legacyId: row.legacy_id,
        email: { key: row.email_key, typed: row.email_typed },
      }))
    },

    async retireClaims(enforcedBefore) {
      const { numUpdatedRows } = await database.run((db) =>
        db
          .updateTable('members')
          .set({ ...noLegacySecrets, state: 'pending' })
          .where('state', '=', 'claim')
          .where(({ exists, selectFrom }) =>
            exists(
              selectFrom('shops')
                .select('shops.id')
                .whereRef('shops.id', '=', 'members.shop_id')
                .where('shops.enforced_at', '<=', enforcedBefore),
            ),
          )
          .executeTakeFirst(),
      )
      return Number(numUpdatedRows)
    },

    async mark(shopId, legacyIds, mark, along) {
      const marked = await database.attempt(async (transaction) => {
        await dialect.keepApart('roster')?.execute(transaction.db)
        if (await isAnnounced(transaction, shopId)) throw new GuardLost()
        const leaving = mark === 'remove' || mark === 'invite' ? mark : null
        requireChanged(
          await transaction.db
            .updateTable('members')
            .set({ held_by_hand: mark === 'hold' ? 1 : 0, leaving })
            .where('shop_id', '=', shopId)
            .where(dialect.isOneOf('legacy_id', legacyIds))
            .where('state', '=', 'claim')
            .executeTakeFirst(),
          legacyIds.length,
        )
        await writeAlong(transaction, along)
        return true
      })
      return marked ?? false
    },

    async countShops(keys) {
      const rows = await database.read((db) =>
        db
          .selectFrom('members')
          .select(({ fn }) => ['email_key', fn.count('shop_id').distinct().as('shops')])
          .where(dialect.isOneOf('email_key', keys))
          .where('state', '<>', 'removed')
          .groupBy('email_key')
          .execute(),
      )
      return new Map(rows.map(({ email_key, shops }) => [email_key, Number(shops)]))
    },

    async administratorsOf(accountId) {
      const rows = await database.read((db) =>
        db
          .selectFrom('members as own')
          .innerJoin('members as theirs', 'theirs.shop_id', 'own.shop_id')
          .innerJoin('accounts', 'accounts.id', 'theirs.account_id')
          .innerJoin('shops', 'shops.id', 'own.shop_id')
          .select(['accounts.id', 'accounts.email_key', 'accounts.email_typed', 'accounts.locale'])
          .select(['theirs.role', 'shops.name as shop_name'])
          .where('own.account_id', '=', accountId)
          .where('own.state', '=', 'active')
          .where('theirs.state', '=', 'active')
          .where('theirs.account_id', '<>', accountId)
          .where('theirs.role', 'is not', null)
          .execute(),
      )
      return rows.filter(({ role }) => isAdministratorRole(role)).map(toAdministrator)
    },

    async administratorsIn(shopId) {
      const rows = await database.read((db) =>
        db
          .selectFrom('members')
          .innerJoin('accounts', 'accounts.id', 'members.account_id')
          .innerJoin('shops', 'shops.id', 'members.shop_id')
          .select(['accounts.id', 'accounts.email_key', 'accounts.email_typed', 'accounts.locale'])
          .select(['members.role', 'shops.name as shop_name'])
          .where('members.shop_id', '=', shopId)
          .where('members.state', '=', 'active')
          .where('members.role', 'is not', null)
          .execute(),
      )
      return rows.filter(({ role }) => isAdministratorRole(role)).map(toAdministrator)
    },

    async tally(shopId) {
      const isHeld = sql`held_stale + held_same_address + held_by_hand > 0`
      const { rows } = await database.read((db) =>
        sql<{ shop_id: ShopId } & Record<'set_up' | 'not_yet' | 'held' | 'pending', number | string>>`
          SELECT shop_id,
            count(*) FILTER (WHERE state IN ('active', 'suspended')) AS set_up,
            count(*) FILTER (WHERE state = 'claim' AND NOT (${isHeld})) AS not_yet,
            count(*) FILTER (WHERE state = 'claim' AND ${isHeld}) AS held,
            count(*) FILTER (WHERE state = 'pending') AS pending
          FROM members WHERE state <> 'removed' ${shopId === null ? sql`` : sql`AND shop_id = ${shopId}`}
          GROUP BY shop_id`.execute(db),
      )
      return new Map(
        rows.map((row): [ShopId, MemberTally] => [
          row.shop_id,
          {
            setUp: Number(row.set_up),
            notYet: Number(row.not_yet),
            held: Number(row.held),
            pending: Number(row.pending),
          },
        ]),
      )
    },

    async activationsByDay(shopId, from, until) {
      // Whole numbers divide into whole numbers in both databases: the day's number since 1970, as Japan counts.
      const day = sql`(activated_at + ${sql.lit(JAPAN_OFFSET_MILLISECONDS)}) / ${sql.lit(DAY)}`
      const { rows } = await database.read((db) =>
        sql<{ day: number | string; members: number | string }>`
          SELECT ${day} AS day, count(*) AS members FROM members
          WHERE shop_id = ${shopId} AND activated_at >= ${from} AND activated_at < ${until}
            AND state IN ('active', 'suspended')
          GROUP BY ${day}`.execute(db),
      )
      return new Map(rows.map((row) => [japanDay(Number(row.day) * DAY), Number(row.members)]))
    },

    async confirmHeld(id, at, along) {
      const confirmed = await database.attempt(async (transaction) => {
        const { numUpdatedRows } = await transaction.db
          .updateTable('members')
          .set({ held_stale: 0, held_by_hand: 0, confirmed_at: at })
          .where('id', '=', id)
          .where('state', '=', 'claim')
          .where((where) => where.or([where('held_stale', '=', 1), where('held_by_hand', '=', 1)]))
          .executeTakeFirst()
        if (numUpdatedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return confirmed ?? false
    },

    async worstLegacyMilliseconds() {
      const { rows } = await database.read((db) =>
        sql<{ worst: number | null }>`
          SELECT max(together) AS worst FROM (
            SELECT sum(legacy_nominal_ms) AS together FROM (
              SELECT email_key, legacy_nominal_ms, row_number() OVER (
                PARTITION BY email_key ORDER BY legacy_nominal_ms DESC
              ) AS place FROM members JOIN shops ON shops.id = members.shop_id AND announced_at IS NOT NULL
              WHERE legacy_nominal_ms IS NOT NULL AND state = 'claim' AND held_stale = 0 AND held_same_address = 0
                AND held_by_hand = 0
            ) AS candidates WHERE place <= ${LEGACY_CANDIDATES} GROUP BY email_key
          ) AS addresses`.execute(db),
      )
      return rows[0]?.worst ?? 0
    },

    async keyIdsInUse() {
      const { rows } = await database.read((db) =>
        sql<{ use: 'key' | 'pepper'; kid: string }>`
          SELECT DISTINCT 'key' AS use, legacy_totp_kid AS kid FROM members WHERE legacy_totp_kid IS NOT NULL
          UNION ALL
          SELECT DISTINCT CASE WHEN legacy_scheme = 'own' THEN 'key' ELSE 'pepper' END, legacy_pepper_kid
          FROM members WHERE legacy_pepper_kid IS NOT NULL`.execute(db),
      )
      const namesOf = (use: 'key' | 'pepper') => rows.filter((row) => row.use === use).map(({ kid }) => kid)
      return { keys: namesOf('key'), peppers: namesOf('pepper') }
    },
  }
}

function toAdministrator(
  row: Pick<AccountRow, 'id' | 'email_key' | 'email_typed' | 'locale'> & { readonly shop_name: string },
): ShopAdministrator {
  const { id, email_key: key, email_typed: typed, locale, shop_name: shopName } = row
  return { account: { id, email: { key, typed }, locale }, shopName }
}

/** Which of the addresses for which these rows have legacy secrets have an account. */
async function addressesWithAccount(
  { db }: Transaction,
  { isOneOf }: SqlDialect,
  rows: readonly MemberRow[],
): Promise<ReadonlySet<string>> {
  const secretive = rows.filter((row) => row.legacy_hash !== null || row.legacy_totp_secret !== null)
  if (secretive.length === 0) return new Set()
  const listed = secretive.map((row) => row.email_key)
  const accounts = await db.selectFrom('accounts').select('email_key').where(isOneOf('email_key', listed)).execute()
  return new Set(accounts.map(({ email_key }) => email_key))
}

function withoutMarkings({
  held_stale,
  held_same_address,
  held_by_hand,
  leaving,
  legacy_closed,
  activated_at,
  robot_since,
  confirmed_at,
  ...row
}: MemberRow): MemberUpdate['row'] {
  return row
}

/** Whether a shop has been announced, as the transaction sees it. */
export async function isAnnounced({ db }: Transaction, shopId: ShopId): Promise<boolean> {
  const shop = await db.selectFrom('shops').select('announced_at').where('id', '=', shopId).executeTakeFirst()
  return shop !== undefined && shop.announced_at !== null
}

function pageOf(database: Database, shopId: ShopId, after: string) {
  return database.read((db) =>
    db
      .selectFrom('members')
      .select(['legacy_id', 'state'])
      .where('shop_id', '=', shopId)
      .where('legacy_id', '>', after)
      .orderBy('legacy_id')
      .limit(PAGE)
      .execute(),
  )
}
