import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@ecforce-accounts/core'
import { jwtVerify } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { leaveOut } from '../../../../test/support/left-out.ts'
import { forwardGate, type GateSessions, memoryGateSessions } from '../../src/service/index.ts'
import { client, shopOrigin as defaultOrigin, openFakeAccounts, shop, signInUrl } from '../support/fake-accounts.ts'
import { akane, hiro, openProvider } from '../support/openid.ts'
import { freePort, isInstalled, openCaddy, openNginx, type Places } from '../support/proxies.ts'
import { openRackShop } from '../support/rack-shop.ts'
import { apiKey, ask, page } from '../support/shop-admin.ts'
import { visitor } from '../support/visitor.ts'

const day = 86_400_000

/** A gate beside a proxy, at the real time; accounts moves the switch in its stead. */
async function openGate({
  accounts: given,
  shopOrigin = defaultOrigin,
  sessions = memoryGateSessions(),
}: {
  readonly accounts?: Awaited<ReturnType<typeof openFakeAccounts>>
  readonly shopOrigin?: string
  readonly sessions?: GateSessions
} = {}) {
  const accounts = given ?? (await openFakeAccounts(systemClock))
  const now = systemClock.now()
  const told = {
    before: { announcedAt: now + day, enforcedAt: now + 15 * day },
    coexistence: { announcedAt: now - day, enforcedAt: now + 13 * day },
    enforced: { announcedAt: now - 15 * day, enforcedAt: now - day },
  }
  if (!given) Object.assign(accounts.rollout, told.before)
  const gate = forwardGate({
    issuer: accounts.issuer,
    origin: shopOrigin,
    shop,
    client,
    protect: '/admin',
    signInPaths: ['/admin/sign_in'],
    api: ['/api'],
    sessions,
    refreshSeconds: 300,
  })
  onTestFinished(gate.close)
  const server = createServer(gate.handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  onTestFinished(stop)
  await gate.ready()
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop,
    async move(phase: keyof typeof told, closed: readonly string[] = []) {
      Object.assign(accounts.rollout, told[phase], { version: accounts.rollout.version + 1, closed: [...closed] })
      await gate.refresh()
    },
  }
}

