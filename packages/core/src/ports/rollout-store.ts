import type { RolloutRecord } from '../domain/rollout.ts'
import type { Instant } from '../primitives/clock.ts'
import type { ShopId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/**
 * The switches of the shops. A shop's `rollout` is that of its record, everywhere and at once.
 *
 * Every change stores `next` over the version before `next.version`: of two at once the one that comes second loses,
 * and nothing of it is written.
 */
export interface RolloutStore {
  /** `null` when there is no such shop; version 0 when nobody has touched its switch. */
  find(shopId: ShopId): Promise<RolloutRecord | null>

  /** What has to be known of its members before a switch is moved: `hasAccounts` also for a member who was removed since. */
  facts(shopId: ShopId): Promise<{ readonly hasMembers: boolean; readonly hasAccounts: boolean }>

  /** Those whose announcement is scheduled at or before `now`, the longest overdue first. */
  listDue(now: Instant): Promise<readonly RolloutRecord[]>

  /** Those that are scheduled, and those announced and not enforced at `now`; by shop. */
  listUnderWay(now: Instant): Promise<readonly RolloutRecord[]>

  /** Stores a change that is neither an announcement nor its withdrawal. `false` when it lost. */
  advance(next: RolloutRecord, along: Along): Promise<boolean>

  /**
   * Announces a shop. Claims that are leaving become tombstones or pending rows, without hash or secret; every other
   * claim whose latest sign-in is `never` or at or before `staleAt`, and that nobody confirmed, is held as stale.
   *
   * Resolves to how many are held, and to `null` when it lost, when the shop is unknown or was announced before, and
   * when it would be enforced from the start although a member that is not removed is listed.
   */
  announce(next: RolloutRecord, staleAt: Instant, along: Along): Promise<number | null>

  /**
   * Takes an announcement back: the shop is as before, and stale claims are no longer held. `false` when it lost, and
   * when a member of the shop belongs to an account, or has.
   */
  withdraw(next: RolloutRecord, along: Along): Promise<boolean>
}
