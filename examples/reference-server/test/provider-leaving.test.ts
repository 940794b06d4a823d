import { systemClock } from '@ecforce-accounts/core'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { beforeEach, describe, expect, it } from 'vitest'
import { announceShop, hashes, shopId } from '../../../packages/express-adapter/test/support/server.ts'
import { backChannel } from '../src/back-channel.ts'
import {
  backChannelReceiver,
  hiro,
  mei,
  openSignOn,
  type Person,
  type SignOn,
  type SignOnService,
} from './support/sign-on.ts'

let server: SignOn
let shoes: SignOnService
let me: Person

beforeEach(async () => {
  server = await openSignOn({ accounts: { backChannel } })
  me = server.person()
})

/** Leads the browser to sign out, as a service does. */
function leave(person: Person, service: SignOnService, params: Record<string, string>) {
  return person.go(client.buildEndSessionUrl(service.config, params))
}

const isSignedIn = async (person: Person) => (await person.api.get('/session')).status === 200

describe('signing out by a service', () => {
  beforeEach(async () => {
    shoes = await server.service('renshu-shoes')
    await me.signIn(hiro)
  })
  const bye = 'https://renshu-shoes.example/bye'

  it('that shows the ID token of this session asks nobody, and leads back with its state', async () => {
    const { tokens } = await me.enter(shoes)
    const { url } = await leave(me, shoes, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: bye,
      state: 'a&b=c',
    })
    expect(url.href).toBe(`${bye}?state=a%26b%3Dc`)
    expect(await isSignedIn(me)).toBe(false)
    expect((await me.ask(shoes, { prompt: 'none' })).arrival.url.searchParams.get('error')).toBe('login_required')
  })

  it('asks when it shows none, or that of another session, and does what is answered', async () => {
    const { tokens } = await me.enter(shoes)
    await me.api.delete('/session')
    await me.signIn(hiro)
    await me.enter(shoes)
    for (const params of [
      { client_id: shoes.id, post_logout_redirect_uri: bye },
      { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: bye },
    ]) {
      const asked = await leave(me, shoes, params)
      expect(asked.status).toBe(200)
      expect(asked.text).toContain('ログアウトしますか')
      expect(asked.headers.get('content-security-policy')).toContain("form-action 'self' https://renshu-shoes.example;")
      expect(await isSignedIn(me)).toBe(true)
    }
    const answer = async (logout: Record<string, string>) => {
      const { text } = await leave(me, shoes, { client_id: shoes.id, post_logout_redirect_uri: bye })
      const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
      const body = new URLSearchParams({ xsrf, ...logout })
      return me.go('/oidc/sign-out/confirm', { method: 'POST', body })
    }
    expect((await answer({})).url.href).toBe(bye)
    expect(await isSignedIn(me)).toBe(true)
    expect((await answer({ logout: 'yes', xsrf: 'guessed' })).status).toBe(400)
    expect(await isSignedIn(me)).toBe(true)
    expect((await answer({ logout: 'yes' })).url.href).toBe(bye)
    expect(await isSignedIn(me)).toBe(false)
  })

  it('of whoever is signed out already leads on, without a page', async () => {
    await me.api.delete('/session')
    const { url } = await leave(me, shoes, { client_id: shoes.id, post_logout_redirect_uri: bye })
    expect(url.href).toBe(bye)
    const nowhere = await leave(me, shoes, { client_id: shoes.id })
    expect(nowhere.url.href).toBe(`${server.issuer}/signed-out`)
  })

  it.each([
    ['an address nobody registered', { post_logout_redirect_uri: 'https://evil.example/bye' }],
    ['a longer address', { post_logout_redirect_uri: `${bye}/` }],
    ['a forged ID token', { id_token_hint: 'e30.e30.e30' }],
  ])('with %s signs nobody out and leads nowhere', async (_what, params) => {
    const { status, url } = await leave(me, shoes, { client_id: shoes.id, ...params })
    expect([status, url.origin]).toEqual([400, server.issuer])
    expect(await isSignedIn(me)).toBe(true)
  })

  it('is not asked for by an ID token of the same person in another browser', async () => {
    const other = server.person()
    await other.signIn(hiro)
    const { tokens } = await other.enter(shoes)
    await me.enter(shoes)
    expect((await leave(me, shoes, { id_token_hint: tokens.id_token ?? '' })).text).toContain('ログアウトしますか')
    expect([await isSignedIn(me), await isSignedIn(other)]).toEqual([true, true])
  })

  it('is not asked for by an ID token of somebody else', async () => {
    const other = server.person()
    await other.signIn(mei)
    const { tokens } = await other.enter(shoes)
    expect((await leave(me, shoes, { id_token_hint: tokens.id_token ?? '' })).text).toContain('ログアウトしますか')
    expect(await isSignedIn(me)).toBe(true)
    expect(await isSignedIn(other)).toBe(true)
  })
})

