import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type FixedClock, fixedClock, noon } from '@ecforce-accounts/core/testing'
import type { Request, RequestHandler, Response } from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type GateProblem,
  gateOf,
  type LegacyDoor,
  memoryGateState,
  type ServiceGate,
  type ServiceGateOptions,
  serviceGate,
} from '../../src/service/index.ts'
import { client, type FakeAccounts, openFakeAccounts, shop, shopOrigin, signInUrl } from '../support/fake-accounts.ts'
import { apiKey, frameworks, openShopAdmin, page } from '../support/shop-admin.ts'

const day = 86_400_000
const announcedAt = noon + day
const enforcedAt = announcedAt + 14 * day

interface Setup {
  readonly clock?: FixedClock
  readonly accounts?: FakeAccounts
  readonly options?: Partial<ServiceGateOptions>
  readonly legacy?: Partial<LegacyDoor>
}

type Framework = (typeof frameworks)[number]['express']

/** A shop whose switch is announced for tomorrow, behind its gate. */
async function openShop(express: Framework, { options, ...setup }: Setup = {}) {
  const clock = setup.clock ?? fixedClock(noon)
  const accounts = setup.accounts ?? (await openFakeAccounts(clock))
  Object.assign(accounts.rollout, { version: 2, announcedAt, enforcedAt })
  const problems: GateProblem[] = []
  let opened: ServiceGate | null = null
  const admin = await openShopAdmin({
    express,
    gate(legacy) {
      opened = serviceGate({
        issuer: accounts.issuer,
        origin: shopOrigin,
        shop,
        client,
        protect: '/admin',
        api: ['/api'],
        legacy: { ...legacy, ...setup.legacy },
        clock,
        refreshSeconds: 300,
        onProblem: (problem) => problems.push(problem),
        ...options,
      })
      return opened
    },
  })
  const gate = opened as ServiceGate | null
  if (gate === null) throw new TypeError('the admin has opened its gate')
  onTestFinished(gate.close)
  return { clock, accounts, admin, gate, problems }
}

