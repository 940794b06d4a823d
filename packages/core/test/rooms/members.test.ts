import { beforeEach, describe, expect, it } from 'vitest'
import type { ClientContext } from '../../src/domain/flow.ts'
import {
  MemberNotFoundError,
  MemberRefusedError,
  SessionRequiredError,
  SessionRestrictedError,
  ShopNotFoundError,
  StepUpRequiredError,
} from '../../src/primitives/errors.ts'
import { aServiceEntry, aServiceWeb, noon } from '../../src/testing/index.ts'
import {
  ema,
  invite,
  itsuki,
  kaoru,
  mailedInvitation,
  midori,
  nagi,
  openShops,
  signedIn,
  tea,
  zakka,
} from '../support/invited.ts'
import { client, openWorld, password, said, type World } from '../support/world.ts'

const minute = 60_000
let world: World
let admin: ClientContext

beforeEach(async () => {
  world = await openShops()
  admin = await signedIn(world, kaoru)
})

const members = () => world.accounts.members
const list = async (by = admin, shop = zakka) => (await members().list(shop, '', by)).members
const viewOf = async (email: string, by = admin) => {
  const found = (await list(by)).find((one) => one.email === email)
  if (!found) throw new Error(`${email} is not listed`)
  return found
}
const rowOf = async (email: string) => (await world.storage.members.findByEmail(email))[0]?.member
const idOf = async (email: string) => (await rowOf(email))?.id ?? ''

describe('the members of a shop', () => {
  it('are listed with how they stand, what they have enrolled and when they came, to its administrators', async () => {
    await world.importRows([{ shop: zakka, legacyId: '90', email: 'so@tameshi-zakka.example' }])
    await invite(world, admin, { email: itsuki, name: '千葉いつき', role: 'clerk' })
    const seen = (await list()).map(({ legacyId, state, role, isAdministrator, isSelf, factors, lastSignInAt }) => [
      legacyId.slice(0, 8),
      ...[state, role, isAdministrator, isSelf, factors, lastSignInAt],
    ])
    expect(seen).toEqual([
      ['12', 'active', 'administrator', true, true, ['email'], expect.any(Number)],
      ['13', 'claim', 'administrator', true, false, [], null],
      ['14', 'claim', 'staff', false, false, [], null],
      ['90', 'needs-invitation', 'staff', false, false, [], null],
      ['invited:', 'invited', 'clerk', false, false, [], null],
    ])
    expect((await viewOf(itsuki)).invitation).toMatchObject({ state: 'pending' })
  })

  it('tell when they set up, signed in or entered a service of this shop, whichever was last, and nothing of another', async () => {
    const session = (await world.accounts.sessions.check(admin.sessionToken))?.session
    expect((await viewOf(kaoru)).lastSignInAt).toBe(session?.createdAt)
    expect((await viewOf(nagi)).lastSignInAt).toBe(null)
    const entry = { accountId: session?.accountId as never, sessionId: session?.id as never }
    await world.storage.serviceEntries.note(aServiceEntry({ ...entry, shopId: zakka as never, enteredAt: noon + 5 }))
    await world.storage.serviceEntries.note(aServiceEntry({ ...entry, shopId: tea as never, enteredAt: noon + 9 }))
    expect((await viewOf(kaoru)).lastSignInAt).toBe(noon + 5)
  })

  it('are nobody else’s to see or change: 404 for staff, for another shop’s administrator, for no shop', async () => {
    const [staff, other] = [await signedIn(world, nagi), await signedIn(world, midori)]
    const id = await idOf(nagi)
    for (const [by, shop] of [
      [staff, zakka],
      [other, zakka],
      [admin, tea],
      [admin, 'no-such-shop'],
    ] as const) {
      await expect(list(by, shop)).rejects.toThrow(ShopNotFoundError)
      for (const act of [
        () => members().suspend(shop, id, by),
        () => members().resume(shop, id, by),
        () => members().confirm(shop, id, by),
        () => members().remove(shop, id, by),
        () => members().changeRole(shop, id, 'owner', by),
      ]) {
        await expect(act()).rejects.toThrow(ShopNotFoundError)
      }
    }
    for (const foreign of [await idOf(midori), '0'.repeat(26)]) {
      await expect(members().suspend(zakka, foreign, admin)).rejects.toThrow(MemberNotFoundError)
      await expect(members().remove(zakka, foreign, admin)).rejects.toThrow(MemberNotFoundError)
      await expect(members().changeRole(zakka, foreign, 'owner', admin)).rejects.toThrow(MemberNotFoundError)
    }
    expect((await rowOf(midori))?.state).toBe('active')
    expect(await world.reasons(await idOf(midori))).toEqual([])
    expect((await rowOf(nagi))?.state).toBe('active')
    expect(await list()).toHaveLength(3)
  })

  it('are seen without a fresh proof and changed with one alone', async () => {
    world.clock.advance(5 * minute)
    expect(await list()).toHaveLength(3)
    const id = await idOf(nagi)
    await expect(members().remove(zakka, id, admin)).rejects.toThrow(StepUpRequiredError)
    await expect(members().list(zakka, '', client())).rejects.toThrow(SessionRequiredError)
    await members().remove(zakka, id, await signedIn(world, kaoru))
    expect(await list()).toHaveLength(2)
  })

  it('wait a day with an administrator whose password was reset by mail', async () => {
    await world.accounts.passwordReset.confirm(
      { token: (await world.askReset(kaoru)) ?? '', password: 'murasaki-no-yama-31', locale: 'ja' },
      client(),
    )
    admin = await signedIn(world, kaoru, 'murasaki-no-yama-31')
    expect(await list()).toHaveLength(3)
    await expect(members().remove(zakka, await idOf(nagi), admin)).rejects.toThrow(SessionRestrictedError)
    await expect(invite(world, admin, { email: itsuki })).rejects.toThrow(SessionRestrictedError)
  })
})

