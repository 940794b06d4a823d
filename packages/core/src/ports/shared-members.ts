import type { Member } from '../domain/member.ts'
import type { Retirement, SharedMark } from '../domain/shared-member.ts'
import type { Shop } from '../domain/shop.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/**
 * Which members several people share, and which memberships are to end. Both are of a row until it is a tombstone: they
 * are gone then, and do not come back with it.
 */
export interface SharedMembers {
  /**
   * Marks a row, in place of an earlier mark, or takes the mark off. `false`, with nothing written, when the row has not
   * the state it was read with, or the responsible member is not active in the same shop.
   */
  mark(before: Member, mark: SharedMark | null, along: Along): Promise<boolean>

  /**
   * Whether an account has an active membership that is marked, and no row in another shop: of what is told to somebody who
   * has several shops no single one decides (R10).
   */
  isShared(accountId: AccountId): Promise<boolean>

  /** Says when a membership ends, in place of an earlier day, or that it does not. `false` as in `mark`. */
  retire(before: Member, retirement: Retirement | null, along: Along): Promise<boolean>

  /** Rows with something due at `now`, the longest due first; at most `limit`. */
  due(now: Instant, limit: number): Promise<readonly DueMember[]>

  /**
   * Moves the reminder of a mark from `from` to `next`, with what is mailed. `true` for one caller; `false`, with nothing
   * written, when it is not due at `from` any more.
   */
  remind(member: Member, from: Instant, next: Instant, along: Along): Promise<boolean>

  /** Puts `next`, or with `null` nothing, in the place of a retirement. `false` when it is not due at `from` any more. */
  goOn(member: Member, from: Instant, next: Retirement | null, along: Along): Promise<boolean>
}

/** A row with what was arranged for it. */
export interface DueMember {
  readonly member: Member
  readonly shop: Shop
  readonly mark: SharedMark | null
  readonly retirement: Retirement | null
}
