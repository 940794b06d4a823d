import { appFirst, CODE_ATTEMPTS, RECOVERED_MILLISECONDS } from '@ecforce-accounts/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { addApp, enrolApp, finish, sessionsIn, shownBy, stepUp, wrongCode } from '../support/journeys.ts'
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
} from '../support/server.ts'

// What mailed links opened in other people's systems, tried on this one over HTTP.

const chosen = 'yuki ni saku hana'
let server: Server
let me: Browser

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
})

/** The token of the latest link to reset a password that was mailed to an address. */
async function tokenFor(email: string, asking: Browser = browser(server), headers: Record<string, string> = {}) {
  expect((await asking.post('/password-reset', { email }, headers)).status).toBe(202)
  const mail = (await server.mails(email)).findLast(({ kind }) => kind === 'reset')
  if (mail?.kind !== 'reset' || mail.outcome !== 'link') throw new Error(`no link was mailed to ${email}`)
  return { token: mail.token, mail }
}

const use = (token: string, password = chosen) => browser(server).post('/password-reset/confirm', { token, password })
const kindsOf = async (one: Browser) =>
  (await one.get('/factors')).body.factors.map(({ kind }: { kind: string }) => kind).toSorted()

describe('a reset by mail', () => {
  it('is no sign-in and no new factor: the app is asked for as before, and the mailbox does not stand in for it', async () => {
    await signIn(server, me, hiro)
    const app = await addApp(server, me) // and mail beside it
    const { token } = await tokenFor(hiro)
    const done = await use(token)
    expect([done.status, done.setCookies]).toEqual([200, []])

    const one = browser(server)
    const flow = await one.start(hiro)
    const asked = await one.post('/sign-in/password', { flow, password: chosen })
    expect(asked.body).toMatchObject({ step: 'code', factor: 'totp', alternatives: ['recovery'] })
    const mails = (await server.mails(hiro)).length
    const around = [
      await one.post('/sign-in/factor', { flow, factor: 'email' }),
      await one.post('/sign-in/resend', { flow }),
      await one.post('/sign-in/app', { flow }),
      await one.post('/sign-in/app/confirm', { flow, code: '000000' }),
      await one.post('/sign-in/new-password', { flow, password: 'another one of mine' }),
    ]
    expect(around.map(({ status }) => status)).toEqual([200, 409, 409, 409, 409])
    expect([around[0]?.body.factor, sessionsIn(around)]).toEqual(['totp', []])
    expect(await server.mails(hiro)).toHaveLength(mails)
    expect((await finish(server, one, hiro, { password: chosen, app })).body.step).toBe('done')
    expect(await kindsOf(one)).toEqual(['email', 'recovery', 'totp'])
  })

  it('leaves who has mail alone recovered for a day: no factor is touched, whatever is proven by mail', async () => {
    await signIn(server, me, hiro)
    await use((await tokenFor(hiro)).token)
    const one = browser(server)
    await one.start(hiro)
    await finish(server, one, hiro, { password: chosen })
    expect((await stepUp(server, one, hiro)).body.step).toBe('done')
    const before = (await one.get('/factors')).body
    const [mail] = before.factors
    const refused = [
      await one.post('/factors/app', {}),
      await one.post('/factors/app/confirm', { code: '000000' }),
      await one.post('/factors/email', { code: '000000' }),
      await one.delete(`/factors/${mail.id}`),
      await one.post('/factors/recovery-codes', {}),
    ]
    for (const answer of refused) expect(answer).toMatchObject({ status: 403, body: { code: 'session_restricted' } })
    expect((await one.get('/factors')).body).toEqual(before)
    expect((await one.get('/apps')).status).toBe(200)

    server.clock.advance(RECOVERED_MILLISECONDS)
    await one.start(hiro)
    await finish(server, one, hiro, { password: chosen })
    await addApp(server, one)
    expect(await kindsOf(one)).toEqual(['email', 'recovery', 'totp'])
  })

  it('gives nobody more codes to guess', async () => {
    await signIn(server, browser(server), hiro)
    for (const one of [browser(server), browser(server)]) {
      const flow = await one.toCode(hiro)
      const right = await server.code(hiro)
      for (let nth = 1; nth <= CODE_ATTEMPTS; nth++) {
        expect((await one.post('/sign-in/code', { flow, code: wrongCode(right, nth) })).status).toBe(401)
      }
    }
    expect((await use((await tokenFor(hiro)).token)).status).toBe(200)
    const flow = await me.toCode(hiro, chosen)
    const late = await me.post('/sign-in/code', { flow, code: await server.code(hiro) })
    expect([late.status, sessionsIn([late])]).toEqual([429, []])
    server.clock.advance(3_600_000)
    await me.start(hiro)
    expect((await finish(server, me, hiro, { password: chosen })).body.step).toBe('done')
  })

  it.each(['an account', 'a claim'])(
    'of %s ends every sign-in and session that was begun with the former password',
    async (of) => {
      if (of === 'an account') await signIn(server, me, hiro)
      const thief = browser(server)
      const flow = await thief.toCode(hiro)
      const code = await server.code(hiro)
      expect((await use((await tokenFor(hiro)).token)).status).toBe(200)
      const late = [
        await thief.post('/sign-in/code', { flow, code }),
        await thief.post('/sign-in/resend', { flow }),
        await thief.get('/sign-in'),
        await thief.get('/session'),
        await me.get('/session'),
      ]
      expect(late.slice(3).map(({ status }) => status)).toEqual([401, 401])
      for (const { status, body } of late.slice(0, 3)) expect([status, body.step]).toEqual([404, undefined])
      expect(sessionsIn(late)).toEqual([])
      await me.start(hiro)
      expect((await finish(server, me, hiro, { password })).body.code).toBe('credentials_rejected')
      await me.start(hiro)
      expect((await finish(server, me, hiro, { password: chosen })).body.step).toBe('done')
    },
  )
})

