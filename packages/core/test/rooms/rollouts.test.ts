import { beforeEach, describe, expect, it } from 'vitest'
import { STALE_AFTER_MILLISECONDS } from '../../src/domain/member.ts'
import type { FactorPolicy } from '../../src/domain/shop.ts'
import { COEXISTENCE_MILLISECONDS } from '../../src/policy/coexistence.ts'
import { appFirst, emailFirst } from '../../src/policy/factor-policy.ts'
import { ConfigurationError } from '../../src/primitives/errors.ts'
import { MemberNotFoundError, RolloutRefusedError, ShopNotFoundError } from '../../src/rooms/rollout/rollouts.ts'
import { noon } from '../../src/testing/index.ts'
import { openWorld, password, said, shopId, type World } from '../support/world.ts'

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
    expect(rollout).toEqual({ announcedAt: noon, enforcedAt: noon + COEXISTENCE_MILLISECONDS })
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
    world.clock.set(noon + COEXISTENCE_MILLISECONDS - 1)
    expect(await phase()).toMatchObject({ phase: 'coexistence', legacySignIn: true, accountsSignIn: true })
    world.clock.set(noon + COEXISTENCE_MILLISECONDS)
    expect(await phase()).toMatchObject({ phase: 'enforced', legacySignIn: false, accountsSignIn: true })
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
