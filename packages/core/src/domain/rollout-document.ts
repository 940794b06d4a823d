import type { Instant } from '../primitives/clock.ts'
import type { Rollout } from './rollout.ts'

/**
 * A shop's switch as its back end is told of it: the claims of a signed document (RFC 7519), `typ` `rollout+jwt`. With
 * it a shop's gate decides as the server does, at the same instant and without asking again.
 */
export interface RolloutDocument {
  /** The issuer of accounts. */
  readonly iss: string
  /** The one shop it is for. */
  readonly aud: string
  /** When it was made, in seconds. */
  readonly iat: number
  /** From when on it is too old to be taken anew, in seconds; a gate that has it goes on by it. */
  readonly exp: number
  /** Of the switch: rises with every change and never falls. */
  readonly version: number
  /** How often the switch was rolled back: what a gate has seen counts only as long as this stays. */
  readonly rollbacks: number
  /** `null` until the announcement. */
  readonly announcedAt: Instant | null
  /** `null` until the announcement, and while the switch is paused. */
  readonly enforcedAt: Instant | null
  /** Legacy ids of those whose sign-in at the shop is closed already, by their bytes. */
  readonly closed: readonly string[]
  readonly portalUrl: string
  readonly signInUrl: string
}

/** How long a document is taken anew after it was made. */
export const DOCUMENT_LIFETIME_SECONDS = 600

/** The switch that the document tells of. */
export function rolloutOf({
  announcedAt,
  enforcedAt,
}: Pick<RolloutDocument, 'announcedAt' | 'enforcedAt'>): Rollout | null {
  return announcedAt === null ? null : { announcedAt, enforcedAt }
}

/** The public half of a key that signs documents, as it is published (RFC 7517, RFC 8037). */
export interface VerifyingKey {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  /** Its thumbprint (RFC 7638). */
  readonly kid: string
  readonly alg: 'EdDSA'
  readonly use: 'sig'
}
