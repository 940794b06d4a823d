import { type Storage, StorageError } from '@ecforce-accounts/core'
import { type Route, routes } from '@ecforce-accounts/core/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { named } from '../support/described.ts'
import { addApp, finish, sessionsIn, wrongCode } from '../support/journeys.ts'
import { enrolOperator, signInOperator } from '../support/operators.ts'
import {
  type Answer,
  announceShop,
  type Browser,
  browser,
  hashes,
  hiro,
  mei,
  openServer,
  password,
  raw,
  ren,
  type Server,
  shopId,
  signIn,
} from '../support/server.ts'

// How other people's systems gave a session to somebody else, or let one live on, tried on this one over HTTP.

let server: Server
let me: Browser

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
})

const statusOf = async (one: Browser) => (await one.get('/session')).status
const shopsOf = async (one: Browser) =>
  (await one.get('/session')).body.memberships.map(({ shop }: { shop: string }) => shop)
const otherShop = shopId('mihon-tea')

describe('what somebody prepares for an address of another’s', () => {
  it('before its owner proves the mailbox is nothing afterwards: no flow, password, app or session of it', async () => {
    const rows = [{ legacyId: '9', email: ren, hash: hashes.good }]
    await announceShop(server.accounts, otherShop, rows)
    const prepared = browser(server)
    const flow = await prepared.toCode(ren) // by the password that the second shop has put there
    const early = [
      await prepared.post('/sign-in/app', { flow }),
      await prepared.post('/sign-in/new-password', { flow, password: 'the intruder’s own' }),
      await prepared.post('/step-up', {}),
      await prepared.post('/factors/app', {}),
      await prepared.post('/profile/password', { currentPassword: password, password: 'the intruder’s own' }),
    ]
    expect(early.map(({ status }) => status)).toEqual([409, 409, 401, 401, 401])
    const code = await server.code(ren)

    await me.start(ren)
    expect((await finish(server, me, ren, { password: 'neko77' })).body).toMatchObject({ step: 'done' })
    expect((await me.get('/sessions')).body.sessions).toHaveLength(1)
    expect((await me.get('/factors')).body.factors.map(({ kind }: { kind: string }) => kind)).toEqual(['email'])

    const late = [
      await prepared.get('/sign-in'),
      await prepared.post('/sign-in/code', { flow, code }),
      await prepared.post('/sign-in/password', { flow, password }),
    ]
    expect(late[0]?.body.step).toBe('password')
    expect(late.slice(1).map(({ status }) => status)).toEqual([409, 401])
    expect([sessionsIn([...early, ...late]), await statusOf(prepared)]).toEqual([[], 401])
    expect(await statusOf(me)).toBe(200)
  })

  it('after there is an account opens nothing: another shop that lists the address brings neither password nor shop', async () => {
    await signIn(server, me, hiro)
    await announceShop(server.accounts, otherShop, [{ legacyId: '9', email: hiro, hash: hashes.weak }])
    const thief = browser(server)
    const flow = await thief.start(hiro)
    const answer = await thief.post('/sign-in/password', { flow, password: 'neko77' })
    expect(answer).toMatchObject({ status: 401, body: { code: 'credentials_rejected' } })
    expect(await shopsOf(me)).toEqual(['renshu-shoes'])
    const again = browser(server)
    expect((await signIn(server, again, hiro)).body.step).toBe('done')
    expect(await shopsOf(again)).toEqual(['renshu-shoes'])
  })

  it.each(['a first', 'a later'])(
    'by planting cookies gets nothing of %s sign-in: every secret is another, and the planted are dead',
    async (which) => {
      if (which === 'a later') await signIn(server, browser(server), hiro)
      const thief = browser(server)
      await signIn(server, thief, mei)
      await thief.start(hiro)
      const planted = new Map(thief.jar)
      expect([...planted.keys()].toSorted()).toEqual(['eca_dev', 'eca_sid', 'eca_tx'])

      const victim = browser(server, new Map(planted))
      expect((await finish(server, victim, hiro)).body.step).toBe('done')
      expect((await victim.get('/session')).body.account.email).toBe(hiro)
      for (const [name, value] of victim.jar) expect([name, value]).not.toEqual([name, planted.get(name)])

      expect([await statusOf(thief), (await thief.get('/sign-in')).status]).toEqual([401, 404])
      const told = async () =>
        (await server.mails(hiro)).filter((mail) => mail.kind === 'notice' && mail.about === 'new-device').length
      const before = await told()
      await signIn(server, browser(server, new Map([['eca_dev', planted.get('eca_dev') ?? '']])), hiro)
      expect(await told()).toBe(before + 1) // the planted browser is none that the victim's account knows
      expect(await statusOf(victim)).toBe(200)
    },
  )
})

