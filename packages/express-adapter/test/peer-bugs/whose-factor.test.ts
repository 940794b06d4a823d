import { appFirst, emailFirst, type FactorPolicy } from '@ecforce-accounts/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { appCode } from '../../../core/test/support/totp-oracle.ts'
import {
  type App,
  enrolApp,
  finish,
  sessionsIn,
  shownBy,
  signInByApp,
  TIME_STEP_MILLISECONDS,
  toApp,
  toFactor,
} from '../support/journeys.ts'
import { type Browser, browser, hiro, mei, openServer, password, type Server, signIn } from '../support/server.ts'

// Whose a factor is: what other people's systems got wrong about its secret, its code and its device, over HTTP.

let server: Server
let me: Browser

const open = async (factorPolicy: FactorPolicy) => {
  server = await openServer({ factorPolicy })
  me = browser(server)
}

beforeEach(() => open(emailFirst))

describe('the secret of an app', () => {
  let app: App

  beforeEach(async () => {
    await open(appFirst)
    app = await enrolApp(server, me, hiro)
  })

  it('that is enrolled is in no answer: not after the password, not signed in, not when another is shown', async () => {
    const other = browser(server)
    const flow = await other.toCode(hiro)
    const answers = [await other.get('/sign-in'), await other.post('/sign-in/app', { flow })]
    expect(answers[1]).toMatchObject({ status: 409, body: { code: 'flow_conflict' } })
    for (const path of ['/session', '/profile', '/profile/events', '/sessions', '/factors', '/apps']) {
      const answer = await me.get(path)
      expect(answer.status).toBe(200)
      answers.push(answer)
    }
    answers.push(await me.get('/factors/app'))
    const shown = await me.post('/factors/app', {})
    expect(shown.body.uri).toContain(`secret=${shown.body.secret}`)
    for (const answer of [...answers, shown]) expect(answer.text).not.toContain(app.secret)
    // What was shown is nobody's factor, and what was there goes on.
    const tried = await signInByApp(server, browser(server), hiro, { ...app, secret: shown.body.secret })
    expect([tried.status, tried.body.reason]).toEqual([401, 'mismatch'])
    expect((await finish(server, other, hiro, { password, app })).body.step).toBe('done')
  })

  it('is of the server’s making: one that is sent along is refused, and its codes confirm nothing', async () => {
    const own = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    const code = appCode(own, server.clock.now())
    const newcomer = browser(server)
    const flow = await toApp(server, newcomer, mei)
    for (const more of [{ secret: own }, { uri: `otpauth://totp/x?secret=${own}` }, { factorId: 'x' }]) {
      expect((await newcomer.post('/sign-in/app', { flow, ...more })).status).toBe(400)
      expect((await newcomer.post('/sign-in/app/confirm', { flow, code, ...more })).status).toBe(400)
      expect((await me.post('/factors/app/confirm', { code, ...more })).status).toBe(400)
    }
    const shown = [await newcomer.post('/sign-in/app', { flow }), await me.post('/factors/app', { secret: own })]
    for (const { body } of shown) expect(body.secret).not.toBe(own)
    const early = [
      await newcomer.post('/sign-in/app/confirm', { flow, code }),
      await me.post('/factors/app/confirm', { code }),
    ]
    expect(early.map(({ status }) => status)).toEqual([401, 401])

    const [first, second] = shown.map(({ body }) => shownBy(server, body.secret))
    expect((await newcomer.post('/sign-in/app/confirm', { flow, code: first })).body.step).toBe('done')
    expect((await me.post('/factors/app/confirm', { code: second })).status).toBe(200)
  })

  it('is its owner’s: its codes prove nothing for another, whose factors cannot be named either', async () => {
    const other = browser(server)
    const theirs = await enrolApp(server, other, mei)
    const mine = shownBy(server, app.secret)
    const flow = await toFactor(other, mei, 'totp')
    const rejected = await other.post('/sign-in/code', { flow, code: mine })
    expect(rejected).toMatchObject({ status: 401, body: { code: 'code_rejected', reason: 'mismatch' } })
    const { body: nobodys } = await other.delete(`/factors/${'0'.repeat(26)}`)
    expect(nobodys).toMatchObject({ code: 'factor_refused', reason: 'not_enrolled' })
    for (const { id } of (await me.get('/factors')).body.factors) {
      expect((await other.post('/sign-in/factor', { flow, factor: id })).status).toBe(400)
      expect((await other.post('/sign-in/code', { flow, code: mine, factor: id })).status).toBe(400)
      expect((await other.delete(`/factors/${id}`)).body).toEqual(nobodys)
    }
    expect((await me.get('/factors')).body.factors).toHaveLength(2)
    expect((await signInByApp(server, browser(server), hiro, app)).body.step).toBe('done')
    expect((await finish(server, other, mei, { password, app: theirs })).body.step).toBe('done')
  })
})

