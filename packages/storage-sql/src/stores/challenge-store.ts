import { type Challenge, type ChallengeStore, CODE_SENDS } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import { type Database, GuardLost } from '../database.ts'
import { type ChallengeRow, keyIdOf } from '../tables.ts'
import { writeAlong } from './along.ts'

/** Challenges in SQL. */
export function sqlChallengeStore(database: Database): ChallengeStore {
  return {
    async create(challenge, along) {
      const created = await database.attempt(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction.db
          .insertInto('challenges')
          .values(challengeRow(challenge))
          .onConflict((conflict) => conflict.column('flow_id').doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return created ?? false
    },

    async findByFlow(flowId) {
      const row = await database.read((db) =>
        db.selectFrom('challenges').selectAll().where('flow_id', '=', flowId).executeTakeFirst(),
      )
      return row ? toChallenge(row) : null
    },

    async reissue(id, issue, now, along) {
      return database.attempt(async (transaction) => {
        const row = await transaction.db
          .updateTable('challenges')
          .set({
            code_hash: issue.codeHash,
            code_kid: keyIdOf(issue.codeHash, '.'),
            reference: issue.reference,
            issued_at: issue.issuedAt,
            expires_at: issue.expiresAt,
            resend_at: issue.resendAt,
            sends: sql`sends + 1`,
            consumed_at: null,
          })
          .where('id', '=', id)
          .where('resend_at', '<=', now)
          .where('sends', '<', CODE_SENDS)
          .returningAll()
          .executeTakeFirst()
        if (!row) throw new GuardLost()
        await writeAlong(transaction, along)
        return toChallenge(row)
      })
    },

    async consume(id, codeHash, now) {
      const { numUpdatedRows } = await database.run((db) =>
        db
          .updateTable('challenges')
          .set({ consumed_at: now })
          .where('id', '=', id)
          .where('code_hash', '=', codeHash)
          .where('expires_at', '>', now)
          .where('consumed_at', 'is', null)
          .executeTakeFirst(),
      )
      return numUpdatedRows === 1n
    },

    async keyIdsInUse(now) {
      const rows = await database.read((db) =>
        db
          .selectFrom('challenges')
          .select('code_kid')
          .distinct()
          .where('expires_at', '>', now)
          .where('consumed_at', 'is', null)
          .execute(),
      )
      return rows.map(({ code_kid }) => code_kid)
    },
  }
}

function challengeRow(challenge: Challenge): ChallengeRow {
  return {
    id: challenge.id,
    flow_id: challenge.flowId,
    destination: challenge.destination,
    purpose: challenge.purpose,
    code_hash: challenge.issue.codeHash,
    code_kid: keyIdOf(challenge.issue.codeHash, '.'),
    reference: challenge.issue.reference,
    issued_at: challenge.issue.issuedAt,
    expires_at: challenge.issue.expiresAt,
    resend_at: challenge.issue.resendAt,
    sends: challenge.sends,
    consumed_at: challenge.consumedAt,
  }
}

function toChallenge(row: ChallengeRow): Challenge {
  return {
    id: row.id,
    flowId: row.flow_id,
    destination: row.destination,
    purpose: row.purpose,
    issue: {
      codeHash: row.code_hash,
      reference: row.reference,
      issuedAt: row.issued_at,
      expiresAt: row.expires_at,
      resendAt: row.resend_at,
    },
    sends: row.sends,
    consumedAt: row.consumed_at,
  }
}
