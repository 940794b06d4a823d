import { type VerifyingKey, verifyRolloutDocument } from '@ecforce-accounts/core'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  announceShop,
  browser,
  hashes,
  hiro,
  mei,
  openServer,
  password,
  type Server,
  shopId,
  signIn,
} from './support/server.ts'
import { addService, basic, callerOf, type ShopBackEnd, twoOperators } from './support/services.ts'

const shop = 'renshu-shoes'
const kei = 'kei.egawa@renshu-shoes.example'
const unannounced = 'mihon-tea'
let server: Server
/** Of a shop that is announced, with three members. */
let shoes: ShopBackEnd
/** Of a shop that is not, with nobody. */
let tea: ShopBackEnd

beforeEach(async () => {
  server = await openServer()
  shoes = await addService(server, shop)
  await server.accounts.rollouts.saveShop(shopId(unannounced), { name: 'みほん茶舗' }, 'operator:test')
  tea = await addService(server, unannounced)
})

const path = (legacyId: string) => `/services/members/${encodeURIComponent(legacyId)}`
const listOf = async (service: ShopBackEnd) => (await service.get('/services/members')).body.members
const rowOf = async (service: ShopBackEnd, legacyId: string) =>
  (await listOf(service)).find((row: { legacyId: string }) => row.legacyId === legacyId)
const storedRow = async (legacyId: string, ofShop = shop) =>
  (await server.storage.members.findByLegacyIds(shopId(ofShop), [legacyId]))[0]
const announce = (id: string) => server.accounts.rollouts.announce(shopId(id), 'operator:test')

async function closedDoors(service = shoes, ofShop = shop) {
  const { keys }: { keys: VerifyingKey[] } = (await service.get('/services/keys')).body
  const { document } = (await service.get('/services/rollout')).body
  const read = await verifyRolloutDocument(document, { keys, issuer: server.issuer, shop: ofShop })
  return read.ok ? read.document.closed : read.reason
}

describe('a shop’s back end lists its members', () => {
  it('with how far each is, and whether the sign-in of the shop is open to it', async () => {
    await signIn(server, browser(server), hiro)
    await shoes.put(path('4'), { email: kei })
    const open = { setUp: false, legacySignIn: 'open', isUnreached: false }
    expect((await shoes.get('/services/members')).body).toEqual({
      members: [
        { legacyId: '1', state: 'active', setUp: true, legacySignIn: 'open', isUnreached: false },
        { legacyId: '2', state: 'claim', ...open },
        { legacyId: '3', state: 'claim', ...open },
        { legacyId: '4', state: 'pending', ...open },
      ],
      next: null,
    })
    expect(await listOf(tea)).toEqual([])
  })

  it('a thousand a page, by the bytes of their legacy ids', async () => {
    const members = Array.from({ length: 1001 }, (_, index) => ({
      legacyId: `m${String(index).padStart(4, '0')}`,
      email: `m${index}@mihon-tea.example`,
      hash: '',
    }))
    await announceShop(server.accounts, shopId(unannounced), members)
    const first = (await tea.get('/services/members')).body
    expect(first.members).toHaveLength(1000)
    expect(first.next).toBe('m0999')
    const second = (await tea.get(`/services/members?after=${first.next}`)).body
    expect(second.members.map(({ legacyId }: { legacyId: string }) => legacyId)).toEqual(['m1000'])
    expect(second.next).toBeNull()
    await tea.delete(path('m1000'))
    expect((await tea.get('/services/members')).body.next).toBeNull()
    expect((await tea.get('/services/members?after=m1000')).body).toEqual({ members: [], next: null })
  })

  it('and after enforcement the sign-in of the shop is open to nobody', async () => {
    server.clock.advance(15 * 24 * 3_600_000)
    expect((await listOf(shoes)).map((row: { legacySignIn: string }) => row.legacySignIn)).toEqual(
      Array(3).fill('closed'),
    )
  })
})

