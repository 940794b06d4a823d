import { createHmac, generateKeyPairSync } from 'node:crypto'
import { exportJWK, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { client } from '../support/fake-accounts.ts'
import { akane, hiro, openSignedInShop, type SignedInShop } from '../support/openid.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const event = 'http://schemas.openid.net/event/backchannel-logout'

/** The tokens that a provider makes for a shop, but for what a test changes of them. */
function tokensOf(shop: SignedInShop) {
  let made = 0
  const claims = (changes: object = {}) => {
    const iat = Math.floor(shop.clock.now() / 1000)
    const [sid] = shop.openid.standings.keys()
    const common = { iss: shop.issuer, aud: client.id, iat, exp: iat + 120, jti: `j${made++}`, events: { [event]: {} } }
    return { ...common, sid, sub: hiro.sub, ...changes }
  }
  const sign = (
    changes: object = {},
    header: object = {},
    key: Parameters<SignJWT['sign']>[0] = shop.openid.key.privateKey,
  ) =>
    new SignJWT(claims(changes) as never)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'logout+jwt', kid: 'p1', ...header } as never)
      .sign(key, { crit: { x: true } })
  return { claims, sign }
}

function tell(shop: SignedInShop, token: string, headers: Record<string, string> = {}) {
  const form = { 'content-type': 'application/x-www-form-urlencoded', accept: '*/*', ...headers }
  const body = new URLSearchParams({ logout_token: token }).toString()
  return visitor().ask(`${shop.origin}/accounts/back-channel-logout`, { method: 'POST', headers: form, body })
}

const isIn = async (shop: SignedInShop, browser: Visitor) => (await browser.ask(`${shop.origin}/admin`)).status === 200

describe('a sign-out that a provider tells of', () => {
  it('ends the session of its name at once, and no other', async () => {
    const shop = await openSignedInShop()
    const [one, other] = [await signedIn(shop), await signedIn(shop)]
    const answer = await tell(shop, await tokensOf(shop).sign())
    expect([answer.status, answer.body, answer.headers['cache-control']]).toEqual([200, '', 'no-store'])
    expect([await isIn(shop, one), await isIn(shop, other)]).toEqual([false, true])
  })

  it('without a name ends every session of its person, and nobody else’s', async () => {
    const shop = await openSignedInShop()
    const [one, other] = [await signedIn(shop), await signedIn(shop)]
    shop.openid.screen.person = akane
    const third = await signedIn(shop)
    expect((await tell(shop, await tokensOf(shop).sign({ sid: undefined }))).status).toBe(200)
    expect([await isIn(shop, one), await isIn(shop, other), await isIn(shop, third)]).toEqual([false, false, true])
  })

  it('told again is harmless: what has begun since goes on', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const token = await tokensOf(shop).sign({ sid: undefined })
    expect((await tell(shop, token)).status).toBe(200)
    shop.clock.advance(10_000)
    await signedIn(shop, browser)
    expect((await tell(shop, token)).status).toBe(200)
    expect(await isIn(shop, browser)).toBe(true)
    expect((await tell(shop, await tokensOf(shop).sign({ sid: undefined, jti: 'new' }))).status).toBe(200)
    expect(await isIn(shop, browser)).toBe(false)
  })

  it('of nobody who is here is taken all the same', async () => {
    const shop = await openSignedInShop()
    expect((await tell(shop, await tokensOf(shop).sign({ sid: 'unknown' }))).status).toBe(200)
  })

  it('is told by a real provider as its session ends', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const leaving = await browser.post(`${shop.origin}/accounts/sign-out`, '')
    const [, refresh = ''] = /content="0; url=([^"]+)"/.exec(leaving.body) ?? []
    const asking = await browser.ask(refresh.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))))
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(asking.body) ?? []
    const copy = await signedIn(shop, visitor())
    expect(await isIn(shop, copy)).toBe(true)
    const done = await browser.post(`${shop.issuer}/session/end/confirm`, `xsrf=${xsrf}&logout=yes`)
    expect(done.location).toMatch(new RegExp(`^${shop.origin}/accounts/signed-out`))
    expect(shop.problems).toEqual([])
  })
})

const stranger = generateKeyPairSync('ed25519')

