import type { PasswordHash } from '../domain/account.ts'
import { RECOVERY_CODES } from '../domain/factor.ts'
import type { Along } from '../ports/along.ts'
import type { FactorStore } from '../ports/factor-store.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { Clock } from '../primitives/clock.ts'
import type { AccountId } from '../primitives/ids.ts'
import type { Random } from '../primitives/random.ts'
import { newRecoveryCode, type ReadRecoveryCode, readRecoveryCode } from '../primitives/recovery-code.ts'
import { accepted, rejected, type Verdict } from './factor.ts'

/** Look-up secrets (SP 800-63B 3.1.2): ten codes on paper for when the device is gone, each good once. */
export interface RecoveryFactor {
  /** A new set: the codes to be shown once, and their hashes by slot. Throws `OverloadedError`. */
  make(
    signal: AbortSignal | undefined,
  ): Promise<{ readonly codes: readonly string[]; readonly hashes: readonly PasswordHash[] }>

  /** How many codes the account has left. */
  left(accountId: AccountId): Promise<number>

  /**
   * Compares the code, for which an attempt is spent already, and uses it up with what goes along. Throws
   * `OverloadedError`.
   */
  accept(accountId: AccountId, code: ReadRecoveryCode, along: Along, signal: AbortSignal | undefined): Promise<Verdict>

  /** Whether the code of this slot was used within a minute: perhaps a double click of one that was just compared. */
  wasJustUsed(accountId: AccountId, code: Pick<ReadRecoveryCode, 'slot'>): Promise<boolean>
}

export interface RecoveryDeps {
  readonly factors: FactorStore
  readonly hasher: PasswordHasher
  readonly clock: Clock
  readonly random: Random
}

/** How long the same code again counts as a double click. */
const DOUBLE_CLICK_MILLISECONDS = 60_000

export function recoveryFactor({ factors, hasher, clock, random }: RecoveryDeps): RecoveryFactor {
  return {
    async make(signal) {
      const codes = Array.from({ length: RECOVERY_CODES }, (_, slot) => newRecoveryCode(random, slot))
      const hashes: PasswordHash[] = []
      // One after the other: ten jobs at once would fill the queue that sign-ins wait in.
      for (const code of codes) hashes.push(await hasher.hash(canonical(code), signal))
      return { codes, hashes }
    },

    left: (accountId) => factors.countRecoveryCodes(accountId),

    async accept(accountId, { slot, code }, along, signal) {
      const stored = await factors.findRecoveryCode(accountId, slot)
      const { matches } = await hasher.verify(code, stored?.hash ?? null, signal)
      if (!stored || !matches) return rejected('mismatch')
      const won = await factors.consumeRecoveryCode(accountId, slot, stored.hash, clock.now(), along)
      return won ? accepted : rejected('replayed')
    },

    async wasJustUsed(accountId, { slot }) {
      const usedAt = (await factors.findRecoveryCode(accountId, slot))?.usedAt ?? null
      return usedAt !== null && clock.now() < usedAt + DOUBLE_CLICK_MILLISECONDS
    },
  }
}

/** As `readRecoveryCode` makes it of whatever is typed. */
function canonical(code: string): string {
  const read = readRecoveryCode(code)
  if (read === null) throw new TypeError('a code that was just made reads as none')
  return read.code
}
