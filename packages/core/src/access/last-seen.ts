import type { Session } from '../domain/session.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { Instant } from '../primitives/clock.ts'
import type { TokenHash } from '../primitives/secret-token.ts'

/** When sessions were last seen, collected in memory and written now and then: no request waits for a write. */
export interface LastSeen {
  /** The session was used at `now`. */
  note(session: Session, now: Instant): void

  /** The session with the use that is not written down yet. */
  of(session: Session): Session

  /** Writes down what was collected. */
  flush(): Promise<void>
}

/** How far `lastSeenAt` may lag: a busy session is written at most this often. */
const SEEN_GRAIN_MILLISECONDS = 60_000

export function lastSeen({ sessions }: { readonly sessions: Pick<SessionStore, 'touch'> }): LastSeen {
  const seen = new Map<TokenHash, Instant>()

  return {
    note({ tokenHash, lastSeenAt }, now) {
      if (now >= lastSeenAt + SEEN_GRAIN_MILLISECONDS) seen.set(tokenHash, now)
    },

    of(session) {
      return { ...session, lastSeenAt: Math.max(session.lastSeenAt, seen.get(session.tokenHash) ?? 0) }
    },

    async flush() {
      if (seen.size === 0) return
      const batch = Array.from(seen, ([tokenHash, at]) => ({ tokenHash, at }))
      seen.clear()
      await sessions.touch(batch)
    },
  }
}
