import { aServiceWeb, noon } from '@ecforce-accounts/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { enrolOperator, type OperatorInHand, operatorPassword, signInOperator } from './support/operators.ts'
import {
  type Answer,
  type Browser,
  browser,
  hashes,
  hiro,
  openServer,
  type Server,
  shopId,
  signIn,
} from './support/server.ts'
import { addService } from './support/services.ts'

const minute = 60_000
let server: Server
let me: Browser
let akira: OperatorInHand

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
  akira = await enrolOperator(server)
})

const proof = (changes: object = {}) => ({
  name: 'akira',
  password: operatorPassword,
  code: akira.code(),
  ...changes,
})
const start = (changes: object = {}, of = me) => of.post('/operator/session', proof(changes))
const iso = (instant: number) => new Date(instant).toISOString()

describe('an operator’s session', () => {
  it('is a cookie of its own, told nowhere else, and says who it is', async () => {
    const { status, body, setCookies, text } = await signInOperator(server, me, akira)
    expect([status, body]).toEqual([
      200,
      { name: 'akira', role: 'support', expiresAt: iso(server.clock.now() + 8 * 60 * minute) },
    ])
    expect(setCookies).toHaveLength(1)
    expect(setCookies[0]).toMatch(/^eca_op=[\w-]{43}; Max-Age=28800; Expires=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(text).not.toContain(me.jar.get('eca_op'))
    expect((await me.get('/operator/session')).body).toEqual(body)
  })

  it('carries the prefix and the attributes that https asks for', async () => {
    const secure = await openServer({ issuer: 'https://accounts.example' })
    const operator = await enrolOperator(secure)
    const { setCookies } = await signInOperator(secure, browser(secure), operator)
    expect(setCookies[0]).toMatch(/^__Host-eca_op=[\w-]{43}; .*; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
  })

  it('opens nothing of any member, nor a member’s of any operator, under whatever cookie name', async () => {
    await signInOperator(server, me, akira)
    await signIn(server, me, hiro)
    const [operator, member] = [me.jar.get('eca_op'), me.jar.get('eca_sid')]
    for (const name of ['eca_sid', 'eca_op', 'eca_dev', 'eca_tx', '__Host-eca_op', '__Host-eca_sid']) {
      const asMember = await browser(server).get('/session', { cookie: `${name}=${operator}` })
      expect(asMember.body.code).toBe('session_required')
      const asOperator = await browser(server).get('/operator/session', { cookie: `${name}=${member}` })
      expect(asOperator.body.code).toBe('operator_required')
    }
    expect((await me.get('/session')).status).toBe(200)
    expect((await me.get('/operator/session')).status).toBe(200)
  })

  it('is signed out alone: the member in the same browser stays, and the other way round', async () => {
    await signInOperator(server, me, akira)
    await signIn(server, me, hiro)
    const kept = `eca_op=${me.jar.get('eca_op')}`
    expect((await me.delete('/operator/session')).status).toBe(204)
    expect(me.jar.has('eca_op')).toBe(false)
    expect((await browser(server).get('/operator/session', { cookie: kept })).body.code).toBe('operator_required')
    expect((await me.get('/session')).status).toBe(200)
    expect((await me.delete('/operator/session')).status).toBe(204)

    await signInOperator(server, me, akira)
    await me.delete('/session')
    expect((await me.get('/operator/session')).status).toBe(200)
  })

  it('ends after half an hour without a request', async () => {
    await signInOperator(server, me, akira)
    server.clock.advance(30 * minute - 1)
    expect((await me.get('/operator/shops')).status).toBe(200)
    server.clock.advance(30 * minute)
    expect((await me.get('/operator/shops')).body.code).toBe('operator_required')
  })
})

describe('a sign-in of an operator', () => {
  it('is refused alike for an unknown name, a wrong password and a wrong code', async () => {
    server.clock.advance(minute)
    const shape = ({ status, headers, body, setCookies }: Answer) => {
      const { supportCode, ...rest } = body
      expect(supportCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
      const names = [...headers.keys()].toSorted()
      return JSON.stringify({ status, names, rest, setCookies })
    }
    const wrong = String((Number(akira.code()) + 1) % 1_000_000).padStart(6, '0')
    const answers = [
      await start({ name: 'nobody' }),
      await start({ password: 'not the password' }),
      await start({ code: wrong }),
      await start({ name: 'nobody', password: 'x', code: wrong }),
    ]
    expect(new Set(answers.map(shape)).size).toBe(1)
    expect(answers[0]?.body.code).toBe('operator_rejected')
    expect((await start()).status).toBe(200)
  })

  it('is refused with the code that signed in before', async () => {
    server.clock.advance(minute)
    expect((await start()).status).toBe(200)
    expect((await start({}, browser(server))).body.code).toBe('operator_rejected')
  })

  it('is slowed down, and told how long', async () => {
    server.clock.advance(minute)
    for (let tries = 0; tries < 5; tries++) await start({ password: 'not the password' })
    const refused = await start()
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([429, 'throttled', '1'])
  })

  it.each([
    { name: '', password: operatorPassword, code: '000000' },
    { name: 'akira', password: '', code: '000000' },
    { name: 'akira', password: operatorPassword, code: '00000' },
    { name: 'akira', password: operatorPassword },
    { name: 'akira', password: operatorPassword, code: '000000', role: 'engineer' },
  ])('is not understood as %j', async (body) => {
    expect((await me.post('/operator/session', body)).body.code).toBe('request_invalid')
  })

  it('and everything an operator changes comes from a page of our own', async () => {
    server.clock.advance(minute)
    const elsewhere = { 'sec-fetch-site': 'same-site' }
    expect((await me.post('/operator/session', proof(), elsewhere)).body.code).toBe('origin_refused')
    await start()
    const mark = { mark: 'hold', legacyIds: ['1'] }
    expect((await me.post('/operator/shops/mihon-tea/marks', mark, elsewhere)).body.code).toBe('origin_refused')
  })
})

describe('operators look after shops', () => {
  const tea = shopId('mihon-tea')

  beforeEach(async () => {
    const day = 86_400_000
    const rows = [
      { legacy_id: '1', email: 'a@mihon-tea.example', name: '=一', last_sign_in_at: iso(noon - 10 * day) },
      { legacy_id: '2', email: 'info@mihon-tea.example', name: '二', last_sign_in_at: '' },
      { legacy_id: '3', email: 'c@mihon-tea.example', name: '三', last_sign_in_at: iso(noon - 100 * day) },
    ].map((row) => JSON.stringify({ shop_id: tea, role: 'staff', password_hash: hashes.good, ...row }))
    await server.accounts.migration.importMembers({
      source: (async function* () {
        yield Buffer.from(rows.join('\n'))
      })(),
      format: 'jsonl',
      shops: [tea],
      actor: 'operator:test',
    })
    await server.accounts.rollouts.saveShop(tea, { name: 'みほん茶舗' }, 'operator:test')
    await signInOperator(server, me, akira)
  })

  it('in numbers, before, during and after their switch', async () => {
    await signIn(server, browser(server), hiro)
    const { body } = await me.get('/operator/shops')
    expect(body.shops).toEqual([
      {
        shop: 'mihon-tea',
        name: 'みほん茶舗',
        adminUrl: null,
        phase: 'before',
        announceAt: null,
        announcedAt: null,
        enforcedAt: null,
        members: { setUp: 0, notYet: 3, held: 0, pending: 0 },
      },
      {
        shop: 'renshu-shoes',
        name: 'renshu-shoes',
        adminUrl: null,
        phase: 'coexistence',
        announceAt: null,
        announcedAt: iso(noon),
        enforcedAt: iso(noon + (14 * 24 + 1) * 60 * minute),
        members: { setUp: 1, notYet: 2, held: 0, pending: 0 },
      },
    ])
  })

  it('see of all shops the numbers of findings, and of one each member, with why and what to do', async () => {
    const all = (await me.get('/operator/readiness')).body
    expect(all.shops.map(({ shop, members }: { shop: string; members: unknown }) => [shop, members])).toEqual([
      ['mihon-tea', null],
      ['renshu-shoes', null],
    ])
    expect(all.findings[0]).toMatchObject({ code: 'unusable-address', why: { ja: expect.any(String) } })
    expect(all.shops[0].counts).toContainEqual({ finding: 'never-signed-in', members: 1 })

    const [one] = (await me.get('/operator/readiness?shop=mihon-tea&staleAfterDays=90')).body.shops
    expect(one.members.map(({ legacyId, findings }: Answer['body']) => `${legacyId} ${findings.join(' ')}`)).toEqual([
      '1 weak-hash',
      '2 never-signed-in role-mailbox weak-hash',
      '3 stale weak-hash',
    ])
    expect(one.members[1]).toMatchObject({ neverSignedIn: true, lastSignInAt: null, email: 'info@mihon-tea.example' })
    const usual = (await me.get('/operator/readiness?shop=mihon-tea')).body
    expect([usual.staleAfterDays, usual.shops[0].members[2].findings]).toEqual([180, ['weak-hash']])
  })

  it('mark members until the announcement, in their own name, and take it back', async () => {
    const marks = (body: object) => me.post('/operator/shops/mihon-tea/marks', body)
    expect((await marks({ mark: 'hold', findings: ['never-signed-in'], legacyIds: ['1', 'nobody'] })).body).toEqual({
      marked: 2,
    })
    const held = async () => {
      const [one] = (await me.get('/operator/readiness?shop=mihon-tea')).body.shops
      return one.members.map(({ heldFor, leaving }: Answer['body']) => `${heldFor.join(' ')}${leaving ?? ''}`)
    }
    expect(await held()).toEqual(['by_hand', 'by_hand', ''])
    await marks({ mark: 'remove', legacyIds: ['2'] })
    await marks({ mark: 'none', legacyIds: ['1'] })
    expect(await held()).toEqual(['', 'remove', ''])
    const events = await server.storage.audit.listBySubject(tea, 99)
    const own = events.filter(({ name, actor }) => name === 'migration.claim_marked' && actor === 'operator:akira')
    expect(own).toHaveLength(4)

    await server.accounts.rollouts.announce(tea, 'operator:test')
    const late = await marks({ mark: 'none', legacyIds: ['1'] })
    expect([late.status, late.body.code, late.body.reason]).toEqual([409, 'readiness_refused', 'announced'])
  })

  it.each([
    { mark: 'hold' },
    { mark: 'hold', legacyIds: [] },
    { mark: 'burn', legacyIds: ['1'] },
    { mark: 'hold', findings: ['luck'] },
    { mark: 'hold', legacyIds: [''] },
    { mark: 'hold', legacyIds: Array.from({ length: 1001 }, () => '1') },
    { mark: 'hold', legacyIds: ['1'], actor: 'operator:zoe' },
  ])('mark nobody by %j', async (body) => {
    expect((await me.post('/operator/shops/mihon-tea/marks', body)).body.code).toBe('request_invalid')
  })

  it('see how far the members of a shop are', async () => {
    await signIn(server, browser(server), hiro)
    const { body } = await me.get('/operator/shops/renshu-shoes/progress')
    expect(body).toMatchObject({
      shop: 'renshu-shoes',
      phase: 'coexistence',
      announcedAt: iso(noon),
      setUp: 1,
      notYet: 2,
      days: [{ day: '2026-04-15', setUp: 1, total: 1 }],
      afterCut: 0,
    })
    expect(body.members[0]).toMatchObject({ legacyId: '1', state: 'active', setUpAt: iso(server.clock.now()) })
    expect(body.members[1]).toMatchObject({ legacyId: '2', state: 'claim', setUpAt: null })
  })

  it('see the services of all shops, without a secret', async () => {
    const { id, secret } = await addService(server)
    await server.accounts.services.add({ id: 'tea', shopId: tea, web: aServiceWeb() }, { actor: 'x:y' })
    const { status, body, text } = await me.get('/operator/services')
    expect(status).toBe(200)
    const signOuts = { waiting: 0, told: 0, failed: 0, lastError: null }
    expect(body.services).toEqual([
      expect.objectContaining({ id, shop: 'renshu-shoes', web: null, signOuts }),
      expect.objectContaining({ id: 'tea', shop: 'mihon-tea', shopName: 'みほん茶舗', web: aServiceWeb(), signOuts }),
    ])
    expect(body.services[0].secretsIssuedAt).toEqual([expect.stringMatching(/^2026-/)])
    expect(text).not.toContain(secret)
  })

  it('download both as tables that no spreadsheet takes for formulas', async () => {
    const readiness = await me.get('/operator/readiness/csv?shop=mihon-tea')
    expect(readiness.headers.get('content-disposition')).toBe('attachment; filename="readiness-mihon-tea.csv"')
    const [head, first] = readiness.text.split('\r\n')
    expect(head).toContain('shop,legacy_id,email,name,role')
    expect(first).toContain("mihon-tea,1,a@mihon-tea.example,'=一,staff")
    expect((await me.get('/operator/readiness/csv')).text.split('\r\n')).toHaveLength(8)

    const progress = await me.get('/operator/shops/mihon-tea/progress/csv')
    expect(progress.headers.get('content-disposition')).toBe('attachment; filename="progress-mihon-tea.csv"')
    expect(progress.text.split('\r\n').slice(1, 2)).toEqual(["1,'=一,staff,claim,"])
  })

  it.each([
    '/operator/readiness?shop=nowhere',
    '/operator/readiness/csv?shop=nowhere',
    '/operator/readiness?shop=--',
    '/operator/shops/nowhere/progress',
    '/operator/shops/--/progress/csv',
  ])('find no shop that is none: %s', async (path) => {
    expect((await me.get(path)).body.code).toBe('not_found')
  })

  it.each(['shop=A', 'staleAfterDays=0', 'staleAfterDays=1e3', 'staleAfterDays=-1', 'staleAfterDays=10000'])(
    'ask for nothing by %s',
    async (query) => {
      expect((await me.get(`/operator/readiness?${query}`)).body.code).toBe('request_invalid')
    },
  )
})
