import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { hiro, openSignOn, type SignOn, type SignOnService } from './support/sign-on.ts'

let server: SignOn
let shoes: SignOnService

beforeEach(async () => {
  server = await openSignOn()
  shoes = await server.service('renshu-shoes')
})

/** A request whose first line says `target` as it is. */
async function raw(target: string, { method = 'GET', headers = {} }: RawRequest = {}) {
  const { hostname, port, host } = new URL(server.issuer)
  const sent = request({ hostname, port, method, path: target, headers: { host, ...headers }, agent: false }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode, body: await text(response) }
}

interface RawRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

describe('the provider', () => {
  it.each([
    '/OIDC/authorize',
    '/oidc/Authorize',
    '/oidc/authorize/',
    '/oidc/sign-out/',
    '/oidc/SIGN-OUT',
    '/oidc/jwks/',
  ])('has nothing at %s: a session that is not adopted would be taken for whoever is there', async (path) => {
    const me = server.person()
    await me.signIn(hiro)
    const { arrival } = await me.ask(shoes)
    expect((await me.go(`${path}${arrival.url.search}`)).status).toBe(404)
    expect((await me.go('/oidc/jwks')).status).toBe(200)
  })

  it('makes no address of a first line that names another host', async () => {
    const own = await raw('/.well-known/openid-configuration')
    const { body } = await raw('http://evil.example/.well-known/openid-configuration')
    expect(JSON.parse(body)).toEqual(JSON.parse(own.body))
    expect(body).not.toContain('evil.example')
  })

  it('keeps nothing of strangers who sign out, or bring a session along that never was', async () => {
    const { providerRecords } = server.storage
    const put = vi.spyOn(providerRecords, 'put')
    const headers = { cookie: 'eca_sso=planted' }
    const query = `client_id=${shoes.id}`
    expect((await raw(`/oidc/sign-out?${query}`)).status).toBe(303)
    expect((await raw(`/oidc/sign-out?${query}`, { headers })).status).toBe(303)
    expect((await raw('/oidc/sign-out/confirm', { method: 'POST', headers })).status).toBe(400)
    expect((await raw(`/oidc/authorize?${query}&prompt=none`, { headers })).status).toBe(400)
    expect(put.mock.calls).toEqual([])
    const me = server.person()
    await me.signIn(hiro)
    await me.enter(shoes)
    expect(put.mock.calls.map(([{ kind }]) => kind)).toContain('Session')
  })
})
