import { CODE_ATTEMPTS } from '@ecforce-accounts/core'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Answer,
  type Browser,
  browser,
  hiro,
  mei,
  openServer,
  password,
  type Server,
  signIn,
} from './support/server.ts'

let server: Server
let me: Browser

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
})

describe('what was received before the last proof', () => {
  it('opens nothing, under whatever cookie name it is sent', async () => {
    const flow = await me.toCode(hiro)
    expect(me.everReceived.length).toBeGreaterThan(0)
    for (const { value } of me.everReceived) {
      for (const name of ['eca_sid', 'eca_tx', 'eca_dev', '__Host-eca_sid']) {
        for (const path of ['/session', '/apps']) {
          const answer = await browser(server).get(path, { cookie: `${name}=${value}` })
          expect([answer.status, answer.body.code]).toEqual([401, 'session_required'])
        }
      }
    }
    await me.post('/sign-in/code', { flow, code: await server.code(hiro) })
    expect((await me.get('/session')).status).toBe(200)
  })

  it('is of no use after the sign-in is complete, nor after signing out', async () => {
    const flow = await me.toCode(hiro)
    const code = await server.code(hiro)
    const cookie = `eca_tx=${me.jar.get('eca_tx')}`
    await me.post('/sign-in/code', { flow, code })
    server.clock.advance(60_000)
    const replays = async () => [
      await browser(server).get('/sign-in', { cookie }),
      await browser(server).post('/sign-in/password', { flow, password }, { cookie }),
      await browser(server).post('/sign-in/code', { flow, code }, { cookie }),
      await browser(server).post('/sign-in/resend', { flow }, { cookie }),
      await browser(server).post('/sign-in/factor', { flow, factor: 'email' }, { cookie }),
    ]
    const answers = await replays()
    await me.delete('/session')
    answers.push(...(await replays()))
    for (const { status, setCookies } of answers) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(setCookies.some((line) => line.startsWith('eca_sid'))).toBe(false)
    }
  })

  it("does not spare another account's factor where somebody is signed in already", async () => {
    await signIn(server, me, hiro)
    const flow = await me.start(mei)
    expect((await me.post('/sign-in/password', { flow, password })).body.step).toBe('code')
    expect((await me.get('/session')).body.account.email).toBe(hiro)
    await me.post('/sign-in/code', { flow, code: await server.code(mei) })
    expect((await me.get('/session')).body.account.email).toBe(mei)
  })

  it('is not advanced by asking for another way, another mail or a new password without a proof', async () => {
    const flow = await me.start(hiro)
    for (const [path, body] of [
      ['/sign-in/factor', { flow, factor: 'email' }],
      ['/sign-in/resend', { flow }],
      ['/sign-in/code', { flow, code: '000000' }],
      ['/sign-in/new-password', { flow, password: 'yuki ni saku hana' }],
    ] as const) {
      await me.post(path, body)
      expect((await me.get('/sign-in')).body.step).toBe('password')
    }
    expect(await server.mails(hiro)).toEqual([])
  })
})

describe('a hundred at once', () => {
  it('with the right code get one session cookie among them', async () => {
    const flow = await me.toCode(hiro)
    const code = await server.code(hiro)
    const cookie = `eca_tx=${me.jar.get('eca_tx')}`
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => browser(server).post('/sign-in/code', { flow, code }, { cookie })),
    )
    expect(answers.filter(({ setCookies }) => setCookies.some((line) => /^eca_sid=[\w-]{43}/.test(line)))).toHaveLength(
      1,
    )
    for (const { status } of answers) expect([200, 401, 404, 409]).toContain(status)
    expect(answers.some(({ status }) => status === 200)).toBe(true)
  })

  it('with wrong codes are compared five times at most, and the right one is too late', async () => {
    const flow = await me.toCode(hiro)
    const code = await server.code(hiro)
    const cookie = `eca_tx=${me.jar.get('eca_tx')}`
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => {
        const guess = String((Number(code) + 1 + i) % 1_000_000).padStart(6, '0')
        return browser(server).post('/sign-in/code', { flow, code: guess }, { cookie })
      }),
    )
    for (const { status } of answers) expect([401, 404, 409, 429]).toContain(status)
    const events = await server.storage.audit.listBySubject(flow, 1000)
    expect(events.filter(({ name, reason }) => name === 'authn.code' && reason === 'mismatch')).toHaveLength(
      CODE_ATTEMPTS,
    )
    expect((await me.post('/sign-in/code', { flow, code }, { cookie })).status).toBe(404)

    const next = browser(server)
    const second = await next.toCode(hiro)
    expect((await next.post('/sign-in/code', { flow: second, code: await server.code(hiro) })).body.step).toBe('done')
  })
})

describe('two people at once', () => {
  it('are never taken for each other over two hundred mixed requests', async () => {
    const other = browser(server)
    await signIn(server, me, hiro)
    await signIn(server, other, mei)
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const [who, email] = i % 2 === 0 ? ([me, hiro] as const) : ([other, mei] as const)
        if (i % 10 < 8) expect((await who.get('/session')).body.account.email).toBe(email)
        else expect((await who.get('/apps')).status).toBe(200)
      }),
    )
  })
})

describe('secrets', () => {
  it('stand in the cookie that issues them and in no body, no audit row and no report of an error', async () => {
    const seen: string[] = []
    const note = (answer: Answer) => {
      seen.push(answer.text)
      return answer
    }
    const flow = note(await me.post('/sign-in', { email: hiro })).body.flow
    note(await me.post('/sign-in/password', { flow, password: 'sentinel wrong password' }))
    note(await me.post('/sign-in/password', { flow, password: ['sentinel wrong password'] }))
    note(await me.post('/sign-in/password', { flow, password }))
    const code = await server.code(hiro)
    note(await me.post('/sign-in/code', { flow, code: `${code}7` }))
    note(await me.post('/sign-in/code', { flow, code }))
    note(await me.get('/session'))
    const tokens = me.everReceived.map(({ value }) => value)
    expect(tokens).toHaveLength(4) // the flow's, its next after the password, the session's and the device's

    const account = (await server.storage.accounts.findByEmail(hiro))?.account.id ?? ''
    const audit = JSON.stringify([
      await server.storage.audit.listBySubject(flow, 100),
      await server.storage.audit.listBySubject(account, 100),
    ])
    expect(audit).toContain('authn.signed_in')
    const everything = [...seen, audit, JSON.stringify(server.errors)].join('\n')
    for (const secret of [password, 'sentinel wrong password', ...tokens]) expect(everything).not.toContain(secret)
    expect(everything).not.toMatch(new RegExp(`\\b${code}\\b`))
  })
})
