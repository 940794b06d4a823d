import { RECOVERED_MILLISECONDS } from '@ecforce-accounts/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { addApp, finish, sessionsIn } from '../support/journeys.ts'
import { type Browser, browser, hiro, mei, openServer, password, type Server, signIn } from '../support/server.ts'

// How other people's accounts moved to addresses that nobody had confirmed, tried on this one over HTTP.

const chosen = 'yuki ni saku hana'
const target = 'hiro@atarashii.example'
let server: Server
let me: Browser

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
  await signIn(server, me, hiro)
})

/** The token of the latest link that confirms `to`. */
async function confirming(to: string): Promise<string> {
  const mail = (await server.mails(to)).findLast(({ kind }) => kind === 'address')
  if (mail?.kind !== 'address' || mail.outcome !== 'link') throw new Error(`no link was mailed to ${to}`)
  return mail.token
}

async function reverting(from: string): Promise<string> {
  const mail = (await server.mails(from)).findLast((one) => one.kind === 'notice' && one.about === 'address-changed')
  if (mail?.kind !== 'notice' || mail.about !== 'address-changed') throw new Error(`no revert was mailed to ${from}`)
  return mail.revert.token
}

async function resetting(email: string): Promise<string> {
  await browser(server).post('/password-reset', { email })
  const mail = (await server.mails(email)).findLast(({ kind }) => kind === 'reset')
  if (mail?.kind !== 'reset' || mail.outcome !== 'link') throw new Error(`no link was mailed to ${email}`)
  return mail.token
}

const ask = (one: Browser, email: string) => one.post('/profile/email', { email })
const confirm = (one: Browser, token: unknown) => one.post('/profile/email/confirm', { token })
const reset = (token: string) => browser(server).post('/password-reset/confirm', { token, password: chosen })
const changePassword = async (to: string) =>
  (await me.post('/profile/password', { currentPassword: password, password: to })).status
const addressOf = async (one: Browser) => (await one.get('/session')).body.account?.email ?? null

