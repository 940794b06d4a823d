import type { IpAddress, NewDevice, NewDevices, UntoldDevices } from '@ecforce-accounts/core'
import { type SqlBool, sql } from 'kysely'
import { type Database, GuardLost, requireChanged } from '../database.ts'
import type { NewDeviceRow } from '../tables.ts'
import { writeAlong } from './along.ts'
import { SWEEP_LIMIT } from './sweep.ts'

/** Sign-ins that are told in one mail, in SQL. */
export function sqlNewDevices(database: Database): NewDevices {
  const { dialect } = database

  return {
    async due(toldBy, limit) {
      const accounts = await database.read((db) =>
        db
          .selectFrom('new_devices')
          .leftJoin('device_tellings', 'device_tellings.account_id', 'new_devices.account_id')
          .select(['new_devices.account_id', 'device_tellings.told_at'])
          .distinct()
          .where(sql<SqlBool>`(told_at IS NULL OR told_at <= ${toldBy})`)
          .orderBy('new_devices.account_id')
          .limit(limit)
          .execute(),
      )
      const ids = accounts.map(({ account_id }) => account_id)
      const rows = await database.read((db) =>
        db
          .selectFrom('new_devices')
          .selectAll()
          .where(dialect.isOneOf('account_id', ids))
          .orderBy('at')
          .orderBy('id')
          .execute(),
      )
      return accounts.flatMap(({ account_id: accountId, told_at: toldAt }): UntoldDevices[] => {
        const devices = rows.filter((row) => row.account_id === accountId).map(toNewDevice)
        // Another node may have told of them between the two statements.
        return devices.length === 0 ? [] : [{ accountId, devices, toldAt }]
      })
    },

    async tell({ accountId, devices, toldAt }, at, along) {
      const told = await database.attempt(async (transaction) => {
        const { db } = transaction
        if (toldAt === null) {
          const { numInsertedOrUpdatedRows } = await db
            .insertInto('device_tellings')
            .values({ account_id: accountId, told_at: at })
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirstOrThrow()
          if (numInsertedOrUpdatedRows !== 1n) throw new GuardLost()
        } else {
          requireChanged(
            await db
              .updateTable('device_tellings')
              .set({ told_at: at })
              .where('account_id', '=', accountId)
              .where('told_at', '=', toldAt)
              .executeTakeFirst(),
          )
        }
        const ids = devices.map(({ id }) => id)
        await db.deleteFrom('new_devices').where(dialect.isOneOf('id', ids)).execute()
        await writeAlong(transaction, along)
        return true
      })
      return told ?? false
    },

    async sweep(toldBefore) {
      await database.run((db) =>
        sql`DELETE FROM device_tellings WHERE account_id IN (SELECT account_id FROM device_tellings
          WHERE told_at < ${toldBefore} LIMIT ${SWEEP_LIMIT})`.execute(db),
      )
    },
  }
}

function toNewDevice({ id, account_id: accountId, at, user_agent: userAgent, address }: NewDeviceRow): NewDevice {
  return { id, accountId, at, userAgent, address: address as IpAddress | null }
}