/** A shop that answers what it was asked with, and with the status that it is asked for. */
async function openEcho(): Promise<string> {
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const status = Number(req.headers['x-answer'] ?? 200)
    const { method, url, headers } = req
    res
      .writeHead(status, { 'x-shop': 'yes' })
      .end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const proxies = [
  { proxy: 'nginx', version: '-v', open: openNginx },
  { proxy: 'caddy', version: 'version', open: openCaddy },
]

describe.each(proxies)('$proxy, configured as the guide says', ({ proxy, version, open }) => {
  const isHere = isInstalled(proxy, version)
  if (!isHere) leaveOut(`the gate behind ${proxy}`, 'it is not installed')

  async function openShop(shopAt?: (gate: string) => Promise<string>) {
    const gate = await openGate()
    const places: Places = { gate: gate.origin, shop: await (shopAt?.(gate.origin) ?? openEcho()) }
    const origin = await open(places)
    return { gate, asked: (path: string, options?: Parameters<typeof ask>[2]) => ask(origin, path, options) }
  }

  it.runIf(isHere)('passes everything before the cut, and then the API alone', async () => {
    const { gate, asked } = await openShop()
    const api = {
      method: 'POST',
      headers: { authorization: apiKey, 'content-type': 'text/plain' },
      body: 'ä'.repeat(100_000),
    }
    const seen = async () => {
      const { status, body } = await asked('/api/v1/orders/%E9%9D%B4?x=%2F', api)
      const { 'accounts-gate': _, ...headers } = JSON.parse(body).headers
      return { status, ...JSON.parse(body), headers }
    }
    const before = await seen()
    expect(before).toMatchObject({ status: 200, method: 'POST', url: '/api/v1/orders/%E9%9D%B4?x=%2F', body: api.body })
    for (const phase of ['before', 'coexistence'] as const) {
      await gate.move(phase)
      for (const path of ['/admin', '/admin/sign_in', '/products/1']) {
        expect((await asked(path, { headers: page })).status).toBe(200)
      }
      expect(await seen()).toEqual(before)
    }

    await gate.move('enforced')
    const asking: readonly Parameters<typeof asked>[] = [
      ['/admin/orders/42', { headers: page }],
      ['/admin/sign_in', { headers: page }],
      ['/admin/sign_in', { method: 'POST', headers: page, body: 'password=x' }],
      ['/admin/../admin', { headers: page }],
      ['//admin', { headers: page }],
      ['/api/..%2fadmin', { headers: page }],
      ['/api/../admin', { headers: page }],
      ['/ADMIN', { headers: page }],
    ]
    for (const [path, options] of asking) {
      const answer = await asked(path, options)
      expect([answer.status, answer.headers.location?.split('?')[0], answer.headers['x-shop']]).toEqual([
        302,
        signInUrl,
        undefined,
      ])
    }
    const refused = await asked('/admin', { headers: { accept: 'application/json' } })
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      401,
      expect.objectContaining({ code: 'sign_in_moved', status: 401, signInUrl }),
    ])
    expect(refused.headers['content-type']).toContain('application/problem+json')
    expect(refused.headers['cache-control']).toContain('no-store')
    expect(await seen()).toEqual(before)
    expect((await asked('/products/1')).status).toBe(200)
  })

  it.runIf(isHere)('leaves the shop’s own answers as they are, whatever their status', async () => {
    const { asked } = await openShop()
    for (const status of ['401', '403', '500', '503']) {
      const answer = await asked('/admin', { headers: { ...page, 'x-answer': status } })
      expect([answer.status, answer.headers['x-shop']]).toEqual([Number(status), 'yes'])
    }
  })

  it.runIf(isHere)('believes no visitor who speaks as the proxy or as the gate', async () => {
    const { gate, asked } = await openShop()
    const posing = {
      'accounts-gate': 'forged',
      'x-original-uri': '/products/1',
      'x-original-method': 'GET',
      'x-forwarded-uri': '/products/1',
      'x-forwarded-method': 'GET',
    }
    const { headers } = JSON.parse((await asked('/products/1', { headers: posing })).body)
    expect(headers['accounts-gate']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    await gate.move('enforced')
    expect((await asked('/admin', { headers: { ...page, ...posing } })).status).toBe(302)
  })

  it.runIf(isHere)('signs a member in and back, tells the shop who that is, and loses no form', async () => {
    const port = await freePort()
    const shopOrigin = `http://127.0.0.1:${port}`
    const openid = await openProvider(systemClock, { shopOrigin, canBeAsked: false })
    const sessions = memoryGateSessions()
    const gate = await openGate({ accounts: openid, shopOrigin, sessions })
    await open({ gate: gate.origin, shop: await openEcho(), port })
    const browser = visitor()
    const asked = '/admin/orders/42?state=%E5%87%BA%E8%8D%B7'
    const seen = await browser.follow(`${shopOrigin}${asked}`)
    const echo = JSON.parse(seen.body)
    const { payload } = await jwtVerify(echo.headers['accounts-gate'], Buffer.from(client.secret))
    expect([echo.url, payload]).toEqual([
      asked,
      expect.objectContaining({
        phase: 'enforced',
        legacySessions: 'none',
        member: expect.objectContaining({ memberId: '7', email: hiro.email, role: 'staff' }),
      }),
    ])
    const outside = await jwtVerify(
      JSON.parse((await visitor().ask(`${shopOrigin}/products/1`)).body).headers['accounts-gate'],
      Buffer.from(client.secret),
    )
    expect(outside.payload.member).toBeNull()

    await sessions.endAll({ subject: hiro.sub })
    const program = await browser.ask(`${shopOrigin}/admin`, { headers: { 'sec-fetch-mode': 'cors' } })
    expect([program.status, JSON.parse(program.body).signInUrl]).toEqual([401, `${shopOrigin}/accounts/start`])
    const late = await browser.post(`${shopOrigin}/admin/orders/42`, 'memo=%E9%9D%B4')
    expect(late.status).toBe(401)
    if (proxy === 'nginx') {
      const [, action = ''] = /action="([^"]+)"/.exec(late.body) ?? []
      const [, value] = /name="memo" value="([^"]+)"/.exec(late.body) ?? []
      expect(value).toBe('靴')
      openid.screen.person = akane
      browser.jarOf(openid.issuer).clear()
      await browser.follow(`${shopOrigin}/accounts/start?by=hand`)
      expect((await browser.post(action, 'memo=%E9%9D%B4')).body).toContain('別の方がログインしている')
      openid.screen.person = hiro
      browser.jarOf(openid.issuer).clear()
      await browser.follow(`${shopOrigin}/accounts/start`)
      expect(JSON.parse((await browser.post(action, 'memo=%E9%9D%B4')).body)).toMatchObject({ body: 'memo=%E9%9D%B4' })
    } else expect(late.body).toContain('もう一度送信してください')

    await browser.follow(`${shopOrigin}/accounts/start?by=hand`)
    expect((await browser.post(`${shopOrigin}/accounts/sign-out`, '')).body).toContain('ログアウトしています')
    expect((await browser.ask(`${shopOrigin}/admin`)).status).toBe(302)
  })

  it.runIf(isHere && isInstalled('ruby', '-v'))(
    'leads a shop in Ruby through its switch, sessions and all',
    async () => {
      const { gate, asked } = await openShop(openRackShop)
      const signIn = async (member: string) => {
        const { status, headers } = await asked('/admin/sign_in', { method: 'POST', headers: page, body: member })
        return { status, cookie: /^legacy=\w+/.exec(headers['set-cookie']?.[0] ?? '')?.[0] ?? '' }
      }
      const admin = (cookie: string) => asked('/admin', { headers: { ...page, cookie } })
      const api = (headers: Record<string, string>) =>
        asked('/api/v1', { headers: { accept: 'application/json', ...headers } })
      const [seven, eight] = [(await signIn('7')).cookie, (await signIn('8')).cookie]
      expect(JSON.parse((await admin(seven)).body)).toMatchObject({ member: '7', banner: null })

      // Closed by name, and so many that they have to be asked for one by one.
      for (const closed of [['7'], ['7', ...Array.from({ length: 500 }, (_, index) => `x${index}`)]]) {
        await gate.move('coexistence')
        const again = (await signIn('7')).cookie
        expect(JSON.parse((await admin(again)).body)).toMatchObject({ member: '7', banner: { mine: null } })
        await gate.move('coexistence', closed)
        expect(await admin(again)).toMatchObject({ status: 302, headers: { location: signInUrl } })
        expect(await signIn('7')).toMatchObject({ status: 403, cookie: '' })
        expect(JSON.parse((await admin(eight)).body)).toMatchObject({ member: '8' })
        await gate.move('coexistence')
        expect(JSON.parse((await admin(again)).body)).toMatchObject({ member: null }) // its session has ended
      }

      expect((await api({ cookie: eight })).status).toBe(200)
      await gate.move('enforced')
      const refused = await api({ cookie: eight })
      expect([refused.status, JSON.parse(refused.body).signInUrl]).toEqual([401, signInUrl])
      expect((await api({ cookie: eight })).body).toBe('no key') // and has ended
      expect((await api({ authorization: apiKey })).status).toBe(200)
      expect((await admin(eight)).status).toBe(302)
    },
  )
})