describe('an address that waits to be confirmed', () => {
  it('is nobody’s yet: sign-in, codes, notices and resets go by the one on record', async () => {
    await ask(me, target)
    expect(await addressOf(me)).toBe(hiro)
    const before = (await server.mails(target)).length
    const early = browser(server)
    const flow = await early.start(target)
    expect((await early.post('/sign-in/password', { flow, password })).status).toBe(401)
    expect((await early.post('/password-reset', { email: target })).status).toBe(202)
    await addApp(server, me)
    expect(await server.mails(target)).toHaveLength(before)

    await ask(me, target)
    expect((await confirm(me, await confirming(target))).status).toBe(200)
    expect(await addressOf(me)).toBe(target)
    const late = browser(server)
    const next = await late.start(target)
    expect((await late.post('/sign-in/password', { flow: next, password })).body.step).toBe('code')
    const old = browser(server)
    const former = await old.start(hiro)
    expect((await old.post('/sign-in/password', { flow: former, password })).status).toBe(401)
  })

  it('is confirmed by the session that asked and the token of its mail together, and by nothing less', async () => {
    await ask(me, target)
    const token = await confirming(target)
    const [stranger, other] = [browser(server), browser(server)]
    await signIn(server, stranger, mei)
    await signIn(server, other, hiro)
    expect((await confirm(browser(server), token)).status).toBe(401)
    for (const one of [stranger, other]) expect((await confirm(one, token)).body.code).toBe('link_unusable')
    for (const none of [undefined, null, '', ' ', 0, [token], { $ne: '' }, 'A'.repeat(43), `${token} `]) {
      expect([400, 410]).toContain((await confirm(me, none)).status)
      expect((await browser(server).post('/profile/email/revert', { token: none, password: chosen })).status).not.toBe(
        200,
      )
    }
    expect(await Promise.all([me, stranger, other].map(addressOf))).toEqual([hiro, mei, hiro])
    expect((await confirm(me, token)).body).toEqual({ email: target, pending: null })
    expect((await confirm(me, token)).status).toBe(410)
    expect(await addressOf(stranger)).toBe(mei)
  })

  it('of many asked for at once is one whose own mailbox has confirmed it, however they race', async () => {
    const targets = Array.from({ length: 20 }, (_, n) => `hiro${n}@atarashii.example`)
    const asked = await Promise.all(targets.map((one) => ask(me, one)))
    for (const { status } of asked) expect([200, 429]).toContain(status)
    const mailed: { to: string; token: string }[] = []
    for (const to of targets) {
      const token = await confirming(to).catch(() => null)
      if (token !== null) mailed.push({ to, token })
    }
    expect(mailed.length).toBeGreaterThan(0)
    const cookie = [...me.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answers = await Promise.all(
      mailed.flatMap(({ to, token }) =>
        Array.from({ length: 5 }, async () => {
          const one = browser(server)
          return { to, answer: await one.post('/profile/email/confirm', { token }, { cookie }), one }
        }),
      ),
    )
    const won = answers.filter(({ answer }) => answer.status === 200)
    expect(won).toHaveLength(1)
    expect(sessionsIn(answers.map(({ answer }) => answer))).toHaveLength(1)
    for (const { answer } of answers) expect([200, 401, 410, 429]).toContain(answer.status)
    const [winner] = won
    expect(winner?.answer.body).toEqual({ email: winner?.to, pending: null })
    expect(winner && (await addressOf(winner.one))).toBe(winner?.to)
  })

  it.each(['a reset by mail', 'a new password', 'an app'])(
    'is dropped by %s, for whoever has its token',
    async (by) => {
      const thief = browser(server)
      await signIn(server, thief, hiro)
      await ask(thief, target)
      const token = await confirming(target)
      if (by === 'a reset by mail') await reset(await resetting(hiro))
      else if (by === 'an app') await addApp(server, me)
      else expect(await changePassword(chosen)).toBe(204)

      expect((await confirm(thief, token)).status).toBe(401)
      const owner = browser(server)
      await owner.start(hiro)
      await finish(server, owner, hiro, { password: by === 'an app' ? password : chosen })
      expect((await confirm(owner, token)).status).toBe(by === 'a reset by mail' ? 403 : 410)
      expect((await owner.get('/profile/email')).body).toEqual({ email: hiro, pending: null })
      if (by === 'a reset by mail') {
        server.clock.advance(RECOVERED_MILLISECONDS)
        await owner.start(hiro)
        await finish(server, owner, hiro, { password: chosen })
      }
      await ask(owner, target)
      expect((await confirm(owner, await confirming(target))).status).toBe(200)
    },
  )

  it('of somebody who signs in with it first stays theirs, whoever has the token', async () => {
    await ask(me, mei)
    const token = await confirming(mei)
    const owner = browser(server)
    await signIn(server, owner, mei)
    for (const one of [me, owner]) expect((await confirm(one, token)).status).toBe(410)
    expect(await Promise.all([me, owner].map(addressOf))).toEqual([hiro, mei])
    await ask(me, target)
    expect((await confirm(me, await confirming(target))).status).toBe(200)
  })
})

describe('links from before a change of address', () => {
  it('to reset the password are dead, and the way back outlives every credential change', async () => {
    const token = await resetting(hiro)
    await ask(me, target)
    expect((await confirm(me, await confirming(target))).status).toBe(200)
    expect((await reset(token)).status).toBe(410)
    const back = await reverting(hiro)
    expect(await changePassword('the intruder’s own')).toBe(204)
    await addApp(server, me)

    const owner = browser(server)
    const taken = await owner.post('/profile/email/revert', { token: back, password: chosen })
    expect([taken.status, taken.body, taken.setCookies]).toEqual([200, { email: hiro }, []])
    expect((await me.get('/session')).status).toBe(401)
    await owner.start(hiro)
    expect((await finish(server, owner, hiro, { password: chosen })).body.step).toBe('done')
    expect((await owner.get('/factors')).body.factors.map(({ kind }: { kind: string }) => kind)).toEqual(['email'])
    expect((await owner.post('/profile/email/revert', { token: back, password: chosen })).status).toBe(410)
  })
})
