import { createHmac, createSecretKey } from 'node:crypto'
import type { Banner, Instant, Phase } from '@ecforce-accounts/core/gate'
import type { GateMember } from './gate-sessions.ts'

/** Which of the shop's own sessions still open anything: all, those of members whose door is open, or none. */
export type HonouredSessions = 'all' | 'open' | 'none'

/** What a gate beside a proxy tells the application behind it of one request. */
export interface GateToken {
  readonly iss: string
  /** The shop. */
  readonly aud: string
  /** In seconds, as `exp`. */
  readonly iat: number
  readonly exp: number
  readonly phase: Phase | null
  readonly legacySessions: HonouredSessions
  /** With `open`: the legacy ids whose door is closed; `null` when they are too many, and the gate has to be asked. */
  readonly closed: readonly string[] | null
  /** Who is signed in through accounts; `null` for nobody. */
  readonly member: GateMember | null
  readonly signInUrl: string | null
  /** For the top of the admin, to `member`, or to somebody of whom nothing is known. */
  readonly banner: Banner | null
}

/** It goes from one process to the next; its time is for clocks that differ. */
const LIFETIME_SECONDS = 60
/** So that a token stays below what proxies keep of an answer's head, 4 kB with nginx. */
const LONGEST_CLOSED = 1_024

const header = Buffer.from('{"alg":"HS256","typ":"gate+jwt"}').toString('base64url')

/**
 * Signs what the application is told: a compact JWS (RFC 7515), HMAC with SHA-256, of which the key is the service's
 * secret as it is written.
 */
export function gateTokens({
  issuer,
  shop,
  client,
}: {
  readonly issuer: string
  readonly shop: string
  readonly client: { readonly secret: string }
}): (facts: Omit<GateToken, 'iss' | 'aud' | 'iat' | 'exp'>, now: Instant) => string {
  const key = createSecretKey(Buffer.from(client.secret))
  return ({ closed, ...facts }, now) => {
    const iat = Math.floor(now / 1000)
    const isShort = closed !== null && JSON.stringify(closed).length <= LONGEST_CLOSED
    const told = { iss: issuer, aud: shop, iat, exp: iat + LIFETIME_SECONDS, ...facts, closed: isShort ? closed : null }
    const signed = `${header}.${Buffer.from(JSON.stringify(told satisfies GateToken)).toString('base64url')}`
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
  }
}
