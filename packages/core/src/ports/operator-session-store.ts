import type { PasswordHash } from '../domain/account.ts'
import type { Operator, OperatorSession } from '../domain/operator.ts'
import type { Instant } from '../primitives/clock.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { Along } from './along.ts'

/** Where operators are signed in. */
export interface OperatorSessionStore {
  /**
   * Stores a new session and ends the one that this browser had (`replaces`), whoever's it was.
   *
   * Resolves to `false`, and nothing is written, when there is no such operator any more, or the password is no longer
   * the one of `password`.
   */
  issue(
    session: OperatorSession,
    proven: { readonly password: PasswordHash; readonly replaces: TokenHash | null },
    along: Along,
  ): Promise<boolean>

  /** The session of this token with its operator. Expiry is the caller's. */
  find(tokenHash: TokenHash): Promise<OperatorSessionView | null>

  /** Moves `lastSeenAt` forward, never back. */
  touch(tokenHash: TokenHash, at: Instant): Promise<void>

  /** Resolves to `true` for the one caller that ended it. */
  end(tokenHash: TokenHash, along: Along): Promise<boolean>

  /** Erases sessions whose absolute end or idle end lies before. Resolves to how many. */
  sweep(expiredBefore: Instant, idleSince: Instant): Promise<number>
}

/** A session of an operator with what a page shows of its owner. */
export interface OperatorSessionView {
  readonly session: OperatorSession
  readonly operator: Pick<Operator, 'name' | 'role'>
}
