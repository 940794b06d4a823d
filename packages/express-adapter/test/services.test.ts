import { type VerifyingKey, verifyRolloutDocument, wishesNothing } from '@ecforce-accounts/core'
import { aServiceWeb, noon } from '@ecforce-accounts/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { announceShop, browser, hiro, mei, openServer, type Server, shopId, signIn } from './support/server.ts'
import { addService, basic, callerOf, type ShopBackEnd, twoOperators } from './support/services.ts'

const shop = 'renshu-shoes'
let server: Server
let shoes: ShopBackEnd

beforeEach(async () => {
  server = await openServer()
  shoes = await addService(server, shop)
})

/** From an announcement to its cut: two weeks, and the first full hour after the mails had their time. */
const toCut = (14 * 24 + 1) * 3_600_000

async function documentOf(service: Pick<ShopBackEnd, 'get'>, ofShop = shop) {
  const { keys }: { keys: VerifyingKey[] } = (await callerOf(server, '').get('/services/keys')).body
  const { body } = await service.get('/services/rollout')
  const read = await verifyRolloutDocument(body.document, { keys, issuer: server.issuer, shop: ofShop })
  return read.ok ? read.document : read.reason
}

describe('a rollout document', () => {
  it('tells a shop of its switch, signed with a key that anybody can fetch', async () => {
    expect(await documentOf(shoes)).toEqual({
      iss: server.issuer,
      aud: shop,
      iat: noon / 1000,
      exp: noon / 1000 + 600,
      version: 1,
      rollbacks: 0,
      announcedAt: noon,
      enforcedAt: noon + toCut,
      closed: [],
      portalUrl: `${server.issuer}/portal/apps`,
      signInUrl: `${server.issuer}/sign-in`,
    })
  })

  it('says that nothing was announced, and when it is paused that there is no end', async () => {
    await server.accounts.rollouts.saveShop(shopId('mihon-tea'), { name: 'みほん茶舗' }, 'operator:test')
    const tea = await addService(server, 'mihon-tea')
    expect(await documentOf(tea, 'mihon-tea')).toMatchObject({ version: 0, announcedAt: null, enforcedAt: null })

    const by = { actor: 'operator:test', reason: 'a test' }
    await server.accounts.rollouts.move(shopId(shop), { act: 'pause' }, by)
    expect(await documentOf(shoes)).toMatchObject({ version: 2, announcedAt: noon, enforcedAt: null })
  })

  it('is for the shop of the service that asks, and for no other', async () => {
    await announceShop(server.accounts, shopId('mihon-tea'), [{ legacyId: '1', email: hiro, hash: '' }])
    const tea = await addService(server, 'mihon-tea')
    expect(await documentOf(tea, 'mihon-tea')).toMatchObject({ aud: 'mihon-tea' })
    expect(await documentOf(tea, shop)).toBe('other_shop')
  })

  it('is signed by the newest key of the ring after a rotation, and the former key is still told', async () => {
    const ring = [2, 1].map((fill) => ({ kid: `k${fill}`, key: new Uint8Array(32).fill(fill) }))
    const before = (await callerOf(server, '').get('/services/keys')).body.keys
    const rotated = await openServer({ over: server, issuer: server.issuer, accounts: { keys: ring } })
    const { keys } = (await browser(rotated).get('/services/keys')).body
    expect(keys.slice(1)).toEqual(before)
    const { body } = await callerOf(rotated, shoes.authorization).get('/services/rollout')
    const read = (known: VerifyingKey[]) =>
      verifyRolloutDocument(body.document, { keys: known, issuer: server.issuer, shop })
    expect(await read(keys)).toMatchObject({ ok: true })
    expect(await read(before)).toEqual({ ok: false, reason: 'unknown_key' })
  })
})

