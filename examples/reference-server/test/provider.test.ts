import * as client from 'openid-client'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { shopId } from '../../../packages/express-adapter/test/support/server.ts'
import { twoOperators } from '../../../packages/express-adapter/test/support/services.ts'
import { providerRecords } from '../src/provider/provider-records.ts'
import { hiro, mei, openSignOn, type Person, type SignOn, type SignOnService } from './support/sign-on.ts'

let server: SignOn
let shoes: SignOnService
let me: Person

beforeEach(async () => {
  server = await openSignOn()
  shoes = await server.service('renshu-shoes')
  me = server.person()
})

describe('a sign-in to a service', () => {
  it('leads through the one sign-in here and back to the service, which learns who it is', async () => {
    const asked = await me.ask(shoes, { login_hint: hiro, ui_locales: 'fr en' })
    expect(asked.arrival.url.pathname).toMatch(/^\/sign-in\/[\w-]{21,64}$/)
    const entry = JSON.parse((await me.go(`${asked.arrival.url.pathname}/entry`)).text)
    expect(entry).toEqual({
      entry: 'sign-in',
      serviceName: 'renshu-shoes-admin',
      shopName: 'renshu-shoes',
      loginHint: hiro,
      acr: null,
      reason: null,
      locale: 'en',
      email: null,
    })
    await me.signIn(hiro)
    const { url } = await me.go(asked.arrival.url)
    expect(url.origin + url.pathname).toBe(shoes.callback)
    const tokens = await asked.redeem(url)
    expect(tokens.claims()).toEqual({
      iss: server.issuer,
      aud: shoes.id,
      sub: expect.stringMatching(/^[\w-]{43}$/),
      shop: 'renshu-shoes',
      member_id: '1',
      role: 'staff',
      email: hiro,
      email_verified: true,
      name: 'hiro',
      locale: 'ja',
      acr: 'urn:ecforce:acr:email',
      amr: ['pwd', 'otp'],
      auth_time: Math.floor(server.clock.now() / 1000),
      sid: expect.stringMatching(/^[\w-]{21,}$/),
      nonce: asked.checks.expectedNonce,
      iat: expect.any(Number),
      exp: expect.any(Number),
    })
    expect(tokens.refresh_token).toBeUndefined()
    expect(server.faults).toEqual([])
  })

  it('is over at once for who is signed in here', async () => {
    await me.signIn(hiro)
    const first = await me.enter(shoes)
    const again = await me.enter(shoes)
    expect(again.claims.sub).toBe(first.claims.sub)
    const userinfo = await client.fetchUserInfo(shoes.config, again.tokens.access_token, again.claims.sub)
    expect(userinfo).toMatchObject({ sub: first.claims.sub, email: hiro, member_id: '1', shop: 'renshu-shoes' })
  })

  it('asks for a proof as strong and as fresh as the service wants, and once it is given goes on', async () => {
    await me.signIn(hiro)
    const first = await me.enter(shoes)
    server.clock.advance(60_000)
    expect((await me.enter(shoes, { max_age: '60' })).claims.auth_time).toBe(first.claims.auth_time)
    server.clock.advance(1)
    for (const asked of [
      await me.ask(shoes, { max_age: '60' }),
      await me.ask(shoes, { prompt: 'login' }),
      await me.ask(shoes, { max_age: '0' }),
    ]) {
      const entry = await me.entryAt(asked.arrival)
      expect(entry).toMatchObject({ entry: 'step-up', acr: null, email: hiro })
    }
    const asked = await me.ask(shoes, { prompt: 'login' })
    expect((await me.go(asked.arrival.url)).text).toBe('the document')
    await me.stepUp()
    const { url } = await me.go(asked.arrival.url)
    const claims = (await asked.redeem(url)).claims()
    expect(claims?.auth_time).toBe(Math.floor(server.clock.now() / 1000))
    expect(claims?.sub).toBe(first.claims.sub)
    expect(claims?.sid).toBe(first.claims.sid)
  })

  it('counts no proof from before it was asked for, were it a millisecond, whatever the service says of the time', async () => {
    await me.signIn(hiro)
    const fresh = await me.ask(shoes, { prompt: 'login', asked_at: '0' })
    expect(fresh.arrival.url.origin).toBe('https://renshu-shoes.example')
    server.clock.advance(1)
    const asked = await me.ask(shoes, { prompt: 'login', asked_at: '0' })
    expect(await me.entryAt(asked.arrival)).toMatchObject({ entry: 'step-up' })
  })

  it('asks for the app where the service does, and says so to a service that wants no page', async () => {
    await me.signIn(hiro)
    const app = { acr_values: 'urn:ecforce:acr:app' }
    expect(await me.entryAt((await me.ask(shoes, app)).arrival)).toMatchObject({
      entry: 'step-up',
      acr: 'urn:ecforce:acr:app',
    })
    const silent = await me.ask(shoes, { ...app, prompt: 'none' })
    expect(silent.arrival.url.searchParams.get('error')).toBe('unmet_authentication_requirements')
    const either = await me.enter(shoes, { acr_values: 'urn:ecforce:acr:app urn:ecforce:acr:email' })
    expect(either.claims.acr).toBe('urn:ecforce:acr:email')
    const unknown = await me.enter(shoes, { acr_values: 'urn:other' })
    expect(unknown.claims.acr).toBe('urn:ecforce:acr:email')
  })

  it('without a page tells why not, and gives a code when there is nothing to ask', async () => {
    const nobody = await me.ask(shoes, { prompt: 'none' })
    expect(nobody.arrival.url.origin).toBe('https://renshu-shoes.example')
    expect(nobody.arrival.url.searchParams.get('error')).toBe('login_required')
    await me.signIn(hiro)
    expect((await me.enter(shoes, { prompt: 'none' })).claims.member_id).toBe('1')
    server.clock.advance(1000)
    const fresh = await me.ask(shoes, { prompt: 'none', max_age: '0' })
    expect(fresh.arrival.url.searchParams.get('error')).toBe('login_required')
    const tea = await server.service('mihon-tea')
    const other = server.person()
    await other.signIn(mei)
    const stranger = await other.ask(tea, { prompt: 'none' })
    expect(stranger.arrival.url.searchParams.get('error')).toBe('access_denied')
  })

  it('is refused with a page that says why to who is no member there, and with access_denied to the service', async () => {
    const tea = await server.service('mihon-tea')
    await me.signIn(mei)
    const asked = await me.ask(tea)
    expect(await me.entryAt(asked.arrival)).toMatchObject({
      entry: 'refused',
      reason: 'not_a_member',
      shopName: 'mihon-tea',
      email: mei,
    })
    const { pathname } = asked.arrival.url
    expect((await me.go(`${pathname}/cancel`, { method: 'POST' })).status).toBe(403)
    const own = { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } }
    const { url } = await me.go(`${pathname}/cancel`, own)
    expect(url.searchParams.get('error')).toBe('access_denied')
    expect(url.searchParams.get('state')).toBe(asked.checks.expectedState)
    expect((await me.go(`${pathname}/entry`)).status).toBe(404)
    expect((await me.go(`${pathname}/cancel`, own)).url.pathname).toBe(pathname)
  })

  it('goes on with the account that is signed in by then, whoever was before', async () => {
    await me.signIn(mei)
    const tea = await server.service('mihon-tea')
    const asked = await me.ask(tea)
    expect(await me.entryAt(asked.arrival)).toMatchObject({ entry: 'refused' })
    await me.api.delete('/session')
    expect(await me.entryAt(asked.arrival)).toMatchObject({ entry: 'sign-in', email: null })
    await me.signIn(hiro)
    const { url } = await me.go(asked.arrival.url)
    expect((await asked.redeem(url)).claims()?.email).toBe(hiro)
  })

  it('never lets in another account than the one whose ID token the service shows', async () => {
    await me.signIn(hiro)
    const { tokens, claims } = await me.enter(shoes)
    const hint = { id_token_hint: tokens.id_token ?? '' }
    expect((await me.enter(shoes, hint)).claims.sub).toBe(claims.sub)
    await me.api.delete('/session')
    await me.signIn(mei)
    const asked = await me.ask(shoes, hint)
    expect(await me.entryAt(asked.arrival)).toMatchObject({ entry: 'refused', reason: 'other_account' })
    expect((await me.go(asked.arrival.url)).text).toBe('the document')
    expect((await me.ask(shoes, { ...hint, prompt: 'none' })).arrival.url.searchParams.get('error')).toBe(
      'access_denied',
    )
  })

  it('is pairwise: no two shops know one person by one name', async () => {
    await me.signIn(hiro)
    const tea = await server.service('mihon-tea')
    const [atShoes, atTea] = [await me.enter(shoes), await me.enter(tea)]
    expect(atShoes.claims.sub).not.toBe(atTea.claims.sub)
    expect(atShoes.claims.sid).not.toBe(atTea.claims.sid)
    expect(atTea.claims.member_id).toBe('9')
  })
})

