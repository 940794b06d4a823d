import { beforeEach, describe, expect, it } from 'vitest'
import { parseEmailAddress } from '../../src/primitives/email-address.ts'
import { MemberRefusedError, OperatorRefusedError, ShopNotFoundError } from '../../src/primitives/errors.ts'
import { accept, ema, itsuki, kaoru, mailedInvitation, nagi, openShops, signedIn, zakka } from '../support/invited.ts'
import { operatorDesk } from '../support/operators.ts'
import { client, said, shopId, type World } from '../support/world.ts'

let world: World
let desk: ReturnType<typeof operatorDesk>

beforeEach(async () => {
  world = await openShops()
  desk = operatorDesk(world)
  await desk.enrol('sasae', 'support')
  await desk.enrol('tomoru', 'engineer')
})

function add(
  email: string,
  two: readonly [string, string] = ['sasae', 'tomoru'],
  shop = zakka,
  role = 'administrator',
) {
  const read = parseEmailAddress(email)
  if (!read.ok) throw new TypeError(email)
  const by = [desk.showing(two[0]), desk.showing(two[1])] as const
  return world.accounts.administrators.add({ shopId: shopId(shop), email: read.address, name: null, role }, by)
}

const told = async () => {
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.ofKind('notice').filter(({ about }) => about === 'administrator-added')
}

describe('an administrator whom operators add', () => {
  it('is invited, where the only one is gone, and joins as any invited person', async () => {
    expect(await add(itsuki)).toEqual({ outcome: 'invited' })
    const mail = await mailedInvitation(world, itsuki)
    expect(mail).toMatchObject({ inviterName: null, role: 'administrator' })
    const { flow } = await accept(world, { token: mail.token })
    await world.accounts.signIn.submitCode(flow, await world.mailedCode(itsuki), client())
    const done = await world.accounts.signIn.submitNewPassword(flow, 'murasaki-no-yama-31', client())
    expect(said(done)).toBe('signed in')
    expect(await world.storage.members.administratorsIn(shopId(zakka))).toMatchObject([
      { account: { email: { key: itsuki } } },
    ])
    const [row] = await world.storage.members.findByEmail(itsuki)
    const [created] = (await world.storage.audit.listBySubject(row?.member.id ?? '', 9)).filter(
      ({ name }) => name === 'invitation.created',
    )
    expect(created?.actor).toBe('operator:sasae operator:tomoru')
  })

  it('is one at once who is a member already; the others are told', async () => {
    await signedIn(world, nagi)
    await signedIn(world, kaoru)
    expect(await add(nagi)).toEqual({ outcome: 'promoted' })
    expect(await told()).toMatchObject([{ to: kaoru, shopName: zakka, maskedMember: 'n***@tameshi-zakka.example' }])
    expect(await world.storage.members.administratorsIn(shopId(zakka))).toHaveLength(2)
  })

  it('takes two different operators, one of them an engineer, and a shop that is announced', async () => {
    await desk.enrol('midori', 'support')
    await expect(add(itsuki, ['sasae', 'sasae'])).rejects.toThrow(OperatorRefusedError)
    await expect(add(itsuki, ['sasae', 'midori'])).rejects.toThrow(OperatorRefusedError)
    await expect(add(itsuki, ['sasae', 'nobody'])).rejects.toThrow(OperatorRefusedError)
    await expect(add(itsuki, ['sasae', 'tomoru'], 'no-such-shop')).rejects.toThrow(ShopNotFoundError)
    await expect(add(itsuki, ['sasae', 'tomoru'], zakka, 'staff')).rejects.toThrow(TypeError)
    expect(await world.storage.members.findByEmail(itsuki)).toEqual([])
    expect(await add(itsuki)).toEqual({ outcome: 'invited' })
    await expect(add(itsuki)).rejects.toThrow(MemberRefusedError)
  })

  it('is nobody who has yet to set up', async () => {
    expect(await add(ema)).toEqual({ outcome: 'can_sign_in' })
    expect(await told()).toEqual([])
  })
})
