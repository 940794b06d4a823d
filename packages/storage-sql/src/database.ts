import type { Instant, Membership, SessionView, TokenHash } from '@ecforce-accounts/core'
import type { Insertable, Kysely, RawBuilder, SqlBool } from 'kysely'
import type { MemberRow, Tables } from './tables.ts'

/** An open database, whichever it is: all that the stores are written against. Every method rejects with `StorageError`. */
export interface Database {
  readonly dialect: SqlDialect

  /** Statements that change nothing; they see every commit that was acknowledged before. */
  read<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>

  /** One statement that changes rows. `work` runs again when the database was busy. */
  run<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>

  /**
   * All of `work` or nothing of it. It runs again from its beginning when the database asks for that, so it has no
   * other effect. Resolves to `null`, everything undone, when `work` threw `GuardLost`.
   */
  attempt<T>(work: (transaction: Transaction) => Promise<T>): Promise<T | null>

  readonly sessions: SessionLookup

  /** Lets go of the database once what runs has ended. */
  close(): Promise<void>
}

/** A transaction under way. */
export interface Transaction {
  readonly db: Kysely<Tables>

  /** Inserts many rows of the same columns at once. */
  insertAll<T extends BulkTable>(table: T, rows: readonly Insertable<Tables[T]>[]): Promise<void>

  /** Inserts the rows whose key is new, at once; resolves to how many. */
  insertNew<T extends BulkTable>(table: T, rows: readonly Insertable<Tables[T]>[]): Promise<number>

  /** Inserts the rows whose shop has no row of that legacy id; resolves to the legacy ids of all others. */
  insertNewMembers(rows: readonly MemberRow[]): Promise<readonly string[]>

  /** Writes the rows over those of their id, shop and expected state; resolves to the legacy ids of all others. */
  updateMembers(updates: readonly MemberUpdate[]): Promise<readonly string[]>

  /** Moves `last_seen_at` forward; each token stands once. */
  touchSessions(seen: readonly { readonly tokenHash: TokenHash; readonly at: Instant }[]): Promise<void>
}

/** What an import leaves as it is. */
export type Markings =
  | 'held_stale'
  | 'held_same_address'
  | 'held_by_hand'
  | 'leaving'
  | 'legacy_closed'
  | 'activated_at'
  | 'robot_since'
  | 'confirmed_at'

export interface MemberUpdate {
  /** All that an import may change: holds and their confirmation are not its own. */
  readonly row: Omit<MemberRow, Markings>
  readonly expectedState: MemberRow['state']
}

export type BulkTable = 'members' | 'outbox' | 'audit_events' | 'notices_told'

/** The look-ups of every request: compiled once, past the query builder. */
export interface SessionLookup {
  find(tokenHash: TokenHash): Promise<SessionView | null>
  findWithMemberships(
    tokenHash: TokenHash,
    now: Instant,
  ): Promise<(SessionView & { readonly memberships: readonly Membership[] }) | null>
}

/** What is written differently for the two databases. */
export interface SqlDialect {
  readonly name: 'sqlite' | 'postgres'

  /** Whether `column` is one of `values`: one parameter however many they are. */
  isOneOf(column: string, values: readonly string[]): RawBuilder<SqlBool>

  /** Ends a SELECT inside a transaction so that nobody else changes the rows before it is over. */
  readonly lock: RawBuilder<unknown>

  /** The same, passing over rows that somebody else has locked. */
  readonly lockFree: RawBuilder<unknown>

  /**
   * A statement to begin a transaction with, where one is needed, so that no row with legacy secrets is written while
   * its address gets an account, and none as before the announcement of its shop: many activations go on at once, and
   * none, nor an announcement, beside a roster's batch.
   */
  keepApart(who: 'activation' | 'roster'): RawBuilder<unknown> | null
}

/** Thrown inside a transaction to undo it: somebody else decided first. */
export class GuardLost extends Error {
  override readonly name = 'GuardLost'
}

/** Goes on when exactly `expected` rows were changed, and undoes the transaction otherwise. */
export function requireChanged(result: { readonly numUpdatedRows: bigint }, expected = 1): void {
  if (Number(result.numUpdatedRows) !== expected) throw new GuardLost()
}
