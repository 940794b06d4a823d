import { type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'
import { fixedClock, noon } from '@ecforce-accounts/core/testing'
import { describe, expect, it } from 'vitest'
import { keptForms } from '../../src/service/kept-form.ts'
import { gateSeal } from '../../src/service/seal.ts'
import { client } from '../support/fake-accounts.ts'
import { akane, hiro, openSignedInShop, type SignedInShop } from '../support/openid.ts'
import { frameworks } from '../support/shop-admin.ts'
import { signedIn, type Visited, type Visitor, visitor } from '../support/visitor.ts'

const minute = 60_000

/** A browser whose session has ended meanwhile. */
async function signedOut(shop: SignedInShop): Promise<Visitor> {
  const browser = await signedIn(shop)
  shop.openid.standings.clear()
  shop.clock.advance(5 * minute)
  return browser
}

const unescaped = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))

/** The form on a page, as a browser reads and sends it. */
function formOn({ body }: Pick<Visited, 'body'>): { readonly action: string; readonly fields: string } {
  const [, action = ''] = /<form method="post" action="([^"]+)">/.exec(body) ?? []
  const fields = new URLSearchParams()
  for (const [, name = '', value = ''] of body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) {
    fields.append(unescaped(name), unescaped(value))
  }
  return { action: unescaped(action), fields: fields.toString() }
}

const typed = new URLSearchParams([
  ['name', '靴 "24.5cm" & <b>'],
  ['memo', 'a\r\nb\r\n'],
  ['tag', '1'],
  ['tag', '2'],
  ['empty', ''],
  ['</form><script>alert(1)</script>', 'x'],
]).toString()

describe.each(frameworks)('a form that comes too late on $framework', ({ express }) => {
  it('is kept on a page, and sent again once its member is signed in, letter by letter', async () => {
    const shop = await openSignedInShop({ express })
    const browser = await signedOut(shop)
    const before = shop.reached.length
    const url = `${shop.origin}/admin/orders/42?tab=memo&x=%E9%9D%B4`
    const kept = await browser.post(url, typed)
    expect([kept.status, kept.headers['cache-control'], shop.reached.length]).toEqual([401, 'no-store', before])
    expect(kept.body).toContain('入力内容はまだ送信されていません')
    expect(kept.body).not.toContain('<script>')
    expect(kept.headers['content-security-policy']).toContain("default-src 'none'")
    const [, way = ''] = /<a class="first" href="([^"]+)" target="_blank" rel="noopener">/.exec(kept.body) ?? []
    const form = formOn(kept)
    expect(form.fields).toBe(typed)
    expect(new URL(form.action).origin).toBe(shop.origin)

    // Before the other tab has signed in it is kept again, and not lost.
    const again = formOn(await browser.post(form.action, form.fields))
    expect(again.fields).toBe(typed)
    const landed = await browser.follow(unescaped(way))
    expect([landed.status, landed.url]).toEqual([200, `${shop.origin}/accounts/signed-in`])
    for (const { action, fields } of [form, again]) {
      const sent = await browser.post(action, fields)
      const path = '/admin/orders/42?tab=memo&x=%E9%9D%B4'
      expect(JSON.parse(sent.body)).toMatchObject({ method: 'POST', url: path, originalUrl: path, body: typed })
    }
  })

  it('is never sent for another member, nor where its seal was changed', async () => {
    const shop = await openSignedInShop({ express })
    const browser = await signedOut(shop)
    const { action, fields } = formOn(await browser.post(`${shop.origin}/admin/orders/42`, typed))
    shop.openid.screen.person = akane
    browser.jarOf(shop.issuer).clear()
    await signedIn(shop, browser)
    const before = shop.reached.length
    const sealed = new URL(action)
    const elsewhere = `${shop.origin}/admin/orders/43${sealed.search}`
    const changed = action.replace(/accounts_form=(.)/, (_, letter) => `accounts_form=${letter === 'A' ? 'B' : 'A'}`)
    const further = action.replace('?', '?all=1&')
    for (const address of [action, elsewhere, further, changed]) {
      const answer = await browser.post(address, fields)
      expect([answer.status, answer.body.includes('別の方がログインしている')]).toEqual([409, true])
    }
    expect(shop.reached.length).toBe(before)
    expect((await browser.post(`${shop.origin}/admin/orders/42`, fields)).status).toBe(200)

    // Its author sends it to where it was for, and nowhere else.
    shop.openid.screen.person = hiro
    browser.jarOf(shop.issuer).clear()
    await browser.follow(`${shop.origin}/accounts/start`)
    for (const address of [elsewhere, further, changed]) expect((await browser.post(address, fields)).status).toBe(409)
    expect((await browser.post(action, fields)).status).toBe(200)
  })
})

