import { describe, expect, it } from 'vitest'
import { akane, hiro, openSignedInShop, type Person, type SignedInShop } from '../support/openid.ts'
import { frameworks, page } from '../support/shop-admin.ts'
import { signedIn, visitor } from '../support/visitor.ts'

const minute = 60_000
const data = { accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' }

/** Whoever a page says is signed in. */
const memberOn = ({ body }: { readonly body: string }) => JSON.parse(body).member

describe.each(frameworks)('a sign-in on $framework', ({ express }) => {
  it('leads to the provider and back to the very page that was asked for', async () => {
    const shop = await openSignedInShop({ express })
    const browser = visitor()
    const asked = '/admin/orders/42?state=%E5%87%BA%E8%8D%B7&sort=a%26b'
    const end = await browser.follow(`${shop.origin}${asked}`)
    expect(JSON.parse(end.body)).toMatchObject({
      originalUrl: asked,
      member: {
        memberId: '7',
        subject: hiro.sub,
        email: hiro.email,
        name: hiro.name,
        role: 'staff',
        acr: 'urn:ecforce:acr:email',
        amr: ['pwd', 'otp', 'mfa'],
        sessionClass: 'full',
      },
      signOutUrl: '/accounts/sign-out',
    })
    // From here on the shop's own pages answer at once, and nobody is asked.
    const before = shop.asked.length
    for (const path of ['/admin', '/admin/orders/43', '/products/1', '/api/v1/orders']) {
      expect(memberOn(await browser.ask(`${shop.origin}${path}`))).toMatchObject({ memberId: '7' })
    }
    expect(shop.asked.length).toBe(before)
    expect(shop.problems).toEqual([])
  })

  it('sets cookies that no script reads, beside answers that nobody keeps', async () => {
    const shop = await openSignedInShop({ express })
    const { trail } = await visitor().follow(`${shop.origin}/admin`)
    const setting = trail.filter(({ url, headers }) => url.startsWith(shop.origin) && headers['set-cookie'])
    expect(setting.length).toBe(2)
    for (const { headers } of setting) {
      expect(headers['cache-control']).toBe('no-store')
      for (const cookie of headers['set-cookie'] ?? []) expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
    }
    const https = await openSignedInShop({ express, options: { origin: 'https://hogehoge.example' } })
    const [begun] = (await visitor().ask(`${https.origin}/accounts/start`)).headers['set-cookie'] ?? []
    expect(begun).toMatch(/^__Host-eca_gate_tx=[^;]+;.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
  })

  it('tells programs where to sign in, and that a session is over', async () => {
    const shop = await openSignedInShop({ express })
    const browser = visitor()
    const ask = async () => JSON.parse((await browser.ask(`${shop.origin}/admin/orders`, { headers: data })).body)
    expect(await ask()).toMatchObject({
      status: 401,
      code: 'sign_in_moved',
      signInUrl: `${shop.origin}/accounts/start`,
    })
    await signedIn(shop, browser)
    expect(await ask()).toMatchObject({ member: { memberId: '7' } })
    shop.openid.standings.clear()
    shop.clock.advance(5 * minute)
    expect(await ask()).toMatchObject({
      status: 401,
      code: 'sign_in_required',
      signInUrl: `${shop.origin}/accounts/start`,
      messages: { ja: expect.stringContaining('有効期限'), en: expect.stringContaining('sign in again') },
    })
  })
})

describe('a sign-in', () => {
  it('may be made in several tabs at once, each of which comes back to its own page', async () => {
    const shop = await openSignedInShop()
    const browser = visitor()
    const paths = ['/admin/orders/1', '/admin/orders/2?x=1', '/admin/customers']
    const isBack = (next: string) => next.startsWith(`${shop.origin}/accounts/callback`)
    const half = []
    for (const path of paths) half.push(await browser.follow(`${shop.origin}${path}`, { until: isBack }))
    for (const [at, { location }] of half.reverse().entries()) {
      const end = await browser.follow(location ?? '')
      expect(JSON.parse(end.body)).toMatchObject({
        originalUrl: paths[paths.length - 1 - at],
        member: { memberId: '7' },
      })
    }
  })

  it('begins at the portal’s link, which says whose it is and where it leads', async () => {
    const shop = await openSignedInShop()
    const start = (query: Record<string, string>) =>
      visitor().ask(`${shop.origin}/accounts/start?${new URLSearchParams(query)}`)
    const begun = await start({
      iss: shop.issuer,
      login_hint: hiro.email,
      target_link_uri: `${shop.origin}/admin/orders`,
    })
    const asked = new URL(begun.location ?? '')
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      response_mode: 'query',
      client_id: 'renshu-admin',
      redirect_uri: `${shop.origin}/accounts/callback`,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      login_hint: hiro.email,
    })
    const browser = visitor()
    const url = `${shop.origin}/accounts/start?${new URLSearchParams({ iss: `${shop.issuer}/`, target_link_uri: '/admin/x' })}`
    expect(JSON.parse((await browser.follow(url)).body).originalUrl).toBe('/admin/x')
    const foreign = await start({ iss: 'https://elsewhere.example' })
    expect([foreign.status, foreign.location]).toEqual([400, null])
  })

  it('that was made is gone back to, or reloaded, without harm', async () => {
    const shop = await openSignedInShop()
    const browser = visitor()
    const { trail } = await browser.follow(`${shop.origin}/admin/orders/42`)
    const callback = trail.find(({ url }) => url.includes('/accounts/callback'))?.url ?? ''
    const tokens = () => shop.asked.filter((path) => path === '/token').length
    expect(tokens()).toBe(1)
    expect(await browser.ask(callback)).toMatchObject({ status: 303, location: `${shop.origin}/admin/orders/42` })
    expect(tokens()).toBe(1)
  })

  it('of another person ends the session before it, and does not open what that one had asked for', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const former = new Map(browser.jarOf(shop.origin))
    shop.openid.screen.person = akane
    browser.jarOf(shop.issuer).clear()
    const end = await browser.follow(`${shop.origin}/accounts/start?target_link_uri=/admin/orders/42`)
    expect(JSON.parse(end.body)).toMatchObject({
      originalUrl: '/admin',
      member: { memberId: '8', role: 'administrator' },
    })
    const thief = visitor()
    for (const [name, value] of former) thief.jarOf(shop.origin).set(name, value)
    expect((await thief.ask(`${shop.origin}/admin`)).status).toBe(302)

    // The same person comes back to the same page, under a new secret.
    const mark = JSON.parse(end.body).sessionMark
    const again = await browser.follow(`${shop.origin}/accounts/start?target_link_uri=/admin/orders/42`)
    expect(JSON.parse(again.body)).toMatchObject({ originalUrl: '/admin/orders/42', sessionMark: mark })
  })

  it('lets the shop make its row for somebody invited, and nobody in whom it does not take', async () => {
    const rows = new Set<string>()
    const made: unknown[] = []
    let refuses = false
    const shop = await openSignedInShop({
      options: {
        knows: (id) => rows.has(id),
        async onFirstEntry(person) {
          if (refuses) throw new Error('no more members')
          made.push([person.memberId, person.email, person.role])
          rows.add(person.memberId)
        },
      },
    })
    refuses = true
    const refused = await visitor().follow(`${shop.origin}/admin`)
    expect([refused.status, refused.headers['set-cookie']]).toEqual([403, undefined])
    expect(refused.body).toContain('ショップの管理者にご連絡ください')
    expect(shop.problems.map(({ code }) => code)).toEqual(['first_entry_failed'])
    refuses = false
    const browser = await signedIn(shop)
    await signedIn(shop, browser)
    await browser.follow(`${shop.origin}/accounts/start`)
    expect(made).toEqual([['7', hiro.email, 'staff']])
  })

  it('is not for whom the shop does not know, where it makes no rows', async () => {
    const shop = await openSignedInShop({ options: { knows: async (id) => id === '8' } })
    expect((await visitor().follow(`${shop.origin}/admin`)).status).toBe(403)
    shop.openid.screen.person = akane
    expect((await visitor().follow(`${shop.origin}/admin`)).status).toBe(200)
  })

  it('needs to know whom the shop knows before it can tell who comes first', async () => {
    await expect(openSignedInShop({ options: { onFirstEntry: () => {} } })).rejects.toMatchObject({
      setting: 'onFirstEntry',
    })
  })
})