describe.each(frameworks)('a gate on $framework', ({ express }) => {
  it('leaves everything as it is before the announcement, to the last header and byte', async () => {
    const { clock, admin, gate } = await openShop(express)
    const bare = await openShopAdmin({ express })
    expect(await gate.ready()).toBe(true)
    clock.set(announcedAt - 1)

    for (const asked of [
      { path: '/admin/sign_in', headers: page },
      { path: '/admin', headers: page },
      { path: '/products/1' },
      { path: '/api/v1/orders?x=/../admin', method: 'POST', headers: { authorization: apiKey }, body: '{"a":1}' },
      { path: '/api/%2e%2e/x', headers: { authorization: apiKey } },
      { path: '/nowhere', method: 'DELETE' },
    ]) {
      const { path, ...rest } = asked
      const [answer, without] = [await admin.ask(path, rest), await bare.ask(path, rest)]
      expect(undated(answer)).toEqual(undated(without))
    }
    expect(admin.reached).toEqual(bare.reached)
    expect(admin.calls.isSignedIn).toBe(0)
    const cookie = (await admin.signIn('7')) ?? ''
    expect(JSON.parse((await admin.ask('/admin', { headers: { cookie } })).body)).toEqual({
      member: '7',
      phase: 'before',
      banner: null,
      signInUrl: null,
      standing: null,
    })
  })

  it('lets both ways work in coexistence, and gives the admin its banner and the way to accounts', async () => {
    const { clock, accounts, admin, gate } = await openShop(express)
    await gate.ready()
    clock.set(announcedAt)
    accounts.members.push(
      { legacyId: '7', state: 'active', setUp: true, legacySignIn: 'open' },
      { legacyId: '8', state: 'pending', setUp: false, legacySignIn: 'open' },
    )
    await gate.refresh()

    const seenBy = async (member: string) => {
      const cookie = (await admin.signIn(member)) ?? ''
      const { status, body } = await admin.ask('/admin', { headers: { ...page, cookie } })
      expect(status).toBe(200)
      return JSON.parse(body)
    }
    expect(await seenBy('7')).toMatchObject({
      phase: 'coexistence',
      banner: { severity: 'info', mine: 'done', actionUrl: `${accounts.issuer}/portal/apps` },
      signInUrl,
      standing: { state: 'active' },
    })
    expect(await seenBy('8')).toMatchObject({ banner: { mine: 'not-done' }, standing: { state: 'pending' } })
    expect(await seenBy('9')).toMatchObject({ banner: { mine: null }, standing: null })

    clock.set(enforcedAt - 1)
    expect(await seenBy('8')).toMatchObject({ banner: { severity: 'critical', dismissible: false } })
  })

  it('leads everybody to accounts from the instant of the cut on, and ends legacy sessions', async () => {
    const { clock, admin, gate } = await openShop(express)
    await gate.ready()
    clock.set(enforcedAt - 1)
    const cookie = (await admin.signIn('7')) ?? ''
    const open = () => admin.ask('/admin', { headers: { ...page, cookie } })
    expect((await open()).status).toBe(200)

    clock.advance(1)
    const reached = admin.reached.length
    const led = await open()
    expect(led).toMatchObject({ status: 302, headers: { location: signInUrl, 'cache-control': 'no-store' }, body: '' })
    expect(led.headers['set-cookie']).toEqual(['legacy=; Max-Age=0; Path=/'])
    expect(admin.sessions.size).toBe(0)

    for (const [path, method] of [
      ['/admin', 'GET'],
      ['/admin/orders/42', 'HEAD'],
      ['/admin/sign_in', 'GET'],
      ['/admin/sign_in', 'POST'],
      ['/admin/password/edit?token=x', 'GET'],
      ['/admin/password', 'PUT'],
      ['/ADMIN/sign_in.json', 'GET'],
      ['//admin', 'GET'],
      ['/api/..%2fadmin', 'GET'],
    ] as const) {
      const { status, headers } = await admin.ask(path, { method, headers: page })
      expect([status, headers.location?.split('?')[0]]).toEqual([302, signInUrl])
    }
    expect(await admin.signIn('7')).toBeNull()
    expect(admin.reached.length).toBe(reached)
    expect((await admin.ask('/products/1')).status).toBe(200)
  })

  it('tells programs in both languages where to sign in', async () => {
    const { clock, admin, gate } = await openShop(express)
    await gate.ready()
    clock.set(enforcedAt)
    for (const asked of [
      { headers: { accept: 'application/json' } },
      { headers: { 'x-requested-with': 'XMLHttpRequest', accept: 'text/html' } },
      { headers: { 'sec-fetch-mode': 'cors' } },
      { method: 'POST', body: 'x' },
    ]) {
      const answer = await admin.ask('/admin/orders', asked)
      expect(answer.status).toBe(401)
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
      expect(JSON.parse(answer.body)).toEqual({
        type: 'urn:ecforce:problem:sign_in_moved',
        title: 'Members sign in through ecforce accounts',
        status: 401,
        code: 'sign_in_moved',
        detail: 'この画面にはecforce accountsからログインしてください。',
        messages: {
          ja: 'この画面にはecforce accountsからログインしてください。',
          en: 'Please sign in through ecforce accounts.',
        },
        signInUrl,
      })
    }
    const english = await admin.ask('/admin', { headers: { accept: 'application/json', 'accept-language': 'en' } })
    expect(JSON.parse(english.body).detail).toBe('Please sign in through ecforce accounts.')
  })

  it('closes the door of a member whom accounts has closed out, at the form, in a session and at the API', async () => {
    const { clock, accounts, admin, gate } = await openShop(express)
    clock.set(announcedAt)
    await gate.refresh()
    const [closed, open] = [(await admin.signIn('7')) ?? '', (await admin.signIn('8')) ?? '']
    accounts.rollout.closed = ['7']
    const isIn = async (cookie: string) => (await admin.ask('/admin', { headers: { ...page, cookie } })).status === 200
    expect(await isIn(closed)).toBe(true)
    await gate.refresh()

    const api = await admin.ask('/api/v1/orders', { headers: { cookie: closed, accept: 'application/json' } })
    expect([api.status, JSON.parse(api.body).code]).toEqual([401, 'sign_in_moved'])
    expect(admin.sessions.size).toBe(1)
    const again = await openSession(admin, '7')
    expect(await admin.ask('/admin', { headers: { ...page, cookie: again } })).toMatchObject({
      status: 302,
      headers: { location: signInUrl },
    })
    expect(admin.sessions.size).toBe(1)
    expect(await admin.signIn('7')).toBeNull()
    expect(await isIn(open)).toBe(true)
    expect((await admin.ask('/admin/sign_in', { headers: page })).status).toBe(200)
    expect((await admin.ask('/api/v1/orders', { headers: { cookie: open } })).status).toBe(200)
  })

  it('opens nothing of the API to a legacy session after the cut, whatever stands beside its cookie', async () => {
    const { clock, admin, gate } = await openShop(express)
    await gate.ready()
    const cookie = await openSession(admin, '7')
    const through = async (headers: Record<string, string>) => (await admin.ask('/api/v1/orders', { headers })).status
    clock.set(enforcedAt - 1)
    expect(await through({ cookie, accept: 'application/json' })).toBe(200)
    clock.advance(1)
    const json = { accept: 'application/json' }
    expect(await through({ ...json, cookie: await openSession(admin, '7') })).toBe(401)
    expect(await through({ ...json, cookie: await openSession(admin, '7'), authorization: apiKey })).toBe(401)
    // Its session has ended with that: with the key alone, or with a cookie that is nobody's, it goes on.
    expect(await through({ ...json, authorization: apiKey })).toBe(200)
    expect(await through({ ...json, cookie: 'legacy=nobody', authorization: apiKey })).toBe(200)
    expect(await through(json)).toBe(401)
  })

  it('asks accounts in the background alone', async () => {
    const { clock, accounts, admin, gate } = await openShop(express)
    await gate.ready()
    const asked = accounts.asked.length
    for (const now of [announcedAt - 1, announcedAt, enforcedAt - 1, enforcedAt, enforcedAt + day]) {
      clock.set(now)
      for (const path of ['/admin', '/admin/sign_in', '/api/v1', '/products/1'])
        await admin.ask(path, { headers: page })
    }
    expect(accounts.asked.length).toBe(asked)
  })

  it('makes the cut at its instant while accounts is down, and hears of it again when it is back', async () => {
    const { clock, accounts, admin, gate, problems } = await openShop(express)
    await gate.ready()
    await accounts.stop()
    await expect(gate.refresh()).rejects.toMatchObject({ code: 'accounts_unreachable' })
    const statusAt = async (now: number) => {
      clock.set(now)
      return (await admin.ask('/admin/sign_in', { headers: page })).status
    }
    expect([await statusAt(enforcedAt - 1), await statusAt(enforcedAt)]).toEqual([200, 302])
    expect(problems.map(({ code }) => code)).toEqual(['accounts_unreachable'])

    Object.assign(accounts.rollout, { version: 3, rollbacks: 1, enforcedAt: null })
    await accounts.start()
    await gate.refresh()
    expect(await statusAt(enforcedAt)).toBe(200)
  })

  it.each([-120_000, 120_000])(
    'makes the cut by its own clock, %i ms off, without being refused its documents',
    async (skew) => {
      const right = fixedClock(announcedAt)
      const accounts = await openFakeAccounts(right)
      const { clock, admin, gate, problems } = await openShop(express, {
        clock: fixedClock(announcedAt + skew),
        accounts,
      })
      await gate.ready()
      expect(problems).toEqual([])
      clock.set(enforcedAt - 1)
      expect((await admin.ask('/admin/sign_in', { headers: page })).status).toBe(200)
      clock.advance(1)
      expect((await admin.ask('/admin/sign_in', { headers: page })).status).toBe(302)
    },
  )

  it('that knows nothing holds back the admin and nothing else, and says when to come again', async () => {
    const clock = fixedClock(enforcedAt)
    const accounts = await openFakeAccounts(clock)
    await accounts.stop()
    const { admin, gate } = await openShop(express, { clock, accounts })
    expect(await gate.ready()).toBe(false)
    for (const path of ['/admin', '/admin/sign_in', '//admin']) {
      const seen = await admin.ask(path, { headers: { ...page, 'accept-language': 'en' } })
      expect(seen).toMatchObject({
        status: 503,
        headers: { 'retry-after': '30', 'content-type': 'text/html; charset=utf-8' },
      })
      expect(seen.body).toContain('try again')
    }
    const problem = await admin.ask('/admin', { headers: { accept: 'application/json' } })
    expect(problem).toMatchObject({ status: 503, headers: { 'retry-after': '30' } })
    expect(JSON.parse(problem.body)).toMatchObject({ code: 'gate_unavailable', retryAfterSeconds: 30 })
    expect((await admin.ask('/api/v1', { headers: { authorization: apiKey } })).status).toBe(200)
    expect((await admin.ask('/products/1')).status).toBe(200)
    const cookie = await openSession(admin, '7')
    expect((await admin.ask('/api/v1', { headers: { cookie } })).status).toBe(503)
    expect(admin.sessions.size).toBe(1)

    await accounts.start()
    await gate.refresh()
    expect((await admin.ask('/admin/sign_in', { headers: page })).status).toBe(302)
  })

  it('that knows nothing leaves the legacy sign-in as it is, where the shop has chosen so', async () => {
    const clock = fixedClock(enforcedAt)
    const accounts = await openFakeAccounts(clock)
    await accounts.stop()
    const { admin, gate } = await openShop(express, { clock, accounts, options: { onUnavailable: 'legacy' } })
    expect(await gate.ready()).toBe(false)
    const cookie = (await admin.signIn('7')) ?? ''
    expect(JSON.parse((await admin.ask('/admin', { headers: { cookie } })).body)).toMatchObject({
      member: '7',
      phase: null,
      banner: null,
      signInUrl: null,
    })
  })

  it.each(['block', 'legacy'] as const)(
    'lets the first requests wait for what accounts says rather than guess, also where it would be "%s"',
    async (onUnavailable) => {
      const slowly: typeof fetch = (...asked) => delay(100).then(() => fetch(...asked))
      const options = { onUnavailable, fetch: slowly }
      const { admin } = await openShop(express, { clock: fixedClock(enforcedAt), options })
      const answers = await Promise.all([1, 2, 3].map(() => admin.ask('/admin', { headers: page })))
      expect(answers.map(({ headers }) => headers.location)).toEqual([signInUrl, signInUrl, signInUrl])
    },
  )

  it('lets nobody else wait: the API and the rest of the shop go on', async () => {
    const never = (() => new Promise<never>(() => {})) as typeof fetch
    const { admin } = await openShop(express, { clock: fixedClock(enforcedAt), options: { fetch: never } })
    expect((await admin.ask('/api/v1', { headers: { authorization: apiKey } })).status).toBe(200)
    expect((await admin.ask('/products/1')).status).toBe(200)
    const held = await Promise.race([admin.ask('/admin', { headers: page }).catch(() => 'ended'), delay(100, 'waits')])
    expect(held).toBe('waits')
  })

  it('knows what it knew after a restart while accounts is down', async () => {
    const state = memoryGateState()
    const { clock, accounts, gate } = await openShop(express, { options: { state } })
    await gate.ready()
    gate.close()
    await accounts.stop()
    clock.set(enforcedAt)
    const { admin, gate: restarted } = await openShop(express, { clock, accounts, options: { state } })
    expect(await restarted.ready()).toBe(true)
    expect((await admin.ask('/admin/sign_in', { headers: page })).status).toBe(302)
  })

  it('stands on routers too, and sees the whole path', async () => {
    const { clock, gate } = await openShop(express)
    await gate.ready()
    clock.set(enforcedAt)
    const app = express()
    app.use('/admin', gate as RequestHandler)
    app.use('/api', gate as RequestHandler)
    const inner = await openShopAdmin({ express: () => app })
    expect((await inner.ask('/admin/x', { headers: page })).status).toBe(302)
    expect((await inner.ask('/api/x', { headers: { authorization: apiKey } })).status).toBe(200)
  })
})

