import { beforeEach, describe, expect, it } from 'vitest'
import type { OperatorProof } from '../../src/access/two-operators.ts'
import { STALE_AFTER_MILLISECONDS } from '../../src/domain/member.ts'
import type { FactorPolicy } from '../../src/domain/shop.ts'
import { appFirst, emailFirst } from '../../src/policy/factor-policy.ts'
import { ConfigurationError, MemberNotFoundError, ShopNotFoundError } from '../../src/primitives/errors.ts'
import { RolloutRefusedError } from '../../src/rooms/rollout/refusals.ts'
import { noon } from '../../src/testing/index.ts'
import { operatorDesk } from '../support/operators.ts'
import { client, openWorld, password, said, shopId, TIME_TO_CUT, type World } from '../support/world.ts'

const shop = shopId('renshu-shoes')
const operator = 'operator:test'
let world: World

beforeEach(async () => {
  world = await openWorld()
})

const at = (instant: number) => new Date(instant).toISOString()
const claim = (legacyId: string, lastSignInAt?: string) => ({
  shop,
  legacyId,
  email: `p${legacyId}@renshu-shoes.example`,
  password,
  ...(lastSignInAt === undefined ? {} : { lastSignInAt }),
})
const signIn = async (legacyId: string) => said((await world.signIn(`p${legacyId}@renshu-shoes.example`)).outcome)
const heldFor = async (legacyId: string) =>
  (await world.storage.members.findByLegacyIds(shop, [legacyId]))[0]?.heldFor ?? null

