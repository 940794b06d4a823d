import type { AccountId, EmailKey } from '@ecforce-accounts/core'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Flag, Tables } from '../tables.ts'
import { markColumns, noLegacySecrets, retirementColumns } from './member-row.ts'

/** Closes the sign-ins of announced shops to the members of an account, or of an address. */
export async function closeDoors(
  db: Kysely<Tables>,
  whose: { readonly accountId: AccountId } | { readonly address: EmailKey },
): Promise<void> {
  const rows = db.updateTable('members').set({ legacy_closed: closedIfAnnounced }).where('state', '<>', 'removed')
  await ('accountId' in whose
    ? rows.where('account_id', '=', whose.accountId)
    : rows.where('email_key', '=', whose.address)
  ).execute()
}

/** The flag of a row as it becomes when something here speaks for closing: only an announced shop's changes. */
const closedIfAnnounced: RawBuilder<Flag> = sql`CASE
  WHEN EXISTS (SELECT 1 FROM shops WHERE shops.id = members.shop_id AND announced_at IS NOT NULL) THEN 1
  ELSE legacy_closed END`

/**
 * A row as a tombstone: nothing of it opens anything, and once its shop is announced not even at the shop. What was
 * arranged for it is gone.
 */
export const tombstone = {
  ...noLegacySecrets,
  ...markColumns(null),
  ...retirementColumns(null),
  declined: 0,
  state: 'removed',
  account_id: null,
  robot_since: null,
  legacy_closed: closedIfAnnounced,
} as const
