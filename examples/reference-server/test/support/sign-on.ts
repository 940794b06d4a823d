import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Accounts,
  type AccountsOptions,
  createAccounts,
  type ServiceId,
  type ServiceWeb,
} from '@ecforce-accounts/core'
import { type FixedClock, fixedClock } from '@ecforce-accounts/core/testing'
import { accountsRouter } from '@ecforce-accounts/express-adapter'
import { type RequestHandler, Router } from 'express'
import * as client from 'openid-client'
import { onTestFinished } from 'vitest'
import {
  announceShop,
  browser,
  hashes,
  hiro,
  mei,
  openServer,
  type Server,
  type ServerSetup,
  shopId,
} from '../../../../packages/express-adapter/test/support/server.ts'
import { providerRoutes } from '../../src/provider/provider-routes.ts'
import { securityHeaders } from '../../src/security-headers.ts'

export { hiro, mei }

const chosen = 'asagao-no-kaze-26'
const trustedProxies = ['127.0.0.1']

/** A server with the provider on it, two shops with a service each, and the real time: the library knows no other. */
export async function openSignOn(setup: ServerSetup = {}) {
  const clock: FixedClock = fixedClock(Date.now())
  const faults: unknown[] = []
  let site: RequestHandler
  const siteOf = (accounts: Accounts, api: RequestHandler) =>
    Router()
      .use('/api', api)
      .use(securityHeaders(accounts.issuer))
      .use(providerRoutes(accounts, { trustedProxies, onError: (error) => faults.push(error), styleSheets: '' }))
      .get('/sign-in/:uid', (_req, res) => void res.type('html').send('the document'))
  const server = await openServer({
    ...setup,
    accounts: { clock, ...setup.accounts },
    host(app, api, accounts) {
      site = siteOf(accounts, api)
      app.use((req, res, next) => site(req, res, next))
    },
  })
  const { accounts, storage, mailer, issuer } = server
  await announceShop(accounts, shopId('mihon-tea'), [{ legacyId: '9', email: hiro, hash: hashes.good }])

  /** Adds the service of a shop, and finds the server as a client that nobody here wrote. */
  async function service(shop: string, changes: Partial<ServiceWeb> = {}): Promise<SignOnService> {
    const callback = `https://${shop}.example/accounts/callback`
    const web: ServiceWeb = {
      startUrl: `https://${shop}.example/accounts/start`,
      redirectUris: [callback],
      postLogoutUris: [`https://${shop}.example/bye`],
      backChannelLogoutUrl: null,
      icon: null,
      ...changes,
    }
    const id = `${shop}-admin` as ServiceId
    const { secret } = await accounts.services.add({ id, shopId: shopId(shop), web }, { actor: 'operator:test' })
    const config = await client.discovery(new URL(server.issuer), id, secret, client.ClientSecretBasic(secret), {
      execute: [client.allowInsecureRequests],
    })
    return { id, secret, callback, config, web }
  }

  /** Goes on under other keys, as after a restart. */
  async function restart(keys: AccountsOptions['keys']): Promise<void> {
    const next = await createAccounts({ issuer, storage, mailer, clock, keys, ...setup.accounts })
    site = siteOf(next, accountsRouter(next, { trustedProxies }))
  }

  const passwords = new Map<string, string>()
  return { ...server, clock, faults, service, restart, person: () => person({ ...server, passwords }) }
}

export type SignOn = Awaited<ReturnType<typeof openSignOn>>
export type Person = ReturnType<typeof person>

export interface SignOnService {
  readonly id: ServiceId
  readonly secret: string
  readonly callback: string
  readonly config: client.Configuration
  readonly web: ServiceWeb
}

/** Somebody with a browser: it follows redirects on the server's own origin, and stops where they lead elsewhere. */
function person(server: Server & { readonly passwords: Map<string, string> }) {
  const { issuer } = server
  const jar = new Map<string, string>()
  /** Cookies of one path: every tab has its own. */
  const scoped = new Map<string, Map<string, string>>()
  const api = browser(server, jar)

  async function go(target: string | URL, init: RequestInit = {}): Promise<Arrival> {
    let url = new URL(target, issuer)
    let request = init
    for (let hops = 0; hops < 10; hops++) {
      const below = [...scoped].flatMap(([path, cookies]) => (url.pathname.startsWith(path) ? [...cookies] : []))
      const cookie = [...jar, ...below]
      const response = await fetch(url, {
        redirect: 'manual',
        ...request,
        headers: { ...request.headers, cookie: cookie.map(([name, value]) => `${name}=${value}`).join('; ') },
      })
      for (const line of response.headers.getSetCookie()) keep(line)
      const location = response.headers.get('location')
      if (location === null)
        return { url, status: response.status, text: await response.text(), headers: response.headers }
      url = new URL(location, url)
      request = {}
      if (url.origin !== issuer) return { url, status: response.status, text: '', headers: response.headers }
    }
    throw new Error('led in circles')
  }

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/'
    const cookies = path === '/' ? jar : (scoped.get(path) ?? new Map<string, string>())
    if (path !== '/') scoped.set(path, cookies)
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name)
    else cookies.set(name, value)
  }

  return {
    jar,
    api,
    go,

    async signIn(email: string): Promise<void> {
      const flow = await api.toCode(email, server.passwords.get(email))
      const proven = await api.post('/sign-in/code', { flow, code: await server.code(email) })
      if (proven.body.step === 'done') return
      // Two shops list the address: the password of neither is kept.
      const done = await api.post('/sign-in/new-password', { flow, password: chosen })
      if (done.body.step !== 'done') throw new Error(done.text)
      server.passwords.set(email, chosen)
    },

    /** Proves the factor once more, as its page does. */
    async stepUp(): Promise<void> {
      const email = (await api.get('/session')).body.account.email
      const { flow } = (await api.post('/step-up', {})).body
      const done = await api.post('/step-up/code', { flow, code: await server.code(email) })
      if (done.body.step !== 'done') throw new Error(done.text)
    },

    /** What the page that somebody arrived at is told. */
    async entryAt({ url }: Arrival) {
      return JSON.parse((await go(`${url.pathname}/entry`)).text)
    },

    /** Asks to enter a service; further parameters as the protocol names them. */
    async ask(service: SignOnService, further: Record<string, string> = {}) {
      const verifier = client.randomPKCECodeVerifier()
      const [state, nonce] = [client.randomState(), client.randomNonce()]
      const url = client.buildAuthorizationUrl(service.config, {
        redirect_uri: service.callback,
        scope: 'openid email profile',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...further,
      })
      const arrival = await go(url)
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
      return {
        arrival,
        checks,
        redeem: (at = arrival.url) => client.authorizationCodeGrant(service.config, at, checks),
      }
    },

    /** Enters a service that lets them in at once. */
    async enter(service: SignOnService, further: Record<string, string> = {}) {
      const tokens = await (await this.ask(service, further)).redeem()
      const claims = tokens.claims()
      if (!claims) throw new Error('no ID token')
      return { tokens, claims }
    },
  }
}

export interface Arrival {
  readonly url: URL
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

/** A place that logout tokens are sent to. */
export async function backChannelReceiver() {
  const received: string[] = []
  let status = 200
  const server = createServer(async (req, res) => {
    received.push(new URLSearchParams(await bodyOf(req)).get('logout_token') ?? '')
    res.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/logout`,
    received,
    answer(next: number) {
      status = next
    },
  }
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of req) text += chunk
  return text
}
