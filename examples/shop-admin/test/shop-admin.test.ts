import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Accounts, createAccounts, isShopId, parseEmailAddress, type ShopId } from '@ecforce-accounts/core'
import { memoryStorage } from '@ecforce-accounts/core/memory'
import { type CollectingMailer, collectingMailer, fixedClock, noon, seededRandom } from '@ecforce-accounts/core/testing'
import { accountsRouter } from '@ecforce-accounts/express-adapter'
import { hash } from '@node-rs/bcrypt'
import express from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adoptAccounts, type LegacySessions, legacySessions, openMembers, shopAdmin } from '../src/index.ts'

const password = 'asagao-no-kaze-26'
const apiToken = 'shop-api-token'
const day = 24 * 3_600_000

/** A cookie jar and a way to ask. */
interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, form: Record<string, string>): Promise<Answer>
}
interface Answer {
  readonly status: number
  readonly location: string | null
  readonly text: string
}

const assets = new URL('../assets/', import.meta.url)
const clock = fixedClock(noon)
let mailer: CollectingMailer
/** The members whose sign-in has begun a session of the shop. */
let begun: string[]
let accounts: Accounts
let shop: ShopId
let issuer: string
let origin: string
let running: Server[]
let close: () => void
let refresh: () => Promise<void>

beforeEach(async () => {
  clock.set(noon)
  running = []
  begun = []
  mailer = collectingMailer()
  const app = express()
  const accountsServer = await listen(createServer(app))
  issuer = originOf(accountsServer)
  accounts = await createAccounts({
    issuer,
    storage: memoryStorage(),
    mailer,
    keys: [{ kid: 'k1', key: new Uint8Array(32).fill(1) }],
    clock,
    random: seededRandom(1),
    hashing: { concurrency: 2, memoryKiB: 19_456, passes: 2 },
  })
  app.use('/api', accountsRouter(accounts))

  const id = 'renshu-shoes'
  if (!isShopId(id)) throw new TypeError(id)
  shop = id
  const passwordHash = await hash(password, { cost: 4 })
  const rows = [
    { id: '1', email: 'akane@renshu-shoes.example', name: '小川あかね', role: 'administrator', passwordHash },
    { id: '2', email: 'hiro@renshu-shoes.example', name: '加藤ひろ', role: 'staff', passwordHash },
  ]
  await accounts.migration.importMembers({
    source: (async function* () {
      for (const row of rows) {
        const { id: legacy_id, email, name, role, passwordHash: password_hash } = row
        yield Buffer.from(`${JSON.stringify({ shop_id: shop, legacy_id, email, name, role, password_hash })}\n`)
      }
    })(),
    format: 'jsonl',
    shops: [shop],
    actor: 'operator:test',
  })
  const { secret } = await accounts.services.add({ id: 'shoes-admin', shopId: shop }, { actor: 'operator:test' })

  const kept = legacySessions(shop, clock.now)
  const sessions: LegacySessions = {
    ...kept,
    begin(res, member) {
      begun.push(member)
      kept.begin(res, member)
    },
  }
  const client = { id: 'shoes-admin', secret }
  const admin = await listen(createServer())
  origin = originOf(admin)
  const members = openMembers({ members: rows })
  const adopted = adoptAccounts({ issuer, origin, shop, client, clock }, sessions, members)
  admin.on('request', shopAdmin({ shopName: 'れんしゅう靴店', members, sessions, apiToken, accounts: adopted, assets }))
  expect(await adopted.gate.ready()).toBe(true)
  close = () => adopted.gate.close()
  refresh = () => adopted.gate.refresh()
})

