import { appFirst, CODE_ATTEMPTS, emailFirst, type FactorPolicy, throttleRules } from '@ecforce-accounts/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { addApp, enrolApp, sessionsIn, shownBy, signInByApp, stepUp, toFactor, wrongCode } from '../support/journeys.ts'
import {
  type Answer,
  type Browser,
  browser,
  hiro,
  openServer,
  password,
  type Server,
  signIn,
} from '../support/server.ts'

// How codes were guessed, used twice and raced for in other people's systems, tried on this one over HTTP.

const hour = 3_600_000
let server: Server
let me: Browser

const open = async (factorPolicy: FactorPolicy) => {
  server = await openServer({ factorPolicy })
  me = browser(server)
}

beforeEach(() => open(emailFirst))

const times = <T>(count: number, make: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => make(nth))

/** What was compared and wrong for an account, as the audit log has it. */
async function compared(email: string): Promise<number> {
  const account = (await server.storage.accounts.findByEmail(email))?.account.id ?? ''
  const events = await server.storage.audit.listBySubject(account, 2000)
  return events.filter(({ name }) => name === 'authn.wrong_code').length
}

async function notices(email: string, about: string): Promise<number> {
  return (await server.mails(email)).filter((mail) => mail.kind === 'notice' && mail.about === about).length
}

/** Wrong codes for the flow of a browser, one after the other. */
async function guess(of: Browser, flow: string, right: string, count: number, path = '/sign-in/code') {
  const answers: Answer[] = []
  for (let nth = 1; nth <= count; nth++) answers.push(await of.post(path, { flow, code: wrongCode(right, nth) }))
  expect(answers.map(({ status }) => status)).toEqual(times(count, () => 401))
}

