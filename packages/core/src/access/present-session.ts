import type { ClientContext } from '../domain/flow.ts'
import type { SessionView } from '../domain/session.ts'
import { isLive, type SessionLifetime } from '../policy/session-lifetime.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { Clock } from '../primitives/clock.ts'
import { readSecretToken } from '../primitives/secret-token.ts'

/** Who is signed in in this browser, whatever for; `null` for nobody. Opens nothing. */
export type PresentSession = (client: ClientContext) => Promise<SessionView | null>

export interface PresentSessionDeps {
  readonly sessions: SessionStore
  readonly clock: Clock
  readonly lifetime: SessionLifetime
}

export function presentSession({ sessions, clock, lifetime }: PresentSessionDeps): PresentSession {
  return async ({ sessionToken }) => {
    const tokenHash = readSecretToken(sessionToken)
    const view = tokenHash === null ? null : await sessions.find(tokenHash)
    return view && isLive(view.session, lifetime, clock.now()) ? view : null
  }
}
