import type { NoticeEntry, NoticeKey, NoticeProgress, ToldMember } from '../domain/rollout-notice.ts'
import type { Instant } from '../primitives/clock.ts'
import type { ShopId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** Who was told what of a shop's switch. */
export interface NoticeLedger {
  /** As `MemberStore.page`, each row with what it was told and what became of the mails. */
  page(shopId: ShopId, after: string, limit: number): Promise<readonly ToldMember[]>

  /**
   * Writes notices together with their mails, in `along`. `false`, with nothing written, when one of the members was
   * told that notice before: nobody is told twice, whoever does it at once.
   */
  record(entries: readonly NoticeEntry[], along: Along): Promise<boolean>

  /** Notes that everybody whom the notice was for has been told. Done again it changes nothing. */
  close(shopId: ShopId, notice: NoticeKey, at: Instant): Promise<void>

  /** How far a notice is with the shop's members, removed ones too. */
  progress(shopId: ShopId, notice: NoticeKey): Promise<NoticeProgress>

  /** Until when the mails of notices that wait are spread; `null` when none waits. */
  lastDueAt(): Promise<Instant | null>
}
