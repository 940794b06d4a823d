import { FRESHNESS_MILLISECONDS } from '@ecforce-accounts/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { stepUp } from './support/journeys.ts'
import { type Browser, browser, hiro, mei, openServer, password, type Server, signIn } from './support/server.ts'

const chosen = 'yuki ni saku hana'
let server: Server
let me: Browser

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
  await signIn(server, me, hiro)
})

const cookiesOf = (answer: { readonly setCookies: readonly string[] }) =>
  answer.setCookies.map((line) => line.slice(0, line.indexOf('=')))

describe('the profile', () => {
  it('is read and changed by whoever is signed in', async () => {
    const profile = await me.get('/profile')
    expect(profile).toMatchObject({ status: 200, body: { email: hiro, name: 'hiro', locale: 'ja', factorLift: null } })
    const changed = await me.call('PATCH', '/profile', { name: '  加藤 ひろ ', locale: 'en' })
    expect(changed).toMatchObject({ status: 200, body: { name: '加藤 ひろ', locale: 'en' } })
    expect((await me.get('/session')).body.account).toMatchObject({ name: '加藤 ひろ', locale: 'en' })
  })

  it.each([
    {},
    { name: '' },
    { name: '   ' },
    { name: 'x'.repeat(101) },
    { name: 'a\nb' },
    { name: null },
    { locale: 'fr' },
    { name: 'x', email: mei },
    { name: 'x', role: 'administrator' },
  ])('takes nothing but a name on one line and a language we speak: %j', async (body) => {
    const before = (await me.get('/profile')).body
    expect(await me.call('PATCH', '/profile', body)).toMatchObject({ status: 400, body: { code: 'request_invalid' } })
    expect((await me.get('/profile')).body).toEqual(before)
  })

  it('is nobody’s without a session', async () => {
    const stranger = browser(server)
    for (const [method, path, body] of [
      ['GET', '/profile'],
      ['PATCH', '/profile', { name: 'x' }],
      ['POST', '/profile/password', { currentPassword: password, password: chosen }],
      ['GET', '/profile/events'],
      ['GET', '/sessions'],
      ['DELETE', '/sessions'],
      ['DELETE', `/sessions/${'0'.repeat(26)}`],
    ] as const) {
      expect([method, path, (await stranger.call(method, path, body)).status]).toEqual([method, path, 401])
    }
  })
})

describe('a new password', () => {
  it('comes with a session under another token and signs every other browser out', async () => {
    const other = browser(server)
    await signIn(server, other, hiro)
    const former = me.jar.get('eca_sid')
    const changed = await me.post('/profile/password', { currentPassword: password, password: chosen })
    expect(changed.status).toBe(204)
    expect(cookiesOf(changed).toSorted()).toEqual(['eca_dev', 'eca_sid'])
    expect((await me.get('/session')).status).toBe(200)
    expect((await other.get('/session')).status).toBe(401)
    expect((await browser(server).get('/session', { cookie: `eca_sid=${former}` })).status).toBe(401)

    const again = browser(server)
    const flow = await again.start(hiro)
    expect((await again.post('/sign-in/password', { flow, password })).status).toBe(401)
    expect((await again.post('/sign-in/password', { flow, password: chosen })).body.step).toBe('code')
  })

  it('needs the present one: without it, or with another, nothing changes', async () => {
    expect((await me.post('/profile/password', { password: chosen })).status).toBe(400)
    const wrong = await me.post('/profile/password', { currentPassword: chosen, password: chosen })
    expect([wrong.status, wrong.body.code, cookiesOf(wrong)]).toEqual([401, 'credentials_rejected', []])
    expect((await me.get('/session')).status).toBe(200)
    const flow = await me.start(hiro)
    expect((await me.post('/sign-in/password', { flow, password })).body.step).toBe('code')
  })

  it('is refused with what is missing, and asked for again after a fresh proof', async () => {
    expect(await me.post('/profile/password', { currentPassword: password, password: 'tooshort' })).toMatchObject({
      status: 422,
      body: { code: 'password_unacceptable', reason: 'too_short', messages: { en: '4 more characters needed.' } },
    })
    server.clock.advance(FRESHNESS_MILLISECONDS)
    const stale = await me.post('/profile/password', { currentPassword: password, password: chosen })
    expect(stale).toMatchObject({ status: 403, body: { code: 'step_up_required' } })
    expect((await stepUp(server, me, hiro)).body.step).toBe('done')
    expect((await me.post('/profile/password', { currentPassword: password, password: chosen })).status).toBe(204)
  })
})

describe('devices', () => {
  it('are listed, and ended by their own account alone', async () => {
    const [other, stranger] = [browser(server), browser(server)]
    await signIn(server, other, hiro)
    await signIn(server, stranger, mei)
    const { sessions } = (await me.get('/sessions')).body
    expect(sessions.map(({ current }: { current: boolean }) => current).toSorted()).toEqual([false, true])
    const theirs = (await stranger.get('/sessions')).body.sessions[0].id
    expect(await me.delete(`/sessions/${theirs}`)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await stranger.get('/session')).status).toBe(200)

    const { id } = sessions.find(({ current }: { current: boolean }) => !current)
    expect((await me.delete(`/sessions/${id}`)).status).toBe(204)
    expect((await other.get('/session')).status).toBe(401)
    expect((await me.get('/session')).status).toBe(200)
  })

  it('are all ended but the own one, and the own one is a sign-out', async () => {
    const other = browser(server)
    await signIn(server, other, hiro)
    expect((await me.delete('/sessions')).status).toBe(204)
    expect((await other.get('/session')).status).toBe(401)
    const [own] = (await me.get('/sessions')).body.sessions
    const out = await me.delete(`/sessions/${own.id}`)
    expect([out.status, cookiesOf(out)]).toEqual([204, ['eca_sid']])
    expect((await me.get('/session')).status).toBe(401)
  })
})

describe('events', () => {
  it('come a page at a time; what names none is followed by none, and what cannot name one is refused', async () => {
    for (let n = 0; n < 21; n++) await me.call('PATCH', '/profile', { name: `name ${n}` })
    const first = (await me.get('/profile/events')).body
    expect(first.events).toHaveLength(20)
    const second = (await me.get(`/profile/events?after=${first.next}`)).body
    expect(second.events.map(({ name }: { name: string }) => name)).toContain('account.activated')
    expect(second.next).toBeNull()
    expect((await me.get(`/profile/events?after=${'0'.repeat(26)}&x=1`)).body).toEqual({ events: [], next: null })
    for (const query of ['?after=', '?after=x', '?after=%27%20OR%201=1', `?after=${'A'.repeat(26)}`]) {
      expect([query, (await me.get(`/profile/events${query}`)).status]).toEqual([query, 400])
    }
  })
})

describe('a double click on a step-up', () => {
  it('is answered twice with what came of it, and one session goes on', async () => {
    server.clock.advance(FRESHNESS_MILLISECONDS)
    const { flow } = (await me.post('/step-up', {})).body
    const code = await server.code(hiro)
    const cookie = [...me.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answers = [
      ...(await Promise.all([1, 2].map(() => me.post('/step-up/code', { flow, code }, { cookie })))),
      await me.post('/step-up/code', { flow, code }, { cookie }),
    ]
    expect(answers.map(({ status, body }) => [status, body.step])).toEqual(Array(3).fill([200, 'done']))
    expect(answers.filter((answer) => cookiesOf(answer).includes('eca_sid'))).toHaveLength(1)
    expect((await me.delete('/sessions')).status).toBe(204)
  })
})