describe('a member', () => {
  it('that is suspended enters nothing of the shop from then on, and everything when it is resumed', async () => {
    const staff = await signedIn(world, nagi)
    const id = await idOf(nagi)
    expect((await members().suspend(zakka, id, admin)).state).toBe('suspended')
    expect(await world.accounts.sessions.check(staff.sessionToken)).toBeNull()
    const again = await signedIn(world, nagi)
    const memberships = async () => (await world.accounts.sessions.whoAmI(again.sessionToken))?.memberships
    expect(await memberships()).toEqual([])
    await expect(members().suspend(zakka, id, admin)).rejects.toMatchObject({ reason: 'wrong_state' })
    expect((await members().resume(zakka, id, admin)).state).toBe('active')
    expect(await memberships()).toMatchObject([{ shopId: zakka }])
    expect(await world.reasons(id)).toEqual(expect.arrayContaining(['member.suspended ok', 'member.resumed ok']))
  })

  it('that is removed has lost its entries, whose service is told, and comes back by an invitation alone', async () => {
    const staff = await signedIn(world, nagi)
    const session = (await world.accounts.sessions.check(staff.sessionToken))?.session
    const service = await world.storage.services.create(
      {
        id: 'zakka-admin' as never,
        shopId: zakka as never,
        name: '管理画面',
        secrets: [],
        addedAt: noon,
        web: aServiceWeb(),
      },
      false,
      {},
    )
    expect(service).toBe(true)
    const entry = aServiceEntry({
      ...{ accountId: session?.accountId as never, sessionId: session?.id as never },
      ...{ shopId: zakka as never, serviceId: 'zakka-admin' as never },
    })
    await world.storage.serviceEntries.note(entry)
    expect(await world.accounts.entry.standing(entry.sid, entry.serviceId)).not.toBeNull()
    await members().remove(zakka, await idOf(nagi), admin)
    expect(await world.accounts.entry.standing(entry.sid, entry.serviceId)).toBeNull()
    expect(await world.storage.serviceEntries.takeEnded(9, noon, noon + minute)).toHaveLength(1)
    await expect(viewOf(nagi)).rejects.toThrow()
    expect((await invite(world, admin, { email: nagi })).outcome).toBe('invited')
    expect((await viewOf(nagi)).state).toBe('invited')
  })

  it('that was invited has the name that its shop gives it later, and stays one row', async () => {
    await invite(world, admin, { email: itsuki, role: 'clerk' })
    const service = { id: 'zakka-admin' as never, shopId: zakka as never }
    const email = (await rowOf(itsuki))?.email
    if (!email) throw new Error('no row')
    expect(await world.accounts.memberSync.save(service, '77', { email, name: '千葉いつき' })).toBe('pending')
    expect(await viewOf(itsuki)).toMatchObject({ legacyId: '77', state: 'invited', role: 'clerk', name: '千葉いつき' })
    expect((await list()).filter((one) => one.email === itsuki)).toHaveLength(1)
    const { token } = await mailedInvitation(world, itsuki)
    expect((await world.accounts.invitations.lookUp({ token }, client())).shopName).toBe(zakka)
  })

  it('gets another role by an administrator, and nobody a role that is none', async () => {
    await signedIn(world, nagi)
    const id = await idOf(nagi)
    expect(await members().changeRole(zakka, id, 'administrator', admin)).toMatchObject({ isAdministrator: true })
    const promoted = await signedIn(world, nagi)
    expect((await list(promoted)).length).toBe(3)
    await expect(members().changeRole(zakka, id, 'x'.repeat(65), admin)).rejects.toThrow(TypeError)
    await expect(members().changeRole(zakka, await idOf(ema), 'staff', admin)).rejects.toMatchObject({
      reason: 'wrong_state',
    })
    expect(await world.reasons(id)).toContain('member.role_changed ok')
  })

  it('that is held is confirmed by an administrator, once', async () => {
    world = await openWorld()
    const old = { email: 'old@tameshi-zakka.example', lastSignInAt: '' }
    await world.importRows([
      { shop: zakka, legacyId: '12', email: kaoru, password, role: 'administrator' },
      { shop: zakka, legacyId: '50', password, ...old },
    ])
    await world.announce(zakka)
    admin = await signedIn(world, kaoru)
    expect((await viewOf(old.email)).state).toBe('held')
    expect((await invite(world, admin, { email: old.email })).outcome).toBe('held')
    const id = await idOf(old.email)
    expect((await members().confirm(zakka, id, admin)).state).toBe('claim')
    await expect(members().confirm(zakka, id, admin)).rejects.toMatchObject({ reason: 'wrong_state' })
    expect(said((await world.signIn(old.email)).outcome)).toBe('signed in')
  })

  it('cannot suspend itself, and leaves when another administrator stays', async () => {
    const id = await idOf(kaoru)
    await expect(members().suspend(zakka, id, admin)).rejects.toMatchObject({ reason: 'oneself' })
    for (const act of [
      () => members().remove(zakka, id, admin),
      () => members().changeRole(zakka, id, 'staff', admin),
    ]) {
      await expect(act()).rejects.toMatchObject({ reason: 'last_administrator' })
    }
    await signedIn(world, ema)
    await members().changeRole(zakka, id, 'staff', admin)
    await expect(list()).rejects.toThrow(ShopNotFoundError)
  })

  it('is an administrator still after two have demoted each other at once: one of them', async () => {
    const other = await signedIn(world, ema)
    const [one, two] = [await idOf(kaoru), await idOf(ema)]
    const answers = await Promise.allSettled([
      members().changeRole(zakka, two, 'staff', admin),
      members().changeRole(zakka, one, 'staff', other),
    ])
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
    expect(refused).toHaveLength(1)
    expect(refused[0] instanceof MemberRefusedError || refused[0] instanceof ShopNotFoundError).toBe(true)
    expect(await world.storage.members.administratorsIn(zakka as never)).toHaveLength(1)
  })
})
