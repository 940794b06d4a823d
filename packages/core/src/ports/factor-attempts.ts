import type { FactorKind } from '../domain/account.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** Wrong codes in a row against each factor of an account, over all time, places and restarts. */
export interface FactorAttempts {
  /**
   * Counts one attempt against the account's factor of this kind, before anything is compared. The
   * `FACTOR_ATTEMPTS`th in a row locks the factor in the same write, until one of those attempts turns out right.
   *
   * Resolves to how many there are in a row, for at most `FACTOR_ATTEMPTS` calls however many run at once; to `null`
   * after that, and for a factor that is not there.
   */
  reserve(accountId: AccountId, kind: FactorKind, now: Instant): Promise<number | null>

  /** An attempt was right: none are wrong in a row any more, and the lock they had closed opens. */
  settle(accountId: AccountId, kind: FactorKind): Promise<void>

  /** An attempt was never compared: one fewer in a row. */
  refund(accountId: AccountId, kind: FactorKind): Promise<void>

  /**
   * An attempt was wrong: writes the events, and the mails when the owner was not told of a wrong code after
   * `toldBefore`. Resolves to whether they were written: for one of all that ask at once.
   */
  noteWrong(
    accountId: AccountId,
    times: { readonly now: Instant; readonly toldBefore: Instant },
    along: Along,
  ): Promise<boolean>

  /**
   * Gives the account's locked mail factor a new budget after its mailbox was proven by a reset: `decideRenewal` as one
   * guarded write. Resolves to `true` for one caller in `RENEWAL_MILLISECONDS`, and writes nothing for the others.
   */
  renewMail(accountId: AccountId, now: Instant, along: Along): Promise<boolean>
}
