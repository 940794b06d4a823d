import type { Instant } from '../primitives/clock.ts'
import type { AccountId, ServiceId, SessionId, ShopId } from '../primitives/ids.ts'

/** That somebody entered a service by a session here; the service knows it by its name. */
export interface ServiceEntry {
  /** The `sid` of the ID token (OpenID Connect Back-Channel Logout 2.1): names the entry, and opens nothing. */
  readonly sid: string
  readonly serviceId: ServiceId
  readonly shopId: ShopId
  readonly accountId: AccountId
  readonly sessionId: SessionId
  readonly enteredAt: Instant
}

/** An entry that has ended and that its service has to be told of, held by one worker. */
export interface EndedEntry extends ServiceEntry {
  /** How often its service was told in vain. */
  readonly attempts: number
}

/** How telling the services went. */
export interface LogoutDeliveries {
  readonly serviceId: ServiceId
  /** Ended, and not told yet. */
  readonly waiting: number
  readonly told: number
  /** Given up: the service did not answer for long. */
  readonly failed: number
  readonly lastError: string | null
}
