import { ConfigurationError } from '@ecforce-accounts/core'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import { firstSlice } from './0001-first-slice.ts'
import { factorSecrets } from './0002-factor-secrets.ts'
import { lockedFactors } from './0004-locked-factors.ts'
import { operators } from './0005-operators.ts'
import { mailedLinks } from './0006-mailed-links.ts'
import { rollouts } from './0010-rollouts.ts'
import { markedMembers } from './0011-marked-members.ts'
import { rolloutNotices } from './0012-rollout-notices.ts'
import { addressChanges } from './0013-address-changes.ts'
import { services } from './0014-services.ts'
import { activatedMembers } from './0015-activated-members.ts'
import { operatorSessions } from './0016-operator-sessions.ts'
import { providerRecords } from './0017-provider-records.ts'
import { serviceEntries } from './0018-service-entries.ts'
import { serviceWeb } from './0019-service-web.ts'
import { closedDoors } from './0020-closed-doors.ts'
import { caseAddresses } from './0021-case-addresses.ts'
import { bypasses } from './0022-bypasses.ts'
import { invitations } from './0030-invitations.ts'
import { invitationWishes } from './0031-invitation-wishes.ts'
import { sharedMembers } from './0032-shared-members.ts'
import { declinedRows } from './0033-declined-rows.ts'
import { newDevices } from './0034-new-devices.ts'

/** One step of the database's shape; once released it never changes. */
export interface Migration {
  readonly name: string
  up(db: Kysely<Tables>, dialect: 'sqlite' | 'postgres'): Promise<void>
}

/** Every migration, in order. New ones are added at the end. */
export const migrations: readonly Migration[] = [
  firstSlice,
  factorSecrets,
  lockedFactors,
  operators,
  mailedLinks,
  rollouts,
  markedMembers,
  rolloutNotices,
  addressChanges,
  services,
  activatedMembers,
  operatorSessions,
  providerRecords,
  serviceEntries,
  serviceWeb,
  closedDoors,
  caseAddresses,
  bypasses,
  invitations,
  invitationWishes,
  sharedMembers,
  declinedRows,
  newDevices,
]

/** Whether a database that is behind is brought up to date, and who hears of it. */
export interface MigrationOptions {
  /** `false`: a database that is behind is refused with `ConfigurationError`. Default `true`. */
  readonly migrate?: boolean
  /** Called for every migration once it has been applied, before its commit. */
  readonly onMigration?: (name: string) => void
}

/**
 * Brings the database to the shape this code knows.
 *
 * Runs inside a transaction whose lock keeps every other server waiting. Throws `ConfigurationError` for a database
 * that a newer version has changed, and with `migrate: false` for one that is behind.
 */
export async function migrate(
  db: Kysely<Tables>,
  dialect: 'sqlite' | 'postgres',
  { migrate: mayMigrate = true, onMigration }: MigrationOptions,
): Promise<void> {
  const applied = new Set(await appliedMigrations(db, dialect))
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = [...applied].filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new ConfigurationError(
      'database',
      `it was changed by a newer version of this software (${unknown.join(', ')}); run that version, or restore a backup made before`,
    )
  }

  const pending = migrations.filter(({ name }) => !applied.has(name))
  if (pending.length === 0) return
  if (!mayMigrate) {
    throw new ConfigurationError(
      'database',
      `it is behind (${pending.map(({ name }) => name).join(', ')}); migrate it first`,
    )
  }
  const text = dialect === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'
  await sql.raw(`CREATE TABLE IF NOT EXISTS schema_migrations (name ${text} PRIMARY KEY)`).execute(db)
  for (const migration of pending) {
    await migration.up(db, dialect)
    await sql`INSERT INTO schema_migrations (name) VALUES (${migration.name})`.execute(db)
    onMigration?.(migration.name)
  }
}

async function appliedMigrations(db: Kysely<Tables>, dialect: 'sqlite' | 'postgres'): Promise<string[]> {
  const found =
    dialect === 'sqlite'
      ? sql`SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'`
      : sql`SELECT 1 AS name WHERE to_regclass('schema_migrations') IS NOT NULL`
  if ((await found.execute(db)).rows.length === 0) return []
  const { rows } = await sql<{ name: string }>`SELECT name FROM schema_migrations ORDER BY name`.execute(db)
  return rows.map(({ name }) => name)
}
