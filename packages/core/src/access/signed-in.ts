import { type Account, type EnrolledFactor, recoveredUntil } from '../domain/account.ts'
import type { ClientContext } from '../domain/flow.ts'
import type { Session } from '../domain/session.ts'
import { type AccountAct, decideAct } from '../policy/account-acts.ts'
import { isLive, type SessionLifetime } from '../policy/session-lifetime.ts'
import type { AccountStore } from '../ports/account-store.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { Clock, Instant } from '../primitives/clock.ts'
import { SessionRequiredError, SessionRestrictedError, StepUpRequiredError } from '../primitives/errors.ts'
import { readSecretToken } from '../primitives/secret-token.ts'
import type { LastSeen } from './last-seen.ts'
import type { RobotSessions } from './robot-sessions.ts'

/** Who is signed in, with what the account is made of. */
export interface SignedIn {
  readonly session: Session
  readonly account: Account
  readonly factors: readonly EnrolledFactor[]
  /** Until when the account is recovered from a reset by mail; `null` when it is not. */
  readonly recoveredUntil: Instant | null
}

/**
 * The one door to everything that somebody signed in does with an account.
 *
 * Resolves to who that is when `act` is allowed now; rejects with `SessionRequiredError`, `SessionRestrictedError` or
 * `StepUpRequiredError` otherwise. Whoever knocks with a live session is busy in it: it does not go idle. A robot's does
 * none of them, and each that it wanted is audited.
 */
export type SignedInDoor = (
  client: ClientContext,
  act: AccountAct,
  /** `request`: what is asked comes with a proof of its own, which the caller checks next. Default: the session's. */
  freshness?: 'session' | 'request',
) => Promise<SignedIn>

export interface SignedInDeps {
  readonly sessions: SessionStore
  readonly seen: LastSeen
  readonly robots: RobotSessions
  readonly accounts: AccountStore
  readonly clock: Clock
  readonly lifetime: SessionLifetime
}

export function signedInDoor({ sessions, seen, robots, accounts, clock, lifetime }: SignedInDeps): SignedInDoor {
  return async (client, act, freshness = 'session') => {
    const tokenHash = readSecretToken(client.sessionToken)
    const view = tokenHash === null ? null : await sessions.find(tokenHash)
    const now = clock.now()
    if (!view || !isLive(view.session, lifetime, now)) throw new SessionRequiredError()
    if (!(await robots.stands(view.session, () => client))) throw new SessionRequiredError()
    seen.note(view.session, now)

    const found = await accounts.findById(view.session.accountId)
    if (found?.account.status !== 'active') throw new SessionRequiredError()

    const { session } = view
    const { account, factors } = found
    const until = recoveredUntil(account, now)
    const authTime = freshness === 'request' ? now : session.authTime
    switch (decideAct(act, { sessionClass: session.sessionClass, authTime, recoveredUntil: until }, now)) {
      case 'session_restricted':
        if (session.sessionClass !== 'robot') throw new SessionRestrictedError(until)
        await robots.refused(session, act, () => client)
        throw new SessionRestrictedError(null)
      case 'step_up_required':
        throw new StepUpRequiredError()
      case 'allowed':
        return { session, account, factors, recoveredUntil: until }
    }
  }
}
