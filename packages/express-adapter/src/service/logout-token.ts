import type { Clock } from '@ecforce-accounts/core/gate'
import type { JWTVerifyGetKey } from 'jose'
import { GateProblem } from './gate-problem.ts'
import { ALGORITHM, CLOCK_TOLERANCE_SECONDS, type OpenIdProvider } from './openid-provider.ts'

/** Who has signed out at the provider: one sign-in, or all of a person's. */
export type SignedOut = { readonly sid: string } | { readonly subject: string }

/** Reads the tokens by which a provider tells of sign-outs (OpenID Connect Back-Channel Logout 1.0). */
export interface LogoutTokens {
  /**
   * Who has signed out; `null` for a token that was acted on before. Rejects with a `GateProblem`: `sign_in_failed` for what
   * cannot be believed, `accounts_unreachable` when the keys cannot be had.
   */
  read(token: string): Promise<SignedOut | null>
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** Whoever is told later is told by a new token. */
const LONGEST_TOKEN_SECONDS = 300
const REMEMBERED_MILLISECONDS = (LONGEST_TOKEN_SECONDS + 2 * CLOCK_TOLERANCE_SECONDS) * 1000
const MOST_REMEMBERED = 10_000
const PATIENCE_MILLISECONDS = 5_000
/** So long nobody fetches keys again because of a name that is not among them. */
const COOLDOWN_MILLISECONDS = 30_000

export function logoutTokens({
  issuer,
  clientId,
  provider,
  fetch,
  clock,
}: {
  readonly issuer: string
  readonly clientId: string
  readonly provider: OpenIdProvider
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
}): LogoutTokens {
  /** The names of the tokens that were acted on, each until nobody believes it any more. */
  const seen = new Map<string, number>()
  let keys: { readonly url: string; readonly of: JWTVerifyGetKey } | null = null

  return {
    async read(token) {
      const { jwtVerify } = await import('jose')
      const { payload } = await jwtVerify(token, await currentKeys(), {
        algorithms: [ALGORITHM],
        typ: 'logout+jwt',
        issuer,
        audience: clientId,
        requiredClaims: ['iat', 'exp', 'jti', 'events'],
        maxTokenAge: LONGEST_TOKEN_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(clock.now()),
      }).catch(async (error: unknown) => {
        throw await problemOf(error)
      })
      const { aud, jti, sub, sid, nonce, events } = payload
      // Section 2.6: neither for others too, nor an ID token in its place, nor about nobody.
      if (typeof aud !== 'string' && aud?.length !== 1) throw notBelieved('is for others, too')
      if (nonce !== undefined) throw notBelieved('has a nonce')
      if (!isObject(events) || !isObject(events[EVENT])) throw notBelieved('tells of another event')
      if (typeof jti !== 'string') throw notBelieved('has no name')
      const about = typeof sid === 'string' ? { sid } : typeof sub === 'string' ? { subject: sub } : null
      if (about === null) throw notBelieved('is about nobody')
      return isFirst(jti) ? about : null
    },
  }

  async function currentKeys(): Promise<JWTVerifyGetKey> {
    const { keys: url } = await provider.places()
    if (url === null) throw notBelieved('cannot be verified: the provider has no keys')
    if (keys?.url === url.href) return keys.of
    const { createRemoteJWKSet, customFetch } = await import('jose')
    const of = createRemoteJWKSet(url, {
      timeoutDuration: PATIENCE_MILLISECONDS,
      cooldownDuration: COOLDOWN_MILLISECONDS,
      [customFetch]: fetch,
    })
    keys = { url: url.href, of }
    return of
  }

  /** A token that ends all of a person's sessions must not end those that begin after it. */
  function isFirst(jti: string): boolean {
    const now = clock.elapsed()
    for (const [name, until] of seen) {
      if (until > now && seen.size < MOST_REMEMBERED) break
      seen.delete(name)
    }
    if (seen.has(jti)) return false
    seen.set(jti, now + REMEMBERED_MILLISECONDS)
    return true
  }
}

async function problemOf(error: unknown): Promise<GateProblem> {
  if (error instanceof GateProblem) return error
  const { errors } = await import('jose')
  const isBad =
    error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout) && error.code !== 'ERR_JOSE_GENERIC'
  if (isBad) return new GateProblem('sign_in_failed', 'a logout token cannot be believed', { cause: error })
  return new GateProblem('accounts_unreachable', 'the provider’s keys cannot be had', { cause: error })
}

function notBelieved(what: string): GateProblem {
  return new GateProblem('sign_in_failed', `a logout token ${what}`)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
