import {
  type AccountId,
  type EmailKey,
  type FactorId,
  type Instant,
  type KeptFactor,
  type MailedLink,
  usedUp,
} from '@ecforce-accounts/core'
import type { Kysely } from 'kysely'
import { GuardLost } from '../database.ts'
import type { MailedLinkRow, Tables } from '../tables.ts'

/** A link as it is stored; the factors of a revert are the store's to add. */
export function linkRow(link: MailedLink): MailedLinkRow {
  return {
    token_hash: link.tokenHash,
    kind: link.kind,
    email_key: link.email.key,
    email_typed: link.email.typed,
    account_id: link.accountId,
    epoch: link.kind === 'address-revert' ? 0 : link.epoch,
    created_at: link.createdAt,
    expires_at: link.expiresAt,
    session_id: link.kind === 'address-change' ? link.sessionId : null,
    kept_factors: null,
    kept_kids: null,
  }
}

/** The link of a row. */
export function toLink(row: Omit<MailedLinkRow, 'kept_factors' | 'kept_kids'>): MailedLink {
  const token = {
    tokenHash: row.token_hash,
    email: { key: row.email_key, typed: row.email_typed },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
  const { kind, account_id: accountId, session_id: sessionId, epoch } = row
  if (kind === 'reset') return { ...token, kind, accountId, epoch }
  if (accountId === null) throw new TypeError('a link of an address change is an account’s')
  if (kind === 'address-revert') return { ...token, kind, accountId }
  if (sessionId === null) throw new TypeError('a link of an address change is a session’s')
  return { ...token, kind, accountId, epoch, sessionId }
}

/**
 * The link's one use, with which the others of its account, or of its address where there is none, are void: but not
 * reverts, unless they are later than the revert that is used. Undoes the transaction when the link is gone.
 */
export async function use(
  db: Kysely<Tables>,
  link: MailedLink,
  now: Instant,
): Promise<Pick<MailedLinkRow, 'kept_factors'>> {
  const used = await db
    .deleteFrom('mailed_links')
    .where('token_hash', '=', link.tokenHash)
    .where('kind', '=', link.kind)
    .where('expires_at', '>', now)
    .returning('kept_factors')
    .executeTakeFirst()
  if (!used) throw new GuardLost()
  const { accountId, email, kind, createdAt } = link
  const related = db.deleteFrom('mailed_links')
  await (accountId === null ? related.where('email_key', '=', email.key) : related.where('account_id', '=', accountId))
    .where((is) =>
      kind === 'address-revert'
        ? is.or([is('kind', '<>', 'address-revert'), is('created_at', '>', createdAt)])
        : is('kind', '<>', 'address-revert'),
    )
    .execute()
  return used
}

/** What was used of recovery codes that go stays used for whoever would put them back. */
export async function keepUsed(
  db: Kysely<Tables>,
  accountId: AccountId,
  id: FactorId,
  slots: readonly number[],
): Promise<void> {
  const reverts = await db
    .selectFrom('mailed_links')
    .select(['token_hash', 'kept_factors'])
    .where('account_id', '=', accountId)
    .where('kind', '=', 'address-revert')
    .execute()
  for (const { token_hash, kept_factors } of reverts) {
    const kept: readonly KeptFactor[] = JSON.parse(kept_factors ?? '[]')
    if (!kept.some(({ factor }) => factor.id === id)) continue
    await db
      .updateTable('mailed_links')
      .set({ kept_factors: JSON.stringify(kept.map((one) => usedUp(one, id, slots))) })
      .where('token_hash', '=', token_hash)
      .execute()
  }
}

/** Whether an address is kept for an account, other than `except`, that has moved away from it. */
export async function isReserved(
  db: Kysely<Tables>,
  key: EmailKey,
  now: Instant,
  except: AccountId | null,
): Promise<boolean> {
  const kept = db
    .selectFrom('mailed_links')
    .select('token_hash')
    .where('email_key', '=', key)
    .where('kind', '=', 'address-revert')
    .where('expires_at', '>', now)
  const row = await (except === null ? kept : kept.where('account_id', '<>', except)).executeTakeFirst()
  return row !== undefined
}
