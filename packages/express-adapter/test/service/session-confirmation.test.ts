import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { memoryGateSessions } from '../../src/service/index.ts'
import { standingSource } from '../../src/service/session-standing.ts'
import { client } from '../support/fake-accounts.ts'
import { listening } from '../support/listening.ts'
import { hiro, openSignedInShop, type Person, type SignedInShop } from '../support/openid.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

const confirmations = ({ asked }: SignedInShop) => asked.filter((path) => path === '/api/services/introspect').length
const admin = (shop: SignedInShop, browser: Visitor) => browser.ask(`${shop.origin}/admin`)

describe('a session', () => {
  it.each([
    { when: 'a millisecond before a minute', age: minute - 1, waits: false, asks: 0 },
    { when: 'at a minute', age: minute, waits: false, asks: 1 },
    { when: 'a millisecond before five minutes', age: 5 * minute - 1, waits: false, asks: 1 },
    { when: 'at five minutes', age: 5 * minute, waits: true, asks: 1 },
    { when: 'an hour later', age: hour, waits: true, asks: 1 },
    { when: 'by a clock that went back a minute', age: -minute, waits: false, asks: 1 },
  ])('is confirmed $when, and the request waits for it: $waits', async ({ age, waits, asks }) => {
    let letGo: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let isHeld = false
    const shop = await openSignedInShop({
      async between(url, response) {
        if (isHeld && url.endsWith('/introspect')) await held
        return response
      },
    })
    const browser = await signedIn(shop)
    const before = confirmations(shop)
    isHeld = true
    shop.clock.set(shop.clock.now() + age)
    const answer = admin(shop, browser)
    const patience = waits ? 150 : 10_000
    const first = await Promise.race([answer.then(({ status }) => status), delay(patience, 'waits')])
    expect(first).toBe(waits ? 'waits' : 200)
    letGo()
    expect((await answer).status).toBe(200)
    await vi.waitFor(() => expect(confirmations(shop) - before).toBe(asks))
  })

  it.each([minute, 5 * minute])('is confirmed once for fifty requests that come together at %i ms', async (age) => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const before = confirmations(shop)
    shop.clock.advance(age)
    const answers = await Promise.all(Array.from({ length: 50 }, () => admin(shop, browser)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    await vi.waitFor(() => expect(confirmations(shop) - before).toBe(1))
    await admin(shop, browser)
    expect(confirmations(shop) - before).toBe(1)
  })

  it('of which accounts says that it is over ends: in the background for the next request, at five minutes for this one', async () => {
    for (const [age, statuses] of [
      [minute, [200, 302]],
      [5 * minute, [302, 302]],
    ] as const) {
      const shop = await openSignedInShop()
      const browser = await signedIn(shop)
      shop.openid.standings.clear()
      shop.clock.advance(age)
      const first = await admin(shop, browser)
      expect(first.status).toBe(statuses[0])
      await vi.waitFor(async () => expect((await admin(shop, browser)).status).toBe(statuses[1]))
      expect(confirmations(shop)).toBe(2)
      // And is not there again when accounts would have it back.
      for (const sid of [...shop.openid.standings.keys()]) shop.openid.stands(sid, hiro)
      expect((await admin(shop, browser)).status).toBe(302)
    }
  })

  it('is told of a new role, name and address, and of the end of the session there', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const [sid = ''] = shop.openid.standings.keys()
    const end = shop.clock.now() + 7 * minute
    const now: Person = { ...hiro, role: 'administrator', name: '加藤ひろ子', email: 'hiroko@renshu-shoes.example' }
    shop.openid.stands(sid, now, { expiresAt: new Date(end).toISOString(), sessionClass: 'recovered' })
    shop.clock.advance(5 * minute)
    expect(JSON.parse((await admin(shop, browser)).body).member).toMatchObject({
      role: 'administrator',
      name: '加藤ひろ子',
      email: 'hiroko@renshu-shoes.example',
      sessionClass: 'recovered',
    })
    shop.clock.set(end - 1)
    expect((await admin(shop, browser)).status).toBe(200)
    shop.clock.set(end)
    expect((await admin(shop, browser)).status).toBe(302)
  })

  it('lasts twelve hours at the most, however long accounts would have it', async () => {
    const shop = await openSignedInShop()
    const begun = shop.clock.now()
    const browser = await signedIn(shop)
    const [sid = ''] = shop.openid.standings.keys()
    shop.openid.stands(sid, hiro, { expiresAt: new Date(begun + 48 * hour).toISOString() })
    shop.clock.set(begun + 12 * hour - 1)
    expect((await admin(shop, browser)).status).toBe(200)
    shop.clock.set(begun + 12 * hour)
    expect((await admin(shop, browser)).status).toBe(302)
  })

  it('opens nothing while accounts cannot be asked, and goes on when it can', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    await shop.openid.stop()
    shop.clock.advance(5 * minute - 1)
    expect((await admin(shop, browser)).status).toBe(200)
    await vi.waitFor(() => expect(shop.problems.map(({ code }) => code)).toEqual(['accounts_unreachable']))
    shop.clock.advance(1)
    expect((await admin(shop, browser)).status).toBe(503)
    const program = await browser.ask(`${shop.origin}/api/v1`, { headers: { 'sec-fetch-mode': 'cors' } })
    expect([program.status, JSON.parse(program.body).code]).toEqual([503, 'gate_unavailable'])
    // What everybody sees is seen, and nobody is signed in there.
    const open = await browser.ask(`${shop.origin}/products/1`)
    expect([open.status, JSON.parse(open.body).member]).toEqual([200, null])
    await shop.openid.start()
    expect((await admin(shop, browser)).status).toBe(200)
  })

  it('is asked about once in two seconds in the background while nobody answers', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    await shop.openid.stop()
    const before = shop.asked.length
    shop.clock.advance(minute)
    for (let times = 0; times < 5; times++) {
      await admin(shop, browser)
      await delay(10)
    }
    expect(shop.asked.length - before).toBe(1)
    await vi.waitFor(() => expect(shop.problems.length).toBe(1))
    shop.clock.advance(2 * second)
    await admin(shop, browser)
    await vi.waitFor(() => expect(shop.asked.length - before).toBe(2))
  })

  it.each([
    { answers: 'something else', body: { active: true, sub: hiro.sub } },
    { answers: 'no yes and no no', body: {} },
    { answers: 'no object', body: [] },
    {
      answers: 'an unknown class',
      body: {
        active: true,
        sub: hiro.sub,
        memberId: '7',
        sessionClass: 'x',
        authTime: '2026-11-02T03:00:00Z',
        expiresAt: '2036-11-02T03:00:00Z',
      },
    },
    {
      answers: 'no end',
      body: { active: true, sub: hiro.sub, memberId: '7', sessionClass: 'full', authTime: '2026-11-02T03:00:00Z' },
    },
  ])('opens nothing where accounts answers $answers', async ({ body }) => {
    let isWrong = false
    const shop = await openSignedInShop({
      between: async (url, response) => (isWrong && url.endsWith('/introspect') ? Response.json(body) : response),
    })
    const browser = await signedIn(shop)
    isWrong = true
    shop.clock.advance(5 * minute)
    expect((await admin(shop, browser)).status).toBe(503)
    isWrong = false
    expect((await admin(shop, browser)).status).toBe(200)
  })

  it('that is another person’s by now ends', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const [sid = ''] = shop.openid.standings.keys()
    shop.openid.stands(sid, { ...hiro, sub: 'somebody-else' })
    shop.clock.advance(5 * minute)
    expect((await admin(shop, browser)).status).toBe(302)
  })

  it('of a robot is asked about at every request, each for itself, and opens no page for everybody', async () => {
    const shop = await openSignedInShop()
    shop.openid.screen.person = { ...hiro, acr: 'urn:ecforce:acr:robot' }
    const browser = await signedIn(shop)
    const before = confirmations(shop)
    await Promise.all(Array.from({ length: 10 }, () => admin(shop, browser)))
    expect(confirmations(shop) - before).toBe(10)
    expect(JSON.parse((await browser.ask(`${shop.origin}/products/1`)).body).member).toBeNull()
    expect(confirmations(shop) - before).toBe(10)
    shop.openid.standings.clear()
    expect((await admin(shop, browser)).status).toBe(302)
  })

  it('is as old as the question, not as the answer', async () => {
    let letGo: (() => void) | null = null
    let isHeld = false
    const shop = await openSignedInShop({
      async between(url, response) {
        if (isHeld && url.endsWith('/introspect')) {
          await new Promise<void>((resolve) => {
            letGo = resolve
          })
        }
        return response
      },
    })
    const browser = await signedIn(shop)
    isHeld = true
    shop.clock.advance(5 * minute)
    const waiting = admin(shop, browser)
    const answered = await vi.waitFor(() => letGo ?? expect.fail('nobody has asked'))
    isHeld = false
    shop.clock.advance(minute)
    const before = confirmations(shop)
    answered()
    expect((await waiting).status).toBe(200)
    expect((await admin(shop, browser)).status).toBe(200)
    await vi.waitFor(() => expect(confirmations(shop) - before).toBe(1))
  })

  it('that ends while it is confirmed is not revived', async () => {
    let letGo: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let isHeld = false
    const sessions = memoryGateSessions()
    const shop = await openSignedInShop({
      options: { sessions },
      async between(url, response) {
        if (isHeld && url.endsWith('/introspect')) await held
        return response
      },
    })
    const browser = await signedIn(shop)
    isHeld = true
    shop.clock.advance(5 * minute)
    const waiting = admin(shop, browser)
    await delay(50)
    await sessions.endAll({ subject: hiro.sub })
    letGo()
    expect((await waiting).status).toBe(302)
    expect((await admin(shop, browser)).status).toBe(302)
  })
})

