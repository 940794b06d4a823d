import { hash } from 'node:crypto'
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

/** Who somebody is to one shop (OpenID Connect Core 8.1, pairwise): the same in all its services, and nowhere else. */
export type Subject = string

/**
 * The subject of an account in a shop. It needs no key, so no rotation changes it; and since an account's id is random
 * and told to no shop, no two of them can find out that two subjects are one person.
 */
export function subjectOf(shopId: ShopId, accountId: AccountId): Subject {
  return hash('sha256', `ecforce accounts subject\n${shopId}\n${accountId}`, 'base64url')
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