describe('a sign-in that comes to nothing', () => {
  it('says so in both languages, and how to go on', async () => {
    const shop = await openSignedInShop()
    shop.openid.screen.person = null
    for (const [language, words] of [
      ['ja', 'ログインできませんでした'],
      ['en', 'You were not signed in'],
    ] as const) {
      const headers = { ...page, 'accept-language': language }
      const end = await visitor().follow(`${shop.origin}/admin/orders/42`, {
        until: (next) => next.includes('/callback'),
      })
      const browser = visitor()
      const half = await browser.follow(`${shop.origin}/admin/orders/42`, {
        until: (next) => next.includes('/callback'),
      })
      const denied = await browser.ask(half.location ?? '', { headers })
      expect([denied.status, end.status, denied.headers['cache-control']]).toEqual([403, 303, 'no-store'])
      expect(denied.body).toContain(words)
      expect(denied.body).toContain('target_link_uri=%2Fadmin%2Forders%2F42')
      expect(denied.headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/,
      )
    }
  })

  it('after an hour has to be made again, from the same page', async () => {
    const shop = await openSignedInShop()
    const finish = async (milliseconds: number) => {
      const browser = visitor()
      const half = await browser.follow(`${shop.origin}/admin/orders/42`, {
        until: (next) => next.includes('/callback'),
      })
      shop.clock.set(shop.clock.now() + milliseconds)
      const answer = await browser.ask(half.location ?? '')
      shop.clock.set(shop.clock.now() - milliseconds)
      return answer
    }
    const late = await finish(60 * minute)
    expect(late.status).toBe(400)
    expect(late.body).toContain('時間が過ぎました')
    expect(late.body).toContain('target_link_uri=%2Fadmin%2Forders%2F42')
    // A millisecond before, all that is wrong is that the provider's token is of another hour.
    expect((await finish(60 * minute - 1)).body).not.toContain('時間が過ぎました')
  })

  it('because the provider is down says when to come again, before and after', async () => {
    const shop = await openSignedInShop()
    const browser = visitor()
    const half = await browser.follow(`${shop.origin}/admin`, { until: (next) => next.includes('/callback') })
    await shop.openid.stop()
    const after = await browser.ask(half.location ?? '')
    expect([after.status, after.headers['retry-after']]).toEqual([503, '30'])
    const other = await openSignedInShop()
    await other.openid.stop()
    const before = await visitor().follow(`${other.origin}/admin`)
    expect([before.status, before.headers['retry-after']]).toEqual([503, '30'])
    expect(before.body).toContain('しばらくしてからもう一度お試しください')
    expect(other.problems.map(({ code }) => code)).toEqual(['accounts_unreachable'])
    await other.openid.start()
    await signedIn(other)
  })

  it('because the browser keeps no cookies does not go round and round', async () => {
    const shop = await openSignedInShop()
    const browser = visitor()
    const isBack = (next: string) => next === `${shop.origin}/admin`
    await browser.follow(`${shop.origin}/admin`, { until: isBack })
    browser.jarOf(shop.origin).delete('eca_gate')
    // Once may have other reasons: a sign-out in another window.
    await browser.follow(`${shop.origin}/admin`, { until: isBack })
    browser.jarOf(shop.origin).delete('eca_gate')
    const end = await browser.follow(`${shop.origin}/admin`)
    expect([end.status, end.trail.length]).toEqual([400, 2])
    expect(end.body).toContain('Cookieが有効かどうか')
    // By hand it may be tried at once; later it goes by itself.
    const [, way = ''] = /href="([^"]+)"/.exec(end.body) ?? []
    expect((await browser.follow(way.replaceAll('&#38;', '&'))).status).toBe(200)
    browser.jarOf(shop.origin).delete('eca_gate')
    shop.clock.advance(10_000)
    expect((await browser.follow(`${shop.origin}/admin`)).status).toBe(200)
  })

  it('is refused where accounts does not vouch for it', async () => {
    const shop = await openSignedInShop({ vouches: false })
    const end = await visitor().follow(`${shop.origin}/admin`)
    expect([end.status, end.headers['set-cookie']]).toEqual([400, undefined])
  })
})

