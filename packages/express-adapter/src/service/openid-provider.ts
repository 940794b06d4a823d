import { type Clock, type Instant, systemClock } from '@ecforce-accounts/core/gate'
import type { Configuration, CustomFetch, IDToken } from 'openid-client'
import { GateProblem } from './gate-problem.ts'
import type { GateMember } from './gate-sessions.ts'

/** The provider that a gate signs its members in with. Whatever it needs is asked for when it is needed first. */
export interface OpenIdProvider {
  /** Where a browser begins to sign in. Rejects with a `GateProblem` when the provider cannot be reached. */
  authorizationUrl(wish: SignInWish): Promise<string>

  /** Whoever has come back from there to `callback`, the whole address. Exactly one answer to a code. */
  redeem(callback: URL, expected: ExpectedAnswer): Promise<Redeemed>

  /** Where a browser signs out everywhere; `null` when the provider has no such place. Rejects as above. */
  signOutUrl(hint: { readonly idToken: string; readonly returnTo: string }): Promise<string | null>

  /** What else is known of it. Rejects as above. */
  places(): Promise<ProviderPlaces>
}

export interface SignInWish {
  readonly state: string
  readonly nonce: string
  /** For PKCE; the provider is shown its SHA-256. */
  readonly verifier: string
  readonly loginHint: string | null
  readonly acr: string | null
  readonly maxAgeSeconds: number | null
}

export type ExpectedAnswer = Pick<SignInWish, 'state' | 'nonce' | 'verifier' | 'maxAgeSeconds'>

export type Redeemed =
  | {
      readonly outcome: 'signed-in'
      readonly member: GateMember
      readonly sid: string | null
      readonly idToken: string
    }
  /** The provider has let nobody in, and says why (RFC 6749 4.1.2.1). */
  | { readonly outcome: 'denied'; readonly error: string }
  /** The code was used before, is too old, or somebody else's. */
  | { readonly outcome: 'spent' }
  /** It answered something that cannot be believed. */
  | { readonly outcome: 'not-believed'; readonly problem: GateProblem }
  | { readonly outcome: 'unreachable'; readonly problem: GateProblem }

export interface ProviderPlaces {
  /** Where a session is asked about: ours alone has one. */
  readonly sessions: URL | null
  readonly keys: URL | null
}

export interface ProviderSettings {
  readonly issuer: string
  readonly client: { readonly id: string; readonly secret: string }
  /** Where the provider sends people back to. */
  readonly callbackUrl: string
  readonly fetch: typeof fetch
  /** By which the provider dates its ID tokens. */
  readonly clock: Clock
}

/** The clocks of two machines may differ by so much. */
export const CLOCK_TOLERANCE_SECONDS = 120
/** The one algorithm that is believed, for every token. */
export const ALGORITHM = 'EdDSA'
/** An ID token is used at once; nobody has to believe one that was kept. */
const LONGEST_ID_TOKEN_SECONDS = 600
const METADATA_MILLISECONDS = 3_600_000
const PATIENCE_SECONDS = 5

