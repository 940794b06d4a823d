import { appFirst, emailFirst, type FactorPolicy, FRESHNESS_MILLISECONDS } from '@ecforce-accounts/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { codeOfStep } from '../../../core/test/support/totp-oracle.ts'
import {
  addApp,
  enrolApp,
  finish,
  sessionsIn,
  shownBy,
  signInByApp,
  TIME_STEP_MILLISECONDS,
  toApp,
  toFactor,
  wrongCode,
} from '../support/journeys.ts'
import { type Browser, browser, hiro, mei, openServer, password, type Server, signIn } from '../support/server.ts'

// What is good for once, for one person and for one thing, raced for and carried elsewhere over HTTP.

let server: Server
let me: Browser

const open = async (factorPolicy: FactorPolicy) => {
  server = await openServer({ factorPolicy })
  me = browser(server)
}

beforeEach(() => open(emailFirst))

/** Browsers that each wait for a code of this factor. */
async function waiting(count: number, email: string, factor: 'totp' | 'recovery') {
  const flows: { one: Browser; flow: string }[] = []
  for (let nth = 0; nth < count; nth++) {
    const one = browser(server)
    flows.push({ one, flow: await toFactor(one, email, factor) })
  }
  return flows
}

describe('a code of an app', () => {
  it('opens one session of fifty sign-ins that give it at once, and nothing afterwards', async () => {
    await open(appFirst)
    const app = await enrolApp(server, me, hiro)
    const flows = await waiting(50, hiro, 'totp')
    const code = shownBy(server, app.secret)
    const answers = await Promise.all(flows.map(({ one, flow }) => one.post('/sign-in/code', { flow, code })))
    expect(sessionsIn(answers)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const { status } of answers) expect([200, 401, 429]).toContain(status)

    const late = browser(server)
    const flow = await toFactor(late, hiro, 'totp')
    expect(await late.post('/sign-in/code', { flow, code })).toMatchObject({
      status: 401,
      body: { reason: 'replayed' },
    })
    server.clock.advance(TIME_STEP_MILLISECONDS)
    expect((await finish(server, late, hiro, { password, app })).body.step).toBe('done')
  })

  it('is used up by enrolling, signing in, proving again and switching mail on, for all of them together', async () => {
    await open(appFirst)
    const flow = await toApp(server, me, hiro)
    const { secret } = (await me.post('/sign-in/app', { flow })).body
    const code = () => shownBy(server, secret)
    expect((await me.post('/sign-in/app/confirm', { flow, code: code() })).body.step).toBe('done')

    const replays = async () => {
      const other = browser(server)
      const signingIn = await toFactor(other, hiro, 'totp')
      const proving = (await me.post('/step-up', {})).body.flow
      const answers = [
        await other.post('/sign-in/code', { flow: signingIn, code: code() }),
        await me.post('/step-up/code', { flow: proving, code: code() }),
        await me.post('/factors/email', { code: code() }),
      ]
      expect(answers.map(({ status, body }) => [status, body.reason])).toEqual(Array(3).fill([401, 'replayed']))
      expect(sessionsIn(answers)).toEqual([])
      server.clock.advance(TIME_STEP_MILLISECONDS)
      return { other, signingIn, proving }
    }
    const { other, signingIn } = await replays()
    expect((await other.post('/sign-in/code', { flow: signingIn, code: code() })).body.step).toBe('done')
    const { proving } = await replays()
    expect((await me.post('/step-up/code', { flow: proving, code: code() })).body.step).toBe('done')
    await replays()
    expect((await me.post('/factors/email', { code: code() })).status).toBe(200)
    const after = browser(server)
    const late = await toFactor(after, hiro, 'totp')
    expect(await after.post('/sign-in/code', { flow: late, code: code() })).toMatchObject({
      status: 401,
      body: { reason: 'replayed' },
    })
  })

  it('is taken in its own time step and the one after it, and in no other', async () => {
    await open(appFirst)
    const app = await enrolApp(server, me, hiro)
    const taken: number[] = []
    for (const offset of [-3, -2, -1, 0, 1, 2]) {
      server.clock.advance(10 * TIME_STEP_MILLISECONDS)
      const one = browser(server)
      const flow = await toFactor(one, hiro, 'totp')
      const step = Math.floor(server.clock.now() / TIME_STEP_MILLISECONDS) + offset
      const { body } = await one.post('/sign-in/code', { flow, code: codeOfStep(app.secret, step) })
      if (body.step === 'done') taken.push(offset)
      else expect([offset, body.reason]).toEqual([offset, 'mismatch'])
    }
    expect(taken).toEqual([-1, 0])
  })

  it('is made from 160 bits that are new each time, in a sign-in and signed in', async () => {
    await open(appFirst)
    const secrets: string[] = []
    const flow = await toApp(server, me, hiro)
    for (let nth = 0; nth < 3; nth++) {
      const { secret, uri } = (await me.post('/sign-in/app', { flow })).body
      expect(new URL(uri).searchParams.get('secret')).toBe(secret)
      secrets.push(secret)
    }
    expect((await finish(server, me, hiro)).body.step).toBe('done')
    secrets.push((await me.post('/factors/app', {})).body.secret, (await me.post('/factors/app', {})).body.secret)
    expect(new Set(secrets).size).toBe(5)
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/)

    // One that was shown before has been replaced, and confirms nothing.
    const [replaced = '', latest = ''] = secrets.slice(-2)
    expect((await me.post('/factors/app/confirm', { code: shownBy(server, replaced) })).status).toBe(401)
    expect((await me.post('/factors/app/confirm', { code: shownBy(server, latest) })).status).toBe(200)
  })
})