describe('a row that a shop’s back end brings', () => {
  it('is a claim without a password until the announcement, however often it is brought', async () => {
    const row = { email: kei, name: '江川ケイ', role: 'staff' }
    for (let times = 0; times < 3; times++) {
      const { status, body } = await tea.put(path('7'), row)
      expect([status, body]).toEqual([200, { legacyId: '7', state: 'claim' }])
    }
    expect(await storedRow('7', unannounced)).toMatchObject({
      ...{ email: { key: kei }, name: '江川ケイ', role: 'staff', state: 'claim', legacyPassword: null },
    })
    const id = (await storedRow('7', unannounced))?.id ?? ''
    const trail = await server.storage.audit.listBySubject(id, 10)
    expect(trail.map(({ name, actor, shopId, details }) => ({ name, actor, shopId, details }))).toEqual([
      {
        name: 'member.synced',
        actor: 'service:mihon-tea-admin',
        shopId: unannounced,
        details: { legacyId: '7', change: 'add', state: 'claim' },
      },
    ])
  })

  it('opens nothing by itself: who is brought proves the mailbox after a reset, once the shop is announced', async () => {
    await tea.put(path('7'), { email: kei })
    const me = browser(server)
    const flow = await me.start(kei)
    expect((await me.post('/sign-in/password', { flow, password })).status).toBe(401)
    await announce(unannounced)
    expect((await me.post('/sign-in/password', { flow: await me.start(kei), password })).status).toBe(401)
    await me.post('/password-reset', { email: kei })
    const [reset] = (await server.mails(kei)).filter((mail) => mail.kind === 'reset')
    const token = reset?.kind === 'reset' && reset.outcome === 'link' ? reset.token : ''
    await me.post('/password-reset/confirm', { token, password: 'yuki ni saku hana' })
    const code = await me.toCode(kei, 'yuki ni saku hana')
    expect((await me.post('/sign-in/code', { flow: code, code: await server.code(kei) })).body.step).toBe('done')
  })

  it('keeps its hash while its address stays, and neither hash nor name of another is taken from it', async () => {
    const before = await storedRow('2')
    expect((await shoes.put(path('2'), { email: mei.toUpperCase(), name: '小野めい' })).body.state).toBe('claim')
    const after = await storedRow('2')
    expect(after).toEqual({
      ...before,
      name: '小野めい',
      email: { key: mei, typed: mei.toUpperCase() },
      importedBy: after?.importedBy,
    })
    expect(after?.legacyPassword?.hash).toBe(hashes.good)
    await shoes.put(path('2'), { email: mei })
    expect((await storedRow('2'))?.name).toBe('小野めい')
  })

  it('needs an invitation when it is new or moves after the announcement, and opens nothing at either address', async () => {
    expect((await shoes.put(path('7'), { email: kei })).body.state).toBe('pending')
    expect((await shoes.put(path('2'), { email: 'other@renshu-shoes.example' })).body.state).toBe('pending')
    expect(await storedRow('2')).toMatchObject({ state: 'pending', legacyPassword: null })
    for (const email of [kei, mei, 'other@renshu-shoes.example']) {
      const me = browser(server)
      const flow = await me.start(email)
      expect((await me.post('/sign-in/password', { flow, password })).body.code).toBe('credentials_rejected')
    }
    await signIn(server, browser(server), hiro)
  })

  it('that moves before the announcement is a claim at the other address, without its hash', async () => {
    const members = [{ legacyId: '1', email: kei, hash: hashes.good }]
    const lines = members.map(({ legacyId, email, hash }) =>
      JSON.stringify({ shop_id: unannounced, legacy_id: legacyId, email, password_hash: hash }),
    )
    const source = (async function* () {
      yield Buffer.from(lines.join('\n'))
    })()
    await server.accounts.migration.importMembers({
      source,
      format: 'jsonl',
      shops: [shopId(unannounced)],
      actor: 'operator:test',
    })
    expect((await tea.put(path('1'), { email: kei })).body.state).toBe('claim')
    expect((await storedRow('1', unannounced))?.legacyPassword).not.toBeNull()
    expect((await tea.put(path('1'), { email: hiro })).body.state).toBe('claim')
    expect(await storedRow('1', unannounced)).toMatchObject({ email: { key: hiro }, legacyPassword: null })
  })

  it('that has set up takes name and role alone: its address is its owner’s', async () => {
    const me = browser(server)
    await signIn(server, me, hiro)
    const moved = { email: 'thief@nowhere.example', name: '別の人', role: '管理者' }
    expect((await shoes.put(path('1'), moved)).body).toEqual({ legacyId: '1', state: 'active' })
    expect(await storedRow('1')).toMatchObject({
      email: { key: hiro },
      name: '別の人',
      role: '管理者',
      state: 'active',
    })
    const { body } = await me.get('/session')
    expect(body.account.email).toBe(hiro)
    expect(body.memberships).toMatchObject([{ shop, role: '管理者' }])
  })

  it('is held with the other of its shop that has the address, and no longer once one of them is gone', async () => {
    await tea.put(path('1'), { email: kei })
    expect((await tea.put(path('2'), { email: kei })).body.state).toBe('held')
    expect((await rowOf(tea, '1')).state).toBe('held')
    await tea.delete(path('2'))
    expect((await rowOf(tea, '1')).state).toBe('claim')
  })

  it('was removed and stays so', async () => {
    await shoes.delete(path('2'))
    expect((await shoes.put(path('2'), { email: mei })).body).toEqual({ legacyId: '2', state: 'removed' })
    expect(await rowOf(shoes, '2')).toBeUndefined()
  })

  it.each(['42', 'a b', '従業員/7', '100%', 'a?b#c', '1.2', 'é'.repeat(128)])(
    'has the name that it has in the shop: %j',
    async (legacyId) => {
      expect((await tea.put(path(legacyId), { email: kei })).body).toEqual({ legacyId, state: 'claim' })
      expect(await listOf(tea)).toMatchObject([{ legacyId }])
      expect((await tea.get(`/services/members?after=${encodeURIComponent(legacyId)}`)).body.members).toEqual([])
      expect((await tea.delete(path(legacyId))).status).toBe(204)
      expect(await listOf(tea)).toEqual([])
    },
  )

  it.each(['', '%', '%zz', '%ff', 'a%00b', '%0a', '%20a', 'a%20', 'a/b', 'x'.repeat(129)])(
    'has no name that nothing can have: %j',
    async (segment) => {
      expect((await tea.put(`/services/members/${segment}`, { email: kei })).status).toBe(404)
      expect((await tea.delete(`/services/members/${segment}`)).status).toBe(404)
      expect(await listOf(tea)).toEqual([])
    },
  )

  it.each([
    [{}, '/email'],
    [{ email: '' }, '/email'],
    [{ email: 'kei' }, '/email'],
    [{ email: [kei] }, '/email'],
    [{ email: kei, password: 'x' }, ''],
    [{ email: kei, passwordHash: hashes.good }, ''],
    [{ email: kei, totpSecret: 'JBSWY3DPEHPK3PXP' }, ''],
    [{ email: kei, robot: true }, ''],
    [{ email: kei, state: 'active' }, ''],
    [{ email: kei, shop }, ''],
    [{ email: kei, name: 'a\nb' }, '/name'],
    [{ email: kei, name: null }, '/name'],
    [{ email: kei, role: 'x'.repeat(65) }, '/role'],
  ])('carries nothing else: %j', async (row, pointer) => {
    const { status, body } = await tea.put(path('7'), row)
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'request_invalid', pointer])
    expect(await listOf(tea)).toEqual([])
    expect((await tea.put(path('7'), { email: kei })).status).toBe(200)
  })

  it('comes from a service of its shop, with its secret, and from nobody else', async () => {
    const me = browser(server)
    await signIn(server, me, hiro)
    const others = [callerOf(server, ''), callerOf(server, basic(shoes.id, 'A'.repeat(43)))]
    for (const other of others) {
      expect((await other.put(path('1'), { email: kei })).body.code).toBe('service_rejected')
      expect((await other.delete(path('1'))).body.code).toBe('service_rejected')
      expect((await other.get('/services/members')).body.code).toBe('service_rejected')
    }
    expect((await me.call('PUT', path('1'), { email: kei })).body.code).toBe('service_rejected')
    expect((await me.delete(path('1'))).body.code).toBe('service_rejected')

    await tea.put(path('1'), { email: kei, name: '別のショップの人' })
    await tea.delete(path('1'))
    expect(await storedRow('1')).toMatchObject({ email: { key: hiro }, name: 'hiro', state: 'active' })
    expect((await me.get('/session')).status).toBe(200)
  })
})

