import type { ClientContext } from '../domain/flow.ts'
import type { SessionView } from '../domain/session.ts'
import { isLive, type SessionLifetime } from '../policy/session-lifetime.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { Clock } from '../primitives/clock.ts'
import { readSecretToken } from '../primitives/secret-token.ts'
import type { RobotSessions } from './robot-sessions.ts'

/** Who is signed in in this browser, whatever for; `null` for nobody. Opens nothing. */
export type PresentSession = (client: ClientContext) => Promise<SessionView | null>

export interface PresentSessionDeps {
  readonly sessions: SessionStore
  readonly robots: RobotSessions
  readonly clock: Clock
  readonly lifetime: SessionLifetime
}

export function presentSession({ sessions, robots, clock, lifetime }: PresentSessionDeps): PresentSession {
  return async (client) => {
    const tokenHash = readSecretToken(client.sessionToken)
    const view = tokenHash === null ? null : await sessions.find(tokenHash)
    if (view === null || !isLive(view.session, lifetime, clock.now())) return null
    return (await robots.stands(view.session, () => client)) ? view : null
  }
}
