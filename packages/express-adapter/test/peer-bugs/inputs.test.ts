import { type OperationId, type Route, routes } from '@ecforce-accounts/core/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { bodyOf } from '../support/bodies.ts'
import { named } from '../support/described.ts'
import { finish } from '../support/journeys.ts'
import { enrolOperator, signInOperator } from '../support/operators.ts'
import { type Browser, browser, hiro, mei, openServer, password, type Server, signIn } from '../support/server.ts'
import { addService } from '../support/services.ts'

// What other people's systems understood where one text was meant, tried on every operation over HTTP.

const thief = 'thief@nowhere.example'
let server: Server
let me: Browser
/** Of the shop's back end. */
let authorization: string

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
  // What operators are asked for is tried as one, too.
  await signInOperator(server, me, await enrolOperator(server))
  await signIn(server, me, hiro)
  authorization = (await addService(server)).authorization
})

const withBody = (Object.entries(routes) as [OperationId, Route][]).flatMap(([id, route]) => {
  const body = route.body && bodyOf(id)
  return body ? [{ id, route, body }] : []
})
const call = (one: Browser, { method, path, needs }: Route, body: object) =>
  one.call(method.toUpperCase(), named(path), body, needs === 'service' ? { authorization } : {})

/** Operations that tell what is empty with everything else that is wrong, and not as a fault of the request. */
const tellsEmpty: readonly OperationId[] = [
  'askBypass',
  'editBypass',
  'answerBypass',
  'takeBypass',
  'questionBypass',
  'rejectBypass',
]
/** Another number where a number is wanted, another truth, an empty text: one, as is meant. */
function isMeant(id: OperationId, value: unknown, other: unknown): boolean {
  if (typeof value === 'string') return other === '' && tellsEmpty.includes(id)
  return typeof value !== 'object' && typeof value === typeof other
}

async function everyMail() {
  await server.accounts.mailDelivery.deliverDue()
  return server.mailer.received.map(({ mail }) => mail)
}

describe('a body', () => {
  it.each(withBody)('of $id takes one text where it wants one: no list, no operator, no nothing', async (one) => {
    const members = Object.entries(one.body)
    expect(members.length).toBeGreaterThan(0)
    for (const [name, value] of members) {
      const others = [[value], [value, thief], { $ne: '' }, { 0: value, length: 1 }, null, 7, true, '']
      for (const other of others.filter((other) => !isMeant(one.id, value, other))) {
        const { status, body } = await call(me, one.route, { ...one.body, [name]: other })
        expect([name, other, status, body?.code]).toEqual([name, other, 400, 'request_invalid'])
      }
    }
    expect((await call(me, one.route, one.body)).body?.code).not.toBe('request_invalid')
  })

  it.each(withBody)(
    'of $id names everything it takes: neither proof, role, shop nor person can be added',
    async (one) => {
      const before = [(await me.get('/session')).body, (await me.get('/factors')).body]
      for (const more of [
        { verified: true },
        { emailVerified: true },
        { role: 'administrator' },
        { shop: 'mihon-tea' },
        { acr: 'urn:ecforce:acr:app' },
        { class: 'full' },
        { sessionClass: 'full' },
        { account: '0'.repeat(26) },
        { userId: 1 },
        { to: thief },
        { evidence: [{ kind: 'email' }] },
      ]) {
        // Which role somebody has in the shop is the shop's to say, and its administrators'.
        if (['saveMember', 'changeShopMember', 'inviteWish'].includes(one.id) && 'role' in more) continue
        // Operators name the shop they ask for.
        if (one.id === 'takeBypass' && 'shop' in more) continue
        const { status, body } = await call(me, one.route, { ...one.body, ...more })
        expect([more, status, body?.code]).toEqual([more, 400, 'request_invalid'])
      }
      expect([(await me.get('/session')).body, (await me.get('/factors')).body]).toEqual(before)
      expect((await call(me, one.route, one.body)).body?.code).not.toBe('request_invalid')
    },
  )

  it('that is not wanted, and a query, name nobody: codes and links go to whom they would go anyway', async () => {
    const before = (await everyMail()).length
    expect((await me.post('/step-up', { email: thief, account: mei, to: [thief] })).status).toBe(200)
    const query = `?email=${encodeURIComponent(thief)}&to=${encodeURIComponent(thief)}`
    expect((await me.post(`/password-reset${query}`, { email: hiro })).status).toBe(202)
    const stranger = browser(server)
    const { flow } = (await stranger.post(`/sign-in${query}`, { email: mei })).body
    await stranger.post(`/sign-in/password${query}`, { flow, password })
    const mails = (await everyMail()).slice(before)
    expect(mails.map(({ kind, to }) => [kind, to])).toEqual([
      ['code', hiro],
      ['reset', hiro],
      ['code', mei],
    ])
  })
})