describe('what a host does', () => {
  const { express } = frameworks[1]
  const cut = { clock: fixedClock(enforcedAt) }
  const withLegacy = (legacy: Partial<LegacyDoor>) => ({ ...cut, legacy })

  it('may take its time: who is signed in may be a promise of any kind', async () => {
    // biome-ignore lint/suspicious/noThenProperty: a promise of another library
    const later = { then: (resolve: (member: string | null) => void) => setTimeout(resolve, 5, '7') }
    const ended: string[] = []
    for (const answer of [Promise.resolve('7'), later as unknown as Promise<string>]) {
      const { admin } = await openShop(
        express,
        withLegacy({ isSignedIn: () => answer, signOut: async () => void ended.push('7') }),
      )
      expect((await admin.ask('/api/v1', { headers: page })).status).toBe(302)
    }
    expect(ended).toEqual(['7', '7'])
  })

  it.each([
    {
      what: 'throws',
      isSignedIn: () => {
        throw new Error('no store')
      },
    },
    { what: 'rejects', isSignedIn: () => Promise.reject(new Error('no store')) },
    { what: 'answers yes instead of who', isSignedIn: () => true as unknown as string },
    { what: 'answers yes later', isSignedIn: async () => true as unknown as string },
  ])('and $what when asked who is signed in ends in an error, not in the admin', async ({ isSignedIn }) => {
    const { admin } = await openShop(express, { clock: fixedClock(announcedAt), legacy: { isSignedIn } })
    expect((await admin.ask('/admin', { headers: page })).status).toBe(500)
    expect(admin.reached).toEqual([])
    expect((await admin.ask('/products/1')).status).toBe(200)
  })

  it('sees a legacy session end on a page that nobody has named, which is shown all the same', async () => {
    const { admin, gate } = await openShop(express, cut)
    await gate.ready()
    const cookie = await openSession(admin, '7')
    expect(await admin.ask('/products/1', { headers: { ...page, cookie } })).toMatchObject({
      status: 200,
      body: 'shoes',
    })
    expect([admin.sessions.size, admin.calls.signOut]).toEqual([0, 1])
    expect(await admin.ask('/products/1', { headers: page })).toMatchObject({ status: 200 })
    expect(admin.calls.signOut).toBe(1)
  })

  it('is asked to end every session of its own as the cut comes, once', async () => {
    let times = 0
    const signOutAll = () => void times++
    const { admin, clock, gate } = await openShop(express, {
      clock: fixedClock(enforcedAt - 1),
      legacy: { signOutAll },
    })
    await gate.refresh()
    await admin.ask('/admin', { headers: page })
    expect(times).toBe(0)
    clock.set(enforcedAt)
    await gate.refresh()
    await admin.ask('/admin', { headers: page })
    await gate.refresh()
    expect(times).toBe(1)
  })

  it('and cannot end a session is told, and the session opens nothing', async () => {
    const signOut = () => Promise.reject(new Error('no store'))
    const { admin, problems } = await openShop(express, withLegacy({ signOut }))
    const cookie = await openSession(admin, '7')
    for (const _ of [1, 2]) expect((await admin.ask('/admin', { headers: { ...page, cookie } })).status).toBe(302)
    expect(problems.map(({ code }) => code)).toEqual(['sign_out_failed', 'sign_out_failed'])
    expect((await admin.ask('/products/1', { headers: { ...page, cookie } })).status).toBe(503)
  })

  it('may be a bare Node server, whose requests know no router', async () => {
    const { gate } = await openShop(express, cut)
    await gate.ready()
    const bare = (url: string) => {
      const req = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url, headers: page })
      const res = new ServerResponse(req)
      let passed = false
      gate(req as Request, res as Response, () => {
        passed = true
      })
      return passed ? 'passed' : res.statusCode
    }
    expect([bare('/admin'), bare('/products/1')]).toEqual([302, 'passed'])
  })

  it('may ask outside of a request, as for a WebSocket', async () => {
    const { clock, accounts, gate } = await openShop(express)
    expect(gate.view('7').isOpenFor('7')).toBe(false)
    accounts.rollout.closed = ['7']
    await gate.ready()
    expect(gate.view('7').isOpenFor('7')).toBe(true)
    clock.set(announcedAt)
    expect(gate.view('8')).toMatchObject({ phase: 'coexistence', signInUrl, banner: { mine: null } })
    expect(['7', '8'].map((id) => gate.view(id).isOpenFor(id))).toEqual([false, true])
    clock.set(enforcedAt)
    expect(['7', '8'].map((id) => gate.view(id).isOpenFor(id))).toEqual([false, false])
  })

  it('and forgot the gate is told as it asks for it', () => {
    for (const req of [{}, { accounts: { session: {} } }]) expect(() => gateOf(req as Request)).toThrow(TypeError)
  })
})

/** A session as if a remembered browser had come: past the form. */
async function openSession({ sessions }: { readonly sessions: Map<string, string> }, member: string): Promise<string> {
  const token = `t${sessions.size}-${member}`
  sessions.set(token, member)
  return `legacy=${token}`
}

/** An answer without the one line that differs by the second. */
function undated({ status, rawHeaders, body }: { status: number; rawHeaders: string[]; body: string }) {
  const date = rawHeaders.indexOf('Date')
  return { status, body, headers: rawHeaders.filter((_, at) => at !== date && at !== date + 1) }
}
