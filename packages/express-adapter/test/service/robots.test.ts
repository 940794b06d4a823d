import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hashSecretToken } from '@ecforce-accounts/core/gate'
import { fixedClock, noon } from '@ecforce-accounts/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { forwardGate, memoryGateSessions } from '../../src/service/index.ts'
import { client, openFakeAccounts, shop as shopId, shopOrigin } from '../support/fake-accounts.ts'
import { hiro, openSignedInShop, type Person, type SignedInShop } from '../support/openid.ts'
import { ask } from '../support/shop-admin.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const robot: Person = { ...hiro, acr: 'urn:ecforce:acr:robot' }
const { acr: _, ...untold } = hiro
const [inside, outside] = ['203.0.113.10', '198.51.100.7']
const loopback = ['127.0.0.1', '::1']
const data = { accept: 'application/json', 'sec-fetch-mode': 'cors' }

async function aShop(person: Person, trustedProxies: readonly string[] = loopback): Promise<SignedInShop> {
  const shop = await openSignedInShop({ options: { trustedProxies } })
  shop.openid.screen.person = person
  return shop
}

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
const admin = (shop: SignedInShop, browser: Visitor, address = inside) =>
  browser.ask(`${shop.origin}/admin`, from(address))

describe("a robot's session at a gate", () => {
  it.each([
    { behind: 'nobody', trustedProxies: [], headers: {}, address: '127.0.0.1' },
    { behind: 'nobody', trustedProxies: [], headers: { 'x-forwarded-for': inside }, address: '127.0.0.1' },
    { behind: 'a proxy of its own', trustedProxies: loopback, headers: { 'x-forwarded-for': inside }, address: inside },
    {
      behind: 'a proxy of its own, saying more',
      trustedProxies: loopback,
      headers: { 'x-forwarded-for': `${inside}, ${outside}` },
      address: outside,
    },
    { behind: 'a proxy that says nothing', trustedProxies: loopback, headers: {}, address: null },
    {
      behind: 'a proxy that says it otherwise',
      trustedProxies: loopback,
      headers: { forwarded: `for=${inside}`, 'x-real-ip': inside, 'cf-connecting-ip': inside },
      address: null,
    },
    {
      behind: 'a proxy that says something broken',
      trustedProxies: loopback,
      headers: { 'x-forwarded-for': `${inside}:80` },
      address: null,
    },
  ])('behind $behind is asked about with the address $address', async ({ trustedProxies, headers, address }) => {
    const shop = await aShop(robot, trustedProxies)
    const browser = await signedIn(shop)
    expect((await browser.ask(`${shop.origin}/admin`, { headers })).status).toBe(200)
    const [sid = ''] = shop.openid.standings.keys()
    expect(shop.openid.questions.at(-1)).toEqual({ sid, address })
  })

  it('is begun by a question with the address of whoever came back, and by none with another’s', async () => {
    const shop = await aShop(robot)
    shop.openid.rules.isActiveFrom = ({ address }) => address === inside
    expect((await visitor().follow(`${shop.origin}/admin`, from(outside))).status).toBe(400)
    const browser = visitor()
    const back = await browser.follow(`${shop.origin}/admin`, { until: (next) => next.includes('/callback') })
    const landed = await browser.ask(back.location ?? '', from(inside))
    expect(landed.status).toBe(303)
    expect((await admin(shop, browser)).status).toBe(200)
  })

  it('is over at the first request from elsewhere, and when accounts has ended it, for pages and for data', async () => {
    const shop = await aShop(robot)
    const [moves, revoked] = [await signedIn(shop), await signedIn(shop)]
    shop.openid.rules.isActiveFrom = ({ address }) => address === inside
    expect([(await admin(shop, moves)).status, (await admin(shop, revoked)).status]).toEqual([200, 200])
    expect((await admin(shop, moves, outside)).status).toBe(302)
    // What was over once does not come back.
    expect((await admin(shop, moves)).status).toBe(302)
    shop.openid.standings.clear()
    const program = await revoked.ask(`${shop.origin}/admin`, { headers: { ...data, 'x-forwarded-for': inside } })
    expect([program.status, JSON.parse(program.body).code]).toEqual([401, 'sign_in_required'])
    expect((await admin(shop, revoked)).status).toBe(302)
  })

  it('opens nothing while accounts cannot be asked', async () => {
    const shop = await aShop(robot)
    const browser = await signedIn(shop)
    expect((await admin(shop, browser)).status).toBe(200)
    await shop.openid.stop()
    expect((await admin(shop, browser)).status).toBe(503)
    await shop.openid.start()
    expect((await admin(shop, browser)).status).toBe(200)
  })

  it('shows the host what it is', async () => {
    const shop = await aShop(robot)
    const browser = await signedIn(shop)
    expect(JSON.parse((await admin(shop, browser)).body).member).toMatchObject({
      acr: 'urn:ecforce:acr:robot',
      sessionClass: 'robot',
    })
  })

  it('is that of a sign-in of whose strength nothing is said, too: asked about each time, and never stronger', async () => {
    const shop = await aShop(untold)
    const browser = await signedIn(shop)
    const before = shop.openid.questions.length
    expect((await admin(shop, browser)).status).toBe(200)
    expect((await admin(shop, browser)).status).toBe(200)
    expect(shop.openid.questions.slice(before)).toMatchObject([{ address: inside }, { address: inside }])
    expect((await browser.ask(`${shop.origin}/admin/settings`, from(inside))).status).toBe(403)
  })

  it('is the only one of which the address is told', async () => {
    const shop = await aShop(hiro)
    const browser = await signedIn(shop)
    shop.clock.advance(5 * 60_000)
    expect((await admin(shop, browser)).status).toBe(200)
    expect(shop.openid.questions.length).toBeGreaterThanOrEqual(2)
    for (const question of shop.openid.questions) expect(Object.keys(question)).toEqual(['sid'])
  })
})

