import { isShopId } from '@ecforce-accounts/core'
import { noon } from '@ecforce-accounts/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Browser, browser, hiro, openServer, raw, type Server, signIn } from './support/server.ts'

let server: Server
let me: Browser

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
})

const iso = (instant: number) => new Date(instant).toISOString()
/** Two weeks, and the first full hour after the mails had their time. */
const toCut = (14 * 24 + 1) * 3_600_000
const enforcedAt = iso(noon + toCut)

async function makeShop(id: string): Promise<void> {
  if (!isShopId(id)) throw new TypeError(id)
  await server.accounts.rollouts.saveShop(id, { name: 'みほん茶舗' }, 'operator:test')
}

describe('a shop that was announced', () => {
  it('is told to anybody: its name, its admin, and when its sign-in changes', async () => {
    const { status, body } = await me.get('/shops/renshu-shoes')
    expect(status).toBe(200)
    expect(body).toEqual({
      shop: 'renshu-shoes',
      name: 'renshu-shoes',
      adminUrl: null,
      phase: 'coexistence',
      announcedAt: iso(noon),
      enforcedAt,
    })
  })

  it.each([
    { when: 'a millisecond before enforcement', advance: toCut - 1, phase: 'coexistence' },
    { when: 'at enforcement', advance: toCut, phase: 'enforced' },
  ])('is in $phase $when', async ({ advance, phase }) => {
    server.clock.advance(advance)
    expect((await me.get('/shops/renshu-shoes')).body.phase).toBe(phase)
  })

  it('stands in the portal with the end of its own sign-in, until that has come', async () => {
    await signIn(server, me, hiro)
    const ends = async () => (await me.get('/apps')).body.unconnected[0].legacySignInUntil
    expect(await ends()).toBe(enforcedAt)
    server.clock.advance(toCut)
    const later = browser(server)
    await signIn(server, later, hiro)
    expect((await later.get('/apps')).body.unconnected[0].legacySignInUntil).toBeNull()
  })
})

describe('a shop that was not announced', () => {
  it('is not found, like one that is none', async () => {
    await makeShop('mihon-tea')
    const { host } = new URL(server.origin)
    const refusals = []
    for (const name of ['mihon-tea', 'nowhere', 'RENSHU-SHOES', 'renshu-shoes%00', '__proto__', '..', '%2e%2e']) {
      const { status, text } = await raw(server.port, { path: `/api/shops/${name}`, headers: { host } })
      refusals.push([status, text])
    }
    expect(new Set(refusals.map(String)).size).toBe(1)
    expect(refusals[0]?.[0]).toBe(404)
  })

  it.each(['/shops', '/shops/', '/shops//', '/shops/renshu-shoes/', '/shops/renshu-shoes/x', '/x/shops/renshu-shoes'])(
    'has no other path: %s',
    async (path) => {
      expect((await me.get(path)).status).toBe(404)
    },
  )
})
