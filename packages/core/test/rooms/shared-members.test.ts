import { beforeEach, describe, expect, it } from 'vitest'
import type { ClientContext } from '../../src/domain/flow.ts'
import type { Mail } from '../../src/domain/mail.ts'
import { SHARED_REMINDER_MILLISECONDS } from '../../src/domain/shared-member.ts'
import { throttleRules } from '../../src/policy/throttle.ts'
import { MemberNotFoundError, ThrottledError } from '../../src/primitives/errors.ts'
import { japanInstant } from '../../src/primitives/japan-time.ts'
import { noon } from '../../src/testing/index.ts'
import {
  accept,
  ema,
  kaoru,
  mailedInvitation,
  midori,
  nagi,
  openShops,
  signedIn,
  tea,
  zakka,
} from '../support/invited.ts'
import { client, password, shopId, type World } from '../support/world.ts'

const day = 24 * 3_600_000
const shop = 'shop@tameshi-zakka.example'
let world: World
let admin: ClientContext

beforeEach(async () => {
  world = await openShops()
  admin = await signedIn(world, kaoru)
  await signedIn(world, nagi)
})

const members = () => world.accounts.members
const viewOf = async (email: string) => {
  const { members: rows } = await members().list(zakka, '', admin)
  const found = rows.find((one) => one.email === email)
  if (!found) throw new Error(`${email} is not listed`)
  return found
}
const idOf = async (email: string) => (await viewOf(email)).id

/** What mails were made since, as who was told what. */
async function told(): Promise<string[]> {
  const before = world.mailer.received.length
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.received
    .slice(before)
    .map(({ mail }) => `${aboutOf(mail)} ${mail.to}`)
    .toSorted()
}
const aboutOf = (mail: Mail) => (mail.kind === 'notice' ? mail.about : mail.kind)

/** Everything due, on three nodes at once. */
async function doDue(): Promise<string[]> {
  await told()
  const nodes = await Promise.all([world.node(), world.node(), world.node()])
  await Promise.all(nodes.map((node) => node.doDue()))
  return (await told()).filter((one) => !one.startsWith('rollout'))
}

describe('a member that several people share', () => {
  it('is marked with who stands for it, who is told; everybody is reminded every ninety days, once', async () => {
    await signedIn(world, ema)
    await told()
    const [id, responsible] = [await idOf(nagi), await idOf(ema)]
    const marked = await members().markShared(zakka, id, responsible, admin)
    expect(marked.shared.mark).toEqual({
      responsible: { memberId: responsible, name: '西田えま' },
      markedAt: noon,
      remindsAt: noon + SHARED_REMINDER_MILLISECONDS,
    })
    expect(await told()).toEqual([`member-shared ${ema}`])
    expect(await world.reasons(id)).toContain('member.shared ok')

    world.clock.advance(SHARED_REMINDER_MILLISECONDS - 1)
    expect(await doDue()).toEqual([])
    world.clock.advance(1)
    expect(await doDue()).toEqual([`member-shared ${ema}`, `member-shared ${kaoru}`])
    expect(world.mailer.ofKind('notice').at(-1)).toMatchObject({
      responsibleName: '西田えま',
      maskedMember: 'n***@tameshi-zakka.example',
      markedAt: noon,
    })
    world.clock.advance(SHARED_REMINDER_MILLISECONDS)
    expect(await doDue()).toHaveLength(2)
  })

  it('is stood for by another active member of the shop, and by nobody else', async () => {
    const id = await idOf(nagi)
    const elsewhere = (await world.storage.members.findByEmail(midori as never))[0]?.member.id ?? ''
    for (const one of [id, await idOf(ema), elsewhere, '0'.repeat(26)]) {
      await expect(members().markShared(zakka, id, one, admin)).rejects.toMatchObject({
        reason: 'responsible_unusable',
      })
    }
    await members().markShared(zakka, id, await idOf(kaoru), admin)
    await members().unmarkShared(zakka, id, admin)
    await members().unmarkShared(zakka, id, admin)
    expect((await viewOf(nagi)).shared.mark).toBeNull()
    expect((await world.reasons(id)).filter((one) => one.startsWith('member.unshared'))).toHaveLength(1)
  })

  it('is reminded of to the administrators alone once whoever stood for it has left', async () => {
    await signedIn(world, ema)
    await members().markShared(zakka, await idOf(nagi), await idOf(ema), admin)
    await members().remove(zakka, await idOf(ema), admin)
    world.clock.advance(SHARED_REMINDER_MILLISECONDS)
    expect(await doDue()).toEqual([`member-shared ${kaoru}`])
    expect(world.mailer.ofKind('notice').at(-1)).toMatchObject({ responsibleName: null })
  })

  it('shows what speaks for it, of sessions only where the account has no other shop', async () => {
    await world.importRows([{ shop: zakka, legacyId: '15', email: nagi, password, name: 'なぎ' }])
    for (const address of ['203.0.113.1', '203.0.113.2', '203.0.113.3'] as const) {
      await world.signIn(nagi, password, { address: address as never })
    }
    expect((await viewOf(nagi)).shared.signals).toEqual(['simultaneous-sessions', 'many-devices'])
    expect((await viewOf(kaoru)).shared.signals).toEqual([])

    const found = await world.storage.accounts.findByEmail(nagi as never)
    const { member, shop: other } = (await world.storage.members.findByEmail(midori as never))[0] ?? {}
    if (!found || !member || !other) throw new Error('not there')
    const row = {
      ...member,
      id: `${member.id.slice(1)}z` as typeof member.id,
      legacyId: '99',
      email: found.account.email,
    }
    await world.storage.memberSync.save({ before: null, after: { ...row, state: 'claim' }, rosterOpen: false }, {})
    const acceptance = { memberId: row.id, invitation: null, at: world.clock.now() }
    expect(await world.storage.memberships.accept(found.account.id, acceptance, {})).toBe(true)
    expect(other.id).toBe(tea)
    expect((await viewOf(nagi)).shared.signals).toEqual([])
  })
})