describe('guessing', () => {
  it('a thousand at once over twenty sign-ins from twenty places: ten are compared, and the owner is told', async () => {
    await signIn(server, me, hiro)
    const flows: { one: Browser; flow: string }[] = []
    const codes = new Set<string>()
    for (const one of times(20, () => browser(server))) {
      flows.push({ one, flow: await one.toCode(hiro) })
      codes.add(await server.code(hiro))
    }
    const wrong = times(1100, (n) => String(n * 907).padStart(6, '0')).filter((code) => !codes.has(code))
    const answers = await Promise.all(
      times(1000, (n) => {
        const { one, flow } = flows[n % flows.length] ?? { one: me, flow: '' }
        return one.post('/sign-in/code', { flow, code: wrong[n] })
      }),
    )
    for (const { status } of answers) expect([401, 404, 409, 429]).toContain(status)
    expect(sessionsIn(answers)).toEqual([])
    expect(await compared(hiro)).toBe(throttleRules.codes.limit)
    expect(await notices(hiro, 'wrong-code')).toBe(1)

    // A browser of nobody's has no more to try; the owner's own goes on.
    const stranger = browser(server)
    const flow = await stranger.toCode(hiro)
    const late = await stranger.post('/sign-in/code', { flow, code: await server.code(hiro) })
    expect([late.status, sessionsIn([late])]).toEqual([429, []])
    expect((await signIn(server, me, hiro)).body.step).toBe('done')
    server.clock.advance(hour)
    expect((await signIn(server, browser(server), hiro)).body.step).toBe('done')
  })

  it('uses one budget at the sign-in, the step-up and the factors, and the owner’s browser goes on', async () => {
    await signIn(server, me, hiro)
    const app = await addApp(server, me, false)
    const device = me.jar.get('eca_dev') ?? ''
    me.jar.delete('eca_dev')
    const right = () => shownBy(server, app.secret)
    const stranger = browser(server)
    await guess(stranger, await toFactor(stranger, hiro, 'totp'), right(), 4)
    const { flow } = (await me.post('/step-up', {})).body
    await guess(me, flow, right(), 4, '/step-up/code')
    for (const nth of [1, 2]) {
      expect((await me.post('/factors/email', { code: wrongCode(right(), nth) })).status).toBe(401)
    }
    expect(await compared(hiro)).toBe(throttleRules.codes.limit)

    const late = browser(server)
    const refused = [
      await late.post('/sign-in/code', { flow: await toFactor(late, hiro, 'totp'), code: right() }),
      await me.post('/step-up/code', { flow, code: right() }),
      await me.post('/factors/email', { code: right() }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([429, 429, 429])
    expect(sessionsIn(refused)).toEqual([])
    const known = browser(server, new Map([['eca_dev', device]]))
    expect((await signInByApp(server, known, hiro, app)).body.step).toBe('done')
  })

  it('at a step-up is counted over a hundred at once and over a restart', async () => {
    await signIn(server, me, hiro)
    const { flow } = (await me.post('/step-up', {})).body
    const right = await server.code(hiro)
    const answers = await Promise.all(
      times(100, (n) => me.post('/step-up/code', { flow, code: wrongCode(right, n + 1) })),
    )
    expect(sessionsIn(answers)).toEqual([])
    expect(await compared(hiro)).toBe(CODE_ATTEMPTS)
    expect((await me.post('/step-up/code', { flow, code: right })).status).toBe(404)

    const node = await openServer({ over: server })
    const moved = browser(node, me.jar)
    const second = (await moved.post('/step-up', {})).body.flow
    await guess(moved, second, await node.code(hiro), CODE_ATTEMPTS, '/step-up/code')
    const third = (await moved.post('/step-up', {})).body.flow
    const late = await moved.post('/step-up/code', { flow: third, code: await node.code(hiro) })
    expect([late.status, sessionsIn([late])]).toEqual([429, []])
    server.clock.advance(hour)
    const later = browser(node)
    expect((await signIn(node, later, hiro)).body.step).toBe('done')
    expect((await stepUp(node, later, hiro)).body.step).toBe('done')
  })

  it('that has used the budget up leaves nothing open by a flow, a factor or a mail from before', async () => {
    await open(appFirst)
    const app = await enrolApp(server, me, hiro)
    const [paper = ''] = app.recoveryCodes
    const pending = browser(server)
    const waiting = await toFactor(pending, hiro, 'totp')
    for (const one of [browser(server), browser(server)]) {
      await guess(one, await toFactor(one, hiro, 'totp'), shownBy(server, app.secret), CODE_ATTEMPTS)
    }
    const answers = [await pending.post('/sign-in/code', { flow: waiting, code: shownBy(server, app.secret) })]
    await pending.post('/sign-in/factor', { flow: waiting, factor: 'recovery' })
    answers.push(await pending.post('/sign-in/code', { flow: waiting, code: paper }))
    const again = browser(server)
    answers.push(await signInByApp(server, again, hiro, app))
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 429])
    expect(sessionsIn(answers)).toEqual([])
    expect((await again.get('/session')).status).toBe(401)
    server.clock.advance(hour)
    expect((await signInByApp(server, again, hiro, app)).body.step).toBe('done')
  })

  it('passwords takes nothing from codes, nor guessing codes from passwords', async () => {
    await signIn(server, me, hiro)
    const pending = browser(server)
    const waiting = await pending.toCode(hiro)
    const code = await server.code(hiro)
    const guesser = browser(server)
    const flow = await guesser.start(hiro)
    for (let n = 0; n < throttleRules.passwordFromPlace.freeAttempts; n++) {
      expect((await guesser.post('/sign-in/password', { flow, password: `not this ${n}` })).status).toBe(401)
    }
    expect((await guesser.post('/sign-in/password', { flow, password })).status).toBe(429)
    expect((await pending.post('/sign-in/code', { flow: waiting, code })).body.step).toBe('done')

    for (const one of [browser(server), browser(server)]) {
      await guess(one, await one.toCode(hiro), await server.code(hiro), CODE_ATTEMPTS)
    }
    const heard = browser(server)
    const later = await heard.start(hiro)
    expect((await heard.post('/sign-in/password', { flow: later, password })).body.step).toBe('code')
    const refused = await heard.post('/sign-in/code', { flow: later, code: await server.code(hiro) })
    expect([refused.status, sessionsIn([refused])]).toEqual([429, []])
    // What was refused unheard has cost the flow nothing.
    expect((await heard.get('/sign-in')).body.attemptsLeft).toBe(CODE_ATTEMPTS)
  })
})