describe('a mailed code', () => {
  it('that is missing, empty, not yet sent, another’s or used up is none', async () => {
    const flow = await me.start(hiro)
    const stranger = browser(server)
    const strangers = await stranger.toCode(mei)
    const theirs = await server.code(mei)
    expect(await me.post('/sign-in/code', { flow, code: theirs })).toMatchObject({ status: 409 })
    await me.post('/sign-in/password', { flow, password })
    const right = await server.code(hiro)
    expect(right).not.toBe(theirs)
    for (const code of [undefined, null, '', ' ', '0', 0, Number(right), [right], { $ne: '' }, true, `${right}0`]) {
      expect([code, (await me.post('/sign-in/code', { flow, code })).status]).toEqual([code, 400])
    }
    expect(await me.post('/sign-in/code', { flow, code: theirs })).toMatchObject({ status: 401 })
    const answers = []
    for (let n = 0; n < 4; n++) answers.push(await me.post('/sign-in/code', { flow, code: theirs }))
    answers.push(await me.post('/sign-in/code', { flow, code: right }))
    expect(answers.at(-1)?.status).toBe(404)
    expect(sessionsIn(answers)).toEqual([])
    expect((await stranger.post('/sign-in/code', { flow: strangers, code: theirs })).body.step).toBe('done')
  })
})

describe('a browser that the account knows', () => {
  const toldOfNew = async (email: string) =>
    (await server.mails(email)).filter((mail) => mail.kind === 'notice' && mail.about === 'new-device').length

  it('is spared no factor, is known to no other account, and is forgotten with the former password', async () => {
    await signIn(server, me, hiro)
    await signIn(server, browser(server), mei)
    const cookie = `eca_dev=${me.jar.get('eca_dev')}`
    const device = new Map([['eca_dev', me.jar.get('eca_dev') ?? '']])
    expect((await browser(server).get('/session', { cookie })).status).toBe(401)
    const signInKnown = async (email: string, typed = password) => {
      const one = browser(server, new Map(device))
      const flow = await one.start(email)
      const asked = await one.post('/sign-in/password', { flow, password: typed })
      expect([asked.body.step, sessionsIn([asked])]).toEqual(['code', []])
      return one.post('/sign-in/code', { flow, code: await server.code(email) })
    }
    expect((await signInKnown(hiro)).body.step).toBe('done')
    expect(await toldOfNew(hiro)).toBe(0)
    expect((await signInKnown(mei)).body.step).toBe('done')
    expect(await toldOfNew(mei)).toBe(1)

    expect(
      (await me.post('/profile/password', { currentPassword: password, password: 'yuki ni saku hana' })).status,
    ).toBe(204)
    server.clock.advance(TIME_STEP_MILLISECONDS)
    expect((await signInKnown(hiro, 'yuki ni saku hana')).body.step).toBe('done')
    expect(await toldOfNew(hiro)).toBe(1)
  })
})
