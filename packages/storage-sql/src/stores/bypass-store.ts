import {
  BYPASS_UNUSED_MILLISECONDS,
  BYPASS_USER_AGENTS,
  type BypassFacts,
  type BypassGrant,
  type BypassStore,
  bypassReminderDays,
  type GrantSelection,
  japanDay,
  standsAlone,
} from '@ecforce-accounts/core'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Database, GuardLost, requireChanged } from '../database.ts'
import type { AccountRow, BypassGrantRow, MemberRow, Tables } from '../tables.ts'
import { writeAlong } from './along.ts'
import { endSessionsOf, grantRow, requestRow, revokeGrants, toGrant, toRequest } from './bypass-rows.ts'

const DAY = 86_400_000

/** Robots' exemptions in SQL. */
export function sqlBypassStore(database: Database): BypassStore {
  const { dialect } = database

  return {
    async ask(request, along) {
      await database.attempt(async (transaction) => {
        await transaction.db.insertInto('bypass_requests').values(requestRow(request)).execute()
        await writeAlong(transaction, along)
      })
    },

    async find(id) {
      const row = await database.read((db) =>
        db.selectFrom('bypass_requests').selectAll().where('id', '=', id).executeTakeFirst(),
      )
      return row ? toRequest(row) : null
    },

    async listByShop(shopId, limit) {
      const rows = await database.read((db) =>
        db
          .selectFrom('bypass_requests')
          .selectAll()
          .where('shop_id', '=', shopId)
          .orderBy('asked_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit)
          .execute(),
      )
      return rows.map(toRequest)
    },

    async listOpen() {
      const rows = await database.read((db) =>
        db
          .selectFrom('bypass_requests')
          .selectAll()
          .where('status', 'in', ['pending', 'needs-information'])
          .orderBy('due_at')
          .orderBy('id')
          .execute(),
      )
      return rows.map(toRequest)
    },

    async change({ id, version, status, firstApprovedBy }, next, earned, along) {
      const changed = await database.attempt(async (transaction) => {
        const { db } = transaction
        requireChanged(
          await db
            .updateTable('bypass_requests')
            .set(requestRow(next))
            .where('id', '=', id)
            .where('version', '=', version)
            .where('status', '=', status)
            .where('first_approved_by', firstApprovedBy === null ? 'is' : '=', firstApprovedBy)
            .executeTakeFirst(),
        )
        // In one order, so that no two approvals wait for each other.
        for (const grant of earned.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1))) await give(db, grant)
        await writeAlong(transaction, along)
        return true
      })
      return changed ?? false
    },

    async findGrant(id) {
      const row = await database.read((db) =>
        db.selectFrom('bypass_grants').selectAll().where('id', '=', id).executeTakeFirst(),
      )
      return row ? toGrant(row) : null
    },

    async listGrants(shopId) {
      const rows = await database.read((db) =>
        db
          .selectFrom('bypass_grants')
          .selectAll()
          .$if(shopId !== null, (grants) => grants.where('shop_id', '=', shopId))
          .orderBy('starts_at', 'desc')
          .orderBy('id', 'desc')
          .execute(),
      )
      return rows.map(toGrant)
    },

    factsOfMember: (memberId) =>
      factsOf(
        'members LEFT JOIN bypass_grants',
        sql`AND bypass_grants.status <> 'revoked' LEFT JOIN accounts ON accounts.id = members.account_id
          WHERE members.id = ${memberId}`,
      ),

    factsOfGrant: (grantId) =>
      factsOf(
        'members JOIN bypass_grants',
        sql`LEFT JOIN accounts ON accounts.id = members.account_id WHERE bypass_grants.id = ${grantId}`,
      ),

    async suspend(which, because, along) {
      const suspended = await database.attempt(async (transaction) => {
        const { db } = transaction
        const rows = await db
          .updateTable('bypass_grants')
          .set({ status: 'suspended', suspended_for: because })
          .where('status', '=', 'active')
          .where(selected(which))
          .returning('id')
          .execute()
        if (rows.length === 0) return []
        const ids = rows.map(({ id }) => id)
        await endSessionsOf(db, dialect.isOneOf('id', ids))
        await writeAlong(transaction, along)
        return ids
      })
      return suspended ?? []
    },

    async resume(id, credentialEpoch, now, along) {
      const resumed = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('bypass_grants')
            .set({
              status: 'active',
              suspended_for: null,
              credential_epoch: credentialEpoch,
              active_since: now,
            })
            .where('id', '=', id)
            .where('status', '=', 'suspended')
            .where('ends_at', '>', now)
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return resumed ?? false
    },

    async revoke(id, along) {
      const revoked = await database.attempt(async (transaction) => {
        if ((await revokeGrants(transaction.db, sql<SqlBool>`id = ${id}`)) !== 1) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return revoked ?? false
    },

    async flagRobot({ memberId, accountId, credentialEpoch }, since, along) {
      const flagged = await database.attempt(async (transaction) => {
        const { db } = transaction
        // Locked: a change of credentials is either seen here, or sees what this has written.
        const account = await sql`SELECT id FROM accounts WHERE id = ${accountId}
          AND credential_epoch = ${credentialEpoch} AND status = 'active' ${dialect.lock}`.execute(db)
        if (account.rows.length !== 1) throw new GuardLost()
        requireChanged(
          await db
            .updateTable('members')
            .set({ robot_since: since })
            .where('id', '=', memberId)
            .where('account_id', '=', accountId)
            .where('state', '=', 'active')
            .executeTakeFirst(),
        )
        if (since === null) await endSessionsOf(db, sql<SqlBool>`member_id = ${memberId}`)
        else {
          await db
            .updateTable('bypass_grants')
            .set({ credential_epoch: credentialEpoch })
            .where('member_id', '=', memberId)
            .where('credential_epoch', 'is', null)
            .where('status', '<>', 'revoked')
            .execute()
        }
        await writeAlong(transaction, along)
        return true
      })
      return flagged ?? false
    },

    async note({ grantId, at, kind, address, userAgent }) {
      const [uses, shadow, nearMisses] = [kind === 'use', kind === 'shadow', kind === 'near-miss'].map(Number)
      await database.attempt(async ({ db }) => {
        const { rows } = await sql`SELECT id FROM bypass_grants WHERE id = ${grantId} ${dialect.lock}`.execute(db)
        if (rows.length === 0) return
        await sql`INSERT INTO bypass_days (grant_id, day, uses, shadow, near_misses)
          VALUES (${grantId}, ${japanDay(at)}, ${uses}, ${shadow}, ${nearMisses})
          ON CONFLICT (grant_id, day) DO UPDATE SET uses = bypass_days.uses + excluded.uses,
            shadow = bypass_days.shadow + excluded.shadow,
            near_misses = bypass_days.near_misses + excluded.near_misses`.execute(db)
        if (kind === 'near-miss') return
        await sql`UPDATE bypass_grants SET last_used_at = ${at}, last_address = ${address},
          active_since = CASE WHEN active_since < ${at} THEN ${at} ELSE active_since END
          WHERE id = ${grantId} AND (last_used_at IS NULL OR last_used_at <= ${at})`.execute(db)
        if (userAgent === null) return
        await sql`INSERT INTO bypass_user_agents (grant_id, user_agent, last_seen_at)
          VALUES (${grantId}, ${userAgent}, ${at})
          ON CONFLICT (grant_id, user_agent) DO UPDATE SET last_seen_at =
            CASE WHEN bypass_user_agents.last_seen_at < ${at} THEN ${at} ELSE bypass_user_agents.last_seen_at END
          `.execute(db)
        await sql`DELETE FROM bypass_user_agents WHERE grant_id = ${grantId} AND user_agent NOT IN (
          SELECT user_agent FROM bypass_user_agents WHERE grant_id = ${grantId}
          ORDER BY last_seen_at DESC, user_agent LIMIT ${BYPASS_USER_AGENTS})`.execute(db)
      })
    },

    async usesOf(grantId, since) {
      const [days, userAgents] = await Promise.all([
        database.read((db) =>
          db
            .selectFrom('bypass_days')
            .selectAll()
            .where('grant_id', '=', grantId)
            .where('day', '>=', since)
            .orderBy('day')
            .execute(),
        ),
        database.read((db) =>
          db
            .selectFrom('bypass_user_agents')
            .selectAll()
            .where('grant_id', '=', grantId)
            .orderBy('last_seen_at', 'desc')
            .orderBy('user_agent')
            .execute(),
        ),
      ])
      return {
        days: days.map((row) => ({ day: row.day, uses: row.uses, shadow: row.shadow, nearMisses: row.near_misses })),
        userAgents: userAgents.map((row) => ({ userAgent: row.user_agent, lastSeenAt: row.last_seen_at })),
      }
    },

    async listDue(now) {
      const reminders = [...bypassReminderDays].toSorted((a, b) => a - b)
      const cases = reminders.map((days) => sql`WHEN ends_at - ${sql.lit(days * DAY)} <= ${now} THEN ${sql.lit(days)}`)
      // As `dueReminder` has it.
      const due = sql`CASE WHEN ends_at <= ${now} THEN 0 ${sql.join(cases, sql` `)} END`
      const { rows } = await database.read((db) =>
        sql<BypassGrantRow>`SELECT bypass_grants.* FROM bypass_grants
          JOIN members ON members.id = member_id LEFT JOIN accounts ON accounts.id = members.account_id
          WHERE bypass_grants.status = 'active' AND (
            ${due} IS NOT NULL AND (${due} = 0 OR ends_at - ${due} * CAST(${sql.lit(DAY)} AS BIGINT) > starts_at) AND NOT EXISTS (
              SELECT 1 FROM bypass_reminders WHERE grant_id = bypass_grants.id AND days = ${due})
            OR ends_at > ${now} AND (bypass_grants.credential_epoch <> accounts.credential_epoch
              OR active_since <= ${now - BYPASS_UNUSED_MILLISECONDS}))
          ORDER BY starts_at DESC, bypass_grants.id DESC`.execute(db),
      )
      return rows.map(toGrant)
    },

    async remind(id, days, along) {
      const isFirst = await database.attempt(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction.db
          .insertInto('bypass_reminders')
          .values({ grant_id: id, days })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return isFirst ?? false
    },
  }

  /** The row is locked before its grants are looked at: of an approval and a flag, the second sees the first. */
  async function give(db: Kysely<Tables>, grant: BypassGrant): Promise<void> {
    const { rows } = await sql<Pick<MemberRow, 'account_id' | 'robot_since' | 'state'>>`
      SELECT account_id, robot_since, state FROM members WHERE id = ${grant.memberId} ${dialect.lock}`.execute(db)
    const [row] = rows
    const isRobot = row?.state === 'active' && row.robot_since !== null
    const account = isRobot
      ? await db.selectFrom('accounts').select('credential_epoch').where('id', '=', row.account_id).executeTakeFirst()
      : undefined
    await revokeGrants(db, sql<SqlBool>`member_id = ${grant.memberId}`)
    await db
      .insertInto('bypass_grants')
      .values(grantRow({ ...grant, credentialEpoch: account?.credential_epoch ?? null }))
      .execute()
  }

  async function factsOf(
    from: 'members LEFT JOIN bypass_grants' | 'members JOIN bypass_grants',
    which: RawBuilder<unknown>,
  ): Promise<BypassFacts | null> {
    const { rows } = await database.read((db) =>
      sql<FactsRow>`SELECT bypass_grants.*, members.id AS of_member, members.shop_id AS of_shop, members.state AS standing,
          members.role AS role, members.robot_since AS robot_since, accounts.id AS account_id,
          accounts.status AS account_status, accounts.credential_epoch AS account_epoch,
          accounts.password_origin AS password_origin, accounts.password_is_long AS password_is_long,
          (SELECT count(*) FROM members elsewhere
            WHERE elsewhere.account_id = accounts.id AND elsewhere.shop_id <> members.shop_id) AS other_memberships
        FROM ${sql.raw(from)} ON member_id = members.id ${which}`.execute(db),
    )
    const [row] = rows
    if (!row) return null
    return {
      grant: row.id === null ? null : toGrant({ ...row, id: row.id }),
      member: {
        id: row.of_member,
        shopId: row.of_shop,
        state: row.standing,
        role: row.role,
        robotSince: row.robot_since,
      },
      account: row.account_id === null ? null : accountOf(row, row.account_id),
    }
  }
}

/** What the facts are read from; the grant's columns are null where there is none. */
interface FactsRow extends Omit<BypassGrantRow, 'id'> {
  readonly id: BypassGrant['id'] | null
  readonly of_member: MemberRow['id']
  readonly of_shop: MemberRow['shop_id']
  readonly standing: MemberRow['state']
  readonly role: string | null
  readonly robot_since: number | null
  readonly account_id: AccountRow['id'] | null
  readonly account_status: AccountRow['status']
  readonly account_epoch: number
  readonly password_origin: AccountRow['password_origin']
  readonly password_is_long: AccountRow['password_is_long']
  readonly other_memberships: number | string
}

function accountOf(row: FactsRow, id: AccountRow['id']): BypassFacts['account'] {
  return {
    id,
    status: row.account_status,
    credentialEpoch: row.account_epoch,
    passwordStandsAlone: standsAlone({ origin: row.password_origin, isLong: row.password_is_long === 1 }),
    otherMemberships: Number(row.other_memberships),
  }
}

function selected(which: GrantSelection): RawBuilder<SqlBool> {
  if ('grant' in which) return sql<SqlBool>`id = ${which.grant}`
  return 'shop' in which ? sql<SqlBool>`shop_id = ${which.shop}` : sql<SqlBool>`1 = 1`
}
