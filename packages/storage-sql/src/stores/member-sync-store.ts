import { invitedLegacyId, type Member, type MemberSyncStore } from '@ecforce-accounts/core'
import { type Kysely, sql } from 'kysely'
import { type Database, GuardLost, requireChanged, type Transaction } from '../database.ts'
import type { MemberRow, Tables } from '../tables.ts'
import { endAccess } from './acceptance.ts'
import { writeAlong } from './along.ts'
import { tombstone } from './legacy-doors.ts'
import { memberRow, noLegacySecrets } from './member-row.ts'
import { isAnnounced } from './member-store.ts'
import { holdSameAddress } from './same-address.ts'

/** Single rows of member lists in SQL. */
export function sqlMemberSyncStore(database: Database): MemberSyncStore {
  const { dialect } = database

  return {
    async save({ before, after, rosterOpen }, along) {
      const saved = await database.attempt(async (transaction) => {
        const { db } = transaction
        await dialect.keepApart('roster')?.execute(db)
        if (rosterOpen && (await isAnnounced(transaction, after.shopId))) return 'roster_closed' as const
        if (before === null) await insert(transaction, after)
        else await change(db, before, after)
        const addresses = [after.email.key, ...(before ? [before.email.key] : [])]
        await holdSameAddress(db, dialect, after.shopId, addresses)
        await writeAlong(transaction, along)
        return 'saved' as const
      })
      return saved ?? 'lost'
    },

    async adopt({ id, shopId }, legacyId, along) {
      const adopted = await database.attempt(async (transaction) => {
        const { db } = transaction
        // No other row of the shop gets that name meanwhile.
        await dialect.keepApart('roster')?.execute(db)
        const taken = await db
          .selectFrom('members')
          .select('id')
          .where('shop_id', '=', shopId)
          .where('legacy_id', '=', legacyId)
          .executeTakeFirst()
        if (taken) throw new GuardLost()
        requireChanged(
          await db
            .updateTable('members')
            .set({ legacy_id: legacyId })
            .where('id', '=', id)
            .where('shop_id', '=', shopId)
            .where('legacy_id', '=', invitedLegacyId(id))
            .where('state', '<>', 'removed')
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return adopted ?? false
    },

    async remove(shopId, legacyId, along) {
      const removed = await database.attempt(async (transaction) => {
        const { db } = transaction
        // Locked: an activation is either over, or finds the claim gone.
        const found = await sql<Pick<MemberRow, 'id' | 'email_key' | 'account_id'>>`
          SELECT id, email_key, account_id FROM members
          WHERE shop_id = ${shopId} AND legacy_id = ${legacyId} AND state <> 'removed' ${dialect.lock}`.execute(db)
        const [row] = found.rows
        if (!row) throw new GuardLost()
        await db.updateTable('members').set(tombstone).where('id', '=', row.id).execute()
        await holdSameAddress(db, dialect, shopId, [row.email_key])
        if (row.account_id !== null) await endAccess(db, row.account_id, shopId)
        await writeAlong(transaction, along)
        return true
      })
      return removed ?? false
    },

    async listClosed(shopId) {
      const { rows } = await database.read((db) =>
        sql<Pick<MemberRow, 'legacy_id'>>`
          SELECT legacy_id FROM members LEFT JOIN accounts ON accounts.id = members.account_id
          WHERE shop_id = ${shopId} AND (
            state = 'suspended' OR accounts.status = 'suspended' OR legacy_closed = 1 AND (
              state IN ('active', 'removed')
              OR state = 'claim' AND held_stale + held_same_address + held_by_hand = 0
            )
          ) ORDER BY legacy_id`.execute(db),
      )
      return rows.map(({ legacy_id }) => legacy_id)
    },
  }
}

async function insert(transaction: Transaction, member: Member): Promise<void> {
  const taken = await transaction.insertNewMembers([memberRow(member)])
  if (taken.length > 0) throw new GuardLost()
}

async function change(db: Kysely<Tables>, before: Member, after: Member): Promise<void> {
  const { email_key, email_typed, state } = memberRow(after)
  const isAccounts = before.state === 'active' || before.state === 'suspended'
  const moved = email_key !== before.email.key
  requireChanged(
    await db
      .updateTable('members')
      .set({
        name: after.name,
        role: after.role,
        imported_by: sql`CASE WHEN imported_by < ${after.importedBy} THEN ${after.importedBy} ELSE imported_by END`,
        ...(isAccounts ? {} : { email_key, email_typed, state, ...(moved ? noLegacySecrets : {}) }),
      })
      .where('id', '=', before.id)
      .where('state', '=', before.state)
      .where('email_key', '=', before.email.key)
      .executeTakeFirst(),
  )
}
