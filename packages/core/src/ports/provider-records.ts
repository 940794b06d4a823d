import type { ProviderRecord } from '../domain/provider-record.ts'
import type { Instant } from '../primitives/clock.ts'

/** What the OpenID provider keeps. */
export interface ProviderRecords {
  /** Stores the record, in place of one of its kind and id; what was consumed stays so. */
  put(record: ProviderRecord): Promise<void>

  /** Before `expiresAt`; `null` from then on. Consumed ones too. */
  find(kind: string, idHash: string, now: Instant): Promise<ProviderRecord | null>

  findByUid(kind: string, uidHash: string, now: Instant): Promise<ProviderRecord | null>

  /** Resolves to `true` for exactly one caller, and never once the record is gone or has expired. */
  consume(kind: string, idHash: string, at: Instant): Promise<boolean>

  remove(kind: string, idHash: string): Promise<void>

  /** Removes everything that falls with a grant. */
  revoke(grantHash: string): Promise<void>

  /** The names of the ring keys that records need which have not expired at `now`. */
  keyIdsInUse(now: Instant): Promise<readonly string[]>

  /** Erases records that expired before `before`; at most 1,000. Resolves to how many. */
  sweep(before: Instant): Promise<number>
}
