import { beforeEach, describe, expect, it } from 'vitest'
import { type Browser, browser, hiro, openServer, password, ren, type Server, signIn } from './support/server.ts'

let server: Server
let me: Browser
const chosen = 'yuki ni saku hana'

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
})

/** The token of the latest link mailed to an address. */
async function tokenFor(email: string): Promise<string> {
  const mail = (await server.mails(email)).findLast(({ kind }) => kind === 'reset')
  if (mail?.kind !== 'reset' || mail.outcome !== 'link') throw new Error(`no link was mailed to ${email}`)
  return mail.token
}

const resetMails = async (email: string) => (await server.mails(email)).filter(({ kind }) => kind === 'reset').length

describe('a password reset over HTTP', () => {
  it('is taken, used once, and signs nobody in: no cookie is set, and the sign-in that follows asks for a code', async () => {
    await signIn(server, me, hiro)
    const one = browser(server)
    const asked = await one.post('/password-reset', { email: ' ｈiro.kato@renshu-shoes.example ' })
    expect([asked.status, asked.text, asked.setCookies]).toEqual([202, '', []])

    const token = await tokenFor(hiro)
    const done = await one.post('/password-reset/confirm', { token, password: chosen })
    expect([done.status, done.body, done.setCookies]).toEqual([200, { email: hiro }, []])
    expect((await me.get('/session')).status).toBe(401)
    expect((await one.get('/session')).status).toBe(401)

    const again = await one.post('/password-reset/confirm', { token, password: chosen })
    expect([again.status, again.body.code]).toEqual([410, 'link_unusable'])
    expect(again.body.supportCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    const flow = await one.start(hiro)
    expect((await one.post('/sign-in/password', { flow, password })).body.code).toBe('credentials_rejected')
    const step = (await one.post('/sign-in/password', { flow, password: chosen })).body
    expect(step).toMatchObject({ step: 'code', purpose: 'verify' })
  })

  it('keeps the browser known that the account knew, by a new cookie and without a session', async () => {
    await signIn(server, me, hiro)
    const former = me.jar.get('eca_dev')
    await me.post('/password-reset', { email: hiro })
    const done = await me.post('/password-reset/confirm', { token: await tokenFor(hiro), password: chosen })
    expect(done.setCookies).toEqual([expect.stringMatching(/^eca_dev=[\w-]{43}; Max-Age=\d+; .*HttpOnly/)])
    expect(me.jar.get('eca_dev')).not.toBe(former)
    expect((await me.get('/session')).status).toBe(401)
    await me.post('/sign-in/code', { flow: await me.toCode(hiro, chosen), code: await server.code(hiro) })
    const notices = (await server.mails(hiro)).filter((mail) => mail.kind === 'notice' && mail.about === 'new-device')
    expect(notices).toEqual([])
  })

  it('says how many characters a password lacks, and keeps the link', async () => {
    await me.post('/password-reset', { email: ren })
    const token = await tokenFor(ren)
    const short = await me.post('/password-reset/confirm', { token, password: 'elevenchars' })
    expect([short.status, short.body.reason, short.body.detail]).toEqual([422, 'too_short', 'あと1文字必要です。'])
    expect((await me.post('/password-reset/confirm', { token, password: chosen })).status).toBe(200)
  })

  it.each([
    { who: 'an account', email: hiro },
    { who: 'a claim', email: ren },
    { who: 'nobody', email: 'nobody@nowhere.example' },
  ])('is answered for $who as for anybody, also when it is too often', async ({ email }) => {
    await signIn(server, browser(server), hiro)
    for (let nth = 0; nth < 25; nth++) {
      const answer = await me.post('/password-reset', { email })
      expect([answer.status, answer.text, answer.setCookies]).toEqual([202, '', []])
    }
    expect(await resetMails(email)).toBe(email.startsWith('nobody') ? 0 : 3)
  })

  it('changes nothing when its link is opened, headed or posted to without a password', async () => {
    await me.post('/password-reset', { email: ren })
    const token = await tokenFor(ren)
    const scanner = browser(server)
    const opened = [
      await scanner.get(`/password-reset?token=${token}`),
      await scanner.get(`/password-reset/confirm?token=${token}`),
      await scanner.call('HEAD', '/password-reset/confirm'),
      await scanner.post('/password-reset/confirm', { token }),
      await scanner.post('/password-reset/confirm', { token, password: chosen }, { 'sec-fetch-site': 'cross-site' }),
    ]
    expect(opened.map(({ status }) => status)).toEqual([405, 405, 405, 400, 403])
    expect((await me.post('/password-reset/confirm', { token, password: chosen })).status).toBe(200)
  })
})

describe('whose password it is', () => {
  it.each([
    { email: [hiro, 'thief@nowhere.example'] },
    { email: { $ne: null } },
    { email: `${hiro},thief@nowhere.example` },
    { email: `${hiro}\r\nBcc: thief@nowhere.example` },
    { email: `${hiro} thief@nowhere.example` },
    { email: '' },
    { email: null },
    { email: hiro, to: 'thief@nowhere.example' },
    { mail: hiro },
  ])('is one address and nothing else: %j', async (body) => {
    expect((await me.post('/password-reset', body)).status).toBe(400)
    expect(await resetMails(hiro)).toBe(0)
    expect((await me.post('/password-reset', { email: hiro })).status).toBe(202)
    expect(await resetMails(hiro)).toBe(1)
  })

  it('is what the token says, whatever else is sent', async () => {
    await me.post('/password-reset', { email: ren })
    const token = await tokenFor(ren)
    for (const more of [{ email: hiro }, { account: 'x' }, { userId: 1 }]) {
      expect((await me.post('/password-reset/confirm', { token, password: chosen, ...more })).status).toBe(400)
    }
    for (const wrong of ['', ' ', null, 0, [token], { $gt: '' }, `${token} `, token.toLowerCase()]) {
      const answer = await me.post('/password-reset/confirm', { token: wrong, password: chosen })
      expect([400, 410]).toContain(answer.status)
    }
    expect((await me.post('/password-reset/confirm', { token, password: chosen })).body).toEqual({ email: ren })
  })
})
