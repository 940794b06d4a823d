import type { FactorLift, FactorLifts, LostFactorCase } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import { type Database, GuardLost, requireChanged } from '../database.ts'
import type { FactorLiftRow, LostFactorCaseRow } from '../tables.ts'
import { writeAlong } from './along.ts'
import { deleteFactors, endAllBut } from './credentials.ts'

const outstanding = ['asked', 'approved'] as const

/** Cases and lifts in SQL. */
export function sqlFactorLifts(database: Database): FactorLifts {
  return {
    async openCase(opened, along) {
      const isNew = await database.attempt(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction.db
          .insertInto('lost_factor_cases')
          .values(caseRow(opened))
          .onConflict((conflict) => conflict.column('flow_id').doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return isNew ?? false
    },

    findCase: (number) => findCase('number', number),
    findCaseOfFlow: (flowId) => findCase('flow_id', flowId),

    async findOpenCase(email, accountId) {
      const row = await database.read((db) =>
        db
          .selectFrom('lost_factor_cases')
          .leftJoin('factor_lifts', 'factor_lifts.case_number', 'lost_factor_cases.number')
          .selectAll('lost_factor_cases')
          .where('email_key', '=', email)
          .where('lost_factor_cases.account_id', accountId === null ? 'is' : '=', accountId)
          .where((is) => is.or([is('status', 'is', null), is('status', 'in', outstanding)]))
          .orderBy('opened_at', 'desc')
          .limit(1)
          .executeTakeFirst(),
      )
      return row ? toCase(row) : null
    },

    async ask(lift, along) {
      const asked = await database.attempt(async (transaction) => {
        const { db } = transaction
        const factor = await db
          .selectFrom('factors')
          .select('id')
          .where('account_id', '=', lift.accountId)
          .where('kind', '=', lift.factor)
          .executeTakeFirst()
        if (!factor) throw new GuardLost()
        // Of all who ask for one account, an index lets one in, and of all who name one case, another.
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('factor_lifts')
          .values(liftRow(lift))
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) throw new GuardLost()
        await writeAlong(transaction, along)
        return true
      })
      return asked ?? false
    },

    async find(caseNumber) {
      const row = await database.read((db) =>
        db.selectFrom('factor_lifts').selectAll().where('case_number', '=', caseNumber).executeTakeFirst(),
      )
      return row ? toLift(row) : null
    },

    async findOutstanding(accountId) {
      const row = await database.read((db) =>
        db
          .selectFrom('factor_lifts')
          .selectAll()
          .where('account_id', '=', accountId)
          .where('status', 'in', outstanding)
          .executeTakeFirst(),
      )
      return row ? toLift(row) : null
    },

    async listOutstanding() {
      const rows = await database.read((db) =>
        db.selectFrom('factor_lifts').selectAll().where('status', 'in', outstanding).orderBy('asked_at').execute(),
      )
      return rows.map(toLift)
    },

    async approve(caseNumber, { by, liftsAt }, along) {
      const approved = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('factor_lifts')
            .set({ status: 'approved', approved_by: by, lifts_at: liftsAt })
            .where('case_number', '=', caseNumber)
            .where('status', '=', 'asked')
            .where('asked_by', '<>', by)
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return approved ?? false
    },

    async cancel(caseNumber, at, along) {
      const cancelled = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('factor_lifts')
            .set({ status: 'cancelled', settled_at: at })
            .where('case_number', '=', caseNumber)
            .where('status', 'in', outstanding)
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return cancelled ?? false
    },

    async listDue(now) {
      const rows = await database.read((db) =>
        db
          .selectFrom('factor_lifts')
          .selectAll()
          .where('status', '=', 'approved')
          .where('lifts_at', '<=', now)
          .orderBy('asked_at')
          .execute(),
      )
      return rows.map(toLift)
    },

    async lift(caseNumber, now, along) {
      const lifted = await database.attempt(async (transaction) => {
        const { db } = transaction
        const lift = await db
          .updateTable('factor_lifts')
          .set({ status: 'lifted', settled_at: now })
          .where('case_number', '=', caseNumber)
          .where('status', '=', 'approved')
          .where('lifts_at', '<=', now)
          .returning(['account_id', 'factor'])
          .executeTakeFirst()
        if (!lift) throw new GuardLost()
        const { account_id: id, factor } = lift
        await db
          .updateTable('accounts')
          .set({ credential_epoch: sql`credential_epoch + 1`, last_used_factor: null })
          .where('id', '=', id)
          .execute()
        await deleteFactors(db, id, [factor, 'recovery'])
        await endAllBut(db, id, null)
        await writeAlong(transaction, along)
        return true
      })
      return lifted ?? false
    },
  }

  async function findCase(column: 'number' | 'flow_id', value: string): Promise<LostFactorCase | null> {
    const row = await database.read((db) =>
      db.selectFrom('lost_factor_cases').selectAll().where(sql.ref(column), '=', value).executeTakeFirst(),
    )
    return row ? toCase(row) : null
  }
}

function caseRow(opened: LostFactorCase): LostFactorCaseRow {
  return {
    number: opened.number,
    flow_id: opened.flowId,
    email_key: opened.email,
    account_id: opened.accountId,
    factor: opened.factor,
    opened_at: opened.openedAt,
  }
}

function toCase(row: LostFactorCaseRow): LostFactorCase {
  return {
    number: row.number,
    flowId: row.flow_id,
    email: row.email_key,
    accountId: row.account_id,
    factor: row.factor,
    openedAt: row.opened_at,
  }
}

function liftRow(lift: FactorLift): FactorLiftRow {
  return {
    case_number: lift.caseNumber,
    account_id: lift.accountId,
    factor: lift.factor,
    status: lift.status,
    asked_by: lift.askedBy,
    asked_at: lift.askedAt,
    approved_by: lift.approvedBy,
    lifts_at: lift.liftsAt,
    settled_at: lift.settledAt,
  }
}

function toLift(row: FactorLiftRow): FactorLift {
  return {
    caseNumber: row.case_number,
    accountId: row.account_id,
    factor: row.factor,
    status: row.status,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    approvedBy: row.approved_by,
    liftsAt: row.lifts_at,
    settledAt: row.settled_at,
  }
}