describe('a recovery code', () => {
  it('opens one session of forty sign-ins that give it at once, and none afterwards', async () => {
    await open(appFirst)
    const { recoveryCodes } = await enrolApp(server, me, hiro)
    const [code, next] = recoveryCodes
    const flows = await waiting(40, hiro, 'recovery')
    const answers = await Promise.all(flows.map(({ one, flow }) => one.post('/sign-in/code', { flow, code })))
    expect(sessionsIn(answers)).toHaveLength(1)
    for (const { status } of answers) expect([200, 401, 409, 429]).toContain(status)
    expect((await me.get('/factors')).body.recoveryCodesLeft).toBe(9)

    const late = browser(server)
    const flow = await toFactor(late, hiro, 'recovery')
    expect(await late.post('/sign-in/code', { flow, code })).toMatchObject({
      status: 401,
      body: { reason: 'replayed' },
    })
    expect((await late.post('/sign-in/code', { flow, code: next })).body.step).toBe('done')
  })

  it('is its owner’s: given for somebody else it opens nothing, and is not used up', async () => {
    await open(appFirst)
    const mine = await enrolApp(server, me, hiro)
    const other = browser(server)
    const theirs = await enrolApp(server, other, mei)
    const [code] = mine.recoveryCodes
    const tried = await other.post('/sign-in/code', { flow: await toFactor(other, mei, 'recovery'), code })
    expect(tried).toMatchObject({ status: 401, body: { code: 'code_rejected', reason: 'mismatch' } })
    expect((await me.get('/factors')).body.recoveryCodesLeft).toBe(10)
    const own = browser(server)
    expect((await own.post('/sign-in/code', { flow: await toFactor(own, hiro, 'recovery'), code })).status).toBe(200)
    const flow = await toFactor(other, mei, 'recovery')
    expect((await other.post('/sign-in/code', { flow, code: theirs.recoveryCodes[0] })).status).toBe(200)
  })
})

describe('a mailed code', () => {
  it('is for what it was asked for: not of a sign-in for a step-up, nor back, nor for the factors', async () => {
    await signIn(server, me, hiro)
    const app = await addApp(server, me, true)
    server.clock.advance(FRESHNESS_MILLISECONDS)
    const { flow } = (await me.post('/step-up', {})).body
    await me.post('/step-up/factor', { flow, factor: 'email' })
    const forStepUp = await server.code(hiro)
    const other = browser(server)
    const signingIn = await other.toCode(hiro)
    await other.post('/sign-in/factor', { flow: signingIn, factor: 'email' })
    const forSignIn = await server.code(hiro)
    expect(forSignIn).not.toBe(forStepUp)

    const copy = () => browser(server, new Map(me.jar)) // whose cookies an answer may take back
    const refused = [
      await other.post('/sign-in/code', { flow: signingIn, code: forStepUp }),
      await me.post('/step-up/code', { flow, code: forSignIn }),
      await copy().post('/sign-in/code', { flow, code: forStepUp }),
      await copy().post('/step-up/code', { flow: signingIn, code: forSignIn }),
      await me.post('/factors/app/confirm', { code: forStepUp }),
      await me.post('/factors/email', { code: forStepUp }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 404, 409, 403, 409])
    expect(sessionsIn(refused)).toEqual([])
    expect((await me.post('/step-up/code', { flow, code: forStepUp })).body.step).toBe('done')
    expect((await other.post('/sign-in/code', { flow: signingIn, code: forSignIn })).body.step).toBe('done')
    expect((await signInByApp(server, browser(server), hiro, app)).body.step).toBe('done')
  })

  it('outlives the wrong guesses that a stranger makes in a sign-in of their own', async () => {
    await signIn(server, browser(server), hiro)
    const flow = await me.toCode(hiro)
    const code = await server.code(hiro)
    const stranger = browser(server)
    const theirs = await stranger.toCode(hiro)
    const other = await server.code(hiro)
    for (let nth = 1; nth <= 5; nth++) {
      await stranger.post('/sign-in/code', { flow: theirs, code: wrongCode(other, nth) })
    }
    expect((await stranger.post('/sign-in/code', { flow: theirs, code: other })).status).toBe(404)
    expect((await me.post('/sign-in/code', { flow, code })).body.step).toBe('done')
  })
})
