import { type Clock, systemClock } from '@ecforce-accounts/core'
import { type FixedClock, fixedClock } from '@ecforce-accounts/core/testing'
import express5, { type Express, type Request, type Response } from 'express'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider, { interactionPolicy } from 'oidc-provider'
import { onTestFinished, vi } from 'vitest'
import {
  type GateProblem,
  gateOf,
  type ServiceGate,
  type ServiceGateOptions,
  serviceGate,
} from '../../src/service/index.ts'
import { client, openFakeAccounts, shop } from './fake-accounts.ts'
import { listening } from './listening.ts'

const day = 86_400_000

export type OpenId = Awaited<ReturnType<typeof openProvider>>

/** Somebody at the provider. */
export interface Person {
  readonly sub: string
  readonly member_id?: string
  readonly email: string
  readonly name: string
  readonly role?: string
  /** Left out: the provider says nothing of how strong the sign-in was. */
  readonly acr?: string
}

export const hiro = {
  sub: 'subject-of-hiro',
  member_id: '7',
  email: 'hiro@renshu-shoes.example',
  name: '加藤ひろ',
  role: 'staff',
  acr: 'urn:ecforce:acr:email',
} satisfies Person
export const akane = {
  sub: 'subject-of-akane',
  member_id: '8',
  email: 'akane@renshu-shoes.example',
  name: '小川あかね',
  role: 'administrator',
  acr: 'urn:ecforce:acr:app',
} satisfies Person

/**
 * A bare oidc-provider beside the part of accounts that a gate asks, on one origin. `canBeAsked`: whether it tells how a
 * sign-in stands, as accounts does.
 */