describe('a change of credentials', () => {
  const changes: Record<string, (one: Browser, currentPassword: string) => Promise<number>> = {
    'a new password': async (one, currentPassword) =>
      (await one.post('/profile/password', { currentPassword, password: 'yuki ni saku hana' })).status,
    'an app': async (one) => {
      await addApp(server, one)
      return 200
    },
    'ending the others': async (one) => (await one.delete('/sessions')).status,
  }

  it.each(Object.keys(changes))('by %s ends every other session, whatever cookies come along', async (name) => {
    for (const device of [null, 'another’s', 'own'] as const) {
      server.clock.advance(10 * 60_000)
      const typed = name === 'a new password' && device !== null ? 'yuki ni saku hana' : password
      const [mine, ...others] = [browser(server), browser(server), browser(server), browser(server)]
      for (const one of [mine, ...others]) {
        await one.start(hiro)
        await finish(server, one, hiro, { password: typed })
      }
      if (device === null) mine.jar.delete('eca_dev')
      if (device === 'another’s') mine.jar.set('eca_dev', others[0]?.jar.get('eca_dev') ?? '')
      const flight = Promise.all(others.flatMap((one) => Array.from({ length: 10 }, () => statusOf(one))))
      expect((await changes[name]?.(mine, typed)) ?? 0).toBeLessThan(300)
      for (const status of await flight) expect([200, 401]).toContain(status)
      expect(await Promise.all(others.map(statusOf))).toEqual([401, 401, 401])
      expect(await statusOf(mine)).toBe(200)
    }
  })
})

describe('where a sign-in leads on to', () => {
  it.each([
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/portal/..//evil.example',
    '/%2e//evil.example',
    'javascript:alert(1)',
    'https:evil.example',
    '//evil。example/',
    '//127.0.0.1:1/',
  ])('is a page of this origin, as a browser reads it, also for %j', async (returnTo) => {
    await me.post('/sign-in', { email: hiro, returnTo })
    const done = await finish(server, me, hiro)
    expect(done.body).toMatchObject({ step: 'done', returnTo: '/portal/apps' })
    await me.post('/sign-in', { email: hiro, returnTo: '/portal/../help?to=//evil.example' })
    const { body } = await finish(server, me, hiro)
    const led = new URL(body.returnTo, server.origin)
    expect([led.origin, led.pathname]).toEqual([server.origin, '/help'])
  })
})

