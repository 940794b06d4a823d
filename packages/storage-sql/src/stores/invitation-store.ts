import {
  INVITATION_CODE_ATTEMPTS,
  type Instant,
  type Invitation,
  type InvitationCase,
  type InvitationIssue,
  type InvitationStore,
} from '@ecforce-accounts/core'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Database, GuardLost, requireChanged } from '../database.ts'
import { type InvitationRow, keyIdOf, type MemberRow, type OutboxRow, type ShopRow, type Tables } from '../tables.ts'
import { endInvitations, rowWaits, takeBack } from './acceptance.ts'
import { writeAlong } from './along.ts'
import { memberRow, noLegacySecrets, toMember } from './member-row.ts'
import { toShop } from './shop-store.ts'
import { SWEEP_LIMIT } from './sweep.ts'

const DAY_MILLISECONDS = 24 * 3_600_000

/** Invitations in SQL. */
export function sqlInvitationStore(database: Database): InvitationStore {
  const { dialect } = database

  return {
    async create({ invitation, row, most }, now, along) {
      const { shopId, memberId, email } = invitation
      const created = await database.attempt(async (transaction) => {
        const { db } = transaction
        if (most !== undefined) {
          // The shop's own row is locked: whoever else invites for it counts after this has written, or before it counts.
          await sql`SELECT id FROM shops WHERE id = ${shopId} ${dialect.lock}`.execute(db)
          const sent = await sentSince(db, invitation, now - DAY_MILLISECONDS)
          if (sent.ofShop >= most.ofShop || sent.toOne >= most.toOne) return 'too_many' as const
        }
        if (row.is === 'new') {
          const taken = await transaction.insertNewMembers([memberRow(row.member)])
          if (taken.length > 0) throw new GuardLost()
        } else {
          // Locked before what it means for its invitations is looked at.
          const { id, state, email: before } = row.before
          const found = await sql`SELECT id FROM members WHERE id = ${id} AND shop_id = ${shopId}
            AND state = ${state} AND email_key = ${before.key} ${dialect.lock}`.execute(db)
          if (found.rows.length === 0) throw new GuardLost()
        }
        const rivals = sql<SqlBool>`shop_id = ${shopId} AND (email_key = ${email.key} OR member_id = ${memberId})`
        const usable = sql<SqlBool>`email_key = ${email.key} AND expires_at > ${now} AND ${rowWaits}`
        await endInvitations(
          db,
          sql<SqlBool>`${rivals} AND NOT (${usable})`,
          sql<Invitation['status']>`CASE WHEN expires_at > ${now} THEN 'revoked' ELSE 'expired' END`,
          now,
        )
        if (row.is === 'listed') {
          await db
            .updateTable('members')
            .set({ ...noLegacySecrets, name: row.after.name, role: row.after.role, state: 'pending', declined: 0 })
            .where('id', '=', memberId)
            .execute()
        }
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('invitations')
          .values(invitationRow(invitation))
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
        return 'created' as const
      })
      if (created !== null) return created
      const open = await cases(sql<SqlBool>`i.shop_id = ${shopId} AND i.email_key = ${email.key} AND i.status = 'open'
        AND i.expires_at > ${now} AND m.state = 'pending' AND m.email_key = i.email_key`)
      return open.length > 0 ? 'invited' : 'lost'
    },

    find: async (id) => (await cases(sql<SqlBool>`i.id = ${id}`))[0] ?? null,
    findByToken: async (tokenHash) => (await cases(sql<SqlBool>`i.token_hash = ${tokenHash}`))[0] ?? null,

    async findByEmail(key) {
      return (await cases(sql<SqlBool>`i.email_key = ${key} AND i.status = 'open'`)).toReversed()
    },

    list(shopId, after, limit) {
      const ofShop = sql<SqlBool>`i.shop_id = ${shopId}`
      if (after === null) return cases(ofShop, limit)
      return cases(
        sql<SqlBool>`${ofShop} AND EXISTS (SELECT 1 FROM invitations last WHERE last.id = ${after}
          AND last.shop_id = ${shopId} AND (i.created_at < last.created_at
            OR (i.created_at = last.created_at AND i.id < last.id)))`,
        limit,
      )
    },

    async reissue(id, issue, expectedSends, along) {
      const reissued = await database.attempt(async (transaction) => {
        const { db } = transaction
        const former = await db
          .selectFrom('invitations')
          .select(['mail_id', 'reminder_id'])
          .where('id', '=', id)
          .where('sends', '=', expectedSends)
          .executeTakeFirst()
        if (!former) throw new GuardLost()
        requireChanged(
          await db
            .updateTable('invitations')
            .set({ ...issueColumns(issue), sends: expectedSends + 1 })
            .where('id', '=', id)
            .where('status', '=', 'open')
            .where('sends', '=', expectedSends)
            .where(rowWaits)
            .executeTakeFirst(),
        )
        await takeBack(db, [former.mail_id, former.reminder_id], issue.sentAt)
        await writeAlong(transaction, along)
        return true
      })
      return reissued ?? false
    },

    async settle(id, as, at, along) {
      const usable = as === 'declined' ? sql<SqlBool>` AND expires_at > ${at} AND ${rowWaits}` : sql``
      const settled = await database.attempt(async (transaction) => {
        if (as === 'declined') {
          await sql`UPDATE members SET declined = 1 WHERE state = 'pending'
            AND id = (SELECT member_id FROM invitations WHERE id = ${id})`.execute(transaction.db)
        }
        const ended = await endInvitations(transaction.db, sql<SqlBool>`id = ${id}${usable}`, as, at)
        if (ended !== 1) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return settled ?? false
    },

    async spendCode(id, now) {
      const row = await database.run((db) =>
        db
          .updateTable('invitations')
          .set({ wrong_codes: sql`wrong_codes + 1` })
          .where('id', '=', id)
          .where('status', '=', 'open')
          .where('wrong_codes', '<', INVITATION_CODE_ATTEMPTS)
          .where('expires_at', '>', now)
          .where(rowWaits)
          .returning('wrong_codes')
          .executeTakeFirst(),
      )
      return row?.wrong_codes ?? null
    },

    async refundCode(id) {
      await database.run((db) =>
        db
          .updateTable('invitations')
          .set({ wrong_codes: sql`wrong_codes - 1` })
          .where('id', '=', id)
          .where('wrong_codes', '>', 0)
          .execute(),
      )
    },

    async exhaust(id, at, along) {
      const spent = sql<SqlBool>`id = ${id} AND wrong_codes >= ${INVITATION_CODE_ATTEMPTS}`
      const exhausted = await database.attempt(async (transaction) => {
        if ((await endInvitations(transaction.db, spent, 'exhausted', at)) !== 1) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return exhausted ?? false
    },

    async sweep(before) {
      await database.run((db) =>
        sql`DELETE FROM invitations WHERE id IN (SELECT id FROM invitations
          WHERE COALESCE(settled_at, expires_at) < ${before} LIMIT ${SWEEP_LIMIT})`.execute(db),
      )
    },

    async keyIdsInUse(now) {
      const rows = await database.read((db) =>
        db
          .selectFrom('invitations')
          .select('code_kid')
          .distinct()
          .where('status', '=', 'open')
          .where('expires_at', '>', now)
          .execute(),
      )
      return rows.map(({ code_kid }) => code_kid)
    },
  }

  function cases(which: RawBuilder<SqlBool>, limit = 1000): Promise<readonly InvitationCase[]> {
    return database.read((db) => findCases(db, which, limit))
  }
}

/** How often the invitations of a shop that were mailed since have been, in all and to one address, reminders left aside. */
async function sentSince(db: Kysely<Tables>, { shopId, email }: Pick<Invitation, 'shopId' | 'email'>, since: Instant) {
  const row = await db
    .selectFrom('invitations')
    .select(({ fn }) => [
      fn.sum('sends').as('of_shop'),
      sql<number | string | null>`sum(CASE WHEN email_key = ${email.key} THEN sends ELSE 0 END)`.as('to_one'),
    ])
    .where('shop_id', '=', shopId)
    .where('sent_at', '>', since)
    .executeTakeFirst()
  return { ofShop: Number(row?.of_shop ?? 0), toOne: Number(row?.to_one ?? 0) }
}

/** The invitations `i`, of rows `m`, that `which` names, the newest first, each with what decides about it. */
export async function findCases(
  db: Kysely<Tables>,
  which: RawBuilder<SqlBool>,
  limit: number,
): Promise<readonly InvitationCase[]> {
  const { rows } = await sql<CaseRow>`
    SELECT m.*, ${invitationColumns}, p.name AS shop_name, p.admin_url, p.factor_policy, p.announced_at, p.enforced_at,
      o.state AS mail_state, r.id AS inviter_row, r.role AS inviter_role, COALESCE(a.name, r.name) AS inviter_name
    FROM invitations i
      JOIN members m ON m.id = i.member_id
      JOIN shops p ON p.id = i.shop_id
      LEFT JOIN outbox o ON o.id = i.mail_id
      LEFT JOIN accounts a ON a.id = i.invited_by AND a.status = 'active'
      LEFT JOIN members r ON r.id = (
        SELECT min(own.id) FROM members own
        WHERE own.account_id = a.id AND own.shop_id = i.shop_id AND own.state = 'active')
    WHERE ${which}
    ORDER BY i.created_at DESC, i.id DESC LIMIT ${limit}`.execute(db)
  return rows.map(toCase)
}

const columnNames = [
  'id',
  'shop_id',
  'member_id',
  'email_key',
  'email_typed',
  'invited_by',
  'locale',
  'lifetime_days',
  'created_at',
  'sent_at',
  'sends',
  'expires_at',
  'token_hash',
  'code_hash',
  'code_kid',
  'mail_id',
  'reminder_id',
  'wrong_codes',
  'status',
  'settled_at',
] as const satisfies readonly (keyof InvitationRow)[]

/** Beside those of a member, whose names are partly the same. */
const invitationColumns = sql.join(columnNames.map((name) => sql`i.${sql.ref(name)} AS ${sql.ref(`i_${name}`)}`))

type CaseRow = MemberRow & { [K in keyof InvitationRow as `i_${K}`]: InvitationRow[K] } & Pick<
    ShopRow,
    'admin_url' | 'factor_policy' | 'announced_at' | 'enforced_at'
  > & {
    shop_name: string
    mail_state: OutboxRow['state'] | null
    inviter_row: string | null
    inviter_role: string | null
    inviter_name: string | null
  }

function toCase(row: CaseRow): InvitationCase {
  const { i_invited_by: invitedBy, inviter_row, inviter_role: role, inviter_name: name } = row
  return {
    invitation: {
      id: row.i_id,
      shopId: row.i_shop_id,
      memberId: row.i_member_id,
      email: { key: row.i_email_key, typed: row.i_email_typed },
      invitedBy,
      locale: row.i_locale,
      lifetimeDays: row.i_lifetime_days,
      createdAt: row.i_created_at,
      sentAt: row.i_sent_at,
      sends: row.i_sends,
      expiresAt: row.i_expires_at,
      tokenHash: row.i_token_hash,
      codeHash: row.i_code_hash,
      mailId: row.i_mail_id,
      reminderId: row.i_reminder_id,
      wrongCodes: row.i_wrong_codes,
      status: row.i_status,
      settledAt: row.i_settled_at,
    },
    member: toMember(row),
    shop: toShop({ ...row, id: row.i_shop_id, name: row.shop_name }),
    inviter: inviter_row === null ? null : { name, role },
    fate: row.mail_state === 'handed_over' ? 'handed-over' : (row.mail_state ?? 'expired'),
  }
}

function invitationRow(invitation: Invitation): InvitationRow {
  return {
    id: invitation.id,
    shop_id: invitation.shopId,
    member_id: invitation.memberId,
    email_key: invitation.email.key,
    email_typed: invitation.email.typed,
    locale: invitation.locale,
    lifetime_days: invitation.lifetimeDays,
    created_at: invitation.createdAt,
    sends: invitation.sends,
    ...issueColumns(invitation),
    wrong_codes: invitation.wrongCodes,
    status: invitation.status,
    settled_at: invitation.settledAt,
  }
}

function issueColumns(issue: InvitationIssue) {
  return {
    invited_by: issue.invitedBy,
    sent_at: issue.sentAt,
    expires_at: issue.expiresAt,
    token_hash: issue.tokenHash,
    code_hash: issue.codeHash,
    code_kid: keyIdOf(issue.codeHash, '.'),
    mail_id: issue.mailId,
    reminder_id: issue.reminderId,
  }
}
