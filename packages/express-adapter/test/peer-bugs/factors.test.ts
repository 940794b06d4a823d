import { appFirst, emailFirst, type FactorPolicy, FRESHNESS_MILLISECONDS } from '@ecforce-accounts/core'
import { type OperationId, type Route, routes } from '@ecforce-accounts/core/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { bodyOf } from '../support/bodies.ts'
import { named } from '../support/described.ts'
import { addApp, enrolApp, finish, sessionsIn, shownBy, signInByApp, stepUp, toApp } from '../support/journeys.ts'
import {
  type Answer,
  type Browser,
  browser,
  hiro,
  mei,
  openServer,
  password,
  ren,
  type Server,
  shopId,
  signIn,
} from '../support/server.ts'

// How second factors were got around in other people's systems, tried on this one over HTTP.

let server: Server
let me: Browser

const open = async (factorPolicy: FactorPolicy) => {
  server = await openServer({ factorPolicy })
  me = browser(server)
}

beforeEach(() => open(emailFirst))

const ofSession = (Object.entries(routes) as [OperationId, Route][]).filter(([, { needs }]) => needs === 'session')
const all = <T, U>(one: readonly T[], other: readonly U[]) => one.flatMap((a) => other.map((b) => ({ ...a, ...b })))

describe('before the last factor', () => {
  it.each([
    { where: 'the app’s code', enrolled: true },
    { where: 'the app is enrolled', enrolled: false },
  ])('nothing received until $where is a session for any operation, under any cookie’s name', async ({ enrolled }) => {
    await open(appFirst)
    const app = enrolled ? await enrolApp(server, browser(server), hiro) : null
    const flow = app ? await me.toCode(hiro) : await toApp(server, me, hiro)
    expect(me.everReceived.length).toBeGreaterThan(1)
    for (const { value } of me.everReceived) {
      const cookie = ['eca_sid', 'eca_tx', 'eca_dev'].map((name) => `${name}=${value}`).join('; ')
      for (const route of ofSession) {
        const answer = await ask(route, { cookie }, flow)
        expect([route[0], answer.status, answer.body.code]).toEqual([route[0], 401, 'session_required'])
      }
    }
    const done = await finish(server, me, hiro, { password, ...(app ? { app } : {}) })
    expect([done.body.step, (await me.get('/session')).status]).toEqual(['done', 200])
  })

  it('the password alone is no session, whatever the shop asks for', async () => {
    await signIn(server, me, hiro)
    const app = await addApp(server, me)
    const policies = all(
      all([{ firstFactor: 'email' }, { firstFactor: 'app' }] as const, [
        ...(['primary', 'fallback', 'never'] as const).map((mailAs) => ({ mailAs })),
      ]),
      all(
        (['re-enrol', 'ask-once', 'downgrade-with-notice'] as const).map((legacyTwoFactor) => ({ legacyTwoFactor })),
        [true, false].map((administratorsNeedApp) => ({ administratorsNeedApp })),
      ),
    )
    expect(policies).toHaveLength(36)
    for (const factorPolicy of policies) {
      await server.accounts.rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy }, 'operator:test')
      server.clock.advance(4 * 60_000)
      for (const email of [hiro, mei]) {
        const one = browser(server)
        const flow = await one.start(email)
        const answer = await one.post('/sign-in/password', { flow, password })
        expect([factorPolicy, email, answer.body.step]).toEqual([factorPolicy, email, 'code'])
        expect([sessionsIn([answer]), (await one.get('/session')).status]).toEqual([[], 401])
        if (factorPolicy !== policies.at(-1)) continue
        expect((await finish(server, one, email, { password, app })).body.step).toBe('done')
        expect((await one.get('/session')).status).toBe(200)
      }
    }
  })

  it.each([
    { stop: 'code', policy: emailFirst, email: hiro, typed: password },
    { stop: 'enrol-app', policy: appFirst, email: hiro, typed: password },
    { stop: 'new-password', policy: emailFirst, email: ren, typed: 'neko77' },
  ])('no choice, resend or other page leads past $stop without its proof', async ({ stop, policy, email, typed }) => {
    await open(policy)
    const flow = await me.toCode(email, typed)
    if (stop !== 'code') await me.post('/sign-in/code', { flow, code: await server.code(email) })
    const mails = (await server.mails(email)).length
    const proofless: [string, object][] = [
      ...['email', 'totp', 'recovery'].map((factor): [string, object] => ['/sign-in/factor', { factor }]),
      ['/sign-in/resend', {}],
      ['/sign-in/lost-factor', {}],
      ['/sign-in/password', { password: typed }],
      ['/sign-in/code', { code: '000000' }],
      ['/sign-in/legacy-app', { code: '000000' }],
      ['/sign-in/app', {}],
      ['/sign-in/app/confirm', { code: '000000' }],
      ['/sign-in/new-password', { password: 'short' }],
      ['/step-up', {}],
      ['/step-up/code', { code: '000000' }],
      ['/step-up/factor', { factor: 'email' }],
    ]
    const answers: Answer[] = []
    for (const [path, body] of proofless) {
      answers.push(await me.post(path, path === '/step-up' ? body : { flow, ...body }))
      expect([path, (await me.get('/sign-in')).body.step]).toEqual([path, stop])
    }
    expect(sessionsIn(answers)).toEqual([])
    expect((await server.mails(email)).filter(({ kind }) => kind === 'code')).toHaveLength(mails)
    expect(await server.mails(mei)).toEqual([])
    expect((await me.get('/session')).status).toBe(401)
    expect((await finish(server, me, email)).body.step).toBe('done')
    expect((await me.get('/session')).status).toBe(200)
  })

  it.each(['a first', 'a later'])('an app asked for at %s sign-in is asked for after any way back', async (which) => {
    if (which === 'a later') {
      await signIn(server, browser(server), hiro)
      await server.accounts.rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy: appFirst }, 'operator:test')
    } else await open(appFirst)
    const ways: ((flow: string) => Promise<unknown>)[] = [
      () => me.get('/sign-in', { 'accept-language': 'en' }),
      (flow) => me.post('/sign-in/app', { flow }),
      (flow) => me.delete('/sign-in', { 'accounts-flow': flow }),
      () => me.post('/sign-in', { email: hiro, locale: 'en', returnTo: '/portal/profile' }),
      () => me.delete('/session'),
      async () => server.clock.advance(15 * 60_000),
    ]
    for (const back of ways) {
      server.clock.advance(5 * 60_000)
      me = browser(server)
      await back(await toApp(server, me, hiro))
      const { status, body } = await me.get('/sign-in')
      if (status === 404) await toApp(server, me, hiro)
      else if (body.step === 'password') {
        await me.post('/sign-in/password', { flow: body.flow, password })
        await me.post('/sign-in/code', { flow: body.flow, code: await server.code(hiro) })
      }
      expect((await me.get('/sign-in')).body.step).toBe('enrol-app')
      expect((await me.get('/session')).status).toBe(401)
    }
    expect((await finish(server, me, hiro)).body.recoveryCodes).toHaveLength(10)
    expect((await me.get('/session')).body.session.acr).toBe('urn:ecforce:acr:app')
  })
})