describe('a service', () => {
  const answerTo = async (authorization: string) => {
    const { status, headers, body } = await callerOf(server, authorization).get('/services/rollout')
    return { status, challenge: headers.get('www-authenticate'), body }
  }
  const rejected = {
    status: 401,
    challenge: 'Basic realm="ecforce accounts services"',
    body: expect.objectContaining({ code: 'service_rejected' }),
  }

  it.each([
    ['nothing', () => ''],
    ['another secret', () => basic(shoes.id, 'A'.repeat(43))],
    ['an unknown id', () => basic('nobody-admin', shoes.secret)],
    ['its id alone', () => basic(shoes.id, '')],
    ['its secret alone', () => basic('', shoes.secret)],
    ['the secret with a letter more', () => basic(shoes.id, `${shoes.secret}A`)],
    ['the id in capitals', () => basic(shoes.id.toUpperCase(), shoes.secret)],
    ['no colon', () => `Basic ${Buffer.from(shoes.id + shoes.secret).toString('base64')}`],
    ['the pair in the clear', () => `Basic ${shoes.id}:${shoes.secret}`],
    ['another scheme', () => shoes.authorization.replace('Basic', 'Bearer')],
    ['a bearer token', () => `Bearer ${shoes.secret}`],
  ])('that shows %s is told the same: that it is none', async (_, shown) => {
    const { body: first } = await answerTo('')
    const answer = await answerTo(shown())
    expect(answer).toEqual(rejected)
    expect(answer.body).toEqual(first)
    expect((await answerTo(shoes.authorization)).status).toBe(200)
  })

  it('may write the scheme in any case, and needs neither cookie nor page of ours', async () => {
    const { status, setCookies } = await callerOf(server, shoes.authorization.replace('Basic', 'bASIC ')).get(
      '/services/rollout',
    )
    expect([status, setCookies]).toEqual([200, []])
  })

  it('is not who is signed in: cookies open nothing of it, and it opens nothing of them', async () => {
    const me = browser(server)
    await signIn(server, me, hiro)
    expect((await me.get('/services/rollout')).body.code).toBe('service_rejected')
    expect((await shoes.get('/session')).body.code).toBe('session_required')
    expect((await me.get('/session')).status).toBe(200)
  })

  it('has two secrets that are good until the older is retired, and none once it is removed', async () => {
    const { services } = server.accounts
    const byTwo = await twoOperators(server)
    const newer = await services.rotateSecret(shoes.id, byTwo())
    const statuses = async () => [
      (await answerTo(shoes.authorization)).status,
      (await answerTo(basic(shoes.id, newer))).status,
    ]
    expect(await statuses()).toEqual([200, 200])
    await services.retireSecret(shoes.id, byTwo())
    expect(await statuses()).toEqual([401, 200])
    await services.remove(shoes.id, byTwo())
    expect(await statuses()).toEqual([401, 401])
  })

  it('with the right secret is heard however often others failed beside it; wrong ones have to wait', async () => {
    const place = callerOf(server, basic(shoes.id, 'A'.repeat(43)))
    for (let tries = 0; tries < 30; tries++) expect((await place.get('/services/rollout')).status).toBe(401)
    const throttled = await place.get('/services/rollout')
    expect(throttled.status).toBe(429)
    expect(throttled.headers.get('retry-after')).toBe('600')
    expect(throttled.body.supportCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)

    expect((await place.get('/services/rollout', shoes.authorization)).status).toBe(200)
    expect((await answerTo(basic(shoes.id, 'A'.repeat(43)))).status).toBe(401)
    server.clock.advance(600_000)
    expect((await place.get('/services/rollout')).status).toBe(401)
  })
})

