import type { FactorKind, StoredPassword } from '../domain/account.ts'
import type { FactorChange } from '../domain/factor.ts'
import type { KnownDevice, Membership, Session, SessionView } from '../domain/session.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId, FlowId, SessionId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { Along } from './along.ts'
import type { Acceptance } from './invitation-store.ts'

/** Signed-in continuity. Whatever revokes access deletes session rows in the same write. */
export interface SessionStore {
  /**
   * Turns a flow into a session: the flow is `done`, the session stored, the device known, `replaces` ended, and the
   * account's oldest sessions beyond `SESSIONS_PER_ACCOUNT` gone. Where the flow enrolled factors or chose a password,
   * they are the account's, its credential epoch is raised by one, and its other sessions and devices are gone; a chosen
   * password closes the shops' own sign-in to its memberships (`legacyClosed`). What
   * `alongEviction` says of the sessions that made room is written with it; it is pure and may be asked more than once.
   *
   * The factor used is noted on it and is the account's latest way in; a recovery code never is. A use of an app, or of
   * a recovery code, that is older than the latest reset by mail shows that the account is its owner's: the reset is
   * forgotten.
   *
   * Resolves to `true` for exactly one caller. Resolves to `false`, and nothing is written, when the flow's version
   * is not `flow.version` or it is not open, when the account's credential epoch is not `credentialEpoch` or it is not
   * active, when `accepts` cannot be accepted any more, or when the grant that gives the session is not active.
   */
  issue(issue: SessionIssue, along: Along, alongEviction?: (evicted: readonly Session[]) => Along): Promise<boolean>

  /**
   * Turns a finished step-up into freshness: the flow is `done`, and the session goes on as `session`, whose token is
   * another; the former token opens nothing. The factor used is noted as by `issue`.
   *
   * Resolves to `true` for exactly one caller. Resolves to `false`, and nothing is written, when the flow's version is
   * not `flow.version` or it is not open, when the account's credential epoch is not `credentialEpoch` or it is not
   * active, or when the session of `former` has ended.
   */
  refresh(refresh: SessionRefresh, along: Along): Promise<boolean>

  /** The session of this token with its account's face; one indexed look-up and nothing more. Expiry is the caller's. */
  find(tokenHash: TokenHash): Promise<SessionView | null>

  /** As `find`, by what names the session and opens nothing. */
  findById(id: SessionId): Promise<SessionView | null>

  /** As `find`, with the account's accepted memberships in announced shops, by shop name; one statement still. */
  findWithMemberships(
    tokenHash: TokenHash,
    now: Instant,
  ): Promise<(SessionView & { readonly memberships: readonly Membership[] }) | null>

  /** Moves `lastSeenAt` forward, never back. */
  touch(seen: readonly { readonly tokenHash: TokenHash; readonly at: Instant }[]): Promise<void>

  /** Resolves to `true` for the one caller that ended it. */
  end(tokenHash: TokenHash, along: Along): Promise<boolean>

  /** The sessions of an account, live or not, the latest sign-in first. */
  listByAccount(accountId: AccountId): Promise<readonly Session[]>

  /** Ends one session of an account: `true` for one caller, and never for another account's. */
  endOne(accountId: AccountId, id: SessionId, along: Along): Promise<boolean>

  /** Ends every session of an account but `keep`. `false`, and nothing is written, when there is no other. */
  endOthers(accountId: AccountId, keep: SessionId, along: Along): Promise<boolean>

  /** Erases sessions whose absolute end or idle end lies before; at most 1,000. Resolves to how many. */
  sweep(expiredBefore: Instant, idleSince: Instant): Promise<number>
}

export interface SessionIssue {
  readonly session: Session
  /** `null` for a robot's: what knows it is its address. */
  readonly device: KnownDevice | null
  readonly credentialEpoch: number
  /** Factors that the flow enrolled or gave up; `null` for none. `device` then carries the epoch that follows. */
  readonly enrols: FactorChange | null
  /** The password that was chosen in the flow; none when it is left out. `device` then carries the epoch that follows. */
  readonly password?: StoredPassword | null
  /** The invitation that the flow accepts; none when it is left out. */
  readonly accepts?: Acceptance | null
  readonly used: FactorUse | null
  readonly flow: { readonly id: FlowId; readonly version: number }
  /** The session that this browser had, whoever's it was. */
  readonly replaces: TokenHash | null
}

export interface SessionRefresh {
  readonly former: TokenHash
  readonly session: Session
  readonly credentialEpoch: number
  readonly used: FactorUse | null
  readonly flow: { readonly id: FlowId; readonly version: number }
}

/** The factor that was proven last, and when that is written down. */
export interface FactorUse {
  readonly kind: FactorKind
  readonly at: Instant
}
