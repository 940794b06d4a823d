import type { Member } from '../domain/member.ts'
import type { ShopId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** Single rows of the shops' member lists, as the shops' back ends keep them: beside imports, announcements, activations. */
export interface MemberSyncStore {
  /**
   * Writes one row as it was decided for what was read before.
   *
   * A new row is inserted; of one that was there, name, role and `importedBy` (which never goes back) are written, and of
   * a claim or pending row the address and its state as well. A row whose address key changes keeps neither legacy hash
   * nor TOTP secret; whatever else it has stays. Afterwards the claims of the shop that share an address are held for
   * that, and those that no longer do are not.
   *
   * `'lost'`, and nothing is written, when the legacy id is taken by now, or the row has another state or address key
   * than it had. `'roster_closed'`, and nothing is written, when it was decided for an open roster and the shop has been
   * announced.
   */
  save(change: SyncedRow, along: Along): Promise<'saved' | 'lost' | 'roster_closed'>

  /**
   * Gives a row that an invitation made (`invitedLegacyId`) the name that the shop has for it; everything else stays.
   *
   * `false`, and nothing is written, when it has that name no more, is removed, or the shop's name is taken.
   */
  adopt(row: Pick<Member, 'id' | 'shopId'>, legacyId: string, along: Along): Promise<boolean>

  /**
   * Turns a row into a tombstone without hash, secret or account, closing the shop's own sign-in to it if the shop is
   * announced; claims that shared its address are held for that no longer. Where it belonged to an account, the sessions
   * that are good for this shop alone are ended, and all of the account's when no other membership is left to it.
   *
   * `false`, and nothing is written, when there is no such row that is not removed.
   */
  remove(shopId: ShopId, legacyId: string, along: Along): Promise<boolean>

  /** Legacy ids of those to whom the shop's own sign-in is closed by what was done here, by their bytes: `isLegacyDoorClosed`. */
  listClosed(shopId: ShopId): Promise<readonly string[]>
}

export interface SyncedRow {
  /** As it was read; `null` when there was none. */
  readonly before: Member | null
  readonly after: Member
  /** Whether it was decided as before the announcement. */
  readonly rosterOpen: boolean
}
