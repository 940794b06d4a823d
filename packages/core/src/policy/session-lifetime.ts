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
  session: Pick<Session, 'lastSeenAt' | 'expiresAt'>,
  lifetime: SessionLifetime,
  now: Instant,
): boolean {
  return now < session.expiresAt && now < session.lastSeenAt + lifetime.idleSeconds * 1000
}
