import { PENDING_APP_MILLISECONDS, type PendingApp } from '../domain/factor.ts'
import type { FactorStore } from '../ports/factor-store.ts'
import type { TotpAlgorithm } from '../ports/totp-algorithm.ts'
import type { Clock } from '../primitives/clock.ts'
import { type AccountId, type FactorId, newId } from '../primitives/ids.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import type { Random } from '../primitives/random.ts'
import { accepted, rejected, type Verdict } from './factor.ts'

/** Time-based one-time passwords (RFC 6238): a device that its owner has. Codes are six digits. */
export interface TotpFactor {
  /** A new app whose secret is said once, here; it lives ten minutes unless a code of it confirms it. */
  begin(): { readonly pending: PendingApp; readonly secret: string }

  /** The time step whose code confirms the pending app, or `null`; from its `expiresAt` on nothing does. */
  confirm(pending: PendingApp, code: string): number | null

  /** Compares the code with the account's app, for which an attempt is spent already; a step is accepted once. */
  accept(accountId: AccountId, code: string): Promise<Verdict>

  /** Whether `code` is the one that was accepted last: perhaps a double click. Spends nothing. */
  isLatest(accountId: AccountId, code: string): Promise<boolean>
}

export interface TotpDeps {
  readonly factors: FactorStore
  readonly totp: TotpAlgorithm
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
}

export function totpFactor({ factors, totp, keys, clock, random }: TotpDeps): TotpFactor {
  return {
    begin() {
      const factorId = newId<FactorId>(random)
      const secret = totp.newSecret(random)
      const expiresAt = clock.now() + PENDING_APP_MILLISECONDS
      return { pending: { factorId, sealed: keys.encrypt(secret, factorId), expiresAt }, secret }
    },

    confirm({ factorId, sealed, expiresAt }, code) {
      const now = clock.now()
      const secret = keys.decrypt(sealed, factorId)
      return secret === null || now >= expiresAt ? null : totp.matchStep(secret, code, now)
    },

    async accept(accountId, code) {
      const app = await factors.findTotp(accountId)
      const secret = app && keys.decrypt(app.sealed, app.id)
      if (!app || secret === null) return rejected('not_enrolled')

      const step = totp.matchStep(secret, code, clock.now())
      if (step === null) return rejected('mismatch')

      // RFC 6238 section 5.2: an accepted code must not be accepted again. What an older key encrypted is made anew.
      const fresh = await factors.advanceTotpStep(app.id, step, keys.encrypt(secret, app.id))
      return fresh ? accepted : rejected('replayed')
    },

    async isLatest(accountId, code) {
      const app = await factors.findTotp(accountId)
      const secret = app && keys.decrypt(app.sealed, app.id)
      if (!app || secret === null) return false
      return totp.matchStep(secret, code, clock.now()) === app.lastStep
    },
  }
}