describe('a sign-in by the clock', () => {
  it.each([
    { skew: 120, status: 200 },
    { skew: -119, status: 200 },
    { skew: -125, status: 502 },
    { skew: 3600 + 125, status: 502 },
  ])('of a gate that is $skew s off comes to $status', async ({ skew, status }) => {
    const shop = await openSignedInShop()
    shop.clock.set(shop.clock.now() + skew * 1000)
    expect((await visitor().follow(`${shop.origin}/admin`)).status).toBe(status)
  })
})

describe('before the announcement', () => {
  it('nothing of it works, and the shop is asked for what the gate has later', async () => {
    const shop = await openSignedInShop()
    Object.assign(shop.openid.rollout, { version: 3, rollbacks: 1, announcedAt: null, enforcedAt: null })
    const browser = await signedIn(shop)
    await shop.gate.refresh()
    for (const path of ['/accounts/start', '/accounts/callback?code=x', '/accounts/signed-out', '/admin']) {
      const { status, body } = await browser.ask(`${shop.origin}${path}`)
      expect([path, status, JSON.parse(body).originalUrl, memberOn({ body })]).toEqual([path, 200, path, null])
    }
  })
})

describe('in coexistence', () => {
  async function bothWays() {
    const shop = await openSignedInShop()
    const now = shop.clock.now()
    const day = 24 * 60 * minute
    Object.assign(shop.openid.rollout, { version: 3, rollbacks: 1, announcedAt: now - day, enforcedAt: now + 13 * day })
    await shop.gate.refresh()
    return shop
  }

  it('both ways work, and where both are open accounts wins and the other session ends', async () => {
    const shop = await bothWays()
    shop.legacySessions.set('t1', '99')
    const browser = visitor()
    browser.jarOf(shop.origin).set('legacy', 't1')
    expect(await browser.ask(`${shop.origin}/admin`)).toMatchObject({
      status: 200,
      body: expect.stringContaining('"member":null'),
    })
    expect(shop.legacySessions.size).toBe(1)
    expect(memberOn(await browser.follow(`${shop.origin}/accounts/start`))).toMatchObject({ memberId: '7' })
    expect(shop.legacySessions.size).toBe(0)
    expect((await visitor().ask(`${shop.origin}/admin`)).status).toBe(200)
  })

  it('whoever has come through accounts is not told to set up there, whatever the list of members says yet', async () => {
    const shop = await bothWays()
    const browser = visitor()
    const mine = async () => JSON.parse((await browser.ask(`${shop.origin}/admin`)).body).mine
    expect(await mine()).toBeNull()
    await browser.follow(`${shop.origin}/accounts/start`)
    expect(await mine()).toBe('done')
  })

  it('whoever has come through accounts comes through accounts again', async () => {
    const shop = await bothWays()
    const browser = visitor()
    await browser.follow(`${shop.origin}/accounts/start`)
    shop.openid.standings.clear()
    shop.clock.advance(5 * minute)
    const again = await browser.follow(`${shop.origin}/admin/orders/1`)
    expect(again.trail.length).toBeGreaterThan(3)
    expect(JSON.parse(again.body)).toMatchObject({ originalUrl: '/admin/orders/1', member: { memberId: '7' } })
  })
})

