import { type Instant, newSecretToken, readSecretToken, systemRandom } from '@ecforce-accounts/core/gate'
import { originCookie } from '../cookies.ts'
import type { Seal } from './seal.ts'

/** A sign-in under way. It travels with the browser, sealed: a gate keeps nothing of those who only began. */
export interface SignInTicket {
  /** What tells it from the other sign-ins of the same browser. */
  readonly name: string
  readonly begunAt: Instant
  /** A path of the shop's own. */
  readonly returnTo: string
  /** The mark of the member whose page asked for it, when it was somebody's. */
  readonly mark: string | null
  /** How strong it has to be. */
  readonly acr: string | null
  readonly maxAgeSeconds: number | null
}

/** How a browser is known between the beginning and the end of a sign-in: by a cookie that any number of tabs share. */
export interface SignInBrowser {
  readonly secret: string
  /** When it came back from sign-ins that came to a session: the last two, the latest first. */
  readonly returns: readonly Instant[]
}

export interface SignInTickets {
  browserOf(cookies: string | undefined): SignInBrowser | null
  newBrowser(): SignInBrowser
  /** The same once it has come back from a sign-in. */
  returned(browser: SignInBrowser, now: Instant): SignInBrowser
  /** The cookie by which the browser is known again. */
  keep(browser: SignInBrowser, now: Instant): string

  /** The ticket as a `state`: good in this browser and in no other. */
  seal(ticket: SignInTicket, browser: SignInBrowser): string
  /** `null` for what was made for another browser, or by somebody else. */
  open(state: string, browser: SignInBrowser): SignInTicket | null

  /** What only this browser's sign-in has: a code that somebody brought along fits none of it (RFC 7636, OpenID nonce). */
  secrets(ticket: SignInTicket, browser: SignInBrowser): { readonly nonce: string; readonly verifier: string }
}

/** A first sign-in takes its time: mails, an app to install. */
export const TICKET_MILLISECONDS = 3_600_000
const LONGEST_STATE = 8_192

export function signInTickets(origin: string, seal: Seal): SignInTickets {
  const cookie = originCookie('gate_tx', origin.startsWith('https:'))

  return {
    browserOf(cookies) {
      const [secret, ...seconds] = cookie.read(cookies)?.split('.') ?? []
      if (secret === undefined || readSecretToken(secret) === null) return null
      return { secret, returns: seconds.filter((text) => /^\d{1,12}$/.test(text)).map((text) => Number(text) * 1000) }
    },
    newBrowser: () => ({ secret: newSecretToken(systemRandom), returns: [] }),
    returned: ({ secret, returns }, now) => ({ secret, returns: [now, ...returns].slice(0, 2) }),
    keep({ secret, returns }, now) {
      const value = [secret, ...returns.map((at) => Math.floor(at / 1000))].join('.')
      return cookie.keep(value, now + 2 * TICKET_MILLISECONDS, now)
    },

    seal: (ticket, { secret }) => seal.seal(ticket, `sign-in ${secret}`),
    open(state, { secret }) {
      return state.length > LONGEST_STATE ? null : (seal.open(state, `sign-in ${secret}`) as SignInTicket | null)
    },

    secrets: ({ name }, { secret }) => ({
      nonce: seal.mark(`nonce ${name} ${secret}`),
      verifier: seal.mark(`verifier ${name} ${secret}`),
    }),
  }
}
