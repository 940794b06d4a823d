import { beforeEach, describe, expect, it } from 'vitest'
import type { MemberMark } from '../../src/ports/member-store.ts'
import { ReadinessRefusedError, ShopNotFoundError } from '../../src/primitives/errors.ts'
import { noon } from '../../src/testing/index.ts'
import { openWorld, password, type Row, said, shopId, type World } from '../support/world.ts'

const shop = shopId('renshu-shoes')
const other = shopId('mihon-tea')
let world: World

const row = (legacyId: string, changes: Partial<Row> = {}): Row => ({
  shop,
  legacyId,
  email: `p${legacyId}@renshu-shoes.example`,
  password,
  lastSignInAt: new Date(noon - 86_400_000).toISOString(),
  ...changes,
})

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([
    row('1'),
    row('2', { lastSignInAt: '' }),
    row('3', { lastSignInAt: '' }),
    row('4', { email: 'info@renshu-shoes.example' }),
    row('1', { shop: other }), // the address of renshu-shoes 1
  ])
})

const findings = async (seenBy: 'operator' | 'shop' = 'operator') => {
  const [report] = (await world.accounts.readiness.report({ shopId: shop, seenBy })).shops
  return Object.fromEntries((report?.members ?? []).map((member) => [member.legacyId, member.findings.join(' ')]))
}
const mark = (as: MemberMark, ...legacyIds: string[]) =>
  world.accounts.readiness.mark(shop, { legacyIds }, as, 'operator:test')
const state = async (legacyId: string) => {
  const [member] = await world.storage.members.findByLegacyIds(shop, [legacyId])
  return [member?.state, ...(member?.heldFor ?? []), ...(member?.leaving ? [member.leaving] : [])].join(' ')
}
const signIn = async (legacyId: string) => said((await world.signIn(`p${legacyId}@renshu-shoes.example`)).outcome)

describe('the readiness report', () => {
  it('says of every member what there is to look at, and changes nothing', async () => {
    const before = await world.storage.members.page(shop, '', 99)
    expect(await findings()).toEqual({
      1: 'several-shops weak-hash',
      2: 'never-signed-in weak-hash',
      3: 'never-signed-in weak-hash',
      4: 'role-mailbox weak-hash',
    })
    expect(await world.storage.members.page(shop, '', 99)).toEqual(before)
    expect((await world.reasons(shop)).some((line) => line.includes('marked'))).toBe(false)
  })

  it('tells a shop nothing of other shops', async () => {
    expect((await findings('shop'))[1]).toBe('weak-hash')
  })

  it('covers all shops when none is named, and counts', async () => {
    const { shops } = await world.accounts.readiness.report()
    expect(shops.map((one) => [one.shop.id, one.members.length, one.counts])).toEqual([
      [other, 1, { 'several-shops': 1, 'weak-hash': 1 }],
      [shop, 4, { 'several-shops': 1, 'weak-hash': 4, 'never-signed-in': 2, 'role-mailbox': 1 }],
    ])
    await expect(world.accounts.readiness.report({ shopId: shopId('nowhere') })).rejects.toThrow(ShopNotFoundError)
  })

  it('finds two rows of one address, and none of a tombstone', async () => {
    await world.importRows([row('5', { email: 'p1@renshu-shoes.example' })])
    expect((await findings())[5]).toContain('same-address')
    const kept = [row('1'), row('2'), row('3'), row('4')]
    await world.importRows(kept, { removeMissing: true })
    expect(Object.keys(await findings())).toEqual(['1', '2', '3', '4'])
    expect((await findings())[1]).not.toContain('same-address')
  })
})

describe('members marked before the announcement', () => {
  it('are held, removed or left to an invitation at it, and the others as ever', async () => {
    expect(await mark('hold', '1')).toBe(1)
    expect(await mark('remove', '2')).toBe(1)
    expect(await mark('invite', '3')).toBe(1)
    expect(await state('2')).toBe('claim remove')
    await world.announce(shop)
    expect(await Promise.all(['1', '2', '3', '4'].map(state))).toEqual(['claim by_hand', 'removed', 'pending', 'claim'])
    for (const legacyId of ['1', '2', '3']) expect(await signIn(legacyId)).toBe('credentials_rejected')
    const [gone] = await world.storage.members.findByLegacyIds(shop, ['2'])
    expect(gone).toMatchObject({ legacyPassword: null, legacyTotpSecret: null, leaving: null })
    expect((await world.importRows([row('2')])).stayedRemoved).toBe(1)
  })

  it('are as before once the mark is taken back, whatever it was, with their password', async () => {
    await world.importRows([row('2')]) // who has signed in meanwhile
    for (const as of ['hold', 'remove', 'invite'] as const) {
      await mark(as, '2')
      await mark('none', '2')
      expect(await state('2')).toBe('claim')
    }
    await world.announce(shop)
    expect(await signIn('2')).toBe('signed in')
  })

  it('have one mark at a time', async () => {
    await mark('hold', '1')
    await mark('remove', '1')
    expect(await state('1')).toBe('claim remove')
    await mark('hold', '1')
    expect(await state('1')).toBe('claim by_hand')
  })

  it('are chosen by their findings, too, and each is audited', async () => {
    const marked = await world.accounts.readiness.mark(shop, { findings: ['never-signed-in'] }, 'remove', 'operator:x')
    expect(marked).toBe(2)
    const events = (await world.storage.audit.listBySubject(shop, 99)).filter(
      ({ name }) => name === 'migration.claim_marked',
    )
    expect(events.map(({ actor, details }) => [actor, details.legacyId, details.mark]).toSorted()).toEqual([
      ['operator:x', '2', 'remove'],
      ['operator:x', '3', 'remove'],
    ])
  })

  it('keep their mark over an import', async () => {
    await mark('remove', '1')
    await world.importRows([row('1', { name: 'renamed' })])
    expect(await state('1')).toBe('claim remove')
  })

  it('who are held by hand open once somebody confirms them', async () => {
    await mark('hold', '1')
    await world.announce(shop)
    await world.accounts.rollouts.confirmClaim(shop, '1', 'operator:test')
    // The other shop has a claim of this address, too.
    expect(await signIn('1')).toBe('new-password several-claims')
  })

  it('lift the hold of the twin they leave behind', async () => {
    await world.importRows([row('5', { email: 'p1@renshu-shoes.example' })])
    expect(await state('1')).toBe('claim same_address')
    await mark('remove', '5')
    expect(await world.announce(shop)).toMatchObject({ heldForAddress: 0 })
    // The other shop has a claim of this address, too.
    expect(await signIn('1')).toBe('new-password several-claims')
  })

  it('are shown by the preview as the announcement will leave them', async () => {
    await mark('remove', '1')
    await mark('invite', '4')
    const { members } = await world.accounts.rollouts.preview(shop, { act: 'announce' })
    expect(members.map(({ after }) => after.accounts)).toEqual(['removed', 'held', 'held', 'needs-invitation'])
  })

  it('cannot be marked afterwards, nor the mark be taken back', async () => {
    await mark('hold', '1')
    await world.announce(shop)
    for (const as of ['remove', 'none'] as const) {
      const refused = await mark(as, '1').catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(ReadinessRefusedError)
      expect(refused).toMatchObject({ reason: 'announced' })
    }
    expect(await state('1')).toBe('claim by_hand')
  })
})
