import type { EndedEntry, LogoutDeliveries, ServiceEntry } from '../domain/service-entry.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId, ServiceId } from '../primitives/ids.ts'

/**
 * Who has entered which service.
 *
 * An entry ends with what it rests on: its session, and the account's active membership in the service's shop. Nobody
 * has to end it; whatever ends a session or a membership has ended its entries.
 */
export interface ServiceEntries {
  /** Stores an entry; of one `sid` the latest, which nobody has been told has ended. */
  note(entry: ServiceEntry): Promise<void>

  /** The entry as long as what it rests on is there; `null` once it has ended. */
  findOpen(sid: string, serviceId: ServiceId): Promise<ServiceEntry | null>

  /** When this account last entered each service. */
  lastEntries(accountId: AccountId): Promise<ReadonlyMap<ServiceId, Instant>>

  /**
   * Takes up to `limit` entries that have ended and whose services were not told, and holds each until `heldUntil`.
   * Whatever number of workers asks at once, each goes to one of them; one whose holder let it go is taken again.
   */
  takeEnded(limit: number, now: Instant, heldUntil: Instant): Promise<readonly EndedEntry[]>

  /** The service was told, or has nothing to be told by. */
  recordTold(sid: string, at: Instant): Promise<void>

  /** It could not be told: again at `dueAt`. */
  postpone(sid: string, dueAt: Instant, error: string): Promise<void>

  /** It could not be told, and will not be. */
  giveUp(sid: string, at: Instant, error: string): Promise<void>

  /** By service; those whom nobody has ever entered are left out. */
  deliveries(): Promise<readonly LogoutDeliveries[]>

  /** Erases entries that were settled, told or given up, before `before`; at most 1,000. Resolves to how many. */
  sweep(before: Instant): Promise<number>
}
