import type { MemberId, NoticeFate, NoticeLedger, ToldMember } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import { type Database, GuardLost } from '../database.ts'
import type { OutboxRow } from '../tables.ts'
import { writeAlong } from './along.ts'
import { toMember } from './member-row.ts'

/** Who was told what, in SQL. */
export function sqlNoticeLedger(database: Database): NoticeLedger {
  return {
    async page(shopId, after, limit) {
      const rows = await database.read((db) =>
        db
          .selectFrom('members')
          .leftJoin('accounts', 'accounts.id', 'members.account_id')
          .selectAll('members')
          .select('accounts.locale')
          .where('members.shop_id', '=', shopId)
          .where('members.state', '<>', 'removed')
          .where('members.legacy_id', '>', after)
          .orderBy('members.legacy_id')
          .limit(limit)
          .execute(),
      )
      const told = await toldTo(rows.map(({ id }) => id))
      return rows.map(
        ({ locale, ...row }): ToldMember => ({
          member: toMember(row),
          locale,
          told: told.get(row.id) ?? [],
        }),
      )
    },

    async record(entries, along) {
      const recorded = await database.attempt(async (transaction) => {
        const rows = entries.map(({ memberId, notice, enforcedAt, mailId, queuedAt }) => ({
          member_id: memberId,
          notice,
          enforced_at: enforcedAt,
          mail_id: mailId,
          queued_at: queuedAt,
        }))
        if ((await transaction.insertNew('notices_told', rows)) !== rows.length) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return recorded ?? false
    },

    async close(shopId, notice, at) {
      await database.run((db) =>
        db
          .insertInto('notices_closed')
          .values({ shop_id: shopId, notice, closed_at: at })
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      )
    },

    async progress(shopId, notice) {
      const fates = await database.read((db) =>
        db
          .selectFrom('notices_told as told')
          .innerJoin('members', 'members.id', 'told.member_id')
          .leftJoin('outbox', 'outbox.id', 'told.mail_id')
          .select(({ fn }) => ['outbox.state', fn.countAll().as('mails'), fn.max('outbox.settled_at').as('last')])
          .where('members.shop_id', '=', shopId)
          .where('told.notice', '=', notice)
          .groupBy('outbox.state')
          .execute(),
      )
      const closed = await database.read((db) =>
        db
          .selectFrom('notices_closed')
          .select('closed_at')
          .where('shop_id', '=', shopId)
          .where('notice', '=', notice)
          .executeTakeFirst(),
      )
      const count = (...states: readonly NoticeFate['state'][]) =>
        fates.filter(({ state }) => states.includes(fateOf(state))).reduce((sum, { mails }) => sum + Number(mails), 0)
      return {
        queued: count('waiting', 'handed-over', 'expired', 'uncertain', 'refused'),
        waiting: count('waiting'),
        handedOver: count('handed-over'),
        failed: count('expired', 'uncertain', 'refused'),
        lastHandedOverAt: fates.find(({ state }) => state === 'handed_over')?.last ?? null,
        closed: closed !== undefined,
      }
    },

    async lastDueAt() {
      const { rows } = await database.read((db) =>
        sql<{ last: number | null }>`
          SELECT max(due_at) AS last FROM outbox WHERE state = 'waiting' AND kind = 'rollout'`.execute(db),
      )
      return rows[0]?.last ?? null
    },
  }

  async function toldTo(ids: readonly MemberId[]): Promise<ReadonlyMap<MemberId, ToldMember['told']>> {
    const rows = await database.read((db) =>
      db
        .selectFrom('notices_told as told')
        .leftJoin('outbox', 'outbox.id', 'told.mail_id')
        .select(['told.member_id', 'told.notice', 'told.enforced_at', 'told.mail_id', 'told.queued_at'])
        .select(['outbox.state', 'outbox.settled_at', 'outbox.last_error'])
        .where(database.dialect.isOneOf('told.member_id', ids))
        .orderBy('told.queued_at')
        .orderBy('told.notice')
        .execute(),
    )
    const told = new Map<MemberId, ToldMember['told'][number][]>()
    for (const row of rows) {
      const entry = {
        memberId: row.member_id,
        notice: row.notice,
        enforcedAt: row.enforced_at,
        mailId: row.mail_id,
        queuedAt: row.queued_at,
        fate: { state: fateOf(row.state), settledAt: row.settled_at ?? null, error: row.last_error ?? null },
      }
      const entries = told.get(row.member_id)
      if (entries) entries.push(entry)
      else told.set(row.member_id, [entry])
    }
    return told
  }
}

/** A mail that is not there any more cannot be handed over. */
function fateOf(state: OutboxRow['state'] | null): NoticeFate['state'] {
  if (state === null) return 'expired'
  return state === 'handed_over' ? 'handed-over' : state
}