describe('more proof', () => {
  const stronger: Person = { ...hiro, acr: akane.acr }

  it('is asked for where a page needs it, and leads back to that page under a new secret', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const former = browser.jarOf(shop.origin).get('eca_gate') ?? ''
    shop.openid.screen.person = stronger
    const end = await browser.follow(`${shop.origin}/admin/settings/members?page=2`)
    expect(JSON.parse(end.body)).toMatchObject({
      originalUrl: '/admin/settings/members?page=2',
      member: { acr: akane.acr },
    })
    expect(end.trail.find(({ url }) => url.includes('/auth?'))?.url).toContain('acr_values=urn%3Aecforce%3Aacr%3Aapp')
    const copy = visitor()
    copy.jarOf(shop.origin).set('eca_gate', former)
    expect((await copy.ask(`${shop.origin}/admin`)).status).toBe(302)
    expect((await browser.ask(`${shop.origin}/admin/settings/members`)).status).toBe(200)
  })

  it('is told to programs, and to forms, which are not sent', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const before = shop.reached.length
    const program = await browser.ask(`${shop.origin}/admin/settings`, { method: 'POST', headers: data })
    expect(JSON.parse(program.body)).toMatchObject({
      status: 401,
      code: 'step_up_required',
      stepUpUrl: `${shop.origin}/accounts/start?acr_values=urn%3Aecforce%3Aacr%3Aapp`,
    })
    const form = await browser.post(`${shop.origin}/admin/settings`, 'name=x')
    expect([form.status, form.body.includes('acr_values')]).toEqual([401, true])
    expect(shop.reached.length).toBe(before)
  })

  it('that does not come is a page, and no circle', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const end = await browser.follow(`${shop.origin}/admin/settings`)
    expect([end.status, end.body.includes('認証アプリ')]).toEqual([403, true])
    expect((await browser.ask(`${shop.origin}/admin`)).status).toBe(200)
  })

  it('is asked for when it was too long ago, by the age that is allowed and the tolerance of clocks', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const authTime = memberOn(await browser.ask(`${shop.origin}/admin/money`)).authTime
    const at = async (age: number) => {
      shop.clock.set(authTime + age)
      return (await browser.ask(`${shop.origin}/admin/money`)).status
    }
    expect([await at(420_000 - 1), await at(420_000), await at(420_000 + 1)]).toEqual([200, 200, 302])
  })

  it('is not for robots, nor can a shop ask for what would never be enough', async () => {
    const robot: Person = { ...hiro, acr: 'urn:ecforce:acr:robot' }
    const shop = await openSignedInShop({ vouches: true })
    shop.openid.screen.person = robot
    const browser = await signedIn(shop)
    expect((await browser.ask(`${shop.origin}/admin/settings`)).status).toBe(403)
    const program = await browser.ask(`${shop.origin}/admin/settings`, { headers: data })
    expect(JSON.parse(program.body)).toMatchObject({ status: 403, code: 'step_up_unavailable' })
    for (const maxAgeSeconds of [0, 59, 43_201, Number.NaN]) {
      expect(() => shop.gate.requireStepUp({ maxAgeSeconds })).toThrow(
        expect.objectContaining({ setting: 'maxAgeSeconds' }),
      )
    }
  })
})

