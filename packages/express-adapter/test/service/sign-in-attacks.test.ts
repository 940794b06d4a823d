import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { client } from '../support/fake-accounts.ts'
import { akane, openSignedInShop, type ShopSetup, type SignedInShop } from '../support/openid.ts'
import { type Visited, type Visitor, visitor } from '../support/visitor.ts'

/** The callback that a browser is about to be sent to, with its state and its code. */
async function halfway(shop: SignedInShop, browser: Visitor, path = '/admin'): Promise<string> {
  const { location } = await browser.follow(`${shop.origin}${path}`, {
    until: (next) => next.startsWith(`${shop.origin}/accounts/callback`),
  })
  return location ?? ''
}

const isIn = async (shop: SignedInShop, browser: Visitor) => (await browser.ask(`${shop.origin}/admin`)).status === 200
const setsSession = ({ headers }: Visited) =>
  (headers['set-cookie'] ?? []).some((cookie) => /^eca_gate=\S{20}/.test(cookie))

describe('a callback', () => {
  it('is good in the browser that began it, and there alone', async () => {
    const shop = await openSignedInShop()
    const [attacker, victim, other] = [visitor(), visitor(), visitor()]
    // Login CSRF: the attacker's own callback, in the browser of somebody with a sign-in under way, and of somebody without.
    const planted = await halfway(shop, attacker)
    await halfway(shop, victim)
    for (const browser of [victim, other]) {
      const answer = await browser.ask(planted)
      expect([answer.status, setsSession(answer)]).toEqual([400, false])
      expect(answer.body).toContain('ログインを始めたブラウザーと異なる')
    }
    expect(shop.asked.filter((path) => path === '/token')).toEqual([])
    expect(await isIn(shop, victim)).toBe(false)
    expect((await attacker.follow(planted)).status).toBe(200)
  })

  it('takes no code that belongs to another sign-in, of the same browser or of another (PKCE)', async () => {
    const shop = await openSignedInShop()
    const [victim, attacker] = [visitor(), visitor()]
    const [own, second, foreign] = [
      new URL(await halfway(shop, victim)),
      new URL(await halfway(shop, victim)),
      new URL(await halfway(shop, attacker)),
    ]
    for (const injected of [foreign, second]) {
      const mixed = new URL(own)
      mixed.searchParams.set('code', injected.searchParams.get('code') ?? '')
      const answer = await victim.ask(mixed.href)
      expect([answer.status, setsSession(answer)]).toEqual([400, false])
    }
    expect((await victim.follow((await halfway(shop, victim)).toString())).status).toBe(200)
  })

  it.each([
    { what: 'no state', change: (url: URL) => url.searchParams.delete('state') },
    { what: 'a state of its own', change: (url: URL) => url.searchParams.set('state', 'x'.repeat(200)) },
    {
      what: 'a state with one letter changed',
      change(url: URL) {
        const state = url.searchParams.get('state') ?? ''
        url.searchParams.set('state', `${state.slice(0, 40)}${state[40] === 'A' ? 'B' : 'A'}${state.slice(41)}`)
      },
    },
    { what: 'two states', change: (url: URL) => url.searchParams.append('state', 'x') },
    { what: 'two codes', change: (url: URL) => url.searchParams.append('code', 'x') },
    { what: 'no code', change: (url: URL) => url.searchParams.delete('code') },
    { what: 'another issuer (RFC 9207)', change: (url: URL) => url.searchParams.set('iss', 'https://evil.example') },
    { what: 'no issuer although the provider names it', change: (url: URL) => url.searchParams.delete('iss') },
    { what: 'an answer meant for another flow', change: (url: URL) => url.searchParams.set('response', 'x.y.z') },
  ])('with $what signs nobody in', async ({ change }) => {
    const shop = await openSignedInShop()
    const browser = visitor()
    const genuine = await halfway(shop, browser)
    const changed = new URL(genuine)
    change(changed)
    const answer = await browser.ask(changed.href)
    expect([answer.status >= 400, setsSession(answer)]).toEqual([true, false])
    expect(answer.headers['cache-control']).toBe('no-store')
    expect((await visitor().follow(`${shop.origin}/admin`)).status).toBe(200)
  })

  it('comes once: a copy of it and of its browser’s cookie signs nobody else in', async () => {
    const shop = await openSignedInShop()
    const browser = visitor()
    const callback = await halfway(shop, browser)
    const thief = visitor()
    for (const [name, value] of browser.jarOf(shop.origin)) thief.jarOf(shop.origin).set(name, value)
    expect((await browser.follow(callback)).status).toBe(200)
    const answer = await thief.ask(callback)
    expect([answer.status, setsSession(answer)]).toEqual([400, false])
    expect(shop.problems).toEqual([])
  })

  it('makes a new session whatever cookies were planted, and theirs stays worthless', async () => {
    const shop = await openSignedInShop()
    const planted = `${'A'.repeat(43)}.${'B'.repeat(22)}`
    const browser = visitor()
    browser.jarOf(shop.origin).set('eca_gate', planted)
    expect((await browser.follow(`${shop.origin}/admin`)).status).toBe(200)
    expect(browser.jarOf(shop.origin).get('eca_gate')).not.toBe(planted)
    const attacker = visitor()
    attacker.jarOf(shop.origin).set('eca_gate', planted)
    expect(await isIn(shop, attacker)).toBe(false)
    // Twice the same name: nobody can say which is ours.
    const genuine = browser.jarOf(shop.origin).get('eca_gate')
    const twice = await visitor().ask(`${shop.origin}/admin`, {
      headers: { cookie: `eca_gate=${planted}; eca_gate=${genuine}` },
    })
    expect(twice.status).toBe(302)
  })
})