describe('a row that a shop’s back end removes', () => {
  it('is gone, once and for good; what is unknown is no trouble', async () => {
    for (const legacyId of ['2', '2', 'nobody']) expect((await shoes.delete(path(legacyId))).status).toBe(204)
    expect(await rowOf(shoes, '2')).toBeUndefined()
    expect(await storedRow('2')).toMatchObject({ state: 'removed', legacyPassword: null, legacyClosed: true })
    expect(await storedRow('nobody')).toBeUndefined()
    const me = browser(server)
    const flow = await me.start(mei)
    expect((await me.post('/sign-in/password', { flow, password })).body.code).toBe('credentials_rejected')
    const trail = await server.storage.audit.listBySubject((await storedRow('2'))?.id ?? '', 10)
    expect(trail.map(({ name, actor }) => [name, actor])).toEqual([['member.removed', 'service:renshu-shoes-admin']])
  })

  it('has no access from that request on: who has no other shop is signed out', async () => {
    const me = browser(server)
    await signIn(server, me, hiro)
    expect((await me.get('/apps')).body.unconnected).toHaveLength(1)
    expect((await shoes.delete(path('1'))).status).toBe(204)
    expect((await me.get('/apps')).status).toBe(401)
    expect((await me.get('/session')).status).toBe(401)
    // The account is its owner's, and opens, with nothing to enter.
    const again = browser(server)
    expect((await signIn(server, again, hiro)).body.step).toBe('done')
    expect((await again.get('/apps')).body).toEqual({ services: [], unconnected: [] })
  })

  it('leaves whoever has another shop signed in, and to that one alone', async () => {
    await announceShop(server.accounts, shopId('tameshi-zakka'), [{ legacyId: '9', email: mei, hash: hashes.good }])
    const me = browser(server)
    const flow = await me.toCode(mei)
    await me.post('/sign-in/code', { flow, code: await server.code(mei) })
    await me.post('/sign-in/new-password', { flow, password: 'yuki ni saku hana' })
    expect((await me.get('/apps')).body.unconnected).toHaveLength(2)
    await shoes.delete(path('2'))
    expect((await me.get('/apps')).body).toMatchObject({ services: [], unconnected: [{ shop: 'tameshi-zakka' }] })
  })
})