describe('nginx, configured as the guide says', () => {
  it.runIf(isInstalled('nginx', '-v'))(
    'holds back the admin while the gate is down, and lets the API go on without it',
    async () => {
      const gate = await openGate()
      const origin = await openNginx({ gate: gate.origin, shop: await openEcho() })
      await gate.stop()
      const held = await ask(origin, '/admin', { headers: page })
      expect([held.status, held.headers['retry-after'], JSON.parse(held.body).code]).toEqual([
        503,
        '30',
        'gate_unavailable',
      ])
      const passed = await ask(origin, '/api/v1', { method: 'PUT', headers: { 'accounts-gate': 'forged' }, body: 'x' })
      expect([passed.status, JSON.parse(passed.body)]).toMatchObject([
        200,
        { method: 'PUT', url: '/api/v1', body: 'x' },
      ])
      expect(JSON.parse(passed.body).headers).not.toHaveProperty('accounts-gate')
    },
  )
})

describe('the Rack middleware of the guide', () => {
  const isHere = isInstalled('ruby', '-v')
  if (!isHere) leaveOut('the Rack middleware of the gate', 'Ruby is not installed')

  it.runIf(isHere)(
    'honours no session without a token, or with one that is forged, and passes what has none',
    async () => {
      const gate = await openGate()
      const rack = await openRackShop(gate.origin)
      const asked = (path: string, headers: Record<string, string>, body = '', method = 'GET') =>
        ask(rack, path, { method, headers, body })
      const token = async () => {
        const headers = { 'x-original-method': 'GET', 'x-original-uri': '/admin' }
        return String((await ask(gate.origin, '/auth-request', { headers })).headers['accounts-gate'])
      }
      const genuine = await token()
      const signedIn = await asked('/admin/sign_in', { 'accounts-gate': genuine }, '7', 'POST')
      const cookie = /^legacy=\w+/.exec(signedIn.headers['set-cookie']?.[0] ?? '')?.[0] ?? ''
      const status = async (headers: Record<string, string>) => (await asked('/admin', { cookie, ...headers })).status
      expect(await status({ 'accounts-gate': genuine })).toBe(200)

      const [head, payload = '', signature] = genuine.split('.')
      const changed = Buffer.from(payload, 'base64url').toString().replace('"iat":', '"iat":1')
      for (const forged of [
        '',
        'x',
        `${head}.${payload}.`,
        `${head}.${Buffer.from(changed).toString('base64url')}.${signature}`,
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.${signature}`,
      ]) {
        expect(await status({ 'accounts-gate': forged })).toBe(503)
      }
      expect(await status({})).toBe(503)
      expect((await asked('/api/v1', { authorization: apiKey })).status).toBe(200)
      expect((await asked('/admin/sign_in', {}, '8', 'POST')).status).toBe(403)
    },
  )
})
