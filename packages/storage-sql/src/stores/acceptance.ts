import type { Acceptance, Account, AccountId, Instant, Invitation, MailId, ShopId } from '@ecforce-accounts/core'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { GuardLost, requireChanged, type SqlDialect } from '../database.ts'
import type { Tables } from '../tables.ts'
import { revokeOfFormer } from './bypass-rows.ts'
import { noLegacySecrets } from './member-row.ts'

/** Of the table `invitations`: whether its row still waits for it, under its address. */
export const rowWaits: RawBuilder<SqlBool> = sql<SqlBool>`EXISTS (SELECT 1 FROM members
  WHERE members.id = invitations.member_id AND members.state = 'pending'
    AND members.email_key = invitations.email_key)`

/**
 * Makes a row the account's membership and ends its invitation. Undoes the transaction when the row, its invitation or
 * who invites is not as it has to be.
 *
 * Rows of members are locked before invitations, here and wherever both are written.
 */
export async function acceptMembership(
  db: Kysely<Tables>,
  dialect: SqlDialect,
  { memberId, invitation, at }: Acceptance,
  { id: accountId, email }: Pick<Account, 'id' | 'email'>,
): Promise<void> {
  const inviter = invitation?.inviter ?? null
  if (inviter !== null) {
    // Locked: who loses the right to invite has either lost it before this, or loses it after.
    const found = await sql`SELECT id FROM members
      WHERE shop_id = (SELECT shop_id FROM members WHERE id = ${memberId}) AND account_id = ${inviter.accountId}
        AND state = 'active' AND role = ${inviter.role} ${dialect.lock}`.execute(db)
    if (found.rows.length === 0) throw new GuardLost()
  }
  const row = db
    .updateTable('members')
    .set({ ...noLegacySecrets, state: 'active', account_id: accountId, activated_at: at, robot_since: null })
    .where('id', '=', memberId)
    .where('email_key', '=', email.key)
  const waiting =
    invitation === null
      ? row
          .where('state', '=', 'claim')
          .where('held_stale', '=', 0)
          .where('held_same_address', '=', 0)
          .where('held_by_hand', '=', 0)
      : row.where('state', '=', 'pending')
  requireChanged(await waiting.executeTakeFirst())
  await revokeOfFormer(db, memberId)
  if (invitation === null) return

  const ended = await db
    .updateTable('invitations')
    .set({ status: 'accepted', settled_at: at })
    .where('id', '=', invitation.id)
    .where('member_id', '=', memberId)
    .where('email_key', '=', email.key)
    .where('status', '=', 'open')
    .where('expires_at', '>', at)
    .returning(['mail_id', 'reminder_id'])
    .executeTakeFirst()
  if (!ended) throw new GuardLost()
  await takeBack(db, [ended.mail_id, ended.reminder_id], at)
}

/** Mails that have not left will not leave. */
export async function takeBack(db: Kysely<Tables>, ids: readonly (MailId | null)[], at: Instant): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'expired', sealed: null, sealed_kid: null, settled_at: at })
    .where(
      'id',
      'in',
      ids.filter((id) => id !== null),
    )
    .where('state', '=', 'waiting')
    .execute()
}

/** Ends the open invitations that `which` names; resolves to how many. */
export async function endInvitations(
  db: Kysely<Tables>,
  which: RawBuilder<SqlBool>,
  status: Invitation['status'] | RawBuilder<Invitation['status']>,
  at: Instant,
): Promise<number> {
  const ended = await db
    .updateTable('invitations')
    .set({ status, settled_at: at })
    .where('status', '=', 'open')
    .where(which)
    .returning(['mail_id', 'reminder_id'])
    .execute()
  for (const { mail_id, reminder_id } of ended) await takeBack(db, [mail_id, reminder_id], at)
  return ended.length
}

/** Ends the sessions that are good for this shop alone, and all of the account's when it has no row elsewhere. */
export async function endAccess(db: Kysely<Tables>, accountId: AccountId, shopId: ShopId): Promise<void> {
  const elsewhere = await db
    .selectFrom('members')
    .select('id')
    .where('account_id', '=', accountId)
    .where('shop_id', '<>', shopId)
    .limit(1)
    .executeTakeFirst()
  const own = db.deleteFrom('sessions').where('account_id', '=', accountId)
  await (elsewhere ? own.where('restricted_to', '=', shopId) : own).execute()
}
