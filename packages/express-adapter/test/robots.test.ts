import { type OperationId, routes } from '@ecforce-accounts/core/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { bodyOf } from './support/bodies.ts'
import { enrolOperator, type OperatorInHand, signInOperator } from './support/operators.ts'
import {
  announceShop,
  type Browser,
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

const shoes = '/shops/renshu-shoes'
const midori = 'midori@mihon-tea.example'
const longPassword = 'yuki ni saku hana no namae'
let server: Server
/** Administers the shoe shop. */
let admin: Browser
let robot: string

beforeEach(async () => {
  server = await openServer()
  await announceShop(server.accounts, shopId('mihon-tea'), [{ legacyId: '1', email: midori, hash: hashes.good }])
  await promote('renshu-shoes', '2')
  await promote('mihon-tea', '1')
  admin = await signedIn(mei)
  const [row] = await server.storage.members.findByLegacyIds(shopId('renshu-shoes'), ['1'])
  robot = row?.id ?? ''
})

/** As the shop's back end says it. */
async function promote(shop: string, legacyId: string) {
  const [row] = await server.storage.members.findByLegacyIds(shopId(shop), [legacyId])
  if (!row) throw new Error('no row')
  const caller = { id: 'admin' as never, shopId: shopId(shop) }
  await server.accounts.memberSync.save(caller, legacyId, { email: row.email, role: 'administrator' })
}

async function signedIn(email: string): Promise<Browser> {
  const me = browser(server)
  await signIn(server, me, email)
  return me
}

async function operatorAs(name: string, role: 'support' | 'engineer') {
  const inHand = await enrolOperator(server, name, role)
  const at = browser(server)
  await signInOperator(server, at, inHand)
  return { at, inHand }
}

/** The next code of an operator's app. */
function codeOf({ code }: OperatorInHand): string {
  server.clock.advance(30_000)
  return code()
}

const asked = (changes: object = {}) => ({
  purpose: '在庫の更新',
  provider: 'ロボ社',
  members: [robot],
  ranges: ['8.8.8.8'],
  ...changes,
})
const ask = (changes: object = {}) => admin.post(`${shoes}/bypass-requests`, asked(changes))

describe('a robot’s exemption', () => {
  it('is asked for by the shop, approved by an engineer, and good once its owner says so', async () => {
    const { status, body } = await ask()
    expect([status, body]).toMatchObject([
      200,
      { status: 'pending', version: 1, ranges: ['8.8.8.8/32'], validDays: 90, byOperator: false, needsSecond: false },
    ])
    expect(body.members).toMatchObject([{ id: robot, missing: ['first-sign-in', 'robot-flag'] }])

    const support = await operatorAs('sasae', 'support')
    const engineer = await operatorAs('tomoru', 'engineer')
    const at = `/operator/bypass-requests/${body.id}`
    expect((await support.at.get('/operator/bypass-requests')).body.requests).toMatchObject([
      { id: body.id, overdue: false, askedBy: null },
    ])
    const question = { version: 1, question: 'ご契約先は?' }
    expect((await support.at.post(`${at}/question`, question)).body.status).toBe('needs-information')
    const told = (await admin.get(`${shoes}/bypass-requests`)).body.requests[0]
    expect(told).toMatchObject({ question: 'ご契約先は?' })
    expect(Object.keys(told)).not.toContain('firstApprovedBy')
    admin = await signedIn(mei)
    const answered = await admin.post(`${shoes}/bypass-requests/${body.id}/answer`, { answer: 'ロボ社です' })
    expect(answered.body).toMatchObject({ status: 'pending', answer: 'ロボ社です' })

    const early = await engineer.at.post(`${at}/approve`, { version: 1, code: '000000' })
    expect([early.status, early.body.code, early.body.reason]).toEqual([403, 'operator_code_rejected', 'wrong_code'])
    const lesser = await support.at.post(`${at}/approve`, { version: 1, code: codeOf(support.inHand) })
    expect([lesser.status, lesser.body.code, lesser.body.reason]).toEqual([409, 'bypass_refused', 'not_engineer'])
    const other = await engineer.at.post(`${at}/approve`, { version: 2, code: codeOf(engineer.inHand) })
    expect([other.status, other.body.reason]).toEqual([409, 'conflict'])
    const approved = await engineer.at.post(`${at}/approve`, { version: 1, code: codeOf(engineer.inHand) })
    expect([approved.status, approved.body]).toMatchObject([200, { status: 'approved', settledBy: 'tomoru' }])

    const owner = await signedIn(hiro)
    expect((await owner.call('PUT', `/memberships/${robot}/robot`)).body.reason).toBe('robot_password')
    const chosen = { currentPassword: password, password: longPassword }
    expect((await owner.post('/profile/password', chosen)).status).toBeLessThan(300)
    expect((await owner.call('PUT', `/memberships/${robot}/robot`)).status).toBe(204)
    const [grant] = (await admin.get(`${shoes}/bypass-grants`)).body.grants
    expect(grant).toMatchObject({ standing: 'active', days: [], member: { missing: [] } })

    const suspended = await support.at.post(`/operator/bypass-grants/${grant.id}/suspend`, {
      code: codeOf(support.inHand),
    })
    expect(suspended.body).toMatchObject({ standing: 'suspended', suspendedFor: 'stopped', approvedBy: ['tomoru'] })
    const resumed = await engineer.at.post(`/operator/bypass-grants/${grant.id}/resume`, {
      code: codeOf(engineer.inHand),
    })
    expect(resumed.body.standing).toBe('active')
    const stop = { shop: 'renshu-shoes', code: codeOf(support.inHand) }
    expect((await support.at.post('/operator/bypass-stop', stop)).body).toEqual({ stopped: 1 })
    admin = await signedIn(mei)
    expect((await admin.post(`${shoes}/bypass-grants/${grant.id}/renewal`, {})).body).toMatchObject({
      renews: grant.id,
    })
    expect((await admin.call('DELETE', `${shoes}/bypass-grants/${grant.id}`)).status).toBe(204)
    const revoked = (await engineer.at.get('/operator/bypass-grants?shop=renshu-shoes')).body.grants
    expect(revoked).toMatchObject([{ standing: 'revoked' }])
    expect((await owner.call('DELETE', `/memberships/${robot}/robot`)).status).toBe(204)
  })

  it('that cannot be asked for so is told row by row, in both languages, with how it is written', async () => {
    const ranges = ['8.8.8.8', '10.0.0.1', '::ffff:8.8.4.4', '8.8.8.8', '203.0.113.10']
    const { status, body } = await ask({ ranges, purpose: '' })
    expect([status, body.code]).toEqual([422, 'bypass_invalid'])
    expect(body.errors).toMatchObject([
      { pointer: '/purpose', reason: 'missing' },
      {
        pointer: '/ranges/1',
        reason: 'private',
        messages: {
          ja: '10.0.0.1は社内用のアドレスのため登録できません。インターネット側のIPアドレスを入力してください。',
          en: '10.0.0.1 is an internal address. Enter the one seen from the internet.',
        },
      },
      { pointer: '/ranges/2', reason: 'mapped', suggestion: '8.8.4.4/32' },
      { pointer: '/ranges/3', reason: 'duplicate' },
      { pointer: '/ranges/4', reason: 'documentation' },
    ])
    expect((await admin.get(`${shoes}/bypass-requests`)).body.requests).toEqual([])
    for (const { messages } of body.errors) expect(messages.ja && messages.en).toBeTruthy()
  })
})

const ofShops = (Object.keys(routes) as OperationId[]).filter((id) =>
  routes[id].path.startsWith('/shops/{shop}/bypass-'),
)

describe('an exemption of another shop', () => {
  it('is eight operations', () => {
    expect(ofShops).toHaveLength(8)
  })

  it.each(ofShops)('is not found by %s, whoever asks, and nothing is written of it', async (operation) => {
    const request = (await ask()).body.id
    const engineer = await operatorAs('tomoru', 'engineer')
    const { path, method } = routes[operation]
    let thing = request
    if (path.includes('bypass-grants')) {
      const approval = { version: 1, code: codeOf(engineer.inHand) }
      await engineer.at.post(`/operator/bypass-requests/${request}/approve`, approval)
      thing = (await admin.get(`${shoes}/bypass-grants`)).body.grants[0].id
    }
    if (operation === 'answerBypass') {
      await engineer.at.post(`/operator/bypass-requests/${request}/question`, { version: 1, question: '?' })
    }
    const askers = { staff: await signedIn(hiro), elsewhere: await signedIn(midori) }
    const body = path.endsWith('/bypass-requests') || method === 'patch' ? asked() : bodyOf(operation)
    const sent = method === 'patch' ? { version: 1, ...asked() } : body
    const written = async () => [
      await server.storage.bypasses.find(request),
      await server.storage.bypasses.listGrants(null),
      await server.storage.audit.listBySubject(thing, 99),
    ]
    const before = await written()

    const answers = new Set<string>()
    for (const me of Object.values(askers)) {
      for (const shop of ['renshu-shoes', 'no-such-shop']) {
        const at = path.replace('{shop}', shop).replace('{id}', thing)
        const answer = await me.call(method.toUpperCase(), at, method === 'get' ? undefined : sent)
        expect(answer.status).toBe(404)
        answers.add(JSON.stringify(answer.body))
      }
    }
    if (path.includes('{id}')) {
      const at = path.replace('{shop}', 'mihon-tea').replace('{id}', thing)
      const answer = await askers.elsewhere.call(method.toUpperCase(), at, sent)
      expect(answer.status).toBe(404)
      answers.add(JSON.stringify(answer.body))
    }
    expect(answers.size).toBe(1)
    expect(await written()).toEqual(before)

    admin = await signedIn(mei)
    const own = path.replace('{shop}', 'renshu-shoes').replace('{id}', thing)
    const answer = await admin.call(method.toUpperCase(), own, method === 'get' ? undefined : sent)
    expect([200, 204]).toContain(answer.status)
  })
})
