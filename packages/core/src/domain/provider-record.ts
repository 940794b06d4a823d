import type { Instant } from '../primitives/clock.ts'

/** One thing that the OpenID provider keeps from a request to a later one: a code, a grant, an interaction, a session. */
export interface ProviderRecord {
  /** The provider's name for this kind of thing, such as `AuthorizationCode`. */
  readonly kind: string
  /** SHA-256 of what it is presented by: whoever reads the database can present nothing. */
  readonly idHash: string
  /** SHA-256 of its second name, by which sessions are found too. */
  readonly uidHash: string | null
  /** SHA-256 of the name of the grant that it falls with. */
  readonly grantHash: string | null
  /** Encrypted, under a named key. */
  readonly sealed: string
  /** From then on it is not found. */
  readonly expiresAt: Instant
  readonly consumedAt: Instant | null
}
