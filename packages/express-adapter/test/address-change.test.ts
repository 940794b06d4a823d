import { beforeEach, describe, expect, it } from 'vitest'
import { type Browser, browser, hiro, mei, openServer, type Server, signIn } from './support/server.ts'

let server: Server
let me: Browser
const to = 'hiro@atarashii.example'
const chosen = 'yuki ni saku hana'

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
  await signIn(server, me, hiro)
})

async function token(): Promise<string> {
  const mail = (await server.mails(to)).findLast(({ kind }) => kind === 'address')
  if (mail?.kind !== 'address' || mail.outcome !== 'link') throw new Error('no link was mailed')
  return mail.token
}
async function revertToken(): Promise<string> {
  for (const mail of await server.mails(hiro)) {
    if (mail.kind === 'notice' && mail.about === 'address-changed') return mail.revert.token
  }
  throw new Error('no revert was mailed')
}

describe('a change of address over HTTP', () => {
  it('waits, is confirmed with a new cookie, and is reverted without one', async () => {
    expect((await me.get('/profile/email')).body).toEqual({ email: hiro, pending: null })
    const asked = await me.post('/profile/email', { email: 'Hiro@Atarashii.example' })
    expect(asked.body).toMatchObject({ email: hiro, pending: { email: 'Hiro@Atarashii.example' } })
    expect(asked.setCookies).toEqual([])
    expect((await me.get('/profile/email')).body).toEqual(asked.body)
    expect((await me.get('/session')).body.account.email).toBe(hiro)

    const before = me.jar.get('eca_sid')
    const confirmed = await me.post('/profile/email/confirm', { token: await token() })
    expect(confirmed.body).toEqual({ email: 'Hiro@Atarashii.example', pending: null })
    expect(me.jar.get('eca_sid')).not.toBe(before)
    expect((await me.get('/session')).body.account.email).toBe('Hiro@Atarashii.example')
    expect((await browser(server).get('/session', { cookie: `eca_sid=${before}` })).status).toBe(401)

    const owner = browser(server)
    const revert = { token: await revertToken(), password: chosen }
    const back = await owner.post('/profile/email/revert', revert)
    expect([back.status, back.body, back.setCookies]).toEqual([200, { email: hiro }, []])
    expect((await me.get('/session')).status).toBe(401)
    expect((await owner.post('/profile/email/revert', revert)).status).toBe(410)
  })

  it('keeps the browser known that reverts it and was known until then, by a new cookie and without a session', async () => {
    await me.post('/profile/email', { email: to })
    await me.post('/profile/email/confirm', { token: await token() })
    const back = await me.post('/profile/email/revert', { token: await revertToken(), password: chosen })
    expect(back.setCookies).toEqual([expect.stringMatching(/^eca_dev=[\w-]{43}; Max-Age=\d+; .*HttpOnly/)])
    expect((await me.get('/session')).status).toBe(401)
    await me.post('/sign-in/code', { flow: await me.toCode(hiro, chosen), code: await server.code(hiro) })
    const notices = (await server.mails(hiro)).filter((mail) => mail.kind === 'notice' && mail.about === 'new-device')
    expect(notices).toEqual([])
  })

  it('does nothing when its links are opened, or posted to without what a scanner lacks', async () => {
    await me.post('/profile/email', { email: to })
    const change = await token()
    const scanner = browser(server)
    expect((await scanner.get(`/profile/email/confirm?token=${change}`)).status).toBe(405)
    expect((await scanner.post('/profile/email/confirm', { token: change })).body.code).toBe('session_required')
    expect((await me.post('/profile/email/confirm', { token: change })).status).toBe(200)
    const back = await revertToken()
    expect((await scanner.get(`/profile/email/revert?token=${back}`)).status).toBe(405)
    expect((await scanner.post('/profile/email/revert', { token: back })).status).toBe(400)
    expect((await me.get('/session')).body.account.email).toBe(to)
  })

  it.each([[[to, mei]], [{ $ne: null }], [`${to},${mei}`], [`${to}\r\nBcc: ${mei}`], ['']])(
    'takes one address and nothing else: %j',
    async (email) => {
      expect((await me.post('/profile/email', { email })).status).toBe(400)
      expect((await me.post('/profile/email', { email: to, verified: true })).status).toBe(400)
      expect((await me.get('/profile/email')).body.pending).toBeNull()
      expect((await me.post('/profile/email', { email: to })).status).toBe(200)
    },
  )

  it('tells nobody but the mailbox whether an address is taken', async () => {
    await signIn(server, browser(server), mei)
    const [free, taken] = [
      await me.post('/profile/email', { email: to }),
      await me.post('/profile/email', { email: mei }),
    ]
    expect(taken.body).toEqual({ ...free.body, pending: { ...free.body.pending, email: mei } })
    expect(taken.text).not.toContain(await token())
  })
})
