import type { PasswordHash } from '../domain/account.ts'
import type { MailedLink, ResetLink } from '../domain/mailed-link.ts'
import type { Instant } from '../primitives/clock.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { Along } from './along.ts'

/** Tokens that were mailed, and what using one does. */
export interface MailedLinks {
  /** Keeps a link. An earlier one stays good: who asks again for somebody else takes nothing from them. */
  create(link: MailedLink, along: Along): Promise<void>

  /** The link of this token before its `expiresAt`; `null` from then on, and once it was used or is void. */
  find(tokenHash: TokenHash, now: Instant): Promise<MailedLink | null>

  /**
   * Uses the reset link of an account: the password is replaced, `mailResetAt` is `now`, the credential epoch has risen
   * by one; the sessions are ended, the devices forgotten, the open flows of the address over, and its other reset links
   * void. Factors stay as they are.
   *
   * Resolves to `true` for exactly one caller. Resolves to `false`, and nothing is written, when the link was used or
   * has expired, when the account's epoch is not `link.epoch`, or when it is not active.
   */
  resetAccount(link: ResetLink, password: PasswordHash, now: Instant, along: Along): Promise<boolean>

  /**
   * Uses the reset link of an address without an account: every claim of it has `password` as its own, whatever hash it
   * had and whichever its shop, and no other row of it has a hash; the open flows of the address are over, and its other
   * reset links void.
   *
   * Resolves to `true` for exactly one caller. Resolves to `false`, and nothing is written, when the link was used or
   * has expired, or when the address has an account.
   */
  resetClaims(link: ResetLink, password: PasswordHash, now: Instant, along: Along): Promise<boolean>

  /** Erases links that expired before `before`; at most 1,000. Resolves to how many. */
  sweep(before: Instant): Promise<number>
}
