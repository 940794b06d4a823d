import type { PasswordHash } from '../domain/account.ts'
import type { FactorChange, PendingAppOfSession } from '../domain/factor.ts'
import type { RenewedSession } from '../domain/session.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId, FactorId, SessionId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** The secrets of an account's factors, and their changes. */
export interface FactorStore {
  /** The account's authenticator app, locked or not; `null` when it has none. */
  findTotp(accountId: AccountId): Promise<StoredTotp | null>

  /**
   * Uses a time step up (RFC 6238 section 5.2), and stores the secret as it is encrypted now.
   *
   * Resolves to `true` for exactly one caller per step, and only for a step later than every one used before, of a
   * factor that is not locked.
   */
  advanceTotpStep(id: FactorId, step: number, sealed: string): Promise<boolean>

  /** The code of this slot; `null` when the account has no such code. */
  findRecoveryCode(accountId: AccountId, slot: number): Promise<StoredRecoveryCode | null>

  /** Uses a recovery code up: `true` for exactly one caller, ever, and only while `hash` is still that slot's. */
  consumeRecoveryCode(
    accountId: AccountId,
    slot: number,
    hash: PasswordHash,
    now: Instant,
    along: Along,
  ): Promise<boolean>

  /** How many recovery codes are unused. */
  countRecoveryCodes(accountId: AccountId): Promise<number>

  /** Keeps the pending app of a session in place of the one it had. */
  putPendingApp(pending: PendingAppOfSession): Promise<void>

  /** The pending app of a session before its `expiresAt`; `null` from then on. */
  findPendingApp(sessionId: SessionId, now: Instant): Promise<PendingAppOfSession | null>

  /**
   * Changes the factors of an account whose credential epoch is still `expectedEpoch`: adds, removes, raises the epoch
   * by one, forgets every pending app of the account and every device, and ends every session but the renewed one.
   *
   * Resolves to `true` for exactly one caller per epoch. Resolves to `false`, and nothing is written, when the epoch
   * has moved, the account is not active, a factor to remove is not the account's, a kind would stand twice, neither
   * a mailbox nor an app would be left, or the session to renew has ended.
   */
  changeFactors(
    accountId: AccountId,
    expectedEpoch: number,
    change: FactorChange,
    renewed: RenewedSession,
    along: Along,
  ): Promise<boolean>

  /** The names of the ring keys that apps and recovery codes need, and apps pending at `now`. */
  keyIdsInUse(now: Instant): Promise<readonly string[]>

  /** Erases pending apps that expired before `before`; at most 1,000. Resolves to how many. */
  sweep(before: Instant): Promise<number>
}

export interface StoredTotp {
  readonly id: FactorId
  readonly sealed: string
  readonly lastStep: number
  readonly lockedAt: Instant | null
}

export interface StoredRecoveryCode {
  readonly hash: PasswordHash
  readonly usedAt: Instant | null
}