/** OpenID Connect Core 1.0 with PKCE (RFC 7636) and the issuer's name in the answer (RFC 9207). */
export function openIdProvider({ issuer, client, callbackUrl, fetch, clock }: ProviderSettings): OpenIdProvider {
  let known: { readonly config: Configuration; readonly skew: number; readonly since: number } | null = null

  return {
    async authorizationUrl({ state, nonce, verifier, loginHint, acr, maxAgeSeconds }) {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import('openid-client')
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: callbackUrl,
        scope: 'openid email profile',
        response_mode: 'query',
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(loginHint !== null && { login_hint: loginHint }),
        ...(acr !== null && { acr_values: acr }),
        ...(maxAgeSeconds !== null && { max_age: String(maxAgeSeconds) }),
      })
      return url.href
    },

    async redeem(callback, { state, nonce, verifier, maxAgeSeconds }) {
      const { authorizationCodeGrant } = await import('openid-client')
      try {
        const tokens = await authorizationCodeGrant(await configuration(), callback, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(maxAgeSeconds !== null && { maxAge: maxAgeSeconds }),
        })
        const claims = tokens.claims()
        if (claims === undefined || tokens.id_token === undefined) throw new TypeError('an ID token was expected')
        assertFresh(claims, clock.now())
        const { sid } = claims
        return {
          outcome: 'signed-in',
          member: memberOf(claims),
          sid: typeof sid === 'string' ? sid : null,
          idToken: tokens.id_token,
        }
      } catch (error) {
        return redeemedWithout(error)
      }
    },

    async signOutUrl({ idToken, returnTo }) {
      const { buildEndSessionUrl } = await import('openid-client')
      const config = await configuration()
      if (config.serverMetadata().end_session_endpoint === undefined) return null
      return buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: returnTo }).href
    },

    async places() {
      const { jwks_uri, service_session_endpoint: sessions } = (await configuration()).serverMetadata()
      return { sessions: ofIssuer(sessions), keys: jwks_uri === undefined ? null : new URL(jwks_uri) }
    },
  }

  async function configuration(): Promise<Configuration> {
    // The library reads the machine's clock; the gate's own may be another.
    const skew = Math.round((clock.now() - systemClock.now()) / 1000)
    const isCurrent = known && clock.elapsed() - known.since < METADATA_MILLISECONDS
    if (known && isCurrent && Math.abs(known.skew - skew) <= 1) return known.config
    const { ClientSecretBasic, allowInsecureRequests, clockSkew, clockTolerance, customFetch, ...library } =
      await import('openid-client')
    const isPlain = issuer.startsWith('http:')
    const metadata = {
      id_token_signed_response_alg: ALGORITHM,
      [clockSkew]: skew,
      [clockTolerance]: CLOCK_TOLERANCE_SECONDS,
    }
    const config = await library
      .discovery(new URL(issuer), client.id, metadata, ClientSecretBasic(client.secret), {
        execute: [library.enableNonRepudiationChecks, ...(isPlain ? [allowInsecureRequests] : [])],
        timeout: PATIENCE_SECONDS,
        [customFetch]: reaching,
      })
      .catch((error: unknown) => {
        throw problemOf(error)
      })
    known = { config, skew, since: clock.elapsed() }
    return config
  }

  /** An answer that is no answer is told from one that says no. */
  async function reaching(...[url, options]: Parameters<CustomFetch>): Promise<Response> {
    let response: Response
    try {
      response = await fetch(url, options as RequestInit)
    } catch (cause) {
      throw new GateProblem('accounts_unreachable', `${url} cannot be reached`, { cause })
    }
    if (response.status < 500 && response.status !== 429) return response
    throw new GateProblem('accounts_unreachable', `${url} answers ${response.status}`)
  }

  /** The service's secret goes there: to no other origin. */
  function ofIssuer(endpoint: unknown): URL | null {
    if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return null
    const url = new URL(endpoint)
    return url.origin === new URL(issuer).origin ? url : null
  }
}

async function redeemedWithout(error: unknown): Promise<Redeemed> {
  const { AuthorizationResponseError, ResponseBodyError } = await import('openid-client')
  if (error instanceof AuthorizationResponseError) return { outcome: 'denied', error: error.error }
  if (error instanceof ResponseBodyError && error.error === 'invalid_grant') return { outcome: 'spent' }
  const problem = problemOf(error)
  return { outcome: problem.code === 'accounts_unreachable' ? 'unreachable' : 'not-believed', problem }
}

function problemOf(error: unknown): GateProblem {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof GateProblem) return cause
  return new GateProblem('sign_in_failed', 'the provider’s answer cannot be believed', { cause: withoutAnswer(error) })
}

/** The library hangs what it was answered on to its errors, tokens and all, and a problem goes to a log (R35). */
function withoutAnswer(error: unknown): Error {
  if (!(error instanceof Error)) return new TypeError('something else than an error was thrown')
  const { name, message, stack, cause } = error
  const told = new Error(message, cause instanceof Error ? { cause: withoutAnswer(cause) } : {})
  return Object.assign(told, { name, stack, ...('code' in error && { code: error.code }) })
}

/** What the library leaves to its caller: an audience beside us, and a token of another day. */
function assertFresh({ aud, iat }: IDToken, now: Instant): void {
  if (typeof aud !== 'string' && aud.length !== 1) throw notAsAgreed('is for others, too')
  const age = now / 1000 - iat
  if (age < -CLOCK_TOLERANCE_SECONDS || age > LONGEST_ID_TOKEN_SECONDS + CLOCK_TOLERANCE_SECONDS) {
    throw notAsAgreed('was not issued just now')
  }
}

function notAsAgreed(what: string): GateProblem {
  return new GateProblem('sign_in_failed', `an ID token ${what}`)
}

function memberOf(claims: IDToken): GateMember {
  const { sub, acr, amr, auth_time } = claims
  const text = (claim: unknown) => (typeof claim === 'string' ? claim : null)
  return {
    memberId: text(claims.member_id) ?? sub,
    subject: sub,
    email: text(claims.email),
    name: text(claims.name),
    locale: text(claims.locale),
    role: text(claims.role),
    acr: text(acr),
    amr: Array.isArray(amr) ? amr.filter((method) => typeof method === 'string') : [],
    authTime: typeof auth_time === 'number' ? auth_time * 1000 : null,
    // Whoever says nothing of the strength has said that it is the weakest (ASVS 6.8.4).
    sessionClass: typeof acr !== 'string' || acr === ROBOT ? 'robot' : 'full',
  }
}

/** The weakest sign-in: by address and password alone. */
export const ROBOT = 'urn:ecforce:acr:robot'