describe("a robot's session at a gate beside a proxy", () => {
  async function aGate(trustedProxies: readonly string[]) {
    const clock = fixedClock(noon)
    const accounts = await openFakeAccounts(clock)
    const { issuer } = accounts
    Object.assign(accounts.rollout, { version: 2, announcedAt: noon - 20 * day, enforcedAt: noon - day })
    accounts.serveOthers((_req, res) =>
      res.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          issuer,
          authorization_endpoint: `${issuer}/oidc/authorize`,
          token_endpoint: `${issuer}/oidc/token`,
          jwks_uri: `${issuer}/oidc/jwks`,
          service_session_endpoint: `${issuer}/api/services/introspect`,
        }),
      ),
    )
    const member = {
      ...{ memberId: '7', subject: 'robot', email: null, name: null, locale: 'ja', role: 'staff' },
      ...{ acr: 'urn:ecforce:acr:robot', amr: ['pwd'], authTime: noon, sessionClass: 'robot' as const },
    }
    const { subject: sub, memberId, ...rest } = member
    const until = new Date(noon + day).toISOString()
    const times = { authTime: new Date(noon).toISOString(), expiresAt: until }
    accounts.standings.set('a-sid', { sub, memberId, ...rest, ...times })
    accounts.rules.isActiveFrom = ({ address }) => address === inside
    const sessions = memoryGateSessions()
    const token = 'r'.repeat(43)
    await sessions.begin(hashSecretToken(token), {
      ...{ member, sid: 'a-sid', idToken: 'unused', signIn: 'x'.repeat(43) },
      ...{ begunAt: noon, confirmedAt: noon, expiresAt: noon + day },
    })
    const gate = forwardGate({
      ...{ issuer, origin: shopOrigin, shop: shopId, client, protect: '/admin', signInPaths: ['/admin/sign_in'] },
      ...{ api: ['/api'], clock, refreshSeconds: 300, sessions, trustedProxies },
    })
    onTestFinished(gate.close)
    const server = createServer(gate.handler).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.close()
      server.closeAllConnections()
    })
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const cookie = `__Host-eca_gate=${token}.${'m'.repeat(22)}`
    return {
      accounts,
      nginx: (headers: Record<string, string>) =>
        ask(origin, '/auth-request', {
          headers: { cookie, ...headers, 'x-original-method': 'GET', 'x-original-uri': '/admin' },
        }),
      caddy: (headers: Record<string, string>) =>
        ask(origin, '/forward-auth', {
          headers: { cookie, ...headers, 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/admin' },
        }),
    }
  }

  it('is asked about with the address that the proxy tells, at every request', async () => {
    const { accounts, nginx, caddy } = await aGate(loopback)
    const here = { 'x-forwarded-for': inside }
    expect([(await nginx(here)).status, (await caddy(here)).status]).toEqual([200, 200])
    expect(accounts.questions).toEqual([
      { sid: 'a-sid', address: inside },
      { sid: 'a-sid', address: inside },
    ])
    expect((await nginx({ 'x-forwarded-for': `${inside}, ${outside}` })).status).toBe(401)
    expect((await caddy(here)).status).toBe(302)
  })

  it('is over where nobody has named the proxy, whose own address it would be', async () => {
    const { accounts, nginx } = await aGate([])
    expect((await nginx({ 'x-forwarded-for': inside })).status).toBe(401)
    expect(accounts.questions).toEqual([{ sid: 'a-sid', address: '127.0.0.1' }])
  })
})

const day = 86_400_000