describe('the services somebody entered', () => {
  async function logouts() {
    const room = server.accounts.logouts
    if (!room) throw new TypeError('there is a back channel')
    await room.tellEnded()
  }

  async function entered() {
    const [atShoes, atTea] = [await backChannelReceiver(), await backChannelReceiver()]
    shoes = await server.service('renshu-shoes', { backChannelLogoutUrl: atShoes.url })
    const tea = await server.service('mihon-tea', { backChannelLogoutUrl: atTea.url })
    await me.signIn(hiro)
    const claims = [(await me.enter(shoes)).claims, (await me.enter(tea)).claims] as const
    return { atShoes, atTea, tea, claims }
  }

  async function verified(token: string, service: SignOnService) {
    const { jwks_uri = '' } = service.config.serverMetadata()
    return jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), {
      issuer: server.issuer,
      audience: service.id,
      typ: 'logout+jwt',
      algorithms: ['EdDSA'],
      currentDate: new Date(server.clock.now()),
    })
  }

  it('are told by a token they can verify, each of its own session, once (Back-Channel Logout 2.4)', async () => {
    const { atShoes, atTea, tea, claims } = await entered()
    await logouts()
    expect([...atShoes.received, ...atTea.received]).toEqual([])
    await me.api.delete('/session')
    await logouts()
    await logouts()
    expect([atShoes.received.length, atTea.received.length]).toEqual([1, 1])
    const told = await verified(atShoes.received[0] ?? '', shoes)
    expect(told.payload).toEqual({
      iss: server.issuer,
      aud: shoes.id,
      sub: claims[0].sub,
      sid: claims[0].sid,
      iat: expect.any(Number),
      exp: (told.payload.iat ?? 0) + 120,
      jti: expect.any(String),
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    })
    expect((await verified(atTea.received[0] ?? '', tea)).payload.sid).toBe(claims[1].sid)
    await expect(verified(atTea.received[0] ?? '', shoes)).rejects.toThrow()
  })

  it('are told by the worker, three of them within two seconds', async () => {
    server = await openSignOn({ accounts: { backChannel, clock: systemClock } })
    me = server.person()
    await announceShop(server.accounts, shopId('kensho-sake'), [{ legacyId: '3', email: hiro, hash: hashes.good }])
    const shops = ['renshu-shoes', 'mihon-tea', 'kensho-sake']
    const places = await Promise.all(shops.map(() => backChannelReceiver()))
    const services: SignOnService[] = []
    for (const [at, shop] of shops.entries())
      services.push(await server.service(shop, { backChannelLogoutUrl: places[at]?.url ?? null }))
    await me.signIn(hiro)
    for (const service of services) await me.enter(service)
    const { stop } = server.accounts.start({ worker: true })
    await me.api.delete('/session')
    const leftAt = Date.now()
    while (!places.every(({ received }) => received.length === 1)) {
      expect(Date.now() - leftAt).toBeLessThan(2_000)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await stop()
  })

  it('are told again when they were not there, and of a removal the one alone that it concerns', async () => {
    const { atShoes, atTea, tea } = await entered()
    atShoes.answer(503)
    await server.accounts.memberSync.remove({ id: shoes.id, shopId: shopId('renshu-shoes') }, '1')
    await logouts()
    expect([atShoes.received.length, atTea.received.length]).toEqual([1, 0])
    atShoes.answer(200)
    await logouts()
    expect(atShoes.received).toHaveLength(1)
    server.clock.advance(1000)
    await logouts()
    expect(atShoes.received).toHaveLength(2)
    expect((await me.enter(tea)).claims.member_id).toBe('9')
    expect((await me.ask(shoes, { prompt: 'none' })).arrival.url.searchParams.get('error')).toBe('access_denied')
  })
})

describe('a key that is replaced', () => {
  /** The first key is the one that the server began with. */
  const ring = (fill: number) => ({ kid: `k${fill}`, key: new Uint8Array(32).fill(fill) })

  it('signs no more, and what it has signed still stands', async () => {
    shoes = await server.service('renshu-shoes')
    await me.signIn(hiro)
    const before = await me.enter(shoes)
    await server.restart([ring(2), ring(1)])
    const { keys } = (await (await fetch(`${server.issuer}/oidc/jwks`)).json()) as { keys: { kid: string }[] }
    const header = (token = '') => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
    expect(header(before.tokens.id_token)).toMatchObject({ alg: 'EdDSA', kid: keys[1]?.kid })
    expect(keys).toHaveLength(2)
    expect(JSON.stringify(keys)).not.toContain('"d"')

    const asked = await me.ask(shoes, { id_token_hint: before.tokens.id_token ?? '', prompt: 'none' })
    expect(asked.arrival.url.searchParams.get('error')).toBeNull()
    const { id_token } = await asked.redeem()
    expect(header(id_token).kid).toBe(keys[0]?.kid)
  })

  it('cannot go while something the provider keeps needs it (R16)', async () => {
    shoes = await server.service('renshu-shoes')
    await me.ask(shoes)
    await expect(server.restart([ring(2)])).rejects.toThrow('still need k1')
    server.clock.advance(16 * 60_000)
    await server.restart([ring(2)])
  })
})
