import type { Account, EnrolledFactor, PasswordHash, StoredPassword } from '../domain/account.ts'
import type { NewFactor } from '../domain/factor.ts'
import type { KnownDevice, RenewedSession, Session } from '../domain/session.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { AccountId, FlowId, MemberId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { Along } from './along.ts'
import type { Acceptance } from './invitation-store.ts'

/** Accounts with their factors and the browsers they know. */
export interface AccountStore {
  /** The account of this canonical address with its factors; `null` when there is none. */
  findByEmail(key: EmailKey): Promise<AccountWithFactors | null>

  /** The account of this id with its factors; `null` when there is none. */
  findById(id: AccountId): Promise<AccountWithFactors | null>

  /**
   * Brings an account into being, all at once: the account, its factors, the memberships, the session and the
   * device that the flow earned; every legacy password hash and legacy TOTP secret of the address is erased, claims
   * or not; the flow is `done`; the session that `replaces` names is ended.
   *
   * Resolves to `true` for exactly one caller. Resolves to `false`, and nothing is written, when the flow's version
   * is not `flow.version` or it is not open, when an account has this address already or it is kept for one, when one
   * of `memberIds` is no longer an unheld claim of this address, or when `accepts` cannot be accepted any more.
   */
  activateAccount(activation: Activation, along: Along): Promise<boolean>

  /**
   * Replaces the password of an account whose credential epoch is still `expectedEpoch`, raising the epoch by one,
   * forgets its devices, ends every session but the renewed one, if any, and closes the shops' own sign-in to its
   * memberships (`legacyClosed`).
   *
   * Resolves to `true` for exactly one caller per epoch. Resolves to `false`, and nothing is written, when the epoch
   * has moved, the account is not active, or the session to renew has ended.
   */
  replacePassword(
    id: AccountId,
    expectedEpoch: number,
    password: StoredPassword,
    renewed: RenewedSession | null,
    along: Along,
  ): Promise<boolean>

  /** Changes what an account calls itself; what is absent stays. `false` when there is no such active account. */
  saveProfile(id: AccountId, changes: ProfileChanges, along: Along): Promise<boolean>

  /** Replaces one hash of the same password by a better one; does nothing when `from` is no longer stored. */
  rehashPassword(id: AccountId, from: PasswordHash, to: PasswordHash): Promise<void>

  /** The device of this token while it is not expired and its account's credentials are those it was made under. */
  findDevice(tokenHash: TokenHash, now: Instant): Promise<KnownDevice | null>

  /** The names of the ring keys that accounts' passwords need, and those held by flows that are open at `now`. */
  keyIdsInUse(now: Instant): Promise<readonly string[]>
}

export interface AccountWithFactors {
  readonly account: Account
  readonly factors: readonly EnrolledFactor[]
}

/** What a member says of themselves. */
export type ProfileChanges = Partial<Pick<Account, 'name' | 'locale'>>

export interface Activation {
  readonly account: Account
  readonly factors: readonly NewFactor[]
  /** The claims that become the account's memberships. */
  readonly memberIds: readonly MemberId[]
  /** The invitation that the flow accepts; none when it is left out. */
  readonly accepts?: Acceptance | null
  readonly session: Session
  readonly device: KnownDevice
  readonly flow: { readonly id: FlowId; readonly version: number }
  /** The session that this browser had, whoever's it was. */
  readonly replaces: TokenHash | null
}