describe('every operation', () => {
  const all = Object.values<Route>(routes)
  const ask = (one: Browser, { method, path, body }: Route) =>
    one.call(method.toUpperCase(), named(path), body ? {} : undefined)

  it('answers nobody and somebody so that no cache on the way keeps it, with cookies or without', async () => {
    await signIn(server, me, hiro)
    const answers: Answer[] = []
    for (const route of all) {
      if (route !== routes.endSession && route !== routes.endOtherSessions) answers.push(await ask(me, route))
      answers.push(await ask(browser(server), route))
    }
    answers.push(
      await me.post('/sign-in', { email: hiro }),
      await finish(server, me, hiro),
      await me.delete('/session'),
    )
    expect(answers.filter(({ setCookies }) => setCookies.length > 0).length).toBeGreaterThan(3)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(5)
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('no-store')
      for (const absent of ['etag', 'last-modified', 'expires', 'access-control-allow-origin'])
        expect(headers.has(absent)).toBe(false)
    }
  })

  it('that changes anything wants a page of ours and JSON, whatever cookies come with it', async () => {
    await signInOperator(server, me, await enrolOperator(server))
    await signIn(server, me, hiro)
    await me.start(mei)
    const before = (await me.get('/profile')).body
    const cookie = [...me.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const send = async ({ method, path }: Route, headers: Record<string, string>) => {
      const own = { host: `127.0.0.1:${server.port}`, cookie, 'content-length': '2' }
      const request = { method: method.toUpperCase(), path: `/api${named(path)}`, body: '{}' }
      const { status, text } = await raw(server.port, { ...request, headers: { ...own, ...headers } })
      return [path, status, text && JSON.parse(text).code]
    }
    const json = { 'content-type': 'application/json' }
    const unsafe = all.filter(({ method }) => method !== 'get')
    expect(unsafe.length).toBeGreaterThan(25)
    for (const route of unsafe) {
      for (const origin of [
        {},
        { origin: 'null' },
        { origin: 'https://evil.example' },
        { 'sec-fetch-site': 'same-site' },
      ])
        expect(await send(route, { ...json, ...origin })).toEqual([route.path, ...refusalOf(route)])
      // A service is known by its secret alone, which no other site makes a browser send.
      if (!route.body || route.needs === 'service') continue
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
        expect(await send(route, { 'content-type': type, 'sec-fetch-site': 'same-origin' })).toEqual([
          route.path,
          415,
          'unsupported_media_type',
        ])
    }
    expect((await me.get('/profile')).body).toEqual(before)
    expect((await me.get('/sign-in')).body).toMatchObject({ step: 'password', email: mei })
    const edited = await me.call('PATCH', '/profile', { name: 'x' })
    expect([edited.status, edited.body.name]).toEqual([200, 'x'])
  })
})

function refusalOf({ needs }: Route): [status: number, code: string] {
  return needs === 'service' ? [401, 'service_rejected'] : [403, 'origin_refused']
}

describe('while the database answers nothing', () => {
  it.each(['accounts', 'members', 'flows', 'challenges', 'counters', 'factorAttempts', 'sessions'] as const)(
    'about %s nobody gets through, with a wrong code or the right one',
    async (store) => {
      let broken = false
      server = await openServer({ storage: (storage) => breaking(storage, store, () => broken) })
      const known = browser(server)
      await signIn(server, known, hiro)
      me = browser(server)
      const flow = await me.toCode(hiro)
      const code = await server.code(hiro)

      broken = true
      const answers = [
        await me.post('/sign-in/code', { flow, code: wrongCode(code) }),
        await me.post('/sign-in/code', { flow, code }),
      ]
      if (store === 'sessions') {
        for (const route of Object.values<Route>(routes).filter(({ needs, body }) => needs === 'session' && !body)) {
          answers.push(await known.call(route.method.toUpperCase(), named(route.path)))
        }
        expect(answers.length).toBeGreaterThan(12)
      }
      expect(sessionsIn(answers)).toEqual([])
      const [first, ...rest] = answers.map(({ status }) => status)
      expect([401, 503]).toContain(first) // what a wrong code needs of it may be nothing
      for (const status of rest) expect(status).toBe(503)

      broken = false
      expect(await statusOf(me)).toBe(401)
      expect((await signIn(server, me, hiro)).body.step).toBe('done')
      expect(await statusOf(known)).toBe(200)
    },
  )
})

/** A storage of which one store answers nothing while `broken`. */
function breaking(storage: Storage, store: keyof Storage, broken: () => boolean): Storage {
  const part = new Proxy(storage[store] as object, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) =>
        broken() ? Promise.reject(new StorageError('gone', new Error('gone'))) : Reflect.apply(method, target, args)
    },
  })
  return { ...storage, [store]: part }
}