export async function openProvider(
  clock: Clock,
  { shopOrigin, canBeAsked = true }: { readonly shopOrigin: string; readonly canBeAsked?: boolean },
) {
  const accounts = await openFakeAccounts(clock)
  const { issuer } = accounts
  const now = clock.now()
  Object.assign(accounts.rollout, { version: 2, announcedAt: now - 20 * day, enforcedAt: now - day })
  /** Who sits at the provider's screen; `null` presses "cancel". */
  const screen: { person: Person | null } = { person: hiro }
  const people = new Map<string, Person>([hiro, akane].map((person) => [person.sub, person]))
  const key = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const jwk: JWK = { ...(await exportJWK(key.privateKey)), kid: 'p1', alg: 'EdDSA', use: 'sig' }

  const policy = interactionPolicy.base()
  policy.get('login')?.checks.add(
    new interactionPolicy.Check('stronger', 'a stronger sign-in is asked for', 'login_required', ({ oidc }) => {
      const asked = String(oidc.params?.acr_values ?? '')
      const isAsked = asked !== '' && oidc.session?.acr !== asked && !oidc.result?.login
      return isAsked ? interactionPolicy.Check.REQUEST_PROMPT : interactionPolicy.Check.NO_NEED_TO_PROMPT
    }),
  )
  // It says at each start that its memory is for tests.
  const warning = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${shopOrigin}/accounts/callback`],
        post_logout_redirect_uris: [`${shopOrigin}/accounts/signed-out`],
        backchannel_logout_uri: `${shopOrigin}/accounts/back-channel-logout`,
        backchannel_logout_session_required: true,
        id_token_signed_response_alg: 'EdDSA',
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    jwks: { keys: [jwk as never] },
    enabledJWA: { idTokenSigningAlgValues: ['EdDSA'] },
    ttl: { Session: 3600, Grant: 3600, Interaction: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    cookies: { keys: ['not a secret'] },
    pkce: { required: () => true },
    acrValues: [hiro.acr, akane.acr, 'urn:ecforce:acr:robot'],
    claims: {
      openid: ['sub', 'member_id', 'role', 'acr', 'amr', 'auth_time', 'sid'],
      email: ['email', 'email_verified'],
      profile: ['name', 'locale'],
    },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.body = form
        },
      },
    },
    ...(canBeAsked && { discovery: { service_session_endpoint: `${issuer}/api/services/introspect` } }),
    interactions: { policy, url: (_ctx, { uid }) => `/interaction/${uid}` },
    async findAccount(_ctx, sub) {
      const { acr: _, ...claims } = people.get(sub) ?? hiro
      return { accountId: sub, claims: async () => ({ ...claims, email_verified: true, locale: 'ja' }) }
    },
    async loadExistingGrant(ctx) {
      const { client: asking, session } = ctx.oidc
      if (!asking || !session?.accountId) return undefined
      const known = session.grantIdFor(asking.clientId)
      if (known !== undefined) return ctx.oidc.provider.Grant.find(known)
      const grant = new ctx.oidc.provider.Grant({ clientId: asking.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  warning.mockRestore()
  const app = express5()
  app.get('/interaction/:uid', async (req, res) => {
    const { person } = screen
    const acr = person?.acr
    const login = person && { accountId: person.sub, ...(acr && { acr }), amr: ['pwd', 'otp', 'mfa'] }
    await provider.interactionFinished(req, res, login ? { login } : { error: 'access_denied' })
  })
  app.use(provider.callback())
  accounts.serveOthers(app)

  return {
    ...accounts,
    screen,
    provider,
    key: { ...key, jwk },
    /** Lets accounts say that this sign-in of a person stands. */
    stands(sid: string, person: Person, changes: object = {}) {
      const { sub, member_id: memberId, ...rest } = person
      const times = {
        authTime: new Date(clock.now()).toISOString(),
        expiresAt: new Date(clock.now() + day).toISOString(),
      }
      const sessionClass = person.acr === 'urn:ecforce:acr:robot' ? 'robot' : 'full'
      const told = { sub, memberId, role: null, locale: 'ja', amr: ['pwd', 'otp', 'mfa'], sessionClass }
      accounts.standings.set(sid, { ...told, ...rest, ...times, ...changes })
    },
  }
}

export interface ShopSetup {
  readonly express?: () => Express
  readonly canBeAsked?: boolean
  readonly options?: Partial<ServiceGateOptions>
  /** Changes what the gate is answered, by whoever stands between. */
  readonly between?: (url: string, response: globalThis.Response) => Promise<globalThis.Response>
  /** Whether accounts says that each new sign-in stands. Default: yes. */
  readonly vouches?: boolean
}

export type SignedInShop = Awaited<ReturnType<typeof openSignedInShop>>

/** A shop after the cut, in front of which a gate stands that signs in at a bare oidc-provider, all over real HTTP. */
export async function openSignedInShop({
  express = express5,
  canBeAsked = true,
  options = {},
  between = async (_url, response) => response,
  vouches = true,
}: ShopSetup = {}) {
  const clock: FixedClock = fixedClock(systemClock.now())
  const place = await listening()
  const openid = await openProvider(clock, { shopOrigin: place.origin, canBeAsked })
  const problems: GateProblem[] = []
  /** What the gate has asked of accounts, in order. */
  const asked: string[] = []
  const reached: string[] = []
  const asking: typeof fetch = async (input, init) => {
    const url = String(input instanceof globalThis.Request ? input.url : input)
    asked.push(new URL(url).pathname)
    const response = await between(url, await fetch(input, init))
    return vouches && url.endsWith('/token') ? vouchedFor(response) : response
  }
  const legacySessions = new Map<string, string>()
  const legacyToken = (req: Request) => /(?:^|; )legacy=([^;]*)/.exec(req.headers.cookie ?? '')?.[1] ?? ''
  const gate: ServiceGate = serviceGate({
    issuer: openid.issuer,
    origin: place.origin,
    shop,
    client,
    protect: '/admin',
    api: ['/api'],
    legacy: {
      signInPaths: ['/admin/sign_in'],
      isSignedIn: (req) => legacySessions.get(legacyToken(req)) ?? null,
      signOut: (req) => void legacySessions.delete(legacyToken(req)),
    },
    clock,
    fetch: asking,
    refreshSeconds: 300,
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  onTestFinished(gate.close)
  if (!(await gate.ready())) throw new TypeError('the gate knows nothing')

  const app = express()
  app.use(gate)
  app.use('/admin/settings', gate.requireStepUp({ acr: akane.acr }))
  app.use('/admin/money', gate.requireStepUp({ maxAgeSeconds: 300 }))
  app.use((req: Request, res: Response) => {
    const chunks: Buffer[] = []
    req
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const { member, sessionMark, signOutUrl, banner } = gateOf(req)
        const mine = banner?.mine
        const { method, originalUrl, url } = req
        reached.push(`${method} ${originalUrl}`)
        const body = Buffer.concat(chunks).toString()
        res.json({ method, url, originalUrl, member, sessionMark, signOutUrl, mine, body })
      })
  })
  place.server.on('request', app)
  return { clock, openid, gate, problems, asked, reached, legacySessions, origin: place.origin, issuer: openid.issuer }

  /** As accounts would: whoever was let in just now stands. */
  async function vouchedFor(response: globalThis.Response): Promise<globalThis.Response> {
    const body = await response.text()
    const token: unknown = response.ok ? JSON.parse(body).id_token : undefined
    if (typeof token === 'string') {
      const { sid, sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      const person = [openid.screen.person, hiro, akane].find((one) => one?.sub === sub)
      if (person && sid !== undefined && openid.standings.get(sid) !== null) openid.stands(sid, person)
    }
    return new globalThis.Response(body, response)
  }
}
