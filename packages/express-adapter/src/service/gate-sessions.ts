import type { Instant } from '@ecforce-accounts/core/gate'

/** Whoever is signed in through accounts, as accounts has said it last. */
export interface GateMember {
  /** The member's row in the shop's own list; with a provider that knows none, the subject. */
  readonly memberId: string
  /** Who it is to this shop, whatever becomes of the address: stable here, and another one in every other shop. */
  readonly subject: string
  readonly email: string | null
  readonly name: string | null
  readonly locale: string | null
  readonly role: string | null
  /** How strong the sign-in was, such as `urn:ecforce:acr:app`. */
  readonly acr: string | null
  /** How it was made (RFC 8176). */
  readonly amr: readonly string[]
  /** When the last factor was proven. */
  readonly authTime: Instant | null
  /** `recovered`: for a day after a reset; `robot`: by an address alone, and never stronger. */
  readonly sessionClass: 'full' | 'recovered' | 'robot'
}

/** A sign-in that lasts, in one browser. Plain data: it may be kept as JSON. */
export interface GateSession {
  readonly member: GateMember
  /** The provider's name for it; `null` when it has none. */
  readonly sid: string | null
  /** What the provider wants to see again at the sign-out. */
  readonly idToken: string
  /** Which sign-in has made it. */
  readonly signIn: string
  readonly begunAt: Instant
  /** When accounts said last that it stands. */
  readonly confirmedAt: Instant
  /** Its end, however busy it is. */
  readonly expiresAt: Instant
}

/**
 * Where a gate keeps its sessions. `key` is 43 letters that are made of a session's secret and do not tell it.
 *
 * Several processes of one shop may share a place; then a sign-out counts in all of them at once. What rejects ends the
 * request in an error, not in the admin. `gateSessionsContract` (`@ecforce-accounts/express-adapter/testing`) puts one to the
 * test.
 */
export interface GateSessions {
  /** `null` for what was never there, has ended, or expires at `now` or before. Without a promise is fastest. */
  find(key: string, now: Instant): GateSession | null | Promise<GateSession | null>

  begin(key: string, session: GateSession): void | Promise<void>

  /** Replaces what stands under `key`. `false`, and nothing is kept, when nothing does: what has ended is not revived. */
  confirm(key: string, session: GateSession): boolean | Promise<boolean>

  end(key: string): void | Promise<void>

  /** Ends every session with this `sid`, or of this subject. */
  endAll(of: { readonly sid: string } | { readonly subject: string }): void | Promise<void>
}

/**
 * Keeps them as long as the process lives; afterwards members come back through accounts without noticing. Beyond `most`
 * sessions (default 20,000) the one that began first makes room.
 */
export function memoryGateSessions({ most = 20_000 }: { readonly most?: number } = {}): GateSessions {
  const kept = new Map<string, GateSession>()

  return {
    find(key, now) {
      const session = kept.get(key)
      return session !== undefined && now < session.expiresAt ? session : null
    },

    begin(key, session) {
      for (const [other, { expiresAt }] of kept) if (expiresAt <= session.begunAt) kept.delete(other)
      for (const oldest of kept.keys()) {
        if (kept.size < most) break
        kept.delete(oldest)
      }
      kept.set(key, session)
    },

    confirm(key, session) {
      if (!kept.has(key)) return false
      kept.set(key, session)
      return true
    },

    end: (key) => void kept.delete(key),

    endAll(of) {
      for (const [key, session] of kept) {
        const isMeant = 'sid' in of ? session.sid === of.sid : session.member.subject === of.subject
        if (isMeant) kept.delete(key)
      }
    },
  }
}