describe('a sign-out', () => {
  const signOut = (shop: SignedInShop, browser: ReturnType<typeof visitor>, query = '') =>
    browser.post(`${shop.origin}/accounts/sign-out${query}`, '')

  it('of this shop alone ends this session, and the next page is entered silently', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const copy = new Map(browser.jarOf(shop.origin))
    const end = await signOut(shop, browser, '?scope=here')
    expect(end).toMatchObject({ status: 303, location: `${shop.origin}/accounts/signed-out?here` })
    expect((await browser.ask(end.location ?? '')).body).not.toContain('ほかのショップ')
    expect((await browser.ask(`${shop.origin}/accounts/signed-out`)).body).toContain('ほかのショップ')
    expect((await browser.ask(end.location ?? '')).body).toContain('ログアウトしました')
    const thief = visitor()
    for (const [name, value] of copy) thief.jarOf(shop.origin).set(name, value)
    expect((await thief.ask(`${shop.origin}/admin`)).status).toBe(302)
    shop.openid.screen.person = null
    expect((await browser.follow(`${shop.origin}/admin`)).status).toBe(200)
  })

  it('everywhere ends the one at the provider too, by way of its own page', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const leaving = await signOut(shop, browser)
    expect(leaving.status).toBe(200)
    const [, refresh = ''] = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(leaving.body) ?? []
    const url = new URL(refresh.replaceAll('&#38;', '&'))
    expect([url.origin, url.pathname]).toEqual([shop.issuer, '/session/end'])
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'renshu-admin',
      post_logout_redirect_uri: `${shop.origin}/accounts/signed-out`,
      id_token_hint: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    })
    expect((await browser.ask(url.href)).status).toBe(200)
    expect((await browser.ask(`${shop.origin}/admin`)).status).toBe(302)
  })

  it('is taken from our own pages alone', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    const sent = (headers: Record<string, string>) =>
      browser.ask(`${shop.origin}/accounts/sign-out`, { method: 'POST', headers })
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: shop.origin },
      { 'sec-fetch-site': 'none' },
    ]) {
      expect((await sent(headers)).status).toBe(403)
    }
    expect((await browser.ask(`${shop.origin}/accounts/sign-out`)).status).toBe(405)
    expect((await browser.ask(`${shop.origin}/admin`)).status).toBe(200)
    expect((await sent({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect((await browser.ask(`${shop.origin}/admin`)).status).toBe(302)
  })

  it('while the provider is down ends the session here, and says that the other goes on', async () => {
    const shop = await openSignedInShop()
    const browser = await signedIn(shop)
    await shop.openid.stop()
    shop.clock.advance(2 * 60 * minute)
    const end = await signOut(shop, browser)
    expect([end.status, end.body.includes('ほかのサービス')]).toEqual([503, true])
    expect(browser.jarOf(shop.origin).has('eca_gate')).toBe(false)
  })
})

it('of what is no request to Express the gate tells who is signed in', async () => {
  const shop = await openSignedInShop()
  const browser = await signedIn(shop)
  const cookie = `eca_gate=${browser.jarOf(shop.origin).get('eca_gate')}`
  expect(await shop.gate.memberOf({ headers: { cookie }, socket: { remoteAddress: '127.0.0.1' } })).toMatchObject({
    memberId: '7',
  })
  for (const other of [{}, { cookie: `${cookie}x` }, { cookie: `${cookie}; ${cookie}` }]) {
    expect(await shop.gate.memberOf({ headers: other, socket: { remoteAddress: '127.0.0.1' } })).toBeNull()
  }
})
