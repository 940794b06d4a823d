import { beforeEach, describe, expect, it } from 'vitest'
import { decideApproval, LIFT_DELAY_MILLISECONDS } from '../../src/policy/factor-lift.ts'
import { parseEmailAddress } from '../../src/primitives/email-address.ts'
import { hashSecretToken, newSecretToken } from '../../src/primitives/secret-token.ts'
import { aDevice, anAccount, anApp, aSession, seededRandom } from '../../src/testing/index.ts'
import { operatorDesk } from '../support/operators.ts'
import { client, key, openWorld, password, said, type World } from '../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const mei = 'mei.ono@renshu-shoes.example'
let world: World
let desk: ReturnType<typeof operatorDesk>
let token: string

beforeEach(async () => {
  world = await openWorld()
  desk = operatorDesk(world)
  await world.importRows([
    { shop: 'renshu-shoes', legacyId: '5', email: hiro, password },
    { shop: 'renshu-shoes', legacyId: '6', email: mei, password, role: '管理者' },
  ])
  await world.announce('renshu-shoes')
  await world.signIn(mei) // the shop's administrator has an account, and so will hiro, with an app
  token = await activateWithApp()
  for (const [name, role] of operators) await desk.enrol(name, role)
})

const operators = [
  ['akira', 'support'],
  ['botan', 'engineer'],
  ['chika', 'engineer'],
] as const

const showing = (name: string) => desk.showing(name)

/** Makes hiro's account with an app as its only factor; resolves to the token of its session. */
async function activateWithApp(): Promise<string> {
  const { storage, clock } = world
  const flow = await world.start(hiro)
  const [claim] = await storage.members.findByEmail(hiro)
  const template = await storage.accounts.findByEmail(mei)
  if (!claim || !template) throw new TypeError('the shop has both')
  const now = clock.now()
  const account = anAccount({ email: addressOf(hiro), password: template.account.password })
  const sessionToken = newSecretToken(seededRandom(99))
  const activated = await storage.accounts.activateAccount(
    {
      account,
      factors: [anApp()],
      memberIds: [claim.member.id],
      session: aSession({
        ...{ accountId: account.id, tokenHash: hashSecretToken(sessionToken), acr: 'urn:ecforce:acr:app' },
        ...{ createdAt: now, lastSeenAt: now, authTime: now, expiresAt: now + 9e8 },
      }),
      device: aDevice({ accountId: account.id }),
      flow: { id: flow.id as never, version: 1 },
      replaces: null,
    },
    {},
  )
  if (!activated) throw new TypeError('not activated')
  return sessionToken
}

function addressOf(text: string) {
  const read = parseEmailAddress(text)
  if (!read.ok) throw new TypeError(text)
  return read.address
}

/** Asked by akira, approved by botan. */
async function approvedLift() {
  const { factorLifts } = world.accounts
  const { caseNumber } = await factorLifts.ask(addressOf(hiro), 'totp', showing('akira'))
  return factorLifts.approve(caseNumber, showing('botan'))
}

const factorsOf = async (email: string) =>
  (await world.storage.accounts.findByEmail(email))?.factors.map(({ kind }) => kind)
const noticesTo = async (email: string) => {
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.ofKind('notice').filter(({ to }) => to === email)
}

