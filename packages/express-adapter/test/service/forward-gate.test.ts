import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fixedClock, noon } from '@ecforce-accounts/core/testing'
import { jwtVerify } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ForwardGateOptions, forwardGate } from '../../src/service/index.ts'
import { client, openFakeAccounts, shop, shopOrigin, signInUrl } from '../support/fake-accounts.ts'
import { ask, page } from '../support/shop-admin.ts'

const day = 86_400_000
const announcedAt = noon + day
const enforcedAt = announcedAt + 14 * day

async function aGate(now = noon, options: Partial<ForwardGateOptions> = {}) {
  const clock = fixedClock(now)
  const accounts = await openFakeAccounts(clock)
  Object.assign(accounts.rollout, { version: 2, announcedAt, enforcedAt, closed: ['7', '従業員8'] })
  const gate = forwardGate({
    issuer: accounts.issuer,
    origin: shopOrigin,
    shop,
    client,
    protect: '/admin',
    signInPaths: ['/admin/sign_in'],
    api: ['/api'],
    clock,
    refreshSeconds: 300,
    ...options,
  })
  onTestFinished(gate.close)
  const server = createServer(gate.handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const claims = async (token: unknown) =>
    (
      await jwtVerify(String(token), Buffer.from(client.secret), {
        algorithms: ['HS256'],
        typ: 'gate+jwt',
        issuer: accounts.issuer,
        audience: shop,
        currentDate: new Date(clock.now()),
      })
    ).payload
  return {
    accounts,
    clock,
    gate,
    origin,
    claims,
    forCaddy: (uri: string, headers: Record<string, string> = page, method = 'GET') =>
      ask(origin, '/forward-auth', { headers: { ...headers, 'x-forwarded-method': method, 'x-forwarded-uri': uri } }),
    forNginx: (uri: string, headers: Record<string, string> = page, method = 'GET') =>
      ask(origin, '/auth-request', { headers: { ...headers, 'x-original-method': method, 'x-original-uri': uri } }),
  }
}

describe('a gate beside a proxy', () => {
  it.each([
    {
      when: 'a millisecond before the announcement',
      now: announcedAt - 1,
      phase: 'before',
      admin: 200,
      sessions: 'all',
    },
    { when: 'at the announcement', now: announcedAt, phase: 'coexistence', admin: 200, sessions: 'open' },
    { when: 'a millisecond before the cut', now: enforcedAt - 1, phase: 'coexistence', admin: 200, sessions: 'open' },
    { when: 'at the cut', now: enforcedAt, phase: 'enforced', admin: 302, sessions: 'none' },
  ])('says $when what passes, and which sessions count', async ({ now, phase, admin, sessions }) => {
    const { forCaddy, forNginx, claims, accounts, clock, gate } = await aGate()
    await gate.ready()
    clock.set(now)
    for (const uri of ['/admin', '/admin/sign_in', '/api/../admin', '/admin?x']) {
      expect((await forCaddy(uri)).status).toBe(admin)
      expect((await forNginx(uri)).status).toBe(admin === 302 ? 401 : 200)
    }
    for (const answer of [await forCaddy('/api/v1/orders'), await forNginx('/api/v1/orders')]) {
      expect([answer.status, answer.body, answer.headers['cache-control']]).toEqual([200, '', 'no-store'])
      const told = await claims(answer.headers['accounts-gate'])
      expect(told).toMatchObject({
        phase,
        legacySessions: sessions,
        closed: sessions === 'open' ? ['7', '従業員8'] : [],
        signInUrl: phase === 'before' ? null : signInUrl,
        exp: Math.floor(now / 1000) + 60,
      })
      expect(told.banner).toEqual(
        phase === 'coexistence'
          ? expect.objectContaining({ mine: null, actionUrl: `${accounts.issuer}/portal/apps` })
          : null,
      )
    }
    const open = await claims((await forCaddy('/products/1')).headers['accounts-gate'])
    expect(open.legacySessions).toBe(sessions)
  })

  it('answers visitors itself through Caddy and Traefik, and tells nginx how to', async () => {
    const { forCaddy, forNginx, gate } = await aGate(enforcedAt)
    await gate.ready()
    expect(await forCaddy('/admin', page, 'POST')).toMatchObject({ status: 302, headers: { location: signInUrl } })
    const refused = await forCaddy('/admin', { accept: 'application/json' })
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      401,
      expect.objectContaining({ code: 'sign_in_moved', signInUrl }),
    ])
    expect(await forNginx('/admin')).toMatchObject({ status: 401, headers: { 'accounts-sign-in': signInUrl } })
    expect(await forNginx('/admin', {}, 'DELETE')).toMatchObject({
      status: 403,
      headers: { 'accounts-sign-in': signInUrl },
    })
    for (const answer of [refused, await forNginx('/admin')]) expect(answer.headers).not.toHaveProperty('accounts-gate')
  })

  it('does not pass what the proxy does not name, nor believe the headers of the other proxy', async () => {
    const { origin, forCaddy, forNginx, gate } = await aGate(enforcedAt)
    await gate.ready()
    const open = { 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/products/1' }
    const others = { 'x-original-method': 'GET', 'x-original-uri': '/products/1' }
    expect((await forNginx('/admin', { ...page, ...open })).status).toBe(401)
    expect((await forCaddy('/admin', { ...page, ...others })).status).toBe(302)
    for (const [path, headers] of [
      ['/auth-request', open],
      ['/forward-auth', others],
      ['/auth-request', { 'x-original-uri': '/products/1' }],
      ['/forward-auth', { 'x-forwarded-method': 'GET' }],
    ] as const) {
      expect((await ask(origin, path, { headers: { ...page, ...headers } })).status).toBe(400)
    }
    expect((await ask(origin, '/auth-request?x', { headers: others })).status).toBe(200)
    expect((await ask(origin, '/auth-request', { method: 'POST', headers: others })).status).toBe(405)
    expect((await ask(origin, '/auth-request/', { headers: others })).status).toBe(404)
  })

  it('that knows nothing blocks the admin, passes the API, and is not ready', async () => {
    const { accounts, origin, forCaddy, forNginx, claims, gate } = await aGate(enforcedAt, {
      fetch: (() => Promise.reject(new Error('down'))) as typeof fetch,
    })
    expect(await gate.ready()).toBe(false)
    expect(accounts.asked).toEqual([])
    expect(await forCaddy('/admin')).toMatchObject({ status: 503, headers: { 'retry-after': '30' } })
    expect((await forNginx('/admin')).status).toBe(503)
    const passed = await forNginx('/api/v1')
    expect(await claims(passed.headers['accounts-gate'])).toMatchObject({
      phase: null,
      legacySessions: 'none',
      signInUrl: null,
    })
    expect((await ask(origin, '/healthz')).status).toBe(200)
    expect((await ask(origin, '/readyz')).status).toBe(503)
  })

  it('lets the admin wait for what accounts says, and the API not', async () => {
    const never = (() => new Promise<never>(() => {})) as typeof fetch
    const { origin, forNginx } = await aGate(enforcedAt, { fetch: never })
    expect((await forNginx('/api/v1')).status).toBe(200)
    expect((await ask(origin, '/healthz')).status).toBe(200)
    const held = await Promise.race([forNginx('/admin').catch(() => 'ended'), delay(100, 'waits')])
    expect(held).toBe('waits')
    const { forNginx: soon } = await aGate(enforcedAt)
    expect((await soon('/admin')).status).toBe(401)
  })

  it('is ready once it knows', async () => {
    const { origin, gate } = await aGate()
    await gate.ready()
    expect((await ask(origin, '/readyz')).status).toBe(200)
  })

  it('tells of one member to the service alone', async () => {
    const { accounts, clock, origin, gate } = await aGate()
    clock.set(announcedAt)
    accounts.members.push({ legacyId: '従業員 9', state: 'active', setUp: true, legacySignIn: 'open' })
    await gate.refresh()
    const basic = (id: string, secret: string) => ({
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    })
    const about = async (id: string) =>
      JSON.parse((await ask(origin, `/members/${encodeURIComponent(id)}`, basic(client.id, client.secret))).body)
    expect(await about('従業員 9')).toMatchObject({
      isOpen: true,
      standing: { state: 'active' },
      banner: { mine: 'done' },
    })
    expect(await about('従業員8')).toMatchObject({ isOpen: false, standing: null, banner: { mine: null } })
    clock.set(enforcedAt)
    expect(await about('従業員 9')).toMatchObject({ isOpen: false, banner: null })

    for (const asked of [
      {},
      basic(client.id, 'x'),
      basic('other', client.secret),
      basic(client.id, `${client.secret}y`),
    ]) {
      expect(await ask(origin, '/members/7', asked)).toMatchObject({ status: 401, body: '' })
    }
    expect((await ask(origin, '/members/%ff', basic(client.id, client.secret))).status).toBe(404)
  })

  it('keeps its token below what nginx takes of an answer’s head, and has itself asked of the rest', async () => {
    const { accounts, clock, gate, forNginx, claims } = await aGate()
    clock.set(announcedAt)
    const closedAfter = async (count: number) => {
      accounts.rollout.closed = Array.from({ length: count }, (_, index) => String(10_000 + index))
      await gate.refresh()
      const token = String((await forNginx('/admin')).headers['accounts-gate'])
      expect(token.length).toBeLessThan(3_800)
      return (await claims(token)).closed
    }
    expect(await closedAfter(127)).toHaveLength(127)
    expect(await closedAfter(128)).toBeNull()
    expect(await closedAfter(20_000)).toBeNull()
  })

  it('signs with the secret as it is written, so that four lines of any language can verify it', async () => {
    const { gate, forNginx } = await aGate()
    await gate.ready()
    const [header, payload, signature] = String((await forNginx('/')).headers['accounts-gate']).split('.')
    expect(createHmac('sha256', client.secret).update(`${header}.${payload}`).digest('base64url')).toBe(signature)
    expect(createHmac('sha256', 'another').update(`${header}.${payload}`).digest('base64url')).not.toBe(signature)
  })

  it('has its own places before nobody, and leads whoever asks for a page to the start of a sign-in and back', async () => {
    const { origin, forCaddy, forNginx, gate, clock } = await aGate()
    await gate.ready()
    expect((await ask(origin, '/accounts/start')).status).toBe(404)
    clock.set(enforcedAt)
    const back = `${signInUrl}?target_link_uri=%2Fadmin%2Forders%2F42%3Fx%3D1`
    expect((await forCaddy('/admin/orders/42?x=1')).headers.location).toBe(back)
    expect((await forNginx('/admin/orders/42?x=1')).headers['accounts-sign-in']).toBe(back)
    expect((await forNginx('/admin/orders/42?x=1', {}, 'POST')).headers['accounts-sign-in']).toBe(signInUrl)
    expect((await ask(origin, '/accounts/signed-out')).status).toBe(200)
    expect((await ask(origin, '/accounts/sign-out', { method: 'POST' })).status).toBe(403)
    const unknown = await aGate(enforcedAt, { fetch: (() => Promise.reject(new Error('down'))) as typeof fetch })
    expect((await ask(unknown.origin, '/accounts/start')).status).toBe(503)
  })
})