describe('what the provider keeps', () => {
  it('is of one session of accounts, and over with it', async () => {
    await me.signIn(hiro)
    const { tokens, claims } = await me.enter(shoes)
    const asked = await me.ask(shoes)
    await me.api.delete('/session')
    await expect(client.fetchUserInfo(shoes.config, tokens.access_token, claims.sub)).rejects.toMatchObject({
      status: 401,
    })
    await expect(asked.redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
    expect((await me.ask(shoes, { prompt: 'none' })).arrival.url.searchParams.get('error')).toBe('login_required')
  })

  it('opens nothing to whoever is removed from the shop between the code and its redemption', async () => {
    await me.signIn(hiro)
    const [asked, other] = [await me.ask(shoes), await me.ask(shoes)]
    expect((await other.redeem()).claims()?.member_id).toBe('1')
    await server.accounts.memberSync.remove({ id: shoes.id, shopId: shopId('renshu-shoes') }, '1')
    await expect(asked.redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it("planted in somebody else's browser is not seen there", async () => {
    const attacker = server.person()
    await attacker.signIn(mei)
    await attacker.enter(shoes)
    await me.signIn(hiro)
    me.jar.set('eca_sso', attacker.jar.get('eca_sso') ?? '')
    const { claims } = await me.enter(shoes)
    expect(claims.email).toBe(hiro)
    expect(me.jar.get('eca_sso')).not.toBe(attacker.jar.get('eca_sso'))
    // And what the attacker has shows nothing of the other.
    expect((await attacker.enter(shoes)).claims.email).toBe(mei)
  })

  it('of an interaction is good in the browser it began in alone', async () => {
    const attacker = server.person()
    const asked = await attacker.ask(shoes)
    await me.signIn(hiro)
    const { pathname } = asked.arrival.url
    expect((await me.go(`${pathname}/entry`)).status).toBe(404)
    expect((await me.go(pathname)).text).toBe('the document')
    expect((await me.go(`/oidc/authorize/${pathname.split('/').at(-1)}`)).status).toBe(400)
    expect((await attacker.entryAt(asked.arrival)).entry).toBe('sign-in')
  })
})

describe('a code', () => {
  it('is redeemed by one of fifty at once, and a copy makes all of it worthless', async () => {
    await me.signIn(hiro)
    const asked = await me.ask(shoes)
    const redeemed = await Promise.allSettled(Array.from({ length: 50 }, () => asked.redeem()))
    const won = redeemed.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(won).toHaveLength(1)
    for (const one of redeemed)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ error: 'invalid_grant' })
    await expect(
      client.fetchUserInfo(shoes.config, won[0]?.access_token ?? '', client.skipSubjectCheck),
    ).rejects.toThrow()
  })

  it('of which somebody has a copy at the same instant brings nothing that lasts, to whoever was first', async () => {
    const { providerState: state } = server.accounts
    const codes = providerRecords('AuthorizationCode', state)
    await codes.upsert('a-code', { grantId: 'a-grant' }, 60)
    await providerRecords('Grant', state).upsert('a-grant', {}, 60)
    await state.put('AccessToken', 'a-token', { grantId: 'a-grant' }, 60)
    expect([await codes.find('a-code'), await codes.find('a-code')]).toEqual([
      { grantId: 'a-grant' },
      { grantId: 'a-grant' },
    ])
    await codes.consume('a-code')
    expect(await state.find('AccessToken', 'a-token')).not.toBeNull()
    await expect(codes.consume('a-code')).rejects.toThrow('invalid_grant')
    expect([await state.find('AccessToken', 'a-token'), await state.find('Grant', 'a-grant')]).toEqual([null, null])
  })

  it('revokes what it brought when it comes again later', async () => {
    await me.signIn(hiro)
    const asked = await me.ask(shoes)
    const tokens = await asked.redeem()
    await client.fetchUserInfo(shoes.config, tokens.access_token, client.skipSubjectCheck)
    await expect(asked.redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
    await expect(client.fetchUserInfo(shoes.config, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow()
    expect((await me.enter(shoes)).claims.email).toBe(hiro)
  })

  it("is the service's it was made for, with its verifier and its address", async () => {
    await me.signIn(hiro)
    const tea = await server.service('mihon-tea')
    const code = async () => (await me.ask(shoes)).arrival.url.searchParams.get('code') ?? ''
    const asked = await me.ask(shoes)
    const other = { ...asked.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() }
    await expect(client.authorizationCodeGrant(shoes.config, asked.arrival.url, other)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    await expect(redeem(tea, { code: await code(), redirect_uri: shoes.callback })).resolves.toMatchObject({
      error: 'invalid_grant',
    })
    await expect(redeem(shoes, { code: await code(), redirect_uri: `${shoes.callback}/` })).resolves.toMatchObject({
      error: 'invalid_grant',
    })
  })

  async function redeem(service: SignOnService, body: Record<string, string>): Promise<Record<string, string>> {
    const response = await fetch(`${server.issuer}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${service.id}:${service.secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code_verifier: 'a'.repeat(43), ...body }),
    })
    return response.json() as Promise<Record<string, string>>
  }
})

it('an entry that is another session’s by now tells nothing of it to whom the code was given', async () => {
  const note = vi.spyOn(server.storage.serviceEntries, 'note')
  await me.signIn(hiro)
  const asked = await me.ask(shoes)
  const [entry] = note.mock.lastCall ?? expect.fail('an entry is noted')
  const other = server.person()
  await other.signIn(mei)
  await other.enter(shoes)
  const [others] = note.mock.lastCall ?? expect.fail('an entry is noted')
  await server.storage.serviceEntries.note({ ...others, sid: entry.sid })
  await expect(asked.redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
})

describe('an authorization request', () => {
  const known = () => ({
    client_id: shoes.id,
    redirect_uri: shoes.callback,
    response_type: 'code',
    scope: 'openid',
    state: 'abc',
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'S256',
  })
  const ask = (changes: Record<string, string | undefined>) => {
    const params = Object.entries({ ...known(), ...changes }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    )
    return me.go(`/oidc/authorize?${new URLSearchParams(params)}`)
  }

  it.each([
    ['another address', { redirect_uri: 'https://evil.example/callback' }],
    ['a longer address', { redirect_uri: 'https://renshu-shoes.example/accounts/callback/' }],
    ['an address with a query', { redirect_uri: 'https://renshu-shoes.example/accounts/callback?a=1' }],
    ['an address in capitals', { redirect_uri: 'https://RENSHU-shoes.example/accounts/callback' }],
    ['an address with a user', { redirect_uri: 'https://renshu-shoes.example@evil.example/accounts/callback' }],
    ['no address', { redirect_uri: undefined }],
    ['an unknown service', { client_id: 'nobody' }],
    ['no service', { client_id: undefined }],
  ])('with %s goes nowhere', async (_what, changes) => {
    await me.signIn(hiro)
    const { url, status, text } = await ask(changes)
    expect(url.origin).toBe(server.issuer)
    expect(status).toBe(400)
    expect(text).toContain('ショップの管理画面をもう一度開いてください')
  })

  it.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with the plain method', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for a token at once', { response_type: 'token' }, 'unsupported_response_type'],
    ['for an ID token at once', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['for both', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['with a request object', { request: 'e30.e30.' }, 'request_not_supported'],
    ['with a request elsewhere', { request_uri: 'https://evil.example/r' }, 'request_uri_not_supported'],
    ['with two prompts that exclude each other', { prompt: 'none login' }, 'invalid_request'],
  ])('%s is refused to the service', async (_what, changes, error) => {
    await me.signIn(hiro)
    const { url } = await ask(changes)
    expect(url.origin).toBe('https://renshu-shoes.example')
    expect(new URLSearchParams(url.search || url.hash.slice(1)).get('error')).toBe(error)
    expect((await ask({})).url.searchParams.get('code')).toBeTruthy()
  })

  it('that would wait for somebody is put off when too many do from one place, and nobody else is', async () => {
    await me.signIn(hiro)
    const stranger = server.person()
    const ask = (who: Person, params = {}) => who.ask(shoes, params).then(({ arrival }) => arrival.url)
    const errorOf = (url: URL) => url.searchParams.get('error')
    for (let n = 0; n < 300; n++) expect((await ask(stranger)).pathname).toMatch(/^\/sign-in\//)
    expect(errorOf(await ask(stranger))).toBe('temporarily_unavailable')
    expect(errorOf(await ask(stranger, { prompt: 'none' }))).toBe('login_required')
    expect((await me.enter(shoes)).claims.email).toBe(hiro)
  })

  it('makes no address of what a request says about its host', async () => {
    const { text, url } = await me.go('/.well-known/openid-configuration', {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' },
    })
    expect(url.origin).toBe(server.issuer)
    expect(text).not.toContain('evil.example')
    expect(JSON.parse(text)).toMatchObject({
      issuer: server.issuer,
      authorization_endpoint: `${server.issuer}/oidc/authorize`,
      end_session_endpoint: `${server.issuer}/oidc/sign-out`,
      service_session_endpoint: `${server.issuer}/api/services/introspect`,
      backchannel_logout_supported: true,
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      code_challenge_methods_supported: ['S256'],
    })
  })
})

describe('a secret', () => {
  const token = (headers: Record<string, string>, body: Record<string, string> = {}) =>
    fetch(`${server.issuer}/oidc/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: 'none',
        redirect_uri: shoes.callback,
        ...body,
      }),
    })
  const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const error = async (answer: Promise<Response>) => ((await (await answer).json()) as { error: string }).error

  it('in use is heard, and so is the one that takes its place, until the older is retired', async () => {
    const act = await twoOperators(server)
    const next = await server.accounts.services.rotateSecret(shoes.id, act())
    for (const secret of [shoes.secret, next])
      expect(await error(token({ authorization: basic(shoes.id, secret) }))).toBe('invalid_grant')
    await server.accounts.services.retireSecret(shoes.id, act())
    expect(await error(token({ authorization: basic(shoes.id, next) }))).toBe('invalid_grant')
    expect(await error(token({ authorization: basic(shoes.id, shoes.secret) }))).toBe('invalid_client')
  })

  it.each([
    ['none', {}],
    ['another', { authorization: basic('renshu-shoes-admin', 'A'.repeat(43)) }],
    ['an empty one', { authorization: basic('renshu-shoes-admin', '') }],
    ['half of one', { authorization: 'Basic' }],
    ['something else', { authorization: 'Basic %%%' }],
    ['no such service', { authorization: basic('nobody', 'A'.repeat(43)) }],
    ['an odd name', { authorization: basic('%00', 'A'.repeat(43)) }],
    ['two headers in one', { authorization: 'Basic YTpi, Basic YTpi' }],
    ['a bearer', { authorization: 'Bearer abc' }],
  ])('that is %s redeems nothing, and the server goes on', async (_what, headers) => {
    const { status } = await token(headers as Record<string, string>)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(server.faults).toEqual([])
    expect(await error(token({ authorization: basic(shoes.id, shoes.secret) }))).toBe('invalid_grant')
  })

  it('that is wrong too often is wrong still, and the right one is heard', async () => {
    const wrong = basic(shoes.id, 'A'.repeat(43))
    for (let n = 0; n < 40; n++) expect(await error(token({ authorization: wrong }))).toBe('invalid_client')
    expect(await error(token({ authorization: basic(shoes.id, shoes.secret) }))).toBe('invalid_grant')
  })
})

describe('a service that is changed', () => {
  it('is another one with the next request', async () => {
    await me.signIn(hiro)
    const act = await twoOperators(server)
    await me.enter(shoes)
    const moved = 'https://shoes.example/accounts/callback'
    await server.accounts.services.setWeb(shoes.id, { ...shoes.web, redirectUris: [moved] }, act())
    expect((await me.ask(shoes)).arrival.status).toBe(400)
    expect((await me.enter({ ...shoes, callback: moved })).claims.email).toBe(hiro)
    await server.accounts.services.remove(shoes.id, act())
    expect((await me.ask({ ...shoes, callback: moved })).arrival.status).toBe(400)
  })
})
