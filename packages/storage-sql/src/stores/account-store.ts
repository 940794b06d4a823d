import type { Account, AccountStore, AccountWithFactors, EnrolledFactor, KnownDevice } from '@ecforce-accounts/core'
import { type Kysely, sql } from 'kysely'
import { type Database, GuardLost, requireChanged } from '../database.ts'
import { type AccountRow, type DeviceRow, type FactorRow, keyIdOf, type Tables } from '../tables.ts'
import { acceptMembership } from './acceptance.ts'
import { writeAlong } from './along.ts'
import { endAllBut, insertFactors, passwordColumns } from './credentials.ts'
import { finishFlow } from './flow-store.ts'
import { closeDoors } from './legacy-doors.ts'
import { isReserved } from './link-row.ts'
import { noLegacySecrets } from './member-row.ts'
import { deviceRow, sessionRow } from './session-row.ts'

/** Accounts in SQL. */
export function sqlAccountStore(database: Database): AccountStore {
  const { dialect } = database

  return {
    findByEmail: (key) => findAccount((accounts) => accounts.where('email_key', '=', key)),
    findById: (id) => findAccount((accounts) => accounts.where('accounts.id', '=', id)),

    async activateAccount({ account, factors, memberIds, accepts = null, ...earned }, along) {
      const { session, device, flow, replaces } = earned
      const address = account.email.key
      const claims = [...new Set(memberIds)]
      const activated = await database.attempt(async (transaction) => {
        const { db } = transaction
        await dialect.keepApart('activation')?.execute(db)
        await finishFlow(db, flow)

        // The address has one account: of all who try, the unique index lets one in.
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('accounts')
          .values(accountRow(account))
          .onConflict((conflict) => conflict.column('email_key').doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) throw new GuardLost()
        if (await isReserved(db, address, account.createdAt, null)) throw new GuardLost()

        if (claims.length > 0) {
          requireChanged(
            await db
              .updateTable('members')
              .set({ state: 'active', account_id: account.id, activated_at: account.createdAt })
              .where(dialect.isOneOf('id', claims))
              .where('email_key', '=', address)
              .where('state', '=', 'claim')
              .where('held_stale', '=', 0)
              .where('held_same_address', '=', 0)
              .where('held_by_hand', '=', 0)
              .executeTakeFirst(),
            claims.length,
          )
        }
        if (accepts !== null) await acceptMembership(db, dialect, accepts, account)
        await db.updateTable('members').set(noLegacySecrets).where('email_key', '=', address).execute()

        await insertFactors(db, account.id, factors)
        if (replaces !== null) await db.deleteFrom('sessions').where('token_hash', '=', replaces).execute()
        await db.insertInto('sessions').values(sessionRow(session)).execute()
        await db.insertInto('devices').values(deviceRow(device)).execute()
        await writeAlong(transaction, along)
        return true
      })
      return activated ?? false
    },

    async replacePassword(id, expectedEpoch, password, renewed, along) {
      const replaced = await database.attempt(async (transaction) => {
        const { db } = transaction
        requireChanged(
          await db
            .updateTable('accounts')
            .set({
              ...passwordColumns(password),
              credential_epoch: expectedEpoch + 1,
            })
            .where('id', '=', id)
            .where('credential_epoch', '=', expectedEpoch)
            .where('status', '=', 'active')
            .executeTakeFirst(),
        )
        await closeDoors(db, { accountId: id })
        await endAllBut(db, id, renewed)
        await writeAlong(transaction, along)
        return true
      })
      return replaced ?? false
    },

    async saveProfile(id, changes, along) {
      const saved = await database.attempt(async (transaction) => {
        requireChanged(
          await transaction.db
            .updateTable('accounts')
            .set({ id, ...changes })
            .where('id', '=', id)
            .where('status', '=', 'active')
            .executeTakeFirst(),
        )
        await writeAlong(transaction, along)
        return true
      })
      return saved ?? false
    },

    async rehashPassword(id, from, to) {
      await database.run((db) =>
        db
          .updateTable('accounts')
          .set({ password_hash: to, password_kid: keyIdOf(to, ':') })
          .where('id', '=', id)
          .where('password_hash', '=', from)
          .execute(),
      )
    },

    async findDevice(tokenHash, now) {
      const row = await database.read((db) =>
        db
          .selectFrom('devices')
          .innerJoin('accounts', (join) =>
            join
              .onRef('accounts.id', '=', 'devices.account_id')
              .onRef('accounts.credential_epoch', '=', 'devices.credential_epoch'),
          )
          .selectAll('devices')
          .where('token_hash', '=', tokenHash)
          .where('expires_at', '>', now)
          .executeTakeFirst(),
      )
      return row ? toDevice(row) : null
    },

    async keyIdsInUse(now) {
      const { rows } = await database.read((db) =>
        sql<{ kid: string }>`SELECT DISTINCT password_kid AS kid FROM accounts
          UNION SELECT DISTINCT held_kid FROM flows
          WHERE status = 'open' AND held_kid IS NOT NULL AND expires_at > ${now}`.execute(db),
      )
      return rows.map(({ kid }) => kid)
    },
  }

  async function findAccount(which: (accounts: JoinedAccounts) => JoinedAccounts): Promise<AccountWithFactors | null> {
    const rows = await database.read((db) => which(accountsWithFactors(db)).execute())
    const [first] = rows
    if (!first) return null
    return { account: toAccount(first), factors: rows.flatMap((row) => toFactor(row) ?? []) }
  }
}

/** A row for each factor, the oldest first, or one without. */
function accountsWithFactors(db: Kysely<Tables>) {
  return db
    .selectFrom('accounts')
    .leftJoin('factors', 'factors.account_id', 'accounts.id')
    .selectAll('accounts')
    .select(['factors.id as factor_id', 'kind', 'enrolled_at', 'last_used_at', 'locked_at'])
    .orderBy('enrolled_at')
    .orderBy('factor_id')
}

type JoinedAccounts = ReturnType<typeof accountsWithFactors>

function accountRow(account: Account): AccountRow {
  return {
    id: account.id,
    email_key: account.email.key,
    email_typed: account.email.typed,
    name: account.name,
    locale: account.locale,
    status: account.status,
    credential_epoch: account.credentialEpoch,
    ...passwordColumns(account.password),
    mail_reset_at: account.mailResetAt,
    last_used_factor: account.lastUsedFactor,
    created_at: account.createdAt,
  }
}

function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    email: { key: row.email_key, typed: row.email_typed },
    name: row.name,
    locale: row.locale,
    status: row.status,
    credentialEpoch: row.credential_epoch,
    password: { hash: row.password_hash, origin: row.password_origin, isLong: row.password_is_long === 1 },
    mailResetAt: row.mail_reset_at,
    lastUsedFactor: row.last_used_factor,
    createdAt: row.created_at,
  }
}

/** The factor beside an account's row; `null` where the account has none. */
function toFactor(row: {
  readonly factor_id: FactorRow['id'] | null
  readonly kind: FactorRow['kind'] | null
  readonly enrolled_at: number | null
  readonly last_used_at: number | null
  readonly locked_at: number | null
}): EnrolledFactor | null {
  if (row.factor_id === null || row.kind === null || row.enrolled_at === null) return null
  return {
    id: row.factor_id,
    kind: row.kind,
    enrolledAt: row.enrolled_at,
    lastUsedAt: row.last_used_at,
    lockedAt: row.locked_at,
  }
}

function toDevice(row: DeviceRow): KnownDevice {
  return {
    tokenHash: row.token_hash,
    accountId: row.account_id,
    credentialEpoch: row.credential_epoch,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