describe('a logout token', () => {
  it.each([
    { what: 'for another service', change: { aud: 'other-admin' } },
    { what: 'for others, too', change: { aud: [client.id, 'other-admin'] } },
    { what: 'of another issuer', change: { iss: 'https://evil.example' } },
    { what: 'with a nonce', change: { nonce: 'x' } },
    { what: 'without an event', change: { events: undefined } },
    { what: 'with another event', change: { events: { 'urn:x': {} } } },
    { what: 'with an event that is no object', change: { events: { [event]: 'yes' } } },
    { what: 'about nobody', change: { sid: undefined, sub: undefined } },
    { what: 'about a list', change: { sid: ['a'], sub: { a: 1 } } },
    { what: 'without a name', change: { jti: undefined } },
    { what: 'without an end', change: { exp: undefined } },
    { what: 'without a beginning', change: { iat: undefined } },
    { what: 'of a type that is an ID token’s', header: { typ: 'JWT' } },
    { what: 'without a type', header: { typ: undefined } },
    { what: 'with a critical header', header: { crit: ['x'], x: 1 } },
    { what: 'of another key by its name', key: stranger.privateKey },
    { what: 'of a key that is unknown', header: { kid: 'x' }, key: stranger.privateKey },
    {
      what: 'that brings its key along',
      header: { jwk: stranger.publicKey.export({ format: 'jwk' }), kid: undefined },
      key: stranger.privateKey,
    },
    {
      what: 'that names the place of its key',
      header: { jku: 'https://evil.example', kid: 'evil' },
      key: stranger.privateKey,
    },
  ])(
    '$what is refused, and ends nothing',
    async ({ change, header, key }: { change?: object; header?: object; key?: typeof stranger.privateKey }) => {
      const shop = await openSignedInShop()
      const browser = await signedIn(shop)
      const { sign } = tokensOf(shop)
      const answer = await tell(shop, await sign(change, header, key))
      expect([answer.status, JSON.parse(answer.body).error, answer.headers['cache-control']]).toEqual([
        400,
        'invalid_request',
        'no-store',
      ])
      expect(await isIn(shop, browser)).toBe(true)
      expect(shop.problems.map(({ code }) => code)).toEqual(['sign_in_failed'])
      expect((await tell(shop, await sign())).status).toBe(200)
      expect(await isIn(shop, browser)).toBe(false)
    },
  )

  it.each(['none', 'HS256'])('by %s is refused', async (alg) => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signing = `${encoded({ alg, typ: 'logout+jwt', kid: 'p1' })}.${encoded(tokensOf(shop).claims())}`
    const secrets = [client.secret, JSON.stringify(await exportJWK(shop.openid.key.publicKey))]
    for (const secret of secrets) {
      const mac = alg === 'none' ? '' : createHmac('sha256', secret).update(signing).digest('base64url')
      expect((await tell(shop, `${signing}.${mac}`)).status).toBe(400)
    }
    expect(await isIn(shop, browser)).toBe(true)
  })

  it.each([
    { when: 'at its end and the tolerance', later: 120 + 120, status: 400 },
    { when: 'a second before', later: 120 + 119, status: 200 },
    { when: 'two minutes early', later: -120, status: 200 },
    { when: 'more than two minutes early', later: -121, status: 400 },
  ])('$when is answered $status', async ({ later, status }) => {
    const shop = await openSignedInShop()
    await signedIn(shop)
    const token = await tokensOf(shop).sign()
    shop.clock.set((Math.floor(shop.clock.now() / 1000) + later) * 1000)
    expect((await tell(shop, token)).status).toBe(status)
  })

  it('that says to last for a year is not believed for longer than five minutes', async () => {
    const shop = await openSignedInShop()
    await signedIn(shop)
    const iat = Math.floor(shop.clock.now() / 1000)
    for (const [age, status] of [
      [420, 200],
      [421, 400],
    ] as const) {
      expect(
        (await tell(shop, await tokensOf(shop).sign({ iat: iat - age, exp: iat + 1e7, jti: `a${age}` }))).status,
      ).toBe(status)
    }
  })

  it('comes as a form of a few kilobytes, by POST', async () => {
    const shop = await openSignedInShop()
    const token = await tokensOf(shop).sign({ sid: 'x' })
    const url = `${shop.origin}/accounts/back-channel-logout`
    expect((await visitor().ask(`${url}?logout_token=${token}`)).status).toBe(405)
    for (const [body, type] of [
      ['', 'application/x-www-form-urlencoded'],
      [`logout_token=${token}`, 'text/plain'],
      [JSON.stringify({ logout_token: token }), 'application/json'],
      [`logout_token=${token}&x=${'x'.repeat(16_384)}`, 'application/x-www-form-urlencoded'],
    ] as const) {
      expect((await visitor().ask(url, { method: 'POST', headers: { 'content-type': type }, body })).status).toBe(400)
    }
    expect((await tell(shop, token)).status).toBe(200)
  })

  it('whose keys cannot be had is for later', async () => {
    const shop = await openSignedInShop()
    const token = await tokensOf(shop).sign({ sid: 'x' })
    await shop.openid.stop()
    expect((await tell(shop, token)).status).toBe(503)
    await shop.openid.start()
    expect((await tell(shop, token)).status).toBe(200)
  })

  it('of an unknown key has the keys fetched once, however often it comes', async () => {
    const shop = await openSignedInShop()
    const { sign } = tokensOf(shop)
    for (let times = 0; times < 5; times++) await tell(shop, await sign({}, { kid: `x${times}` }, stranger.privateKey))
    expect(shop.asked.filter((path) => path === '/jwks').length).toBe(1)
  })
})