describe('beside the sign-in', () => {
  it('no header, body or path takes a password for a session', async () => {
    await signIn(server, browser(server), hiro)
    const basic = { authorization: `Basic ${Buffer.from(`${hiro}:${password}`).toString('base64')}` }
    const answers = []
    for (const route of ofSession) {
      for (const headers of [basic, { authorization: `Bearer ${password}` }]) {
        const answer = await ask(route, headers)
        expect([route[0], answer.status, answer.body.code]).toEqual([route[0], 401, 'session_required'])
        answers.push(answer)
      }
    }
    const grant = { grant_type: 'password', username: hiro, password }
    for (const path of ['/token', '/oauth/token', '/login', '/auth', '/session', '/sessions']) {
      const answer = await me.post(path, grant, basic)
      expect([404, 405]).toContain(answer.status)
      answers.push(answer)
    }
    answers.push(await me.post('/sign-in', { email: hiro, password }))
    expect(answers.at(-1)?.status).toBe(400)
    expect(answers.flatMap(({ setCookies }) => setCookies)).toEqual([])
    expect((await signIn(server, me, hiro)).body.step).toBe('done')
  })

  it('a session whose proof is old changes no factor, and its step-up is what it lacks', async () => {
    await signIn(server, me, hiro)
    const { secret } = await addApp(server, me)
    const { secret: shown } = (await me.post('/factors/app', {})).body
    server.clock.advance(FRESHNESS_MILLISECONDS)
    const before = (await me.get('/factors')).body
    for (const { id } of before.factors) expect((await me.delete(`/factors/${id}`)).status).toBe(403)
    for (const [path, body] of [
      ['/factors/app', {}],
      ['/factors/app/confirm', { code: shownBy(server, shown) }],
      ['/factors/recovery-codes', {}],
    ] as const) {
      expect(await me.post(path, body)).toMatchObject({ status: 403, body: { code: 'step_up_required' } })
    }
    expect((await me.get('/factors')).body).toEqual(before)
    expect((await signInByApp(server, browser(server), hiro, { secret, recoveryCodes: [] })).body.step).toBe('done')

    expect((await stepUp(server, me, hiro)).body.step).toBe('done')
    const mail = before.factors.find(({ kind }: { kind: string }) => kind === 'email')
    expect((await me.delete(`/factors/${mail.id}`)).status).toBe(200)
  })
})

/** Asks for an operation as a browser that has nothing but these headers. */
function ask([id, { method, path }]: [OperationId, Route], headers: Record<string, string>, flow?: string) {
  return browser(server).call(method.toUpperCase(), named(path), bodyOf(id, flow), headers)
}
