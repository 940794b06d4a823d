import { newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { Membership, SessionView } from '../../domain/session.ts'
import { isLive, type SessionLifetime } from '../../policy/session-lifetime.ts'
import type { SessionStore } from '../../ports/session-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import type { Random } from '../../primitives/random.ts'
import { readSecretToken, type TokenHash } from '../../primitives/secret-token.ts'

/** Who is signed in. */
export interface Sessions {
  /**
   * The live session behind a cookie's token, or `null`. The check of every request: one hash, one look-up, no write.
   */
  check(token: string | null | undefined): Promise<SessionView | null>

  /** As `check`, with the shops the account is an accepted member of. */
  whoAmI(token: string | null | undefined): Promise<SessionWithMemberships | null>

  /** Signs out here. Resolves to `false` when there was nothing to end. */
  end(token: string | null | undefined, client: ClientContext): Promise<boolean>

  /** Writes down when sessions were last seen; called now and then, and before the process ends. */
  flush(): Promise<void>
}

export type SessionWithMemberships = SessionView & { readonly memberships: readonly Membership[] }

export interface SessionsDeps {
  readonly sessions: SessionStore
  readonly clock: Clock
  readonly random: Random
  readonly lifetime: SessionLifetime
}

/** How far `lastSeenAt` may lag: a busy session is written at most this often. */
const SEEN_GRAIN_MILLISECONDS = 60_000

export function sessions({ sessions: store, clock, random, lifetime }: SessionsDeps): Sessions {
  const seen = new Map<TokenHash, Instant>()

  return {
    async check(token) {
      const tokenHash = readSecretToken(token)
      return tokenHash === null ? null : live(await store.find(tokenHash))
    },

    async whoAmI(token) {
      const tokenHash = readSecretToken(token)
      return tokenHash === null ? null : live(await store.findWithMemberships(tokenHash, clock.now()))
    },

    async end(token, client) {
      const tokenHash = readSecretToken(token)
      const view = tokenHash === null ? null : await store.find(tokenHash)
      if (tokenHash === null || !view) return false
      const { session } = view
      const ended = newAuditEvent(random, clock.now(), {
        name: 'session.ended',
        outcome: 'ok',
        actor: session.accountId,
        subject: session.accountId,
        client,
        details: { session: session.id },
      })
      return store.end(tokenHash, { events: [ended] })
    },

    async flush() {
      if (seen.size === 0) return
      const batch = Array.from(seen, ([tokenHash, at]) => ({ tokenHash, at }))
      seen.clear()
      await store.touch(batch)
    },
  }

  function live<View extends SessionView>(view: View | null): View | null {
    const now = clock.now()
    if (view === null || !isLive(view.session, lifetime, now)) return null
    const { tokenHash, lastSeenAt } = view.session
    if (now >= lastSeenAt + SEEN_GRAIN_MILLISECONDS) seen.set(tokenHash, now)
    return view
  }
}
