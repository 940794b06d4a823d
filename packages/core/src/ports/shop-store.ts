import type { Rollout, Shop } from '../domain/shop.ts'
import type { Instant } from '../primitives/clock.ts'
import type { ShopId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** Shops and their switch to accounts. */
export interface ShopStore {
  find(id: ShopId): Promise<Shop | null>

  /** All shops, by id. */
  list(): Promise<readonly Shop[]>

  /** Makes the shop, or changes its name, admin address and factor policy. The rollout is never touched. */
  save(shop: Omit<Shop, 'rollout'>, along: Along): Promise<void>

  /**
   * Announces a shop that was not announced: the rollout is stored, and every claim whose latest sign-in is `never`
   * or at or before `staleAt`, and that nobody confirmed, is held as stale.
   *
   * Resolves to how many are held for exactly one caller, and to `null`, with nothing written, when the shop is
   * unknown or was announced before.
   */
  announce(id: ShopId, rollout: Rollout, staleAt: Instant, along: Along): Promise<number | null>
}