/** A shop that is told an ID token of somebody else's making. */
async function withIdToken(forge: (genuine: Parts, shop: SignedInShop) => string) {
  const holder: { shop: SignedInShop | null } = { shop: null }
  const between: ShopSetup['between'] = async (url, response) => {
    if (!url.endsWith('/token') || !holder.shop) return response
    const body = (await response.json()) as { readonly id_token: string }
    const forged = forge(partsOf(body.id_token), holder.shop)
    return Response.json({ ...body, id_token: forged })
  }
  holder.shop = await openSignedInShop({ between })
  return holder.shop
}

interface Parts {
  readonly header: Record<string, unknown>
  readonly claims: Record<string, unknown>
  readonly token: string
}

function partsOf(token: string): Parts {
  const [header, claims] = token.split('.').map((part) => {
    try {
      return JSON.parse(Buffer.from(part, 'base64url').toString())
    } catch {
      return {}
    }
  })
  return { header, claims, token }
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function signedBy(key: Parameters<typeof sign>[2], header: object, claims: object): string {
  const signing = `${encoded(header)}.${encoded(claims)}`
  return `${signing}.${sign(null, Buffer.from(signing), key).toString('base64url')}`
}

const stranger = generateKeyPairSync('ed25519')
const strangersJwk = stranger.publicKey.export({ format: 'jwk' })
const { keyOf, withClaims } = {
  keyOf: (shop: SignedInShop) => ({ key: shop.openid.key.jwk as never, format: 'jwk' as const }),
  withClaims: (change: (claims: Record<string, unknown>) => object) => ({
    forge: ({ header, claims }: Parts, shop: SignedInShop) => signedBy(keyOf(shop), header, change(claims)),
  }),
}
const without = (name: string) => withClaims(({ [name]: _, ...claims }) => claims)

describe('an ID token', () => {
  it('that is only passed on, signed again, or over since a minute is believed', async () => {
    const overSinceAMinute = withClaims((claims) => ({ ...claims, exp: Number(claims.iat) - 60 }))
    for (const forge of [({ token }: Parts) => token, withClaims((claims) => claims).forge, overSinceAMinute.forge]) {
      const shop = await withIdToken(forge)
      expect((await visitor().follow(`${shop.origin}/admin`)).status).toBe(200)
    }
  })

  it.each([
    { what: 'alg none', forge: ({ claims }: Parts) => `${encoded({ alg: 'none' })}.${encoded(claims)}.` },
    {
      what: 'HS256 by the public key',
      forge({ header, claims }: Parts, { openid }: SignedInShop) {
        const signing = `${encoded({ ...header, alg: 'HS256' })}.${encoded(claims)}`
        const { d: _, ...published } = openid.key.jwk
        return `${signing}.${createHmac('sha256', JSON.stringify(published)).update(signing).digest('base64url')}`
      },
    },
    {
      what: 'HS256 by the client’s secret',
      forge({ claims }: Parts) {
        const signing = `${encoded({ alg: 'HS256' })}.${encoded(claims)}`
        return `${signing}.${createHmac('sha256', client.secret).update(signing).digest('base64url')}`
      },
    },
    {
      what: 'the key of a stranger, by its name',
      forge: ({ header, claims }: Parts) => signedBy(stranger.privateKey, header, claims),
    },
    {
      what: 'a key that it brings along',
      forge: ({ header, claims }: Parts) =>
        signedBy(stranger.privateKey, { ...header, jwk: strangersJwk, kid: undefined }, claims),
    },
    {
      what: 'the address of its key',
      forge: ({ header, claims }: Parts) =>
        signedBy(stranger.privateKey, { ...header, jku: 'https://evil.example/jwks', kid: 'evil' }, claims),
    },
    {
      what: 'a name of a key that is none',
      forge: ({ header, claims }: Parts) =>
        signedBy(stranger.privateKey, { ...header, kid: "../../x' OR 1=1" }, claims),
    },
    {
      what: 'a critical header',
      forge: ({ header, claims }: Parts, shop: SignedInShop) =>
        signedBy(keyOf(shop), { ...header, crit: ['x'], x: 1 }, claims),
    },
    {
      what: 'a changed letter of its signature',
      forge: ({ token }: Parts) => `${token.slice(0, -20)}${token.at(-20) === 'A' ? 'B' : 'A'}${token.slice(-19)}`,
    },
    { what: 'another issuer', ...withClaims((claims) => ({ ...claims, iss: 'https://evil.example' })) },
    { what: 'another audience', ...withClaims((claims) => ({ ...claims, aud: 'other-admin' })) },
    { what: 'two audiences', ...withClaims((claims) => ({ ...claims, aud: [client.id, 'x'], azp: client.id })) },
    { what: 'another nonce', ...withClaims((claims) => ({ ...claims, nonce: 'x' })) },
    { what: 'no nonce', ...without('nonce') },
    { what: 'no end', ...without('exp') },
    { what: 'no beginning', ...without('iat') },
    { what: 'nobody', ...without('sub') },
    { what: 'an end in the past', ...withClaims((claims) => ({ ...claims, exp: Number(claims.iat) - 121 })) },
    { what: 'a beginning in the future', ...withClaims((claims) => ({ ...claims, iat: Number(claims.iat) + 125 })) },
    {
      what: 'a beginning long ago',
      ...withClaims((claims) => ({ ...claims, iat: Number(claims.iat) - 725 })),
    },
  ])('with $what is not believed', async ({ forge }) => {
    const shop = await withIdToken(forge)
    const end = await visitor().follow(`${shop.origin}/admin`)
    expect([end.status, setsSession(end)]).toEqual([502, false])
    expect(shop.problems.map(({ code }) => code)).toEqual(['sign_in_failed'])
    for (const { message, stack } of shop.problems) expect(`${message}${stack}`).not.toContain(client.secret)
  })

  it.each([
    { what: 'an ID token of another nonce', change: { nonce: 'x' }, answer: {} },
    { what: 'tokens of another kind', change: {}, answer: { token_type: 7 } },
    { what: 'scopes that are none', change: {}, answer: { scope: 7 } },
  ])('beside $what stands in no problem, nor what it says or came with', async ({ change, answer }) => {
    const holder: { shop: SignedInShop | null } = { shop: null }
    let sent: readonly string[] = []
    holder.shop = await openSignedInShop({
      async between(url, response) {
        if (!url.endsWith('/token') || !holder.shop) return response
        const body = (await response.json()) as { readonly id_token: string; readonly access_token: string }
        const { header, claims } = partsOf(body.id_token)
        const idToken = signedBy(keyOf(holder.shop), header, { ...claims, ...change })
        sent = [body.access_token, idToken, String(claims.nonce), String(claims.email)]
        return Response.json({ ...body, id_token: idToken, ...answer })
      },
    })
    await visitor().follow(`${holder.shop.origin}/admin`)
    expect(holder.shop.problems.map(({ code }) => code)).toEqual(['sign_in_failed'])
    const logged = inspect(holder.shop.problems, { depth: 20, showHidden: true, maxStringLength: null })
    expect(logged).toMatch(/OAUTH_/)
    expect(sent.filter((secret) => logged.includes(secret))).toEqual([])
  })

  it('of another person than accounts says of that sign-in opens nothing', async () => {
    const shop = await openSignedInShop({ vouches: false })
    const browser = visitor()
    const callback = await halfway(shop, browser)
    shop.openid.standings.get = () => ({
      ...akane,
      memberId: '8',
      sessionClass: 'full',
      authTime: '2026-11-02T03:00:00Z',
      expiresAt: '2036-11-02T03:00:00Z',
    })
    const answer = await browser.ask(callback)
    expect([answer.status, setsSession(answer)]).toEqual([400, false])
  })
})

it('a key of a name that is new is fetched, once a minute and no more often', async () => {
  const shop = await openSignedInShop()
  const jwks = () => shop.asked.filter((path) => path === '/jwks').length
  for (let times = 0; times < 3; times++) {
    expect((await visitor().follow(`${shop.origin}/admin`)).status).toBe(200)
  }
  expect(jwks()).toBe(1)
  const forging = await withIdToken(({ header, claims }) =>
    signedBy(stranger.privateKey, { ...header, kid: 'x' }, claims),
  )
  for (let times = 0; times < 3; times++) await visitor().follow(`${forging.origin}/admin`)
  expect(forging.asked.filter((path) => path === '/jwks').length).toBe(1)
})
