import type {
  AccountId,
  FactorChange,
  FactorKind,
  FactorUse,
  NewFactor,
  RenewedSession,
  StoredPassword,
} from '@ecforce-accounts/core'
import type { Kysely } from 'kysely'
import { GuardLost, requireChanged } from '../database.ts'
import { type FactorRow, keyIdOf, type RecoveryCodeRow, type Tables } from '../tables.ts'
import { keepUsed } from './link-row.ts'
import { deviceRow, sessionRow } from './session-row.ts'

/** An account's password as it is stored. */
export function passwordColumns({ hash, origin, isLong }: StoredPassword) {
  return {
    password_hash: hash,
    password_kid: keyIdOf(hash, ':'),
    password_origin: origin,
    password_is_long: isLong ? (1 as const) : (0 as const),
  }
}

/** Stores new factors with their secrets. */
export async function insertFactors(
  db: Kysely<Tables>,
  accountId: AccountId,
  add: readonly NewFactor[],
): Promise<void> {
  if (add.length === 0) return
  await db
    .insertInto('factors')
    .values(add.map((factor) => factorRow(accountId, factor)))
    .execute()
  const codes = add.flatMap(({ secret }) =>
    secret?.of === 'recovery' ? recoveryCodeRows(accountId, secret.hashes) : [],
  )
  if (codes.length > 0) await db.insertInto('recovery_codes').values(codes).execute()
}

/**
 * Adds and removes factors of an account whose row the transaction has changed already, so that nobody else does.
 * Undoes the transaction when one to remove is not the account's, a kind would stand twice, or nothing but recovery
 * codes would be left.
 */
export async function writeFactorChange(
  db: Kysely<Tables>,
  accountId: AccountId,
  { add, remove }: FactorChange,
): Promise<void> {
  const present = await db.selectFrom('factors').select(['id', 'kind']).where('account_id', '=', accountId).execute()
  const removed = present.filter(({ id }) => remove.includes(id))
  const kinds = [...present.filter((factor) => !removed.includes(factor)), ...add].map(({ kind }) => kind)
  const isPossible = new Set(kinds).size === kinds.length && kinds.some((kind) => kind !== 'recovery')
  if (removed.length !== remove.length || !isPossible) throw new GuardLost()

  if (removed.length > 0) {
    await deleteFactors(
      db,
      accountId,
      removed.map(({ kind }) => kind),
    )
  }
  await insertFactors(db, accountId, add)
  await db.deleteFrom('pending_apps').where('account_id', '=', accountId).execute()
}

/** Erases an account's factors of these kinds with their secrets. */
export async function deleteFactors(
  db: Kysely<Tables>,
  accountId: AccountId,
  kinds: readonly FactorKind[],
): Promise<void> {
  const gone = await db
    .deleteFrom('factors')
    .where('account_id', '=', accountId)
    .where('kind', 'in', kinds)
    .returning(['id', 'kind'])
    .execute()
  const recovery = gone.find(({ kind }) => kind === 'recovery')
  if (!recovery) return
  const codes = await db
    .deleteFrom('recovery_codes')
    .where('account_id', '=', accountId)
    .returning(['slot', 'used_at'])
    .execute()
  const used = codes.filter(({ used_at }) => used_at !== null)
  await keepUsed(
    db,
    accountId,
    recovery.id,
    used.map(({ slot }) => slot),
  )
}

/** Notes that a factor was used, on it and on its account, whose row the transaction has locked. */
export async function noteFactorUse(db: Kysely<Tables>, id: AccountId, { kind, at }: FactorUse): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('factors')
    .set({ last_used_at: at })
    .where('account_id', '=', id)
    .where('kind', '=', kind)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  const account = db.updateTable('accounts').where('id', '=', id)
  // A recovery code is for once and never the way that is offered first.
  if (kind !== 'recovery') await account.set({ last_used_factor: kind }).execute()
  if (kind === 'email') return
  await account
    .set({ mail_reset_at: null })
    .where('mail_reset_at', '>', (app) =>
      app.selectFrom('factors').select('enrolled_at').where('account_id', '=', id).where('kind', '=', 'totp'),
    )
    .execute()
}

/**
 * Ends an account's sessions and forgets its devices, but for the one that goes on. Undoes the transaction when that one
 * has ended.
 */
export async function endAllBut(
  db: Kysely<Tables>,
  accountId: AccountId,
  renewed: RenewedSession | null,
): Promise<void> {
  if (renewed !== null) {
    const { numDeletedRows } = await db
      .deleteFrom('sessions')
      .where('token_hash', '=', renewed.former)
      .where('account_id', '=', accountId)
      .executeTakeFirst()
    requireChanged({ numUpdatedRows: numDeletedRows })
  }
  await db.deleteFrom('sessions').where('account_id', '=', accountId).execute()
  await db.deleteFrom('devices').where('account_id', '=', accountId).execute()
  if (renewed === null) return
  await db.insertInto('sessions').values(sessionRow(renewed.session)).execute()
  await db.insertInto('devices').values(deviceRow(renewed.device)).execute()
}

function factorRow(accountId: AccountId, factor: NewFactor): Omit<FactorRow, 'wrong_in_a_row' | 'renewed_at'> {
  const app = factor.secret?.of === 'totp' ? factor.secret : null
  return {
    id: factor.id,
    account_id: accountId,
    kind: factor.kind,
    enrolled_at: factor.enrolledAt,
    last_used_at: factor.lastUsedAt,
    locked_at: factor.lockedAt,
    secret: app?.sealed ?? null,
    secret_kid: app ? keyIdOf(app.sealed, '.') : null,
    last_step: app?.lastStep ?? null,
  }
}

function recoveryCodeRows(accountId: AccountId, hashes: readonly string[]): RecoveryCodeRow[] {
  return hashes.map((hash, slot) => ({
    account_id: accountId,
    slot,
    hash,
    hash_kid: keyIdOf(hash, ':'),
    used_at: null,
  }))
}
