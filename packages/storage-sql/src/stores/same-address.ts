import type { EmailKey, ShopId } from '@ecforce-accounts/core'
import { type Kysely, sql } from 'kysely'
import type { SqlDialect } from '../database.ts'
import type { Tables } from '../tables.ts'

/**
 * Holds the claims of a shop that share an address, and lifts that hold from those that no longer do: of these
 * addresses, or of all.
 */
export async function holdSameAddress(
  db: Kysely<Tables>,
  { isOneOf }: SqlDialect,
  shopId: ShopId,
  among: readonly EmailKey[] | null,
): Promise<void> {
  const claims = sql`shop_id = ${shopId} AND state = 'claim'`
  const looked = among === null ? claims : sql`${claims} AND ${isOneOf('email_key', among)}`
  const shared = sql`SELECT email_key FROM members WHERE ${looked} GROUP BY email_key HAVING count(*) > 1`
  await sql`UPDATE members SET held_same_address = 0
    WHERE ${looked} AND held_same_address = 1 AND email_key NOT IN (${shared})`.execute(db)
  await sql`UPDATE members SET held_same_address = 1
    WHERE ${looked} AND held_same_address = 0 AND email_key IN (${shared})`.execute(db)
}