describe('the sign-in of the shop is closed, and the document says so,', () => {
  const closesFor = async (legacyId: string) => {
    expect(await closedDoors()).toEqual([legacyId])
    const rows: { legacyId: string; legacySignIn: string }[] = await listOf(shoes)
    for (const row of rows) expect(row.legacySignIn).toBe(row.legacyId === legacyId ? 'closed' : 'open')
  }

  async function reset(email: string) {
    const me = browser(server)
    await me.post('/password-reset', { email })
    const mail = (await server.mails(email)).findLast(({ kind }) => kind === 'reset')
    const token = mail?.kind === 'reset' && mail.outcome === 'link' ? mail.token : ''
    expect((await me.post('/password-reset/confirm', { token, password: 'yuki ni saku hana' })).status).toBe(200)
  }

  it('to nobody for an activation: both ways work', async () => {
    await signIn(server, browser(server), hiro)
    expect(await closedDoors()).toEqual([])
  })

  it('to a claim whose password was reset here, also once it has set up', async () => {
    await reset(mei)
    await closesFor('2')
    const me = browser(server)
    const flow = await me.toCode(mei, 'yuki ni saku hana')
    await me.post('/sign-in/code', { flow, code: await server.code(mei) })
    await closesFor('2')
  })

  it('to a member who has set up and reset the password here', async () => {
    await signIn(server, browser(server), hiro)
    await reset(hiro)
    await closesFor('1')
  })

  it('to a member who has set up and changed the password here', async () => {
    const me = browser(server)
    await signIn(server, me, hiro)
    await me.post('/profile/password', { currentPassword: password, password: 'yuki ni saku hana' })
    await closesFor('1')
  })

  it('to a member who has moved here to another address', async () => {
    const me = browser(server)
    await signIn(server, me, hiro)
    await me.post('/profile/email', { email: kei })
    const [mail] = (await server.mails(kei)).filter(({ kind }) => kind === 'address')
    const token = mail?.kind === 'address' && mail.outcome === 'link' ? mail.token : ''
    expect((await me.post('/profile/email/confirm', { token })).status).toBe(200)
    await closesFor('1')
  })

  it('to whoever was removed', async () => {
    await shoes.delete(path('3'))
    expect(await closedDoors()).toEqual(['3'])
    await shoes.delete(path('1'))
    expect(await closedDoors()).toEqual(['1', '3'])
  })

  it('of the shops that were announced by then; no other learns of it, nor who was removed before', async () => {
    await tea.put(path('5'), { email: mei })
    await tea.put(path('6'), { email: kei })
    await tea.delete(path('6'))
    await reset(mei)
    await closesFor('2')
    expect(await closedDoors(tea, unannounced)).toEqual([])
    expect(await rowOf(tea, '5')).toMatchObject({ legacySignIn: 'open' })
    await announce(unannounced)
    expect(await closedDoors(tea, unannounced)).toEqual([])
  })
})

