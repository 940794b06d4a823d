import type { Instant } from '../primitives/clock.ts'
import type { ServiceId, ShopId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'

/** What works here in a shop's name: its back end, known by an id and a secret. It reaches that one shop and no other. */
export interface Service {
  readonly id: ServiceId
  readonly shopId: ShopId
  /** What people call it. */
  readonly name: string
  /** The newest first; two while one takes the other's place. */
  readonly secrets: readonly ServiceSecret[]
  readonly addedAt: Instant
}

/** A secret as it is stored; its text is in the answer that made it, and nowhere else. */
export interface ServiceSecret {
  readonly hash: TokenHash
  readonly issuedAt: Instant
}

/** Who a service is, for the audit log. */
export function serviceActor({ id }: Pick<Service, 'id'>): string {
  return `service:${id}`
}
