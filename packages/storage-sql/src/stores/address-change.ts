import type { AccountId, EmailAddress, EmailKey, MailedLinks } from '@ecforce-accounts/core'
import { type Kysely, sql } from 'kysely'
import { type Database, GuardLost, requireChanged } from '../database.ts'
import type { Tables } from '../tables.ts'
import { writeAlong } from './along.ts'
import { endAllBut, passwordColumns } from './credentials.ts'
import { endFlows } from './flow-store.ts'
import { keptColumns, putBack } from './kept-factors.ts'
import { closeDoors } from './legacy-doors.ts'
import { isReserved, linkRow, use } from './link-row.ts'
import { noLegacySecrets } from './member-row.ts'
import { deviceRow } from './session-row.ts'

/** What the two links of an address change do, in SQL. */
export function sqlAddressChange(database: Database): Pick<MailedLinks, 'changeAddress' | 'revertAddress'> {
  const { dialect } = database

  return {
    async changeAddress(link, revert, renewed, now, along) {
      const { accountId: id, email } = link
      const changed = await database.attempt(async (transaction) => {
        const { db } = transaction
        // Nobody gets an account, nor a row its secrets, beside this: the address is free until the end of it.
        await dialect.keepApart('roster')?.execute(db)
        await use(db, link, now)
        const taken = await db.selectFrom('accounts').select('id').where('email_key', '=', email.key).executeTakeFirst()
        if (taken || (await isReserved(db, email.key, now, id))) throw new GuardLost()

        const former = await addressOf(db, id)
        requireChanged(
          await db
            .updateTable('accounts')
            .set({ email_key: email.key, email_typed: email.typed, credential_epoch: link.epoch + 1 })
            .where('id', '=', id)
            .where('credential_epoch', '=', link.epoch)
            .where('status', '=', 'active')
            .executeTakeFirst(),
        )
        await db
          .insertInto('mailed_links')
          .values({ ...linkRow(revert), ...(await keptColumns(db, id)) })
          .execute()
        await move(db, id, former, email)
        await endAllBut(db, id, renewed)
        await writeAlong(transaction, along)
        return true
      })
      return changed ?? false
    },

    async revertAddress(link, password, now, along, device = null) {
      const { accountId: id, email } = link
      const reverted = await database.attempt(async (transaction) => {
        const { db } = transaction
        await dialect.keepApart('roster')?.execute(db)
        const kept = await use(db, link, now)
        const former = await addressOf(db, id)
        requireChanged(
          await db
            .updateTable('accounts')
            .set({
              email_key: email.key,
              email_typed: email.typed,
              ...passwordColumns(password),
              mail_reset_at: now,
              last_used_factor: null,
              credential_epoch: sql`credential_epoch + 1`,
            })
            .where('id', '=', id)
            .executeTakeFirst(),
        )
        await putBack(db, id, kept, now)
        await move(db, id, former, email)
        await endAllBut(db, id, null)
        if (device !== null) await db.insertInto('devices').values(deviceRow(device)).execute()
        await writeAlong(transaction, along)
        return true
      })
      return reverted ?? false
    },
  }
}

async function addressOf(db: Kysely<Tables>, id: AccountId): Promise<EmailKey> {
  const row = await db.selectFrom('accounts').select('email_key').where('id', '=', id).executeTakeFirst()
  if (!row) throw new GuardLost()
  return row.email_key
}

/** The account's memberships go along, and nothing else that names the address keeps a secret. */
async function move(db: Kysely<Tables>, id: AccountId, from: EmailKey, to: EmailAddress): Promise<void> {
  await db
    .updateTable('members')
    .set({ email_key: to.key, email_typed: to.typed })
    .where('account_id', '=', id)
    .execute()
  await closeDoors(db, { accountId: id })
  await db.updateTable('members').set(noLegacySecrets).where('email_key', '=', to.key).execute()
  await endFlows(db, from)
  await endFlows(db, to.key)
}
