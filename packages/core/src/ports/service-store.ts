import type { Service, ServiceSecret, ServiceWeb } from '../domain/service.ts'
import type { ServiceId, ShopId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** The services of the shops. Each has one secret, or two while the newer takes the older one's place. */
export interface ServiceStore {
  /**
   * Stores a service with its first secret.
   *
   * `false`, and nothing is written, when its id is taken, when there is no such shop, and with `asFirst` when its shop
   * has a service already: of all who bring the first at once, one does.
   */
  create(service: Service, asFirst: boolean, along: Along): Promise<boolean>

  find(id: ServiceId): Promise<Service | null>

  /** By id; of one shop, or of all. */
  list(shopId?: ShopId): Promise<readonly Service[]>

  /** Adds a secret as the newest. `false` when there is no such service, or it has two. */
  addSecret(id: ServiceId, secret: ServiceSecret, along: Along): Promise<boolean>

  /** Forgets the older of two secrets. `false` when there are no two. */
  retireSecret(id: ServiceId, along: Along): Promise<boolean>

  /** Where it is entered from now on. `false` when there is no such service. */
  setWeb(id: ServiceId, web: ServiceWeb | null, along: Along): Promise<boolean>

  /** `false` when there is no such service. */
  remove(id: ServiceId, along: Along): Promise<boolean>
}
