import type { PasswordHash } from '../domain/account.ts'
import type { NewFactor, PendingApp } from '../domain/factor.ts'
import type { Instant } from '../primitives/clock.ts'
import { type FactorId, newId } from '../primitives/ids.ts'
import type { Random } from '../primitives/random.ts'

/** An app whose code was right, with the recovery codes made for it: the two factors it is enrolled as. */
export function newApp(
  { factorId, sealed }: PendingApp,
  { step, recoveryHashes }: { readonly step: number; readonly recoveryHashes: readonly PasswordHash[] },
  { random, now }: { readonly random: Random; readonly now: Instant },
): NewFactor[] {
  const enrolled = { enrolledAt: now, lastUsedAt: null, lockedAt: null }
  return [
    { ...enrolled, id: factorId, kind: 'totp', lastUsedAt: now, secret: { of: 'totp', sealed, lastStep: step } },
    { ...enrolled, id: newId<FactorId>(random), kind: 'recovery', secret: { of: 'recovery', hashes: recoveryHashes } },
  ]
}