describe('an announcement that is taken back', () => {
  it('opens the sign-in of the shop to everybody again, and another closes it to the same', async () => {
    await tea.put(path('1'), { email: kei })
    await announce(unannounced)
    await tea.delete(path('1'))
    expect(await closedDoors(tea, unannounced)).toEqual(['1'])
    const byTwo = await twoOperators(server)
    const back = { ...byTwo(), reason: 'the shop asked' }
    await server.accounts.rollouts.move(shopId(unannounced), { act: 'roll-back' }, back)
    expect(await closedDoors(tea, unannounced)).toEqual([])
    await announce(unannounced)
    expect(await closedDoors(tea, unannounced)).toEqual(['1'])
  })
})

describe('a shop learns of an address', () => {
  /** All that a shop is told which lists it, before and after the shop's announcement. */
  async function learned(from: Server, email: string) {
    const { rollouts } = from.accounts
    await rollouts.saveShop(shopId('tameshi-zakka'), { name: 'ためし雑貨' }, 'operator:test')
    const zakka = await addService(from, 'tameshi-zakka')
    const told = [
      await zakka.put(path('7'), { email }),
      await zakka.put(path('8'), { email: kei }),
      await zakka.get('/services/members'),
    ]
    await rollouts.announce(shopId('tameshi-zakka'), 'operator:test')
    told.push(
      await zakka.put(path('7'), { email, name: '名前' }),
      await zakka.put(path('8'), { email }),
      await zakka.get('/services/members'),
      await zakka.delete(path('7')),
      await zakka.put(path('7'), { email }),
      await zakka.get('/services/members'),
    )
    return told.map(({ status, text }) => [status, text])
  }

  it('nothing but what its own row says: not who else lists it, nor whether it has an account', async () => {
    await signIn(server, browser(server), hiro)
    const ofMember = await learned(server, hiro)
    expect(await learned(await openServer(), 'nobody@nowhere.example')).toEqual(ofMember)
    expect(await learned(await openServer(), mei)).toEqual(ofMember)
  })
})
