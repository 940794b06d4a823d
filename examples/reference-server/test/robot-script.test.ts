import { gateOf, serviceGate } from '@ecforce-accounts/express-adapter/service'
import express from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { aBypassGrant, aBypassRequest } from '../../../packages/core/src/testing/index.ts'
import { listening } from '../../../packages/express-adapter/test/support/listening.ts'
import { password, shopId } from '../../../packages/express-adapter/test/support/server.ts'
import { type Visited, visitor } from '../../../packages/express-adapter/test/support/visitor.ts'
import { mei, openSignOn, type SignOn } from './support/sign-on.ts'

const shop = shopId('renshu-shoes')
const [inside, outside] = ['203.0.113.10', '198.51.100.7']
const trustedProxies = ['127.0.0.1']

/** A member whose owner has signed in, chosen a password and said that it is a robot's, with a grant for `inside`. */
async function aRobot({ storage, person, clock }: SignOn) {
  await person().signIn(mei)
  const found = await storage.accounts.findByEmail(mei as never)
  const [row] = await storage.members.findByEmail(mei as never)
  if (!found || !row) throw new Error('the robot has an account')
  const { id: accountId, credentialEpoch: former, password: kept } = found.account
  await storage.accounts.replacePassword(accountId, former, { ...kept, origin: 'own', isLong: true }, null, {})
  const { id: memberId } = row.member
  const credentialEpoch = former + 1
  await storage.bypasses.flagRobot({ memberId, accountId, credentialEpoch }, clock.now(), {})
  const request = aBypassRequest({ shopId: shop, memberIds: [memberId] })
  await storage.bypasses.ask(request, {})
  const grant = aBypassGrant({ shopId: shop, memberId, ranges: [`${inside}/32`], startsAt: clock.now() })
  await storage.bypasses.change(request, { ...request, status: 'approved' }, [grant], {})
  return grant
}

/** The shop's admin, behind its gate and a proxy. */
async function aShop(server: SignOn) {
  const { origin, server: place } = await listening()
  const changes = { startUrl: `${origin}/accounts/start`, redirectUris: [`${origin}/accounts/callback`] }
  const { id, secret } = await server.service(shop, changes)
  const gate = serviceGate({
    ...{ issuer: server.issuer, origin, shop, client: { id, secret }, protect: '/admin', trustedProxies },
    legacy: { signInPaths: ['/admin/sign_in'], isSignedIn: () => null, signOut: () => {} },
    clock: server.clock,
    refreshSeconds: 300,
  })
  onTestFinished(gate.close)
  await gate.ready()
  const app = express().use(gate)
  app.get('/admin/orders', (req, res) => void res.json({ is: gateOf(req).member?.sessionClass ?? null }))
  app.get('/admin/settings', gate.requireStepUp({}), (_req, res) => void res.json('changed'))
  place.on('request', app)
  return origin
}

/** A script over plain HTTP: it keeps cookies, follows redirects, and is at one address at a time. */
function script({ issuer }: SignOn, admin: string) {
  const browser = visitor()
  const at = { address: inside }
  const ask = (url: string, headers: Record<string, string> = {}, body?: object) =>
    browser.ask(url, {
      headers: { 'x-forwarded-for': at.address, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
  const post = async (path: string, body: object) =>
    JSON.parse((await ask(`${issuer}/api${path}`, { 'sec-fetch-site': 'same-origin' }, body)).body)

  return {
    at,
    async signIn(): Promise<string> {
      const { flow } = await post('/sign-in', { email: mei })
      return (await post('/sign-in/password', { flow, password })).step
    },
    api: async (path: string) => JSON.parse((await ask(`${issuer}/api${path}`)).body),
    async orders(): Promise<Visited> {
      let last = await ask(`${admin}/accounts/start?target_link_uri=/admin/orders`)
      for (let hops = 0; last.location !== null && hops < 10; hops++) {
        const next = new URL(last.location, last.url)
        if (next.pathname.startsWith('/sign-in')) break
        last = await ask(next.href)
      }
      return last
    },
    page: async (path: string) => {
      const answer = await ask(`${admin}${path}`)
      return answer.status === 200 ? JSON.parse(answer.body) : answer.status
    },
  }
}

it('a script with an exemption works in its shop without a code, and from the moment it ends or moves not any more', async () => {
  const server = await openSignOn()
  const grant = await aRobot(server)
  const admin = await aShop(server)
  const robot = script(server, admin)

  // From elsewhere it is asked for a code, and nothing is open.
  robot.at.address = outside
  expect(await robot.signIn()).toBe('code')
  expect((await robot.api('/session')).code).toBe('session_required')

  // From inside the password is enough, for the admin of the shop and nothing else.
  robot.at.address = inside
  expect(await robot.signIn()).toBe('done')
  expect(await robot.api('/session')).toMatchObject({ session: { class: 'robot', amr: ['pwd'] } })
  expect(JSON.stringify(await robot.api('/apps'))).toContain('renshu-shoes-admin')
  expect((await robot.api('/profile')).code).toBe('session_restricted')
  expect(JSON.parse((await robot.orders()).body)).toEqual({ is: 'robot' })
  expect(await robot.page('/admin/orders')).toEqual({ is: 'robot' })
  expect(await robot.page('/admin/settings')).toBe(403)

  // Revoked in the middle of its work: the next request is refused, on both sides.
  await server.storage.bypasses.revoke(grant.id, {})
  expect(await robot.page('/admin/orders')).not.toEqual({ is: 'robot' })
  expect((await robot.api('/session')).code).toBe('session_required')
  expect(await robot.signIn()).toBe('code')
  expect(server.faults).toEqual([])
})

it.each(['the shop', 'accounts'])(
  'a script that moves is refused where it is seen first, at %s, and then everywhere',
  async (at) => {
    const server = await openSignOn()
    await aRobot(server)
    const robot = script(server, await aShop(server))
    expect(await robot.signIn()).toBe('done')
    expect(JSON.parse((await robot.orders()).body)).toEqual({ is: 'robot' })

    robot.at.address = outside
    const seen = at === 'the shop' ? await robot.page('/admin/orders') : (await robot.api('/session')).code
    expect(seen).not.toEqual({ is: 'robot' })
    robot.at.address = inside
    expect(await robot.page('/admin/orders')).not.toEqual({ is: 'robot' })
    expect((await robot.api('/session')).code).toBe('session_required')
  },
)
