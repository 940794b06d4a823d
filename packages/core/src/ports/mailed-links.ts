import type { PasswordHash, StoredPassword } from '../domain/account.ts'
import type { AddressChangeLink, AddressRevertLink, MailedLink, ResetLink } from '../domain/mailed-link.ts'
import type { KnownDevice, RenewedSession } from '../domain/session.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { AccountId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { Along } from './along.ts'

/**
 * Tokens that were mailed, and what using one does. Whatever gives a password or an address by one also closes the shops'
 * own sign-in to the rows it is given to, where their shop is announced (`legacyClosed`).
 */
export interface MailedLinks {
  /**
   * Keeps a link. An earlier reset link stays good: who asks again for somebody else takes nothing from them. Of address
   * changes that wait, an account has the latest alone.
   */
  create(link: ResetLink | AddressChangeLink, along: Along): Promise<void>

  /** The link of this token before its `expiresAt`; `null` from then on, and once it was used or is void. */
  find(tokenHash: TokenHash, now: Instant): Promise<MailedLink | null>

  /**
   * Uses the reset link of an account: the password is replaced, `mailResetAt` is `now`, the credential epoch has risen
   * by one; the sessions are ended, the devices forgotten but for `device`, the open flows of the address over, and its
   * other reset links void. Factors stay as they are.
   *
   * Resolves to `true` for exactly one caller. Resolves to `false`, and nothing is written, when the link was used or
   * has expired, when the account's epoch is not `link.epoch`, or when it is not active.
   */
  resetAccount(
    link: ResetLink,
    password: StoredPassword,
    now: Instant,
    along: Along,
    device?: KnownDevice | null,
  ): Promise<boolean>

  /**
   * Uses the reset link of an address without an account: every claim of it has `password` as its own, whatever hash it
   * had and whichever its shop, and no other row of it has a hash; the open flows of the address are over, and its other
   * reset links void.
   *
   * Resolves to `true` for exactly one caller. Resolves to `false`, and nothing is written, when the link was used or
   * has expired, or when the address has an account.
   */
  resetClaims(link: ResetLink, password: PasswordHash, now: Instant, along: Along): Promise<boolean>

  /** The account's address change that waits at `now`; `null` when there is none. */
  findAddressChange(accountId: AccountId, now: Instant): Promise<AddressChangeLink | null>

  /** Erases the account's address change, if it has one: `true` for one caller; the others have written nothing. */
  withdrawAddressChange(accountId: AccountId, along: Along): Promise<boolean>

  /** Whether the address is kept at `now` for an account, other than `except`, that has moved away from it. */
  isReserved(key: EmailKey, now: Instant, except: AccountId | null): Promise<boolean>

  /**
   * Uses the link of an address change: the account and its memberships have the new address, and everything else that
   * names it has no legacy hash and no TOTP secret; the credential epoch has risen by one; every session but the renewed
   * one is ended, the devices are forgotten, the open flows of both addresses over, and every other link of the account
   * void but earlier reverts. `revert` is kept with the factors as they are.
   *
   * Resolves to `true` for exactly one caller. Resolves to `false`, and nothing is written, when the link was used or has
   * expired, the account's epoch is not `link.epoch`, it is not active, the session to renew has ended, or the address is
   * another account's or kept for one.
   */
  changeAddress(
    link: AddressChangeLink,
    revert: AddressRevertLink,
    renewed: RenewedSession,
    now: Instant,
    along: Along,
  ): Promise<boolean>

  /**
   * Uses a revert: the account and its memberships have the former address again, and factors as they were kept with it;
   * `password` is its own, `mailResetAt` is `now`, the credential epoch has risen; every session is ended, the devices are
   * forgotten but for `device`, the open flows of both addresses over, and every other link of the account void but
   * earlier reverts. A recovery code that was used stays used.
   *
   * Resolves to `true` for exactly one caller, and to `false`, with nothing written, when the link was used or has
   * expired.
   */
  revertAddress(
    link: AddressRevertLink,
    password: StoredPassword,
    now: Instant,
    along: Along,
    device?: KnownDevice | null,
  ): Promise<boolean>

  /** The names of the ring keys that factors kept at `now` need. */
  keyIdsInUse(now: Instant): Promise<readonly string[]>

  /** Erases links that expired before `before`; at most 1,000. Resolves to how many. */
  sweep(before: Instant): Promise<number>
}