describe('a membership whose end was set', () => {
  const on = '2026-12-20'

  it('tells its mailbox seven days and one day before, and is over on the day, once', async () => {
    world.clock.advance(japanInstant('2026-12-01', 12) - world.clock.now())
    admin = await signedIn(world, kaoru)
    const id = await idOf(nagi)
    expect((await members().retireOn(zakka, id, on, admin)).shared.retiresOn).toBe(on)
    const session = await signedIn(world, nagi)
    expect(await doDue()).toEqual([])

    const until = (target: number) => world.clock.advance(target - world.clock.now())
    until(japanInstant('2026-12-13', 9) - 1)
    expect(await doDue()).toEqual([])
    until(japanInstant('2026-12-13', 9))
    expect(await doDue()).toEqual([`membership-ending ${nagi}`])
    expect(await doDue()).toEqual([])
    until(japanInstant('2026-12-19', 9))
    expect(await doDue()).toEqual([`membership-ending ${nagi}`])
    until(japanInstant(on, 0) - 1)
    expect(await doDue()).toEqual([])
    expect((await world.storage.memberships.find(shopId(zakka), id))?.state).toBe('active')
    until(japanInstant(on, 0))
    expect(await doDue()).toEqual([`member-retired ${kaoru}`])
    const row = await world.storage.memberships.find(shopId(zakka), id)
    expect(row).toMatchObject({ state: 'removed', accountId: null, legacyClosed: true })
    await expect(world.accounts.profile.read(session)).rejects.toMatchObject({ code: 'session_required' })
    expect((await world.reasons(id)).filter((one) => one.startsWith('member.removed'))).toHaveLength(1)
    expect(await doDue()).toEqual([])
  })

  it('ends not on what the shop took back, nor on a day that is none', async () => {
    const id = await idOf(nagi)
    for (const none of ['2026-11-22', '2027-12-31', 'tomorrow']) {
      await expect(members().retireOn(zakka, id, none, admin)).rejects.toMatchObject({ reason: 'day_unusable' })
    }
    const soon = new Date(world.clock.now() + 3 * day).toISOString().slice(0, 10)
    await members().retireOn(zakka, id, soon, admin)
    await members().withdrawRetirement(zakka, id, admin)
    world.clock.advance(9 * day)
    expect(await doDue()).toEqual([])
    expect((await world.storage.memberships.find(shopId(zakka), id))?.state).toBe('active')
  })

  it('is not ended of the last administrator, who is told instead', async () => {
    const soon = new Date(world.clock.now() + 3 * day).toISOString().slice(0, 10)
    const id = await idOf(kaoru)
    await members().retireOn(zakka, id, soon, admin)
    expect(await doDue()).toEqual([`membership-ending ${kaoru}`])
    world.clock.advance(4 * day)
    expect(await doDue()).toEqual([`member-retirement-failed ${kaoru}`])
    expect(await doDue()).toEqual([])
    expect(await world.storage.memberships.find(shopId(zakka), id)).toMatchObject({ state: 'active' })
    expect(await world.reasons(id)).toContain('member.retirement_failed ok')
  })

  it('does not come back with a member who was removed and invited again', async () => {
    const id = await idOf(nagi)
    const soon = new Date(world.clock.now() + 3 * day).toISOString().slice(0, 10)
    await members().retireOn(zakka, id, soon, admin)
    await members().markShared(zakka, id, await idOf(kaoru), admin)
    await members().remove(zakka, id, admin)
    await world.accounts.invitations.invite(zakka, [{ email: nagi }], { lifetimeDays: null, locale: 'ja' }, admin)
    expect((await viewOf(nagi)).shared).toMatchObject({ mark: null, retiresOn: null })
  })

  it('is not for who is only invited, nor for another shop’s administrator', async () => {
    await world.accounts.invitations.invite(zakka, [{ email: shop }], { lifetimeDays: null, locale: 'ja' }, admin)
    const id = await idOf(shop)
    await expect(members().retireOn(zakka, id, '2026-12-01', admin)).rejects.toMatchObject({ reason: 'wrong_state' })
    const other = await signedIn(world, midori)
    await expect(members().retireOn(tea, await idOf(nagi), '2026-12-01', other)).rejects.toThrow(MemberNotFoundError)
    await expect(members().retireOn(zakka, await idOf(nagi), '2026-12-01', other)).rejects.toMatchObject({
      code: 'shop_not_found',
    })
    expect(client().sessionToken).toBeNull()
  })
})

