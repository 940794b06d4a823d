import type { ProviderRecord, ProviderRecords } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { keyIdOf, type ProviderRecordRow } from '../tables.ts'
import { SWEEP_LIMIT } from './sweep.ts'

/** What the OpenID provider keeps, in SQL. */
export function sqlProviderRecords(database: Database): ProviderRecords {
  return {
    async put(record) {
      const { kind: _, id_hash: __, consumed_at: ___, ...replaced } = providerRecordRow(record)
      await database.run((db) =>
        db
          .insertInto('provider_records')
          .values(providerRecordRow(record))
          .onConflict((conflict) => conflict.columns(['kind', 'id_hash']).doUpdateSet(replaced))
          .execute(),
      )
    },

    find: (kind, idHash, now) => find('id_hash', kind, idHash, now),
    findByUid: (kind, uidHash, now) => find('uid_hash', kind, uidHash, now),

    async consume(kind, idHash, at) {
      const { numUpdatedRows } = await database.run((db) =>
        db
          .updateTable('provider_records')
          .set({ consumed_at: at })
          .where('kind', '=', kind)
          .where('id_hash', '=', idHash)
          .where('consumed_at', 'is', null)
          .where('expires_at', '>', at)
          .executeTakeFirst(),
      )
      return numUpdatedRows === 1n
    },

    async remove(kind, idHash) {
      await database.run((db) =>
        db.deleteFrom('provider_records').where('kind', '=', kind).where('id_hash', '=', idHash).execute(),
      )
    },

    async revoke(grantHash) {
      await database.run((db) => db.deleteFrom('provider_records').where('grant_hash', '=', grantHash).execute())
    },

    async keyIdsInUse(now) {
      const rows = await database.read((db) =>
        db.selectFrom('provider_records').select('sealed_kid').distinct().where('expires_at', '>', now).execute(),
      )
      return rows.map(({ sealed_kid }) => sealed_kid)
    },

    async sweep(before) {
      const { numAffectedRows } = await database.run((db) =>
        sql`DELETE FROM provider_records WHERE (kind, id_hash) IN (
          SELECT kind, id_hash FROM provider_records WHERE expires_at < ${before} LIMIT ${SWEEP_LIMIT})`.execute(db),
      )
      return Number(numAffectedRows ?? 0)
    },
  }

  async function find(
    column: 'id_hash' | 'uid_hash',
    kind: string,
    hash: string,
    now: number,
  ): Promise<ProviderRecord | null> {
    const row = await database.read((db) =>
      db
        .selectFrom('provider_records')
        .selectAll()
        .where(sql.ref(column), '=', hash)
        .where('kind', '=', kind)
        .where('expires_at', '>', now)
        .executeTakeFirst(),
    )
    return row ? toProviderRecord(row) : null
  }
}

function providerRecordRow(record: ProviderRecord): ProviderRecordRow {
  return {
    kind: record.kind,
    id_hash: record.idHash,
    uid_hash: record.uidHash,
    grant_hash: record.grantHash,
    sealed: record.sealed,
    sealed_kid: keyIdOf(record.sealed, '.'),
    expires_at: record.expiresAt,
    consumed_at: record.consumedAt,
  }
}

function toProviderRecord(row: ProviderRecordRow): ProviderRecord {
  return {
    kind: row.kind,
    idHash: row.id_hash,
    uidHash: row.uid_hash,
    grantHash: row.grant_hash,
    sealed: row.sealed,
    expiresAt: row.expires_at,
    consumedAt: row.consumed_at,
  }
}
