import { CODE_LIFETIME_MILLISECONDS, CODE_RESEND_MILLISECONDS, throttleRules } from '@ecforce-accounts/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Browser, browser, hiro, mei, openServer, password, ren, type Server, signIn } from './support/server.ts'

let server: Server
let me: Browser

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
})

const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
const cookieNames = (lines: readonly string[]) => lines.map((line) => line.slice(0, line.indexOf('=')))

describe('whoever can use none of the ways', () => {
  it('is told the ways out with one case for the sign-in, after the right password alone', async () => {
    const flow = await me.start(hiro)
    const early = await me.post('/sign-in/lost-factor', { flow })
    expect(early).toMatchObject({ status: 409, body: { code: 'flow_conflict', step: { step: 'password' } } })
    await me.post('/sign-in/password', { flow, password })
    const told = await me.post('/sign-in/lost-factor', { flow })
    expect(told).toMatchObject({ status: 200, body: { otherFactors: [], administratorsOf: ['renshu-shoes'] } })
    expect((await me.post('/sign-in/lost-factor', { flow })).body).toEqual(told.body)
    expect((await browser(server).post('/sign-in/lost-factor', { flow })).status).toBe(404)
    expect((await me.post('/sign-in/code', { flow, code: await server.code(hiro) })).body.step).toBe('done')
  })

  it('cancels a lift from a session alone, and finds none where none is outstanding', async () => {
    expect(await me.post('/profile/factor-lift/cancel', {})).toMatchObject({ status: 401 })
    await signIn(server, me, hiro)
    expect(await me.post('/profile/factor-lift/cancel', {})).toMatchObject({ status: 404 })
  })
})

