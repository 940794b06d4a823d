import { createGuardrails, generateURI, ScureBase32Plugin, verifySync } from 'otplib'
import { TOTP_STEP_MILLISECONDS } from '../domain/factor.ts'
import type { TotpAlgorithm } from '../ports/totp-algorithm.ts'
import type { Instant } from '../primitives/clock.ts'
import type { Random } from '../primitives/random.ts'

/** 160 bits, as long as the hash (RFC 4226 section 4, R6). */
const SECRET_BYTES = 20

const base32 = new ScureBase32Plugin()

/** Shops' own secrets are as short as 80 bits; ours never are. */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 10 })

/** A new shared secret in base32, 32 letters long. */
export function newTotpSecret(random: Random): string {
  return base32.encode(random.bytes(SECRET_BYTES), { padding: false })
}

/** What an authenticator app reads from a QR code: SHA-1, six digits, thirty seconds, since some apps know no other. */
export function totpUri(secret: string, { issuer, label }: { issuer: string; label: string }): string {
  return generateURI({ secret, issuer, label })
}

/**
 * The time step whose code this is, or `null`: the present step or the one before it, for whoever types slowly
 * (RFC 6238 section 5.2). `code` is six digits. That a step counts once is the caller's to see to.
 */
export function matchTotpStep(secret: string, code: string, now: Instant): number | null {
  const epoch = Math.floor(now / 1000)
  const result = verifySync({
    secret,
    token: code,
    epoch,
    epochTolerance: [TOTP_STEP_MILLISECONDS / 1000, 0],
    guardrails,
  })
  return result.valid && 'timeStep' in result ? result.timeStep : null
}

export const totpAlgorithm: TotpAlgorithm = { newSecret: newTotpSecret, uri: totpUri, matchStep: matchTotpStep }