describe('a form that comes too late', () => {
  it('of a legacy session that the cut has ended is kept for the same member', async () => {
    const shop = await openSignedInShop()
    const browser = visitor()
    shop.legacySessions.set('t1', '7')
    browser.jarOf(shop.origin).set('legacy', 't1')
    const kept = formOn(await browser.post(`${shop.origin}/admin/orders/42`, typed))
    expect([kept.fields, shop.legacySessions.size]).toEqual([typed, 0])
    await signedIn(shop, browser)
    expect(JSON.parse((await browser.post(kept.action, kept.fields)).body)).toMatchObject({ body: typed })
  })

  it('is thrown away after a day', async () => {
    const clock = fixedClock(noon)
    const seal = gateSeal(client.secret)
    const origin = 'https://shop.example'
    const forms = keptForms({ origin, signInUrl: '/', top: '/admin', markOf: ({ memberId }) => memberId, seal, clock })
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin }
    const req = Object.assign(Readable.from([Buffer.from('a=b')]), { method: 'POST', headers })
    const body = (await forms.keep(req as unknown as IncomingMessage, '/admin/x', 'mark'))?.body ?? ''
    const target = formOn({ body }).action.slice(origin.length)
    const isRightAt = (now: number, mark: string | null = 'mark') => {
      clock.set(now)
      return forms.check(target, mark)?.isRight
    }
    const day = 24 * 60 * minute
    expect([isRightAt(noon + day - 1), isRightAt(noon + day)]).toEqual([true, false])
    expect([isRightAt(noon, 'another'), isRightAt(noon, null)]).toEqual([false, false])
    expect(forms.check('/admin/x?a=b', 'mark')).toBeNull()
  })

  it.each([
    { from: 'another site', headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' } },
    { from: 'a sister site', headers: { 'sec-fetch-site': 'same-site' } },
    { from: 'nobody says where', headers: { 'sec-fetch-site': 'none' } },
  ])('from $from is not kept', async ({ headers }) => {
    const shop = await openSignedInShop()
    const browser = await signedOut(shop)
    const answer = await browser.post(`${shop.origin}/admin/orders/42`, typed, headers)
    expect([answer.status, answer.location]).toEqual([302, `${shop.origin}/accounts/start`])
    expect((await browser.post(`${shop.origin}/admin/orders/42`, typed)).status).toBe(401)
  })

  it('of the shop’s own sign-in is not kept, nor that of somebody who was never signed in', async () => {
    const shop = await openSignedInShop()
    const browser = await signedOut(shop)
    const password = 'email=x&password=secret'
    for (const [who, path] of [
      [browser, '/admin/sign_in'],
      [visitor(), '/admin/orders'],
    ] as const) {
      const answer = await who.post(`${shop.origin}${path}`, password)
      expect([answer.status, answer.body]).toEqual([302, ''])
    }
  })

  it.each([
    { what: 'with files', body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
    { what: 'of a megabyte', body: `a=${'x'.repeat(1_000_000)}`, headers: {} },
    { what: 'of more than 64 KiB', body: `a=${'x'.repeat(65_535)}`, headers: {} },
    { what: 'in another alphabet', body: 'a=%82%a0', headers: {} },
    { what: 'in letters that nobody escaped', body: 'a=あ', headers: {} },
    {
      what: 'in an alphabet of its own naming',
      body: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=shift_jis' },
    },
    { what: 'of plain text', body: 'a=b', headers: { 'content-type': 'text/plain' } },
  ])('$what has to be entered again, and says so', async ({ body, headers }) => {
    const shop = await openSignedInShop()
    const browser = await signedOut(shop)
    const answer = await browser.post(`${shop.origin}/admin/orders/42`, body, headers)
    expect([answer.status, answer.body.includes('<form')]).toEqual([401, false])
    expect(answer.body).toContain('もう一度送信してください')
    const longest = await browser.post(`${shop.origin}/admin/orders/42`, `a=${'x'.repeat(65_534)}`)
    expect(formOn(longest).fields.length).toBe(65_536)
  })

  it('by another method has to be entered again', async () => {
    const shop = await openSignedInShop()
    const browser = await signedOut(shop)
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
    const answer = await browser.ask(`${shop.origin}/admin/orders/42`, { method: 'PUT', headers, body: typed })
    expect([answer.status, answer.body.includes('<form')]).toEqual([401, false])
  })

  it('whose sender goes away half-way harms nobody', async () => {
    const shop = await openSignedInShop()
    const browser = await signedOut(shop)
    const { hostname, port } = new URL(shop.origin)
    const cookie = [...browser.jarOf(shop.origin)].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      cookie,
      accept: 'text/html',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': '100',
    }
    const half = request({ hostname, port, method: 'POST', path: '/admin/orders/42', headers })
    await new Promise<void>((resolve) => {
      half.on('error', () => resolve())
      half.write('a=b')
      setTimeout(() => half.destroy(), 50)
    })
    expect((await browser.post(`${shop.origin}/admin/orders/42`, typed)).status).toBe(401)
  })
})