it('mails whoever is to stand for a shared member so often an hour, and no more', async () => {
  const [shared, responsible] = [await idOf(nagi), await idOf(kaoru)]
  for (let nth = 0; nth < throttleRules.sharedMarks.limit; nth++) {
    await members().markShared(zakka, shared, responsible, admin)
  }
  await expect(members().markShared(zakka, shared, responsible, admin)).rejects.toThrow(ThrottledError)
  await members().unmarkShared(zakka, shared, admin)
})

describe('new devices of an account that several people share', () => {
  const signInFrom = (email: string, nth: number) =>
    world.signIn(email, password, { address: `198.51.100.${nth}` as never, userAgent: `Mozilla/5.0 (${nth})` })
  const devicesTold = async () => (await doDue()).filter((one) => one.startsWith('new-device'))

  it('are told one by one of an account that nobody shares', async () => {
    await signInFrom(nagi, 1)
    await signInFrom(nagi, 2)
    await world.accounts.mailDelivery.deliverDue()
    expect(world.mailer.ofKind('notice').filter(({ about }) => about === 'new-device')).toHaveLength(2)
    expect(await devicesTold()).toEqual([])
  })

  it('are told at once of the first, and of all further ones in one mail a day later, once', async () => {
    await members().markShared(zakka, await idOf(nagi), await idOf(kaoru), admin)
    await signInFrom(nagi, 1)
    expect(await devicesTold()).toEqual([`new-device ${nagi}`])
    expect(world.mailer.ofKind('notice').findLast(({ about }) => about === 'new-device')).toMatchObject({
      at: world.clock.now(),
      from: { address: '198.51.100.1' },
    })
    const first = world.clock.now()
    world.clock.advance(3_600_000)
    await signInFrom(nagi, 2)
    await signInFrom(nagi, 3)
    world.clock.advance(first + day - 1 - world.clock.now())
    expect(await devicesTold()).toEqual([])
    world.clock.advance(1)
    expect(await devicesTold()).toEqual([`new-devices ${nagi}`])
    expect(world.mailer.ofKind('notice').findLast(({ about }) => about === 'new-devices')).toMatchObject({
      devices: [
        { at: first + 3_600_000, address: '198.51.100.2', userAgent: 'Mozilla/5.0 (2)' },
        { at: first + 3_600_000, address: '198.51.100.3', userAgent: 'Mozilla/5.0 (3)' },
      ],
    })
    await signInFrom(nagi, 4)
    expect(await devicesTold()).toEqual([])
    world.clock.advance(day)
    expect(await devicesTold()).toEqual([`new-device ${nagi}`])
    expect(await devicesTold()).toEqual([])
  })

  it('are bundled of a mailbox that is called after a task, too', async () => {
    await world.accounts.invitations.invite(zakka, [{ email: shop }], { lifetimeDays: null, locale: 'ja' }, admin)
    await joinAs(shop)
    await signInFrom(shop, 1)
    await signInFrom(shop, 2)
    expect(await devicesTold()).toEqual([`new-devices ${shop}`])
  })
})

/** Becomes the member that was invited, with the usual password. */
async function joinAs(email: string): Promise<void> {
  const { flow } = await accept(world, { token: (await mailedInvitation(world, email)).token })
  await world.accounts.signIn.submitCode(flow, await world.mailedCode(email), client())
  await world.accounts.signIn.submitNewPassword(flow, password, client())
}