describe('an address', () => {
  it.each([
    `${hiro},${thief}`,
    `${hiro};${thief}`,
    `${hiro} ${thief}`,
    `${thief},${hiro}`,
    `${hiro}\r\nBcc: ${thief}`,
    `${hiro}\n${thief}`,
    `Hiro <${hiro}>, <${thief}>`,
    `group:${hiro},${thief};`,
    `"${hiro}"@nowhere.example`,
    `<${hiro}>`,
    `hiro.kato%renshu-shoes.example@nowhere.example@x.example`,
    `${hiro}(${thief})`,
    `(${thief})${hiro}`,
    `mailto:${hiro}?cc=${thief}`,
    `${hiro}@nowhere.example`,
    `hiro.kato@[127.0.0.1]`,
    `${hiro}:25`,
  ])('is one or none: %j opens no sign-in, asks for no reset and mails nobody', async (email) => {
    const before = (await everyMail()).length
    for (const path of ['/sign-in', '/password-reset']) {
      const { status, body } = await browser(server).post(path, { email })
      expect([path, status, body.code]).toEqual([path, 400, 'request_invalid'])
    }
    expect(await everyMail()).toHaveLength(before)
    expect((await browser(server).post('/password-reset', { email: hiro })).status).toBe(202)
    expect((await everyMail()).slice(before).map(({ to }) => to)).toEqual([hiro])
  })

  it.each([
    { typed: 'ｈｉｒｏ．ｋａｔｏ＠ｒｅｎｓｈｕ－ｓｈｏｅｓ．ｅｘａｍｐｌｅ', same: true },
    { typed: '　HIRO.Kato@RENSHU-SHOES.EXAMPLE　', same: true },
    { typed: 'hiro.kato@renshu-shoes。example', same: true },
    { typed: 'hiro.kato@renshu-\u017fhoes.example', same: true }, // a long s is an s in a domain (UTS 46)
    { typed: 'hiro.kato@renshu-\u00adshoes.example', same: true }, // as is a soft hyphen nothing
    { typed: 'h\u0131ro.kato@renshu-shoes.example', same: false },
    { typed: 'H\u0130RO.kato@renshu-shoes.example', same: false },
    { typed: 'hiro.\u212aato@renshu-shoes.example', same: false },
    { typed: 'hir\u043e.kato@renshu-shoes.example', same: false },
    { typed: 'hiro\u2024kato@renshu-shoes.example', same: false },
    { typed: 'hiro.kato\ufe6brenshu-shoes.example', same: false },
    { typed: 'hiro.kato@renshu-sh\u043ees.example', same: false },
    { typed: 'hiro.kat\u00f3@renshu-shoes.example', same: false },
    { typed: 'hirokato@renshu-shoes.example', same: false },
    { typed: 'hiro.kato+x@renshu-shoes.example', same: false },
  ])('written $typed is the same person’s: $same, and mail goes to the address on record alone', async (one) => {
    const before = (await everyMail()).length
    const other = browser(server)
    await other.post('/password-reset', { email: one.typed })
    const start = await other.post('/sign-in', { email: one.typed })
    if (start.status === 200) await other.post('/sign-in/password', { flow: start.body.flow, password })
    expect((await everyMail()).slice(before).map(({ to }) => to)).toEqual(one.same ? [hiro, hiro] : [])
    if (!one.same) await other.start(hiro)
    expect((await finish(server, other, hiro)).body.step).toBe('done')
    const mine = (await me.get('/session')).body.account
    expect((await other.get('/session')).body.account.id).toBe(mine.id)
  })
})
