import { type MailedLinks, ownPassword } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import { type Database, GuardLost, requireChanged } from '../database.ts'
import type { MailedLinkRow } from '../tables.ts'
import { sqlAddressChange } from './address-change.ts'
import { writeAlong } from './along.ts'
import { endAllBut, passwordColumns } from './credentials.ts'
import { endFlows } from './flow-store.ts'
import { closeDoors } from './legacy-doors.ts'
import { isReserved, linkRow, toLink, use } from './link-row.ts'
import { claimPasswordColumns } from './member-row.ts'
import { deviceRow } from './session-row.ts'
import { SWEEP_LIMIT } from './sweep.ts'

/** Mailed links in SQL. */
export function sqlMailedLinks(database: Database): MailedLinks {
  const { dialect } = database

  return {
    async create(link, along) {
      await database.attempt(async (transaction) => {
        const { db } = transaction
        if (link.kind === 'address-change') {
          // One after another: the latest that waits is the account's one.
          await sql`SELECT id FROM accounts WHERE id = ${link.accountId} ${dialect.lock}`.execute(db)
          const former = db.deleteFrom('mailed_links').where('account_id', '=', link.accountId)
          await former.where('kind', '=', link.kind).execute()
        }
        await db.insertInto('mailed_links').values(linkRow(link)).execute()
        await writeAlong(transaction, along)
      })
    },

    async find(tokenHash, now) {
      const row = await database.read((db) =>
        db
          .selectFrom('mailed_links')
          .selectAll()
          .where('token_hash', '=', tokenHash)
          .where('expires_at', '>', now)
          .executeTakeFirst(),
      )
      return row ? toLink(row) : null
    },

    async resetAccount(link, password, now, along, device = null) {
      const { accountId } = link
      if (accountId === null) return false
      const reset = await database.attempt(async (transaction) => {
        const { db } = transaction
        await use(db, link, now)
        requireChanged(
          await db
            .updateTable('accounts')
            .set({
              ...passwordColumns(password),
              mail_reset_at: now,
              credential_epoch: link.epoch + 1,
            })
            .where('id', '=', accountId)
            .where('credential_epoch', '=', link.epoch)
            .where('status', '=', 'active')
            .executeTakeFirst(),
        )
        await closeDoors(db, { accountId })
        await endAllBut(db, accountId, null)
        if (device !== null) await db.insertInto('devices').values(deviceRow(device)).execute()
        await endFlows(db, link.email.key)
        await writeAlong(transaction, along)
        return true
      })
      return reset ?? false
    },

    async resetClaims(link, password, now, along) {
      const { key } = link.email
      if (link.accountId !== null) return false
      const reset = await database.attempt(async (transaction) => {
        const { db } = transaction
        // A password for claims is a legacy secret: none is written while the address gets an account.
        await dialect.keepApart('roster')?.execute(db)
        await use(db, link, now)
        const account = await db.selectFrom('accounts').select('id').where('email_key', '=', key).executeTakeFirst()
        if (account) throw new GuardLost()

        await db
          .updateTable('members')
          .set(claimPasswordColumns(ownPassword(password)))
          .where('email_key', '=', key)
          .where('state', '=', 'claim')
          .execute()
        await db
          .updateTable('members')
          .set(claimPasswordColumns(null))
          .where('email_key', '=', key)
          .where('state', '<>', 'claim')
          .execute()
        await closeDoors(db, { address: key })
        await endFlows(db, key)
        await writeAlong(transaction, along)
        return true
      })
      return reset ?? false
    },

    async withdrawAddressChange(accountId, along) {
      const withdrawn = await database.attempt(async (transaction) => {
        const { numDeletedRows } = await transaction.db
          .deleteFrom('mailed_links')
          .where('account_id', '=', accountId)
          .where('kind', '=', 'address-change')
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return withdrawn ?? false
    },

    async findAddressChange(accountId, now) {
      const row = await database.read((db) =>
        db
          .selectFrom('mailed_links')
          .selectAll()
          .where('account_id', '=', accountId)
          .where('kind', '=', 'address-change')
          .where('expires_at', '>', now)
          .executeTakeFirst(),
      )
      const link = row && toLink(row)
      return link?.kind === 'address-change' ? link : null
    },

    isReserved: (key, now, except) => database.read((db) => isReserved(db, key, now, except)),

    ...sqlAddressChange(database),

    async keyIdsInUse(now) {
      const rows = await database.read((db) =>
        db
          .selectFrom('mailed_links')
          .select('kept_kids')
          .where('kept_kids', 'is not', null)
          .where('expires_at', '>', now)
          .execute(),
      )
      return [...new Set(rows.flatMap(({ kept_kids }) => kept_kids?.split(' ').filter(Boolean) ?? []))]
    },

    async sweep(before) {
      const swept = await database.attempt(async ({ db }) => {
        const { rows } = await sql<Pick<MailedLinkRow, 'token_hash'>>`
          SELECT token_hash FROM mailed_links WHERE expires_at < ${before} ORDER BY expires_at LIMIT ${SWEEP_LIMIT}
          ${dialect.lockFree}`.execute(db)
        const expired = rows.map((row) => row.token_hash)
        if (expired.length > 0) {
          await db.deleteFrom('mailed_links').where(dialect.isOneOf('token_hash', expired)).execute()
        }
        return expired.length
      })
      return swept ?? 0
    },
  }
}