describe('lifting a factor', () => {
  it('takes two operators and a day; then the mailbox carries the next sign-in, and everybody was told', async () => {
    const { liftsAt } = await approvedLift()
    expect(liftsAt).toBe(world.clock.now() + LIFT_DELAY_MILLISECONDS)
    expect(await noticesTo(hiro)).toMatchObject([{ about: 'factor-lift-asked', factor: 'totp', liftsAt }])
    expect(await noticesTo(mei)).toMatchObject([
      { about: 'member-factor-lift', maskedMember: 'h***@renshu-shoes.example' },
    ])

    world.clock.advance(LIFT_DELAY_MILLISECONDS - 1)
    expect(await world.accounts.factorLifts.liftDue()).toBe(0)
    expect(await factorsOf(hiro)).toEqual(['totp'])
    world.clock.advance(1)
    // As the worker does at its turn.
    await world.accounts.doDue()
    expect(await world.accounts.factorLifts.liftDue()).toBe(0)
    expect(await factorsOf(hiro)).toEqual([])
    expect((await noticesTo(hiro)).map(({ about }) => about)).toEqual(['factor-lift-asked', 'factor-lifted'])

    const flow = await world.start(hiro)
    const outcome = await world.accounts.signIn.submitPassword(flow, password, client())
    expect(said(outcome)).toBe('code email enrol')
    const { account } = (await world.storage.accounts.findByEmail(hiro)) ?? {}
    expect(account?.credentialEpoch).toBe(2)
    expect(await world.reasons(String(account?.id))).toEqual(
      expect.arrayContaining(['factor.lift_asked ok', 'factor.lift_approved ok', 'factor.lifted ok']),
    )

    expect(said(await world.accounts.signIn.submitCode(flow, await world.mailedCode(hiro), client()))).toBe('signed in')
    expect(await factorsOf(hiro)).toEqual(['email'])
  })

  it.each([
    { who: 'whoever asked', approver: 'botan', reason: 'self_approval' },
    { who: 'an operator who is no engineer', approver: 'akira', reason: 'not_engineer' },
  ])('is not approved by $who', async ({ approver, reason }) => {
    const { factorLifts } = world.accounts
    const { caseNumber } = await factorLifts.ask(addressOf(hiro), 'totp', showing('botan'))
    await expect(factorLifts.approve(caseNumber, showing(approver))).rejects.toMatchObject({ reason })
    world.clock.advance(9 * LIFT_DELAY_MILLISECONDS)
    expect(await factorLifts.liftDue()).toBe(0)
    expect(await factorLifts.approve(caseNumber, showing('chika'))).toMatchObject({ approvedBy: 'chika' })
  })

  it('is cancelled by the member from any session, and by an operator; then nothing is lifted', async () => {
    const { factorLifts } = world.accounts
    await approvedLift()
    expect(await factorLifts.cancelOwn(client({ sessionToken: token }))).toBe(true)
    expect(await factorLifts.cancelOwn(client({ sessionToken: token }))).toBe(false)
    const { caseNumber } = await approvedLift()
    await factorLifts.cancel(caseNumber, showing('akira'))
    await expect(factorLifts.cancel(caseNumber, showing('akira'))).rejects.toMatchObject({ reason: 'settled' })
    expect(await factorLifts.list()).toEqual([])

    world.clock.advance(LIFT_DELAY_MILLISECONDS)
    expect(await factorLifts.liftDue()).toBe(0)
    expect(await factorsOf(hiro)).toEqual(['totp'])
    expect((await noticesTo(hiro)).map(({ about }) => about)).toEqual([
      'factor-lift-asked',
      'factor-lift-cancelled',
      'factor-lift-asked',
      'factor-lift-cancelled',
    ])
  })

  it('is refused where there is no such account, no such factor, or one outstanding already', async () => {
    const { factorLifts } = world.accounts
    const ask = (email: string) => factorLifts.ask(addressOf(email), 'totp', showing('akira'))
    await expect(ask('nobody@nowhere.example')).rejects.toMatchObject({ reason: 'not_found' })
    await expect(ask(mei)).rejects.toMatchObject({ reason: 'not_enrolled' })
    await expect(factorLifts.ask('0000-0000', 'totp', showing('akira'))).rejects.toMatchObject({ reason: 'not_found' })
    await ask(hiro)
    await expect(ask(hiro)).rejects.toMatchObject({ reason: 'outstanding' })
    await expect(factorLifts.cancelOwn(client())).rejects.toMatchObject({ code: 'session_required' })
  })

  it('by two nodes at its instant is done once, and told once', async () => {
    await approvedLift()
    const other = await world.node()
    world.clock.advance(LIFT_DELAY_MILLISECONDS)
    const done = await Promise.all([world.accounts.factorLifts.liftDue(), other.factorLifts.liftDue()])
    expect(done.toSorted()).toEqual([0, 1])
    expect((await noticesTo(hiro)).map(({ about }) => about)).toEqual(['factor-lift-asked', 'factor-lifted'])
  })

  it('that was settled needs no more approval, whoever comes', () => {
    for (const status of ['approved', 'cancelled', 'lifted'] as const) {
      expect(decideApproval({ status, askedBy: 'akira' }, { name: 'botan', role: 'engineer' })).toBe('settled')
    }
  })
})

describe('an operator', () => {
  const list = () => world.accounts.factorLifts.list()
  const tryCode = (name: string, code: string) =>
    world.accounts.factorLifts.ask(addressOf(hiro), 'totp', { name, code }).then(
      () => 'let in',
      (error: { reason?: string }) => error.reason,
    )

  it('opens nothing with a wrong code, nor twice with one code, nor with the one that confirmed the app', async () => {
    const confirming = desk.code('akira')
    expect(await tryCode('akira', confirming)).toBe('replayed')
    const { name, code } = showing('akira')
    expect(await tryCode(name, code === '000000' ? '000001' : '000000')).toBe('wrong_code')
    expect(await tryCode('nobody', code)).toBe('unknown')
    expect(await list()).toEqual([])
    expect(await tryCode(name, code)).toBe('let in')
    expect(await tryCode(name, code)).toBe('replayed')
  })

  it('is heard five times in a quarter of an hour, and again after the right code', async () => {
    for (let n = 0; n < 5; n++) expect(await tryCode('akira', 'wrong!')).toBe('wrong_code')
    expect(await tryCode('akira', showing('akira').code)).toBe('too_many')
    world.clock.advance(15 * 60_000)
    expect(await tryCode('akira', showing('akira').code)).toBe('let in')
  })

  it('is listed without secrets, has a name of its own, and is gone once removed', async () => {
    const { operators: room } = world.accounts
    expect(JSON.stringify(await room.list())).not.toMatch(/secret|step/i)
    expect((await room.list()).map(({ name, role }) => `${name} ${role}`)).toEqual([
      'akira support',
      'botan engineer',
      'chika engineer',
    ])
    await expect(room.begin('akira', 'engineer')).rejects.toMatchObject({ reason: 'name_taken' })
    await expect(room.begin('Not A Name', 'engineer')).rejects.toMatchObject({ reason: 'bad_name' })
    await room.remove('akira', 'operator:root')
    expect(await tryCode('akira', showing('akira').code)).toBe('unknown')
  })

  it('keeps an app made under an older key, which cannot be taken off the ring while it is needed', async () => {
    await world.restart({ keys: [key('k2', 2), key('k1', 1)] })
    expect(await tryCode('akira', showing('akira').code)).toBe('let in')
    await expect(world.restart({ keys: [key('k2', 2)] })).rejects.toThrow('k1')
  })
})

