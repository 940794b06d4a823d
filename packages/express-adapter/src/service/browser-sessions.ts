import {
  type Clock,
  hashSecretToken,
  type Instant,
  type IpAddress,
  newSecretToken,
  readSecretToken,
  systemRandom,
} from '@ecforce-accounts/core/gate'
import { type Arriving, arrivalOf } from '../address-of.ts'
import { originCookie } from '../cookies.ts'
import type { GateMember, GateSession, GateSessions } from './gate-sessions.ts'
import type { Seal } from './seal.ts'
import type { SessionConfirmation } from './session-standing.ts'

/** The session of accounts that a browser has at this shop. */
export type BrowserSession =
  | { readonly is: 'none' }
  | { readonly is: 'open'; readonly key: string; readonly session: GateSession }
  /** There was one, or so the browser says; `mark` tells whose. */
  | { readonly is: 'over'; readonly mark: string }
  /** There is one, and accounts cannot be asked whether it stands. */
  | { readonly is: 'unreachable' }

/** The sessions of a gate, by the cookie of the browser. */
export interface BrowserSessions {
  /** Of a request at `now` that opens something. Without a promise where nobody has to be asked. */
  of(req: Arriving, now: Instant): BrowserSession | Promise<BrowserSession>

  /** Of a request for what everybody sees: nobody waits for accounts there. */
  atOnce(req: Arriving, now: Instant): BrowserSession | Promise<BrowserSession>

  /** What is kept, whether it was confirmed or not. */
  kept(
    cookies: string | undefined,
    now: Instant,
  ): Promise<{ readonly key: string; readonly session: GateSession } | null>

  /** Begins one in place of whatever the browser had, which is dead from now on. Resolves to the cookie to set. */
  begin(cookies: string | undefined, session: GateSession): Promise<string>

  /** Ends that of the browser. Resolves to the cookie that forgets it. */
  end(cookies: string | undefined): Promise<string>

  /** A name for the person of a session that says nothing of it, and stays the same over sign-ins. */
  markOf(member: Pick<GateMember, 'memberId'>): string
}

/**
 * The cookie outlasts the session, so that whose form it was is known when a form comes too late. It holds the secret of
 * the session, and the mark of its member.
 */
const COOKIE_MILLISECONDS = 7 * 86_400_000

const TOKEN_LENGTH = 43
const MARK = /^[A-Za-z0-9_-]{22}$/
const none: BrowserSession = { is: 'none' }

export function browserSessions({
  origin,
  sessions,
  confirmation,
  seal,
  addressOf,
  clock,
}: {
  readonly origin: string
  readonly sessions: GateSessions
  readonly confirmation: SessionConfirmation
  readonly seal: Seal
  readonly addressOf: (req: Arriving) => IpAddress | null
  readonly clock: Clock
}): BrowserSessions {
  const cookie = originCookie('gate', origin.startsWith('https:'))

  return {
    of: (req, now) => look(req, now, confirmation.ofRequest),
    atOnce: (req, now) => look(req, now, confirmation.atOnce),

    async kept(cookies, now) {
      const key = readCookie(cookies)?.key
      const session = key === undefined ? null : await sessions.find(key, now)
      return key === undefined || session === null ? null : { key, session }
    },

    async begin(cookies, session) {
      const token = newSecretToken(systemRandom)
      await sessions.begin(hashSecretToken(token), session)
      const former = readCookie(cookies)
      if (former) await sessions.end(former.key)
      const now = clock.now()
      return cookie.keep(`${token}.${markOf(session.member)}`, now + COOKIE_MILLISECONDS, now)
    },

    async end(cookies) {
      const held = readCookie(cookies)
      if (held) await sessions.end(held.key)
      return cookie.forget
    },

    markOf,
  }

  function look(
    req: Arriving,
    now: Instant,
    confirm: SessionConfirmation['ofRequest'],
  ): BrowserSession | Promise<BrowserSession> {
    const { cookie: cookies } = req.headers
    if (cookies === undefined) return none
    const held = readCookie(cookies)
    if (held === null) return none
    const { key, mark } = held
    const arrived = arrivalOf(req)
    const found = sessions.find(key, now)
    return afterwards(found, (session) => {
      if (session === null) return { is: 'over', mark }
      return afterwards(
        confirm(key, session, now, () => addressOf(arrived)),
        (confirmed) => {
          if (confirmed === 'over') return { is: 'over', mark }
          return confirmed === 'unreachable' ? { is: 'unreachable' } : { is: 'open', key, session: confirmed }
        },
      )
    })
  }

  function readCookie(cookies: string | undefined): { readonly key: string; readonly mark: string } | null {
    const value = cookie.read(cookies)
    if (value === null || value[TOKEN_LENGTH] !== '.') return null
    const key = readSecretToken(value.slice(0, TOKEN_LENGTH))
    const mark = value.slice(TOKEN_LENGTH + 1)
    return key !== null && MARK.test(mark) ? { key, mark } : null
  }

  function markOf({ memberId }: Pick<GateMember, 'memberId'>): string {
    return seal.mark(`member ${memberId}`).slice(0, 22)
  }
}

/** Goes on at once with what is there at once: a promise costs more than all else that a session takes. */
export function afterwards<A, B>(value: A | Promise<A>, next: (value: A) => B | Promise<B>): B | Promise<B> {
  return isPromise(value) ? value.then(next) : next(value)
}

function isPromise<A>(value: A | Promise<A>): value is Promise<A> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