afterEach(async () => {
  close()
  for (const server of running) {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
})

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  running.push(server)
  return server
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function browser(): Browser {
  let cookie = ''
  const ask = async (method: 'GET' | 'POST', path: string, more: object, body = ''): Promise<Answer> => {
    const { hostname, port } = new URL(origin)
    const headers = { ...more, cookie, accept: 'text/html', 'sec-fetch-mode': 'navigate' }
    const asked = request({ host: hostname, port, method, path, headers })
    asked.end(body)
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    for (const set of response.headers['set-cookie'] ?? []) cookie = set.split(';')[0] ?? ''
    const { statusCode: status = 0, headers: told } = response
    return { status, location: told.location ?? null, text: await text(response) }
  }
  return {
    get: (path, headers = {}) => ask('GET', path, headers),
    post: (path, form) => {
      const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' }
      return ask('POST', path, headers, new URLSearchParams(form).toString())
    },
  }
}

async function signedIn(email = 'hiro@renshu-shoes.example'): Promise<Browser> {
  const one = browser()
  expect(await one.post('/admin/sign_in', { email, password })).toMatchObject({ status: 303, location: '/admin' })
  return one
}

/** A minute later, when the gate asks for the members again. */
async function refreshMembers(): Promise<void> {
  clock.advance(60_000)
  await refresh()
}

async function announce(): Promise<void> {
  await accounts.rollouts.announce(shop, 'operator:test')
  await refresh()
}

const order = (headers: Record<string, string>) => browser().get('/api/v1/orders/42', headers)
const byToken = { authorization: `Bearer ${apiToken}` }

describe('the shop admin', () => {
  it('lets its members in by their own passwords, and nobody else', async () => {
    const stranger = browser()
    expect(await stranger.get('/admin/orders/42')).toMatchObject({ status: 302, location: '/admin/sign_in' })
    expect(await stranger.post('/admin/sign_in', { email: 'hiro@renshu-shoes.example', password: 'x' })).toMatchObject({
      status: 401,
    })
    expect((await (await signedIn()).get('/admin/orders/42')).text).toContain('村上 しおり')
    expect((await (await signedIn()).get('/admin/settings/members')).status).toBe(403)
  })

  it('keeps what members note of customers, and takes it from the pages of whoever is signed in alone', async () => {
    const hiro = await signedIn()
    expect((await hiro.get('/admin/customers')).text).toContain('村上 しおり')
    expect(await hiro.post('/admin/customers/3', { memo: '<b>包装なし', mark: '' })).toMatchObject({
      status: 200,
      text: expect.stringContaining('メモを保存しました'),
    })
    expect(await hiro.post('/admin/customers/3', { memo: 'x', mark: 'of-somebody-else' })).toMatchObject({
      status: 409,
    })
    expect((await hiro.get('/admin/customers/3')).text).toContain('value="&#60;b&#62;包装なし"')
    for (const path of ['/admin/customers/9', '/admin/customers/x']) expect((await hiro.get(path)).status).toBe(404)
    expect((await hiro.post('/admin/customers/9', { memo: 'x', mark: '' })).status).toBe(404)
  })

  it('writes what people type as text', async () => {
    const answer = await browser().post('/admin/sign_in', { email: '"><script>alert(1)</script>', password: 'x' })
    expect(answer.text).toContain('&#62;&#60;script&#62;')
    expect(answer.text).not.toContain('<script>alert')
  })
})

describe('the switch', () => {
  it('leaves the admin alone before the announcement, but for a list of what to look at', async () => {
    const akane = await signedIn('akane@renshu-shoes.example')
    expect((await browser().get('/admin/sign_in')).text).not.toContain('ecforce accounts')
    const page = (await akane.get('/admin/settings/members')).text
    expect(page).toContain('切り替えの準備')
    expect(page).toContain('API連携の設定を変更する必要はありません')
    expect(page).toContain('ショップの管理者です')
  })

  it('keeps both ways open for two weeks, says so, and from the cut on leads every page to accounts', async () => {
    const open = await signedIn()
    await announce()
    expect((await browser().get('/admin/sign_in')).text).toContain(`${origin}/accounts/start`)
    expect((await open.get('/admin/orders')).status).toBe(200)
    expect(JSON.parse((await open.get('/admin/accounts-banner')).text)).toMatchObject({ mine: 'not-done' })

    const { record } = await accounts.rollouts.find(shop)
    const cut = record.rollout?.enforcedAt ?? 0
    clock.set(cut - 1)
    expect((await open.get('/admin/orders')).status).toBe(200)
    await signedIn()
    clock.set(cut)
    for (const path of ['/admin', '/admin/orders/42', '/admin/sign_in', '/admin/settings/members']) {
      expect(await open.get(path), path).toMatchObject({
        status: 302,
        location: expect.stringContaining(`${origin}/accounts/start`),
      })
    }
    expect(await browser().post('/admin/sign_in', { email: 'hiro@renshu-shoes.example', password })).toMatchObject({
      status: 302,
      location: expect.stringContaining(`${origin}/accounts/start`),
    })
  })

  it('lets no session begin by the old password of who has reset it in accounts, and any other member as ever', async () => {
    await announce()
    const hiro = parseEmailAddress('hiro@renshu-shoes.example')
    if (!hiro.ok) throw new TypeError('the address is one')
    const somebody = { address: '203.0.113.7', userAgent: null, deviceToken: null, sessionToken: null, requestId: 'r' }
    await accounts.passwordReset.ask({ email: hiro.address, locale: 'ja' }, somebody)
    await accounts.mailDelivery.deliverDue()
    const mail = mailer.ofKind('reset').at(-1)
    if (mail?.outcome !== 'link') throw new TypeError('a link was mailed')
    const chosen = { token: mail.token, password: 'yuki ni saku hana', locale: 'ja' } as const
    await accounts.passwordReset.confirm(chosen, somebody)
    await refresh()

    const old = browser()
    const answer = await old.post('/admin/sign_in', { email: 'hiro@renshu-shoes.example', password })
    expect(answer).toMatchObject({ status: 303, location: expect.stringContaining(`${origin}/accounts/start`) })
    expect(begun).toEqual([])
    await signedIn('akane@renshu-shoes.example')
    expect(begun).toEqual(['1'])
  })

  it('is not noticed by a program with a token, in any phase', async () => {
    const seen = [await order(byToken)]
    await announce()
    seen.push(await order(byToken))
    clock.set(noon + 20 * day)
    seen.push(await order(byToken))
    expect(new Set(seen.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(seen[0]).toMatchObject({ status: 200, text: expect.stringContaining('村上 しおり') })
    expect((await order({ authorization: 'Bearer wrong' })).status).toBe(401)
  })
})

describe('the rehearsal of a script', () => {
  it('has its way there during coexistence alone, and leads through accounts and back without a session of the shop', async () => {
    const link = 'RPAの予行演習'
    expect((await browser().get('/admin/sign_in')).text).not.toContain(link)
    expect(await browser().get('/admin/rpa_rehearsal')).toMatchObject({ status: 302, location: '/admin/sign_in' })

    await announce()
    for (const page of [await browser().get('/admin/sign_in'), await (await signedIn()).get('/admin')]) {
      expect(page.text).toContain(`<a href="/admin/rpa_rehearsal">${link}</a>`)
    }
    const { status, text } = await browser().get('/admin/rpa_rehearsal')
    const start = `${origin}/accounts/start?target_link_uri=/admin/rpa_rehearsal`
    expect([status, text]).toEqual([200, expect.stringContaining(`id="rehearsal-start" href="${start}"`)])
    // A session of the shop's own proves nothing of the way through accounts.
    expect((await (await signedIn()).get('/admin/rpa_rehearsal')).text).not.toContain('rehearsal-result')

    const { record } = await accounts.rollouts.find(shop)
    clock.set(record.rollout?.enforcedAt ?? 0)
    expect(await browser().get('/admin/rpa_rehearsal')).toMatchObject({
      status: 302,
      location: expect.stringContaining('/accounts/start'),
    })
  })
})

describe('a roll-back', () => {
  it('revives no session of the shop, also none that nobody used since the cut', async () => {
    const open = await signedIn()
    await announce()
    const { record } = await accounts.rollouts.find(shop)
    clock.set(record.rollout?.enforcedAt ?? 0)
    await refresh()
    clock.set(noon + day)
    expect(await open.get('/admin/orders')).toMatchObject({ status: 302 })
    expect((await order(byToken)).status).toBe(200)
  })
})

describe('the member list', () => {
  it('is kept up in accounts: who is added before the announcement is a claim there, afterwards needs an invitation', async () => {
    const akane = await signedIn('akane@renshu-shoes.example')
    const add = (name: string, email: string) =>
      akane.post('/admin/settings/members', { name, email, role: 'staff', password: 'kawa-no-nagare-1' })
    expect((await add('清水のぞみ', 'nozomi@renshu-shoes.example')).text).toContain('清水のぞみさんを追加しました')
    await announce()
    const late = await add('千葉いつき', 'itsuki@renshu-shoes.example')
    expect(late.text).toContain('招待メールを送信')
    await refreshMembers()
    const page = (await akane.get('/admin/settings/members')).text
    expect(page.match(/千葉いつき[\s\S]*?<\/tr>/)?.[0]).toContain('招待が必要です')
    expect(page.match(/清水のぞみ[\s\S]*?<\/tr>/)?.[0]).toContain('初期設定がまだです')

    expect((await akane.post('/admin/settings/members/3/delete', {})).text).toContain('清水のぞみさんを削除しました')
    await refresh()
    const { shops } = await accounts.readiness.report({ shopId: shop })
    expect(shops[0]?.members.map(({ legacyId, state }) => [legacyId, state])).toEqual([
      ['1', 'claim'],
      ['2', 'claim'],
      ['4', 'pending'],
    ])
    // Nobody gets an id that somebody has had.
    await akane.post('/admin/settings/members/4/delete', {})
    await add('平井そら', 'sora@renshu-shoes.example')
    expect((await akane.get('/admin/settings/members')).text).toContain('/admin/settings/members/5/delete')
  })

  it('is changed on neither side when accounts cannot follow, and can be tried again', async () => {
    const akane = await signedIn('akane@renshu-shoes.example')
    running[0]?.closeAllConnections()
    running[0]?.close()
    const answer = await akane.post('/admin/settings/members', {
      name: '清水のぞみ',
      email: 'nozomi@renshu-shoes.example',
      role: 'staff',
      password: 'kawa-no-nagare-1',
    })
    expect(answer).toMatchObject({ status: 502, text: expect.stringContaining('変更していません') })
    expect(answer.text).not.toContain('nozomi@renshu-shoes.example')
    const kept = await akane.post('/admin/settings/members/2/delete', {})
    expect(kept).toMatchObject({ status: 502, text: expect.stringContaining('hiro@renshu-shoes.example') })
    running = running.slice(1)
  })
})