describe('a mailed link', () => {
  it('is used once of fifty at once, and the password is the one that was answered with success', async () => {
    await signIn(server, me, hiro)
    const { token } = await tokenFor(hiro)
    const words = Array.from({ length: 50 }, (_, n) => `haru no hana ${n}`)
    const answers = await Promise.all(words.map((word) => use(token, word)))
    const won = words.filter((_, n) => answers[n]?.status === 200)
    expect(won).toHaveLength(1)
    for (const { status } of answers) expect([200, 410, 429]).toContain(status)
    await me.start(hiro)
    expect((await finish(server, me, hiro, { password: won[0] ?? '' })).body.step).toBe('done')
    for (const word of words.filter((one) => one !== won[0]).slice(0, 3)) {
      const other = browser(server)
      const flow = await other.start(hiro)
      expect((await other.post('/sign-in/password', { flow, password: word })).status).toBe(401)
    }
  })

  it.each(['the password', 'an app'])('is dead after its account has changed %s', async (what) => {
    await signIn(server, me, hiro)
    const { token } = await tokenFor(hiro)
    if (what === 'an app') await addApp(server, me)
    else
      expect(
        (await me.post('/profile/password', { currentPassword: password, password: 'natsu no hana 26' })).status,
      ).toBe(204)
    expect(await use(token)).toMatchObject({ status: 410, body: { code: 'link_unusable' } })
    expect((await me.get('/session')).status).toBe(200)
    expect((await use((await tokenFor(hiro)).token)).status).toBe(200)
  })

  it('of one person is nobody else’s, and tells who it is for by itself', async () => {
    await signIn(server, me, mei)
    const { token } = await tokenFor(hiro)
    for (const more of [{ email: mei }, { account: 'x' }, { userId: 'x' }]) {
      expect((await me.post('/password-reset/confirm', { token, password: chosen, ...more })).status).toBe(400)
    }
    const done = await me.post('/password-reset/confirm', { token, password: chosen })
    expect([done.body, done.setCookies]).toEqual([{ email: hiro }, []])
    expect((await me.get('/session')).body.account.email).toBe(mei)
    const other = browser(server)
    const flow = await other.start(mei)
    expect((await other.post('/sign-in/password', { flow, password: chosen })).status).toBe(401)
    expect((await other.post('/sign-in/password', { flow, password })).body.step).toBe('code')
  })

  it('is built from what is configured: no header of who asks gets into its mail, and another host asks for none', async () => {
    const { mail: plain } = await tokenFor(hiro)
    const forged = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '1',
      'x-forwarded-server': 'evil.example',
      'x-original-host': 'evil.example',
      'x-host': 'evil.example',
      'x-original-url': '//evil.example/',
      forwarded: 'host=evil.example;proto=http',
      referer: 'https://evil.example/',
    }
    const { mail, token } = await tokenFor(hiro, browser(server), forged)
    const without = ({ attempt, ...rest }: typeof mail) => ({ ...rest, token: null, attempt: attempt.at })
    expect(without(mail)).toEqual(without(plain))
    expect(JSON.stringify(mail)).not.toMatch(/evil|https?:/)
    expect((await use(token)).status).toBe(200)
  })

  it('is in its mail alone: no answer to anybody, no list of events and no session shows its token', async () => {
    await signIn(server, me, hiro)
    const answers: Answer[] = []
    const asking = browser(server)
    answers.push(await asking.post('/password-reset', { email: hiro }))
    const { token } = await tokenFor(hiro)
    for (const path of ['/session', '/profile', '/profile/events', '/sessions', '/factors', '/apps']) {
      answers.push(await me.get(path))
    }
    answers.push(await use(token, 'short'), await use('A'.repeat(43)), await use(token), await use(token))
    expect(answers.slice(-4).map(({ status }) => status)).toEqual([422, 410, 200, 410])
    for (const { text, headers } of answers) {
      expect(text).not.toContain(token)
      expect(JSON.stringify([...headers])).not.toContain(token)
    }
    const account = (await server.storage.accounts.findByEmail(hiro))?.account.id ?? ''
    expect(JSON.stringify(await server.storage.audit.listBySubject(account, 100))).not.toContain(token)
  })

  it('enrols nothing: where an app is asked for, one shows no other and binds none', async () => {
    server = await openServer({ factorPolicy: appFirst })
    me = browser(server)
    const app = await enrolApp(server, me, hiro)
    const { token } = await tokenFor(hiro)
    const one = browser(server)
    for (const more of [{ code: shownBy(server, app.secret) }, { secret: app.secret }, { factor: 'totp' }]) {
      expect((await one.post('/password-reset/confirm', { token, password: chosen, ...more })).status).toBe(400)
    }
    expect((await one.post('/password-reset/confirm', { token, password: chosen })).status).toBe(200)
    expect((await one.post('/factors/app', {})).status).toBe(401)
    const flow = await one.start(hiro)
    expect((await one.post('/sign-in/password', { flow, password: chosen })).body.factor).toBe('totp')
    expect((await one.post('/sign-in/app', { flow })).status).toBe(409)
    expect((await finish(server, one, hiro, { password: chosen, app })).body.step).toBe('done')
    expect(await kindsOf(one)).toEqual(['recovery', 'totp'])
  })
})
