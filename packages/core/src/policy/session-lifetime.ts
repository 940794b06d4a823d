import { robotSessionLifetime } from '../domain/bypass.ts'
import type { Session } from '../domain/session.ts'
import type { Instant } from '../primitives/clock.ts'

/** How long a session may be idle and how long it may last at all. */
export interface SessionLifetime {
  readonly idleSeconds: number
  readonly absoluteSeconds: number
}

/** An hour without a request, twelve hours in all. */
export const defaultSessionLifetime: SessionLifetime = { idleSeconds: 3600, absoluteSeconds: 12 * 3600 }

/** Of an operator's session: half an hour without a request, a working day in all. */
export const operatorSessionLifetime: SessionLifetime = { idleSeconds: 1800, absoluteSeconds: 8 * 3600 }

/** Whether the session still opens anything at `now`; half-open at both ends. */
export function isLive(
  session: Pick<Session, 'lastSeenAt' | 'expiresAt'> & Partial<Pick<Session, 'sessionClass'>>,
  lifetime: SessionLifetime,
  now: Instant,
): boolean {
  const { idleSeconds } = session.sessionClass === 'robot' ? shorter(lifetime, robotSessionLifetime) : lifetime
  return now < session.expiresAt && now < session.lastSeenAt + idleSeconds * 1000
}

/** As short as the shorter of both. */
export function shorter(a: SessionLifetime, b: SessionLifetime): SessionLifetime {
  return {
    idleSeconds: Math.min(a.idleSeconds, b.idleSeconds),
    absoluteSeconds: Math.min(a.absoluteSeconds, b.absoluteSeconds),
  }
}