describe('whoever can use none of the ways that are asked for', () => {
  it('is told the ways out and one case for the flow, which an operator can lift by', async () => {
    const flow = await world.start(mei)
    await expect(world.accounts.signIn.reportLostFactor(flow, client())).rejects.toMatchObject({
      code: 'flow_conflict',
    })
    await world.accounts.signIn.submitPassword(flow, password, client())
    const told = await world.accounts.signIn.reportLostFactor(flow, client())
    expect(told).toEqual({
      caseNumber: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
      otherFactors: [],
      administratorsOf: ['renshu-shoes'],
    })
    const again = await Promise.all(
      Array.from({ length: 20 }, () => world.accounts.signIn.reportLostFactor(flow, client())),
    )
    expect(new Set(again.map(({ caseNumber }) => caseNumber))).toEqual(new Set([told.caseNumber]))
    expect(await world.accounts.audit.findBySupportCode(told.caseNumber)).toMatchObject({ name: 'authn.factor_lost' })
    expect(said(await world.accounts.signIn.submitCode(flow, await world.mailedCode(mei), client()))).toBe('signed in')
  })

  it('opens five cases in a day; after that strangers are told the latest again, and a browser that is known opens its own', async () => {
    const opened: string[] = []
    for (let n = 0; n < 5; n++) opened.push((await reported(mei, client({ address: `198.51.100.${n}` }))).caseNumber)
    expect(new Set(opened).size).toBe(5)

    const late = await reported(mei, client({ address: '198.51.100.9' }))
    expect(late).toEqual({ caseNumber: opened[4], otherFactors: [], administratorsOf: ['renshu-shoes'] })

    const { outcome } = await world.signIn(mei)
    const deviceToken = (outcome.outcome === 'signed-in' && outcome.issued?.device?.token) || null
    const own = client({ deviceToken })
    for (let n = 0; n < 5; n++)
      expect([...opened, late.caseNumber]).not.toContain((await reported(mei, own)).caseNumber)
  })

  it('is told the time where the five are settled, and opens five more when the day has passed', async () => {
    for (let n = 0; n < 5; n++) {
      world.clock.advance(60_000)
      const { caseNumber } = await reported(hiro)
      await world.accounts.factorLifts.ask(caseNumber, 'totp', showing('akira'))
      world.clock.advance(60_000)
      await world.accounts.factorLifts.cancel(caseNumber, showing('akira'))
    }
    await expect(reported(hiro)).rejects.toMatchObject({ code: 'throttled' })
    expect((await reported(mei)).caseNumber).toMatch(/^[0-9A-Z]{4}-/)
    world.clock.advance(24 * 3_600_000)
    expect((await reported(hiro)).caseNumber).toMatch(/^[0-9A-Z]{4}-/)
  })

  it('is told before there is an account of the shop whose password it was, and of all shops of the account after', async () => {
    const yui = 'yui.mori@mihon-tea.example'
    await world.importRows([
      { shop: 'mihon-tea', legacyId: '1', email: yui, password },
      { shop: 'tameshi-zakka', legacyId: '1', email: yui, password: 'another-shop-word-7' },
      { shop: 'himitsu-ya', legacyId: '1', email: yui },
    ])
    for (const shop of ['mihon-tea', 'tameshi-zakka', 'himitsu-ya']) await world.announce(shop)
    expect((await reported(yui)).administratorsOf).toEqual(['mihon-tea'])
    expect((await reported(yui, client(), 'another-shop-word-7')).administratorsOf).toEqual(['tameshi-zakka'])

    const { flow } = await world.signIn(yui)
    await world.accounts.signIn.submitNewPassword(flow, 'murasaki-no-yama-31', client())
    const known = await reported(yui, client(), 'murasaki-no-yama-31')
    expect(known.administratorsOf.toSorted()).toEqual(['himitsu-ya', 'mihon-tea', 'tameshi-zakka'])
  })

  async function reported(email: string, from = client(), typed = password) {
    const flow = await world.start(email, from)
    await world.accounts.signIn.submitPassword(flow, typed, from)
    return world.accounts.signIn.reportLostFactor(flow, from)
  }
})