describe('a first sign-in', () => {
  it('leads from the address over password and code to a session that tells who it is', async () => {
    const start = await me.post('/sign-in', { email: 'Hiro.Kato@renshu-shoes.example', returnTo: '/portal/profile' })
    expect(start).toMatchObject({ status: 200, body: { step: 'password', email: 'Hiro.Kato@renshu-shoes.example' } })
    expect(start.setCookies).toHaveLength(1)
    expect(start.setCookies[0]).toMatch(
      /^eca_tx=[\w-]{43}; Max-Age=900; Expires=[^;]+ GMT; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const { flow } = start.body

    const afterPassword = await me.post('/sign-in/password', { flow, password })
    expect(afterPassword.body).toMatchObject({ step: 'code', purpose: 'enrol', factor: 'email', attemptsLeft: 5 })
    expect(afterPassword.setCookies.map((line) => line.slice(0, line.indexOf('=')))).toEqual(['eca_tx'])
    expect(afterPassword.setCookies[0]).not.toContain(start.setCookies[0]?.slice(0, 50))
    expect((await me.get('/session')).status).toBe(401)

    const done = await me.post('/sign-in/code', { flow, code: await server.code(hiro) })
    expect(done.body).toEqual({
      step: 'done',
      returnTo: '/portal/profile',
      firstSignIn: true,
      joined: null,
      recoveryCodes: null,
    })
    expect(cookieNames(done.setCookies)).toEqual(['eca_sid', 'eca_dev', 'eca_tx'])
    expect(done.setCookies[0]).toMatch(/Max-Age=43200; Expires=Wed, 15 Apr 2026 15:00:00 GMT;/)
    expect(done.setCookies[1]).toMatch(/Max-Age=15552000;/)
    expect(done.setCookies[2]).toMatch(/^eca_tx=; Max-Age=0;/)

    const session = await me.get('/session')
    expect(session.body).toMatchObject({
      account: { email: 'Hiro.Kato@renshu-shoes.example', locale: 'ja' },
      session: { class: 'full', acr: 'urn:ecforce:acr:email' },
      memberships: [{ shop: 'renshu-shoes' }],
    })
    expect((await me.get('/apps')).body).toMatchObject({ services: [], unconnected: [{ shop: 'renshu-shoes' }] })
  })

  it('asks for a new password where the old one is weak, says why one is not taken, and takes a good one', async () => {
    const flow = await me.toCode(ren, 'neko77')
    const asked = await me.post('/sign-in/code', { flow, code: await server.code(ren) })
    expect(asked.body).toMatchObject({ step: 'new-password', reason: 'below-rules', minimumLength: 12 })
    for (const [typed, reason, words] of [
      ['four-and-4', 'too_short', 'あと2文字必要です。'],
      ['a'.repeat(129), 'too_long', /128文字/],
      ['renshu-shoes99', 'context', /ショップ名/],
    ] as const) {
      const refused = await me.post('/sign-in/new-password', { flow, password: typed })
      expect(refused).toMatchObject({ status: 422, body: { code: 'password_unacceptable', reason } })
      expect(refused.body.detail).toMatch(words)
    }
    const done = await me.post('/sign-in/new-password', { flow, password: 'yuki ni saku hana' })
    expect(done.body.step).toBe('done')
    expect((await me.get('/session')).status).toBe(200)
  })
})

describe('every later sign-in', () => {
  it('asks for both again and replaces the session, whose old cookie is dead', async () => {
    await signIn(server, me, hiro)
    const before = me.jar.get('eca_sid')
    const flow = await me.start(hiro)
    const code = await me.post('/sign-in/password', { flow, password })
    expect(code.body).toMatchObject({ step: 'code', purpose: 'verify' })
    const done = await me.post('/sign-in/code', { flow, code: await server.code(hiro) })
    expect(done.body).toEqual({
      step: 'done',
      returnTo: '/portal/apps',
      firstSignIn: false,
      joined: null,
      recoveryCodes: null,
    })
    expect(me.jar.get('eca_sid')).not.toBe(before)
    expect((await browser(server).get('/session', { cookie: `eca_sid=${before}` })).status).toBe(401)
    expect((await me.get('/session')).status).toBe(200)
  })
})

describe('credentials that are not right', () => {
  it('are refused alike in status, body, headers and cookies, whether the address is known or not', async () => {
    await signIn(server, browser(server), hiro)
    const answers = []
    for (const email of [hiro, mei, 'nobody@nowhere.example']) {
      const one = browser(server)
      const start = await one.post('/sign-in', { email })
      const refused = await one.post('/sign-in/password', { flow: start.body.flow, password: 'not the password' })
      answers.push(
        [start, refused].map(({ status, headers, body, setCookies }) => ({
          status,
          headers: [...headers.keys()],
          cookies: setCookies.map((line) => line.replace(/=[\w-]{43};/, '=SECRET;')),
          body: JSON.parse(
            JSON.stringify(body, (key, value) => (['flow', 'supportCode', 'email'].includes(key) ? key : value)),
          ),
        })),
      )
    }
    expect(answers[0]?.[1]).toMatchObject({
      status: 401,
      body: { code: 'credentials_rejected', step: { step: 'password' }, supportCode: 'supportCode' },
    })
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    expect(server.errors).toEqual([])
  })

  it('ask unknown browsers alike for work when many have failed, whether the address is known or not', async () => {
    const answers = []
    for (const email of [hiro, 'nobody@nowhere.example']) {
      const one = browser(server)
      const flow = await one.start(email)
      for (let n = 0; n < throttleRules.passwordFromUnknown.limit; n++) {
        const from = { 'x-forwarded-for': `198.51.100.${n}` }
        await one.post('/sign-in/password', { flow, password: 'not the password' }, from)
      }
      const { status, body, setCookies } = await one.post('/sign-in/password', { flow, password })
      expect(body.proof).toEqual({ challenge: expect.stringMatching(/^[\w.-]{80,100}$/), difficultyBits: 14 })
      answers.push({ status, code: body.code, keys: Object.keys(body), setCookies })
    }
    expect(answers[0]).toMatchObject({ status: 428, code: 'proof_required', setCookies: [] })
    expect(answers[1]).toEqual(answers[0])
  }, 30_000)

  it('show a support code under which the audit log has the reason', async () => {
    const flow = await me.start(hiro)
    const { body } = await me.post('/sign-in/password', { flow, password: 'not the password' })
    expect(await server.accounts.audit.findBySupportCode(body.supportCode)).toMatchObject({ reason: 'wrong' })
  })

  it('are no longer heard after too many, with the time to wait, and heard again after it', async () => {
    const flow = await me.start(hiro)
    for (let i = 0; i < 5; i++) await me.post('/sign-in/password', { flow, password: 'not the password' })
    const throttled = await me.post('/sign-in/password', { flow, password })
    expect(throttled).toMatchObject({ status: 429, body: { code: 'throttled', retryAfterSeconds: 1 } })
    expect(throttled.headers.get('retry-after')).toBe('1')
    expect(throttled.body.supportCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    server.clock.advance(1000)
    expect((await me.post('/sign-in/password', { flow, password })).body.step).toBe('code')
  })
})

describe('codes', () => {
  it('that are wrong cost an attempt each, and the fifth ends the flow', async () => {
    const flow = await me.toCode(hiro)
    const code = await server.code(hiro)
    for (const left of [4, 3, 2, 1]) {
      const refused = await me.post('/sign-in/code', { flow, code: wrong(code) })
      expect(refused).toMatchObject({ status: 401, body: { code: 'code_rejected', reason: 'mismatch' } })
      expect(refused.body.step.attemptsLeft).toBe(left)
      expect(refused.body.detail).toContain(`あと${left}回`)
    }
    const last = await me.post('/sign-in/code', { flow, code: wrong(code) })
    expect(last).toMatchObject({ status: 401, body: { reason: 'exhausted', step: null } })
    expect(me.jar.has('eca_tx')).toBe(false)
    expect((await me.post('/sign-in/code', { flow, code })).status).toBe(404)
  })

  it('are good until the instant before they expire, and another can be asked for', async () => {
    const flow = await me.toCode(hiro)
    const code = await server.code(hiro)
    server.clock.advance(CODE_LIFETIME_MILLISECONDS)
    const expired = await me.post('/sign-in/code', { flow, code })
    expect(expired).toMatchObject({ status: 401, body: { code: 'code_rejected', reason: 'expired' } })

    expect((await me.post('/sign-in/resend', { flow })).body.step).toBe('code')
    const next = await server.code(hiro)
    expect((await me.post('/sign-in/code', { flow, code: next })).body.step).toBe('done')

    const other = browser(server)
    const second = await other.toCode(mei)
    const lasting = await server.code(mei)
    server.clock.advance(CODE_LIFETIME_MILLISECONDS - 1)
    expect((await other.post('/sign-in/code', { flow: second, code: lasting })).body.step).toBe('done')
  })

  it('are mailed again from `resendAt` on, and not before', async () => {
    const flow = await me.toCode(hiro)
    server.clock.advance(CODE_RESEND_MILLISECONDS - 1)
    await me.post('/sign-in/resend', { flow })
    expect(await server.mails(hiro)).toHaveLength(1)
    server.clock.advance(1)
    const resent = await me.post('/sign-in/resend', { flow })
    expect(await server.mails(hiro)).toHaveLength(2)
    expect(Date.parse(resent.body.resendAt)).toBeGreaterThan(Date.parse(resent.body.now))
  })

  it('are understood in full-width digits', async () => {
    const flow = await me.toCode(hiro)
    const wide = (await server.code(hiro)).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    expect((await me.post('/sign-in/code', { flow, code: wide })).body.step).toBe('done')
  })

  it('sent twice by a double click are answered alike, and only one answer has cookies', async () => {
    const flow = await me.toCode(hiro)
    const code = await server.code(hiro)
    const tx = { cookie: `eca_tx=${me.jar.get('eca_tx')}` }
    const first = await me.post('/sign-in/code', { flow, code }, tx)
    const second = await browser(server).post('/sign-in/code', { flow, code }, tx)
    expect([first.status, first.body.step]).toEqual([200, 'done'])
    expect([second.status, second.body.step, second.setCookies]).toEqual([200, 'done', []])
  })
})

describe('where a sign-in stands', () => {
  it('is told after a reload at every step, by a page that knows the flow and by one that does not', async () => {
    const flow = await me.start(hiro)
    for (const headers of [{}, { 'accounts-flow': flow }]) {
      expect((await me.get('/sign-in', headers)).body).toMatchObject({ step: 'password', flow })
    }
    await me.post('/sign-in/password', { flow, password })
    expect((await me.get('/sign-in')).body).toMatchObject({ step: 'code', flow })
    const other = await me.post('/sign-in/factor', { flow, factor: 'totp' })
    expect(other.body).toMatchObject({ step: 'code', factor: 'email' })
    await me.post('/sign-in/code', { flow, code: await server.code(hiro) })
    expect((await me.get('/sign-in')).status).toBe(404)
  })

  it('is answered with 409 to a tab whose flow another tab has replaced, and nothing is evaluated', async () => {
    const old = await me.start(hiro)
    const current = await me.start(mei)
    const conflicts = [
      await me.post('/sign-in/password', { flow: old, password }),
      await me.post('/sign-in/code', { flow: old, code: '123456' }),
      await me.get('/sign-in', { 'accounts-flow': old }),
      await me.delete('/sign-in', { 'accounts-flow': old }),
    ]
    for (const conflict of conflicts) {
      expect(conflict).toMatchObject({
        status: 409,
        body: { code: 'flow_conflict', step: { step: 'password', flow: current, email: mei } },
      })
    }
    expect((await me.post('/sign-in/password', { flow: current, password })).body.step).toBe('code')
  })

  it('is nowhere when it was abandoned, has expired or never began, and the cookie is taken back', async () => {
    const flow = await me.start(hiro)
    const { cookie } = { cookie: `eca_tx=${me.jar.get('eca_tx')}` }
    const abandoned = await me.delete('/sign-in', { 'accounts-flow': flow })
    expect(abandoned.status).toBe(204)
    expect(me.jar.has('eca_tx')).toBe(false)
    const replayed = await me.post('/sign-in/password', { flow, password }, { cookie })
    expect(replayed).toMatchObject({ status: 404, body: { code: 'flow_not_found' } })
    expect(replayed.setCookies[0]).toMatch(/^eca_tx=; Max-Age=0/)

    await me.start(hiro)
    server.clock.advance(15 * 60_000)
    expect((await me.get('/sign-in')).status).toBe(404)
    expect((await me.get('/sign-in')).status).toBe(404)
  })

  it('is not told to a page that names its flow in another form', async () => {
    await me.start(hiro)
    expect((await me.get('/sign-in', { 'accounts-flow': 'x' })).body.code).toBe('request_invalid')
  })
})

describe('signing out', () => {
  it('ends the session, takes the cookies back, and answers alike when nobody was signed in', async () => {
    await signIn(server, me, hiro)
    const cookie = `eca_sid=${me.jar.get('eca_sid')}`
    const out = await me.delete('/session')
    expect(out.status).toBe(204)
    expect(cookieNames(out.setCookies)).toEqual(['eca_sid', 'eca_tx'])
    expect(out.headers.get('clear-site-data')).toBe('"cache", "storage"')
    expect(me.jar.has('eca_sid')).toBe(false)
    expect((await browser(server).get('/session', { cookie })).status).toBe(401)

    const again = await browser(server).delete('/session')
    expect([again.status, again.setCookies]).toEqual([204, out.setCookies])
  })

  it('ends the sign-in that was under way in this browser too', async () => {
    const flow = await me.toCode(hiro)
    const cookie = `eca_tx=${me.jar.get('eca_tx')}`
    await me.delete('/session')
    const code = await server.code(hiro)
    expect((await me.post('/sign-in/code', { flow, code }, { cookie })).status).toBe(404)
  })
})
