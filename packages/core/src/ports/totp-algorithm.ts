import type { Instant } from '../primitives/clock.ts'
import type { Random } from '../primitives/random.ts'

/** RFC 6238 with SHA-1, six digits and thirty seconds. */
export interface TotpAlgorithm {
  /** A new shared secret of 160 bits in base32. */
  newSecret(random: Random): string

  /** The `otpauth:` address that an authenticator app reads from a QR code. */
  uri(secret: string, names: { readonly issuer: string; readonly label: string }): string

  /** The time step whose code this is, the present or the one before; `null` when it is neither's. */
  matchStep(secret: string, code: string, now: Instant): number | null
}