describe('an announcement', () => {
  it('opens accounts now and closes the old way in after two weeks', async () => {
    await world.importRows([claim('1')])
    const { rollout } = await world.announce(shop)
    expect(rollout).toEqual({ announcedAt: noon, enforcedAt: noon + TIME_TO_CUT })
    expect(await world.accounts.rollouts.find(shop)).toMatchObject({
      shop: { rollout },
      decision: { phase: 'coexistence' },
    })
    expect(await signIn('1')).toBe('signed in')
  })

  it('is made once: a second changes nothing, not even a hold', async () => {
    await world.importRows([claim('1', '')])
    const { rollout } = await world.announce(shop)
    await world.accounts.rollouts.confirmClaim(shop, '1', operator)
    world.clock.advance(1000)
    await expect(world.announce(shop)).rejects.toThrow(RolloutRefusedError)
    expect((await world.accounts.rollouts.find(shop)).shop.rollout).toEqual(rollout)
    expect(await heldFor('1')).toEqual([])
    expect((await world.reasons(shop)).filter((line) => line === 'rollout.announced ok')).toHaveLength(1)
  })

  it('has one winner among twenty at once', async () => {
    await world.importRows([claim('1')])
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => world.announce(shop)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it.each([
    ['a millisecond less than 180 days ago', at(noon - STALE_AFTER_MILLISECONDS + 1), []],
    ['180 days ago', at(noon - STALE_AFTER_MILLISECONDS), ['stale']],
    ['a millisecond more than 180 days ago', at(noon - STALE_AFTER_MILLISECONDS - 1), ['stale']],
    ['never', '', ['stale']],
    ['nobody knows when', undefined, []],
  ])('holds the claim that was last used: %s', async (_, lastSignInAt, held) => {
    await world.importRows([claim('1', lastSignInAt)])
    expect(await heldFor('1')).toEqual([])
    expect(await world.announce(shop)).toMatchObject({ heldAsStale: held.length, heldForAddress: 0 })
    expect(await heldFor('1')).toEqual(held)
    expect(await signIn('1')).toBe(held.length > 0 ? 'credentials_rejected' : 'signed in')
  })

  it('counts what it holds, for age and for a shared address', async () => {
    const twin = { ...claim('3', at(noon)), email: 'p2@renshu-shoes.example' }
    await world.importRows([claim('1', ''), claim('2', at(noon)), twin])
    expect(await world.announce(shop)).toMatchObject({ heldAsStale: 1, heldForAddress: 2 })
  })

  it('touches no other shop', async () => {
    await world.importRows([claim('1'), { ...claim('2', ''), shop: 'mihon-tea' }])
    await world.announce(shop)
    expect((await world.accounts.rollouts.find(shopId('mihon-tea'))).decision.phase).toBe('before')
    const [other] = await world.storage.members.findByLegacyIds(shopId('mihon-tea'), ['2'])
    expect(other?.heldFor).toEqual([])
  })

  it('leads through its phases at half-open instants', async () => {
    await world.importRows([claim('1')])
    await world.announce(shop)
    const phase = async () => (await world.accounts.rollouts.find(shop)).decision
    world.clock.set(noon + TIME_TO_CUT - 1)
    expect(await phase()).toMatchObject({ phase: 'coexistence', legacySignIn: true, accountsSignIn: true })
    world.clock.set(noon + TIME_TO_CUT)
    expect(await phase()).toMatchObject({ phase: 'enforced', legacySignIn: false, accountsSignIn: true })
  })
})

describe('a scheduled announcement', () => {
  const announceAt = noon + 24 * 3_600_000
  const schedule = () => world.accounts.rollouts.move(shop, { act: 'schedule', announceAt }, { actor: operator })

  it('is made by the worker from its instant on, by one of many, and opens nothing before', async () => {
    await world.importRows([claim('1'), claim('2', '')])
    await schedule()
    world.clock.set(announceAt - 1)
    expect(await world.accounts.rollouts.announceDue()).toBe(0)
    expect(await signIn('1')).toBe('credentials_rejected')
    expect((await world.importRows([claim('3')])).added).toBe(1) // the roster is open yet

    world.clock.set(announceAt)
    const done = await Promise.all(Array.from({ length: 5 }, () => world.accounts.rollouts.announceDue()))
    expect(done.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await world.accounts.rollouts.find(shop)).toMatchObject({
      record: { announceAt: null, version: 2, rollout: { announcedAt: announceAt } },
    })
    expect(await heldFor('2')).toEqual(['stale'])
    expect(await signIn('1')).toBe('signed in')
    expect((await world.importRows([claim('4')])).pending).toBe(1)
    const names = (await world.storage.audit.listBySubject(shop, 9)).map(({ name, actor }) => `${name} ${actor}`)
    expect(names).toContain('rollout.announced system')
  })

  it('that was called off is not made', async () => {
    await world.importRows([claim('1')])
    await schedule()
    await world.accounts.rollouts.move(shop, { act: 'unschedule' }, { actor: operator, reason: 'not yet' })
    world.clock.set(announceAt + 1)
    expect(await world.accounts.rollouts.announceDue()).toBe(0)
  })
})

describe('a move', () => {
  const by = { actor: operator, reason: 'the shop asked' }
  let desk: ReturnType<typeof operatorDesk>

  beforeEach(async () => {
    await world.importRows([claim('1'), claim('2')])
    await world.announce(shop)
    desk = operatorDesk(world)
    await desk.enrol('akira', 'support')
    await desk.enrol('botan', 'engineer')
    await desk.enrol('chika', 'support')
  })

  const rollouts = () => world.accounts.rollouts
  const phase = async () => (await rollouts().find(shop)).decision.phase
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => (error as { reason?: string }).reason ?? String(error),
    )

  it('is audited with its reason, its actor and what came of it', async () => {
    await rollouts().move(shop, { act: 'extend', days: 2 }, { ...by, reason: ' the shop asked ' })
    const [event] = await world.storage.audit.listBySubject(shop, 1)
    expect(event).toMatchObject({
      name: 'rollout.extended',
      actor: operator,
      shopId: shop,
      details: { version: 2, enforcedAt: noon + TIME_TO_CUT + 2 * 86_400_000, reason: 'the shop asked' },
    })
  })

  it('says why, but for an announcement', async () => {
    for (const reason of [undefined, '', '  ']) {
      const silent = { actor: operator, ...(reason !== undefined && { reason }) }
      expect(await refusal(rollouts().move(shop, { act: 'pause' }, silent))).toBe('reason_missing')
    }
    expect((await rollouts().find(shop)).record.version).toBe(1)
  })

  it('that means nothing changes nothing and is not audited', async () => {
    const before = await world.storage.audit.listBySubject(shop, 99)
    expect(await refusal(rollouts().move(shop, { act: 'resume' }, by))).toBe('not_paused')
    expect(await world.storage.audit.listBySubject(shop, 99)).toEqual(before)
  })

  it('made twenty times at once is made as often as it is audited, and never twice over one version', async () => {
    const moves = Array.from({ length: 20 }, () => rollouts().move(shop, { act: 'extend', days: 1 }, by))
    const done = (await Promise.allSettled(moves)).filter(({ status }) => status === 'fulfilled').length
    const { record } = await rollouts().find(shop)
    expect(record.version).toBe(1 + done)
    expect(record.rollout?.enforcedAt).toBe(noon + TIME_TO_CUT + done * 86_400_000)
    expect((await world.reasons(shop)).filter((line) => line.startsWith('rollout.extended'))).toHaveLength(done)
  })

  it('pauses the cut: it does not come, both ways work, and the portal names no end', async () => {
    await rollouts().move(shop, { act: 'pause' }, by)
    world.clock.advance(1000 * 86_400_000)
    expect(await phase()).toBe('coexistence')
    expect(await signIn('1')).toBe('signed in')
    await rollouts().move(shop, { act: 'resume' }, by)
    const { decision } = await rollouts().find(shop)
    world.clock.set((decision.enforcedAt ?? 0) - 1)
    expect(await phase()).toBe('coexistence')
    world.clock.advance(1)
    expect(await phase()).toBe('enforced')
  })

  it('back takes two different operators with codes of their own, one of them an engineer', async () => {
    world.clock.advance(TIME_TO_CUT)
    const back = (operators?: readonly [OperatorProof, OperatorProof]) =>
      refusal(rollouts().move(shop, { act: 'roll-back' }, { ...by, ...(operators && { operators }) }))
    expect(await back()).toBe('two_operators')
    const [akira, again] = [desk.showing('akira'), desk.showing('akira')]
    expect(await back([akira, again])).toBe('same_operator')
    expect(await back([desk.showing('akira'), desk.showing('chika')])).toBe('no_engineer')
    expect(await back([desk.showing('akira'), { name: 'botan', code: '000000' }])).toBe('wrong_code')
    expect(await back([{ name: 'nobody', code: '000000' }, desk.showing('botan')])).toBe('unknown')
    expect(await phase()).toBe('enforced')

    const used = desk.showing('akira')
    expect(await back([used, desk.showing('botan')])).toBeNull()
    expect(await phase()).toBe('coexistence')
    const [event] = await world.storage.audit.listBySubject(shop, 1)
    expect(event).toMatchObject({ name: 'rollout.rolled_back', details: { operators: 'akira botan' } })
    expect(JSON.stringify(event)).not.toContain(used.code)
  })

  it('back revives no session and no removed member, and goes no further once somebody has an account', async () => {
    await signIn('1')
    world.clock.advance(TIME_TO_CUT)
    const two = () => [desk.showing('akira'), desk.showing('botan')] as const
    await rollouts().move(shop, { act: 'roll-back' }, { ...by, operators: two() })
    const further = rollouts().move(shop, { act: 'roll-back' }, { ...by, operators: two() })
    expect(await refusal(further)).toBe('accounts_exist')
    expect(await phase()).toBe('coexistence')
  })

  it('back to before opens the roster again and closes accounts, while nobody has one', async () => {
    const operators = [desk.showing('akira'), desk.showing('botan')] as const
    const flow = await world.start('p1@renshu-shoes.example')
    await rollouts().move(shop, { act: 'roll-back' }, { ...by, operators })
    expect(await phase()).toBe('before')
    expect(said(await world.accounts.signIn.submitPassword(flow, password, client()))).toBe('credentials_rejected')
    expect((await world.importRows([claim('9')])).added).toBe(1)
    expect((await world.announce(shop)).rollout.announcedAt).toBe(world.clock.now())
    expect((await rollouts().find(shop)).record).toMatchObject({ version: 3, rollbacks: 1 })
  })

  it('to a window shorter than two weeks takes two operators, and then lasts that long', async () => {
    const other = shopId('mihon-tea')
    await world.importRows([{ ...claim('1'), shop: other }])
    const week = { plan: { windowMilliseconds: 7 * 86_400_000 } }
    expect(await refusal(rollouts().announce(other, operator, week))).toBe('two_operators')
    expect((await rollouts().find(other)).decision.phase).toBe('before')
    const operators = [desk.showing('botan'), desk.showing('akira')] as const
    const { rollout } = await rollouts().announce(other, operator, { ...week, operators })
    const window = (rollout.enforcedAt ?? 0) - rollout.announcedAt
    expect(window).toBeGreaterThanOrEqual(7 * 86_400_000)
    expect(window).toBeLessThan(8 * 86_400_000)
  })
})

describe('a preview', () => {
  it('tells what every member meets now, right after, and at the date, and changes nothing', async () => {
    await world.importRows([claim('1'), claim('2', ''), claim('3')])
    const before = await world.storage.rollouts.find(shop)
    const { members, counts, date } = await world.accounts.rollouts.preview(shop, { act: 'announce' })
    const closed = { legacy: true, accounts: 'closed' }
    const meets = (accounts: string) => ({
      now: closed,
      after: { legacy: true, accounts },
      atDate: { legacy: false, accounts },
    })
    expect(date).toBe(noon + TIME_TO_CUT)
    expect(members).toMatchObject([
      { legacyId: '1', ...meets('first-sign-in') },
      { legacyId: '2', ...meets('held') },
      { legacyId: '3', ...meets('first-sign-in') },
    ])
    expect(counts).toEqual([
      { members: 2, ...meets('first-sign-in') },
      { members: 1, ...meets('held') },
    ])
    expect(await world.storage.rollouts.find(shop)).toEqual(before)
    expect(await heldFor('2')).toEqual([])
  })

  it('is right: what it says of everybody is what everybody meets', async () => {
    await world.importRows([claim('1'), claim('2', ''), claim('3')])
    await world.announce(shop)
    await world.importRows([claim('4')])
    await signIn('1')
    const { members } = await world.accounts.rollouts.preview(shop, { act: 'pause' })
    for (const { legacyId, now } of members) {
      const opens = now.accounts === 'first-sign-in' || now.accounts === 'set-up'
      expect(await signIn(legacyId), legacyId).toBe(opens ? 'signed in' : 'credentials_rejected')
    }
    expect(members.map(({ now }) => now.accounts)).toEqual(['set-up', 'held', 'first-sign-in', 'needs-invitation'])
  })

  it('of an act that means nothing is refused', async () => {
    await world.importRows([claim('1')])
    await expect(world.accounts.rollouts.preview(shop, { act: 'pause' })).rejects.toThrow(RolloutRefusedError)
  })
})

describe('confirming a claim', () => {
  beforeEach(async () => {
    await world.importRows([claim('1', ''), claim('2', at(noon))])
    await world.announce(shop)
  })

  it('lifts its hold, and then it opens', async () => {
    expect(await signIn('1')).toBe('credentials_rejected')
    await world.accounts.rollouts.confirmClaim(shop, '1', operator)
    expect(await signIn('1')).toBe('signed in')
    const [event] = await world.storage.audit.listBySubject(shop, 1)
    expect(event).toMatchObject({ name: 'migration.claim_confirmed', actor: operator, details: { legacyId: '1' } })
  })

  it('is done once, and only for a claim that is held', async () => {
    await world.accounts.rollouts.confirmClaim(shop, '1', operator)
    for (const legacyId of ['1', '2', 'nobody']) {
      await expect(world.accounts.rollouts.confirmClaim(shop, legacyId, operator)).rejects.toThrow(MemberNotFoundError)
    }
    expect((await world.reasons(shop)).filter((line) => line === 'migration.claim_confirmed ok')).toHaveLength(1)
  })

  it('leaves the hold for a shared address', async () => {
    world = await openWorld()
    await world.importRows([claim('1', ''), { ...claim('2'), email: 'p1@renshu-shoes.example' }])
    await world.announce(shop)
    expect(await heldFor('1')).toEqual(['same_address', 'stale'])
    await world.accounts.rollouts.confirmClaim(shop, '1', operator)
    expect(await heldFor('1')).toEqual(['same_address'])
    expect(await signIn('1')).toBe('credentials_rejected')
  })
})

describe('a shop', () => {
  const save = (changes: Parameters<World['accounts']['rollouts']['saveShop']>[1]) =>
    world.accounts.rollouts.saveShop(shop, changes, operator)

  it('is made when it is new; later what is given changes and the rest stays', async () => {
    const adminUrl = 'https://renshu-shoes.example/admin'
    expect(await save({})).toEqual({ id: shop, name: shop, adminUrl: null, factorPolicy: emailFirst, rollout: null })
    await save({ name: '練習シューズ', adminUrl })
    await world.announce(shop)
    const saved = await save({ name: '練習靴' })
    expect(saved).toMatchObject({ name: '練習靴', adminUrl, rollout: { announcedAt: noon } })
    expect(await world.accounts.rollouts.list()).toEqual([saved])
    expect((await world.storage.audit.listBySubject(shop, 1))[0]).toMatchObject({
      name: 'shop.saved',
      details: { new: false, fields: 'name' },
    })
  })

  it.each<[string, FactorPolicy]>([
    ['emailFirst', emailFirst],
    ['appFirst', appFirst],
    ['a policy of its own', { ...appFirst, mailAs: 'never', legacyTwoFactor: 'ask-once' }],
  ])('is given %s', async (_, factorPolicy) => {
    expect(await save({ factorPolicy })).toMatchObject({ factorPolicy })
  })

  it.each([
    'http://renshu-shoes.example/admin',
    'http://localhost.evil.example/admin',
    'http://127.0.0.1.evil.example/',
    'javascript:alert(1)',
    'data:text/html,hello',
    'ftp://renshu-shoes.example',
    'https://user@renshu-shoes.example/',
    'https://user:secret@renshu-shoes.example/',
    '//renshu-shoes.example/admin',
    '/admin',
    'renshu-shoes.example',
    'https://',
    '',
  ])('is given no such address for its admin: %j', async (adminUrl) => {
    const refused = save({ adminUrl })
    await expect(refused).rejects.toThrow(ConfigurationError)
    await expect(refused).rejects.toMatchObject({ setting: 'adminUrl' })
    expect(await world.storage.shops.find(shop)).toBeNull()
  })

  it.each([
    'https://renshu-shoes.example/admin',
    'http://renshu-shoes.localhost:3001/admin',
    'http://127.0.0.1:3001/',
    'http://[::1]:3001/',
    null,
  ])('is given this address for its admin: %j', async (adminUrl) => {
    expect(await save({ adminUrl })).toMatchObject({ adminUrl })
  })

  it('that nobody made is named in the refusal', async () => {
    for (const attempt of [
      () => world.accounts.rollouts.find(shop),
      () => world.accounts.rollouts.announce(shop, operator),
      () => world.accounts.rollouts.confirmClaim(shop, '1', operator),
    ]) {
      await expect(attempt()).rejects.toThrow(ShopNotFoundError)
      await expect(attempt()).rejects.toMatchObject({ code: 'shop_not_found', shopId: shop })
    }
    expect(await world.storage.shops.find(shop)).toBeNull()
  })
})
