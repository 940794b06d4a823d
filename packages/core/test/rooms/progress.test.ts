import { beforeEach, describe, expect, it } from 'vitest'
import { ShopNotFoundError } from '../../src/primitives/errors.ts'
import { noon } from '../../src/testing/index.ts'
import { client, openWorld, password, type Row, said, shopId, TIME_TO_CUT, type World } from '../support/world.ts'

const shop = shopId('renshu-shoes')
const other = shopId('mihon-tea')
const hour = 3_600_000
const day = 24 * hour
let world: World

const row = (legacyId: string, changes: Partial<Row> = {}): Row => ({
  shop,
  legacyId,
  email: `p${legacyId}@renshu-shoes.example`,
  password,
  name: `名前${legacyId}`,
  lastSignInAt: new Date(noon - day).toISOString(),
  ...changes,
})

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([
    ...['1', '2', '3', '4'].map((legacyId) => row(legacyId)),
    row('5', { lastSignInAt: '' }), // held at the announcement
    row('1', { shop: other }), // the address of renshu-shoes 1
  ])
})

const signIn = async (legacyId: string) => said((await world.signIn(`p${legacyId}@renshu-shoes.example`)).outcome)
const progress = (id = shop) => world.accounts.progress.ofShop(id)
const days = async () => (await progress()).days.map(({ day, setUp, total }) => `${day} ${setUp} ${total}`)

describe('the progress of a shop', () => {
  it('counts before the announcement, too, and has no days yet', async () => {
    expect(await progress()).toMatchObject({
      phase: 'before',
      tally: { setUp: 0, notYet: 5, held: 0, pending: 0 },
      days: [],
      afterCut: 0,
    })
    await expect(progress(shopId('nowhere'))).rejects.toThrow(ShopNotFoundError)
  })

  it('has every day of Japan from the announcement on, with those who set up on it', async () => {
    await world.announce(shop) // at noon in Japan
    expect(await days()).toEqual(['2026-04-15 0 0'])
    world.clock.set(noon + 12 * hour - 1)
    expect(await signIn('2')).toBe('signed in')
    world.clock.set(noon + 12 * hour)
    expect(await signIn('3')).toBe('signed in')
    world.clock.set(noon + 2 * day)
    expect(await days()).toEqual(['2026-04-15 1 1', '2026-04-16 1 2', '2026-04-17 0 2'])
    expect((await progress()).tally).toEqual({ setUp: 2, notYet: 2, held: 1, pending: 0 })
  })

  it('ends its days with the day of the cut, and counts who comes later apart', async () => {
    await world.announce(shop)
    const lastDay = '2026-04-29'
    world.clock.set(noon + TIME_TO_CUT - 1)
    expect(await signIn('2')).toBe('signed in')
    expect(await progress()).toMatchObject({ phase: 'coexistence', afterCut: 0 })
    expect((await days()).at(-1)).toBe(`${lastDay} 1 1`)
    world.clock.set(noon + TIME_TO_CUT)
    expect(await signIn('3')).toBe('signed in')
    world.clock.advance(5 * day)
    expect(await progress()).toMatchObject({ phase: 'enforced', afterCut: 1, tally: { setUp: 2 } })
    expect((await days()).at(-1)).toBe(`${lastDay} 1 1`)
    expect(await days()).toHaveLength(15)
  })

  it('goes on day by day while the switch is paused', async () => {
    await world.announce(shop)
    await world.accounts.rollouts.move(shop, { act: 'pause' }, { actor: 'operator:test', reason: 'mail' })
    world.clock.set(noon + 30 * day)
    expect(await days()).toHaveLength(31)
  })

  it('says of every member that is not removed whether and when, and nothing of another shop', async () => {
    await world.announce(shop)
    await world.importRows([row('6')]) // too late: it needs an invitation
    world.clock.set(noon + hour)
    expect(await signIn('2')).toBe('signed in')
    const states = (await progress()).members.map(({ legacyId, state, setUpAt }) => [legacyId, state, setUpAt])
    expect(states).toEqual([
      ['1', 'claim', null],
      ['2', 'active', noon + hour],
      ['3', 'claim', null],
      ['4', 'claim', null],
      ['5', 'held', null],
      ['6', 'pending', null],
    ])
    expect((await progress()).members[1]).toEqual({
      legacyId: '2',
      name: '名前2',
      role: 'staff',
      state: 'active',
      setUpAt: noon + hour,
    })
  })

  it('is the same for a shop whose member has an account by another shop', async () => {
    const before = await progress(other)
    await world.announce(shop)
    world.clock.set(noon + hour)
    const { flow, outcome } = await world.signIn('p1@renshu-shoes.example')
    expect(said(outcome)).toBe('new-password several-claims')
    const done = await world.accounts.signIn.submitNewPassword(flow, 'yuki ni saku hana', client())
    expect(said(done)).toBe('signed in')
    expect((await progress()).tally.setUp).toBe(1)
    const { at, ...after } = await progress(other)
    expect({ at: before.at, ...after }).toEqual(before)
  })

  it('of all shops is their numbers, with those that list nobody', async () => {
    await world.accounts.rollouts.saveShop(shopId('karappo'), {}, 'operator:test')
    const schedule = { act: 'schedule', announceAt: noon + day } as const
    await world.accounts.rollouts.move(other, schedule, { actor: 'operator:test' })
    await world.announce(shop)
    expect(await signIn('2')).toBe('signed in')
    const { shops } = await world.accounts.progress.overview()
    expect(shops.map(({ shop: { id }, ...of }) => [id, of.phase, of.announceAt, Object.values(of.tally)])).toEqual([
      ['karappo', 'before', null, [0, 0, 0, 0]],
      [other, 'before', noon + day, [0, 1, 0, 0]],
      [shop, 'coexistence', null, [1, 3, 1, 0]],
    ])
  })
})
