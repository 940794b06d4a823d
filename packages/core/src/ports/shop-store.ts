import type { Shop } from '../domain/shop.ts'
import type { ShopId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** Shops. */
export interface ShopStore {
  find(id: ShopId): Promise<Shop | null>

  /** All shops, by id. */
  list(): Promise<readonly Shop[]>

  /** Makes the shop, or changes its name, admin address and factor policy. Its rollout is that of its `RolloutRecord` and is never touched. */
  save(shop: Omit<Shop, 'rollout'>, along: Along): Promise<void>

  /** How many days the shop's invitations are good for unless somebody says; `null` where nobody has set it. */
  invitationDays(id: ShopId): Promise<number | null>

  /** Sets that. `false`, with nothing written, when there is no such shop. */
  setInvitationDays(id: ShopId, days: number, along: Along): Promise<boolean>
}
