import { type AccountId, type Instant, type KeptFactor, type NewFactor, restored } from '@ecforce-accounts/core'
import type { Kysely } from 'kysely'
import { type FactorRow, keyIdOf, type MailedLinkRow, type RecoveryCodeRow, type Tables } from '../tables.ts'
import { writeFactorChange } from './credentials.ts'

type KeptColumns = Pick<MailedLinkRow, 'kept_factors' | 'kept_kids'>

/** An account's factors as they are now, with their secrets, to be put back by a revert. */
export async function keptColumns(db: Kysely<Tables>, accountId: AccountId): Promise<KeptColumns> {
  const rows = await db.selectFrom('factors').selectAll().where('account_id', '=', accountId).execute()
  const codes = await db
    .selectFrom('recovery_codes')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('slot')
    .execute()
  const kept = rows.map((row) => keptFactor(row, codes))
  const kids = [...rows.flatMap(({ secret_kid }) => secret_kid ?? []), ...codes.map(({ hash }) => keyIdOf(hash, ':'))]
  return { kept_factors: JSON.stringify(kept), kept_kids: [...new Set(kids)].join(' ') }
}

/** Puts kept factors back in place of those the account has; what it still has stays as it is. */
export async function putBack(
  db: Kysely<Tables>,
  accountId: AccountId,
  { kept_factors }: Pick<KeptColumns, 'kept_factors'>,
  now: Instant,
): Promise<void> {
  const kept: readonly KeptFactor[] = JSON.parse(kept_factors ?? '[]')
  const rows = await db.selectFrom('factors').select('id').where('account_id', '=', accountId).execute()
  const present = rows.map(({ id }) => id)
  const ids = kept.map(({ factor }) => factor.id)
  const missing = kept.filter(({ factor }) => !present.includes(factor.id))
  await writeFactorChange(db, accountId, {
    add: missing.map((one) => restored(one, now)),
    remove: present.filter((id) => !ids.includes(id)),
  })
  const used = missing.flatMap(({ usedSlots }) => usedSlots)
  if (used.length === 0) return
  await db
    .updateTable('recovery_codes')
    .set({ used_at: now })
    .where('account_id', '=', accountId)
    .where('slot', 'in', used)
    .execute()
}

function keptFactor(row: FactorRowRead, codes: readonly RecoveryCodeRow[]): KeptFactor {
  const { id, kind } = row
  const recovery = kind === 'recovery'
  const factor: NewFactor = {
    id,
    kind,
    enrolledAt: row.enrolled_at,
    lastUsedAt: row.last_used_at,
    lockedAt: row.locked_at,
    secret: recovery ? { of: 'recovery', hashes: codes.map(({ hash }) => hash) } : appSecret(row),
  }
  const used = recovery ? codes.filter(({ used_at }) => used_at !== null) : []
  return { factor, usedSlots: used.map(({ slot }) => slot) }
}

type FactorRowRead = Pick<
  FactorRow,
  'id' | 'kind' | 'enrolled_at' | 'last_used_at' | 'locked_at' | 'secret' | 'last_step'
>

function appSecret({ secret, last_step }: FactorRowRead): NewFactor['secret'] {
  return secret === null || last_step === null ? null : { of: 'totp', sealed: secret, lastStep: last_step }
}