describe('with a provider that cannot be asked', () => {
  it('a session lasts five minutes, and a page comes back silently', async () => {
    const shop = await openSignedInShop({ canBeAsked: false })
    const browser = await signedIn(shop)
    shop.clock.advance(5 * minute - 1)
    expect((await admin(shop, browser)).status).toBe(200)
    shop.clock.advance(1)
    expect((await admin(shop, browser)).status).toBe(302)
    shop.openid.screen.person = null // nobody sits at its screen
    const back = await browser.follow(`${shop.origin}/admin/orders/1`)
    expect([back.status, JSON.parse(back.body).originalUrl]).toEqual([200, '/admin/orders/1'])
    expect(confirmations(shop)).toBe(0)
  })

  it('a robot is not let in', async () => {
    const shop = await openSignedInShop({ canBeAsked: false })
    shop.openid.screen.person = { ...hiro, acr: 'urn:ecforce:acr:robot' }
    expect((await visitor().follow(`${shop.origin}/admin`)).status).toBe(400)
  })

  it('the question follows nobody to another address', async () => {
    const [here, elsewhere] = [await listening(), await listening()]
    const came: (string | undefined)[] = []
    elsewhere.server.on('request', (req, res) => {
      came.push(req.url)
      res.end('{"active":false}')
    })
    here.server.on('request', (_req, res) => res.writeHead(307, { location: `${elsewhere.origin}/sessions` }).end())
    const places = async () => ({ sessions: new URL(here.origin), keys: null })
    const unused = () => expect.fail('nobody signs in')
    const provider = { places, authorizationUrl: unused, redeem: unused, signOutUrl: unused }
    const member = {
      ...hiro,
      acr: 'urn:ecforce:acr:email',
      memberId: '7',
      subject: hiro.sub,
      locale: null,
      role: null,
      amr: [],
      authTime: null,
      sessionClass: 'full',
    } as const
    const asking = standingSource({ client, fetch, provider })({ sid: 'a-sid', member }, () => null)
    await expect(asking).rejects.toMatchObject({ code: 'accounts_unreachable' })
    expect(came).toEqual([])
  })

  it('the secret is shown to no other origin', async () => {
    const shop = await openSignedInShop({
      async between(url, response) {
        if (!url.endsWith('/.well-known/openid-configuration')) return response
        return Response.json({
          ...((await response.json()) as object),
          service_session_endpoint: 'https://evil.example/x',
        })
      },
    })
    await signedIn(shop)
    expect(shop.asked).not.toContain('/x')
  })
})

it('two people’s two hundred requests never see each other', async () => {
  const shop = await openSignedInShop()
  const one = await signedIn(shop)
  shop.openid.screen.person = { ...hiro, sub: 'subject-of-akane', member_id: '8' }
  const other = await signedIn(shop)
  shop.clock.advance(minute)
  const seen = await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      const { body } = await admin(shop, at % 2 === 0 ? one : other)
      return [at % 2, JSON.parse(body).member.memberId].join()
    }),
  )
  expect(new Set(seen)).toEqual(new Set(['0,7', '1,8']))
})
