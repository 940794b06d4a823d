import { type Account, type EnrolledFactor, recoveredUntil } from '../domain/account.ts'
import type { Session } from '../domain/session.ts'
import { type AccountAct, decideAct } from '../policy/account-acts.ts'
import { isLive, type SessionLifetime } from '../policy/session-lifetime.ts'
import type { AccountStore } from '../ports/account-store.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { Clock, Instant } from '../primitives/clock.ts'
import { SessionRequiredError, SessionRestrictedError, StepUpRequiredError } from '../primitives/errors.ts'
import { readSecretToken } from '../primitives/secret-token.ts'

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
 * `StepUpRequiredError` otherwise.
 */
export type SignedInDoor = (token: string | null | undefined, act: AccountAct) => Promise<SignedIn>

export interface SignedInDeps {
  readonly sessions: SessionStore
  readonly accounts: AccountStore
  readonly clock: Clock
  readonly lifetime: SessionLifetime
}

export function signedInDoor({ sessions, accounts, clock, lifetime }: SignedInDeps): SignedInDoor {
  return async (token, act) => {
    const tokenHash = readSecretToken(token)
    const view = tokenHash === null ? null : await sessions.find(tokenHash)
    const now = clock.now()
    if (!view || !isLive(view.session, lifetime, now)) throw new SessionRequiredError()

    const found = await accounts.findById(view.session.accountId)
    if (found?.account.status !== 'active') throw new SessionRequiredError()

    const { session } = view
    const { account, factors } = found
    const until = recoveredUntil(account, now)
    switch (decideAct(act, { ...session, recoveredUntil: until }, now)) {
      case 'session_restricted':
        throw new SessionRestrictedError(session.sessionClass === 'robot' ? null : until)
      case 'step_up_required':
        throw new StepUpRequiredError()
      case 'allowed':
        return { session, account, factors, recoveredUntil: until }
    }
  }
}