describe('what was found of its members, a shop', () => {
  const read = async (by = shoes) => (await by.get('/services/readiness')).body

  it('is told with why it matters and what to do, in both languages, of everybody who has not set up', async () => {
    await shoes.put('/services/members/9', { email: 'info@renshu-shoes.example' })
    const { members, counts, findings, shopFindings, ...about } = await read()
    expect(shopFindings).toMatchObject([{ code: 'no-administrator', why: { ja: expect.stringContaining('管理者') } }])
    expect(about).toEqual({
      at: new Date(noon).toISOString(),
      staleAfterDays: 180,
      shop,
      name: shop,
      phase: 'coexistence',
      listed: 4,
    })
    expect(members.map(({ legacyId }: { legacyId: string }) => legacyId)).toEqual(['1', '2', '3', '9'])
    expect(members[3]).toMatchObject({
      email: 'info@renshu-shoes.example',
      state: 'pending',
      findings: ['role-mailbox', 'no-password', 'needs-invitation'],
    })
    expect(counts).toContainEqual({ finding: 'needs-invitation', members: 1 })
    for (const code of members[3].findings) {
      const { why, todo } = findings.find((one: { code: string }) => one.code === code)
      for (const words of [why.ja, why.en, todo.ja, todo.en]) expect(words.length).toBeGreaterThan(5)
    }
  })

  it('is told nothing of other shops, nor of who belongs to an account by now', async () => {
    const before = await read()
    await announceShop(server.accounts, shopId('mihon-tea'), [{ legacyId: '7', email: hiro, hash: '' }])
    expect(await read()).toEqual(before)
    expect(JSON.stringify(before)).not.toContain('several-shops')
    const tea = await addService(server, 'mihon-tea')
    expect((await read(tea)).members.map(({ legacyId }: { legacyId: string }) => legacyId)).toEqual(['7'])

    const me = browser(server)
    await signIn(server, me, mei)
    await me.post('/profile/email', { email: 'info@renshu-shoes.example' })
    const mail = (await server.mails('info@renshu-shoes.example')).find(({ kind }) => kind === 'address')
    const token = mail?.kind === 'address' && mail.outcome === 'link' ? mail.token : ''
    await me.post('/profile/email/confirm', { token })
    const after = await read()
    expect(after.members).toEqual(before.members.filter(({ legacyId }: { legacyId: string }) => legacyId !== '2'))
    expect(JSON.stringify(after)).not.toContain('info@')
  })
})

describe('how somebody who entered stands', () => {
  const sid = 'a-session-of-the-service'
  let shop: ShopBackEnd
  let me: ReturnType<typeof browser>

  beforeEach(async () => {
    server = await openServer()
    shop = await addService(server, 'renshu-shoes', aServiceWeb())
    me = browser(server)
    await signIn(server, me, hiro)
    const decided = await server.accounts.entry.decide(me.jar.get('eca_sid'), shop.id, wishesNothing)
    if (decided.entry !== 'open') throw new Error(decided.entry)
    const client = { address: null, userAgent: null, deviceToken: null, sessionToken: null, requestId: 'test' }
    await server.accounts.entry.made(sid, decided.entrant, client)
  })

  const standing = (of = shop, asked = sid) => of.post('/services/introspect', { sid: asked }).then(({ body }) => body)

  it('is told to the service, until they sign out here', async () => {
    expect(await standing()).toEqual({
      active: true,
      sub: expect.stringMatching(/^[\w-]{43}$/),
      memberId: '1',
      role: 'staff',
      email: hiro,
      name: 'hiro',
      locale: 'ja',
      acr: 'urn:ecforce:acr:email',
      amr: ['pwd', 'otp'],
      authTime: new Date(noon).toISOString(),
      sessionClass: 'full',
      expiresAt: new Date(noon + 12 * 3_600_000).toISOString(),
    })
    expect((await me.delete('/session')).status).toBe(204)
    expect(await standing()).toEqual({ active: false })
  })

  it('is told to no other service, and of no other name', async () => {
    await announceShop(server.accounts, shopId('mihon-tea'), [{ legacyId: '7', email: hiro, hash: '' }])
    const tea = await addService(server, 'mihon-tea', aServiceWeb())
    expect(await standing(tea)).toEqual({ active: false })
    expect(await standing(shop, `${sid}-`)).toEqual({ active: false })
    expect(await standing()).toMatchObject({ active: true })
  })

  it('counts as activity: who works in the shop stays signed in here', async () => {
    server.clock.advance(50 * 60_000)
    expect(await standing()).toMatchObject({ active: true })
    await server.accounts.sessions.flush()
    server.clock.advance(50 * 60_000)
    expect(await standing()).toMatchObject({ active: true })
    await server.accounts.sessions.flush()
    server.clock.advance(60 * 60_000)
    expect(await standing()).toEqual({ active: false })
  })
})
