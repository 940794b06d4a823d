import { beforeEach, describe, expect, it } from 'vitest'
import { type EmailKey, parseEmailAddress } from '../../../src/primitives/email-address.ts'
import type { FlowReference } from '../../../src/rooms/sign-in/journey.ts'
import { ema, invite, itsuki, kaoru, midori, nagi, openShops, signedIn, tea, zakka } from '../../support/invited.ts'
import { asked, client, password, shopId, type World } from '../../support/world.ts'

let world: World

beforeEach(async () => {
  world = await openShops()
  await signedIn(world, kaoru)
  await signedIn(world, ema)
  await signedIn(world, nagi)
})

/** Somebody who knows that password stands where the code is asked for. */
async function atTheCode(email: string): Promise<FlowReference> {
  const flow = await world.start(email)
  const outcome = await world.accounts.signIn.submitPassword(flow, password, client())
  if (outcome.outcome !== 'step') throw new Error(outcome.outcome)
  expect(asked(outcome.step)).toBe('code email verify')
  return flow
}

function ask(flow: FlowReference, email = itsuki, name = '千葉いつき') {
  const read = parseEmailAddress(email)
  if (!read.ok) throw new TypeError(email)
  return world.accounts.signIn.askForInvitation(flow, { email: read.address, name }, client())
}

async function told(about: string) {
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.ofKind('notice').filter((mail) => mail.about === about)
}

const wishesOf = (shop: string) => world.storage.invitationWishes.list(shopId(shop), 99)

describe('asking for an account of one’s own', () => {
  it('tells the mailbox of the account and its shop’s other administrators, once for an address', async () => {
    const flow = await atTheCode(ema)
    const first = await ask(flow)
    expect(first).toMatchObject({ outcome: 'step', step: { step: 'code', invitationAsked: true }, renewed: null })
    expect(await world.accounts.signIn.current(flow)).toMatchObject({ invitationAsked: true })
    await ask(flow)
    await ask(await atTheCode(ema))

    expect(await wishesOf(zakka)).toMatchObject([{ email: { key: itsuki }, name: '千葉いつき', status: 'open' }])
    expect((await told('invitation-asked')).map(({ to }) => to)).toEqual([ema])
    const toOthers = await told('member-invitation-asked')
    expect(toOthers.map(({ to }) => to)).toEqual([kaoru])
    expect(toOthers).toMatchObject([{ maskedMember: 'e***@tameshi-zakka.example', shopName: zakka, askedFor: itsuki }])
    expect(JSON.stringify(world.mailer.received)).not.toContain('千葉いつき')
    expect(await world.reasons((await wishesOf(zakka))[0]?.accountId ?? '')).toContain('invitation.asked ok')
  })

  it('answers alike for an address that has an account, is a member or is nobody’s', async () => {
    const answers = []
    for (const email of [itsuki, kaoru, midori]) {
      const { step } = (await ask(await atTheCode(nagi), email)) as { step: { flow: string } }
      answers.push({ ...step, flow: '', reference: '' })
    }
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })

  it('is of no shop that the account is not a member of', async () => {
    await ask(await atTheCode(nagi))
    expect(await wishesOf(zakka)).toHaveLength(1)
    expect(await wishesOf(tea)).toEqual([])
  })

  it('is heard five times a day for one account, whatever is asked', async () => {
    const flow = await atTheCode(nagi)
    for (let nth = 0; nth < 5; nth++) await ask(flow, `p${nth}@newcomer.example`)
    await expect(ask(flow, 'p5@newcomer.example')).rejects.toMatchObject({ code: 'throttled' })
    expect(await wishesOf(zakka)).toHaveLength(5)
    world.clock.advance(24 * 3_600_000)
    await ask(await atTheCode(nagi), 'p5@newcomer.example')
    expect(await wishesOf(zakka)).toHaveLength(6)
  })

  it('is not heard before the password, nor of somebody who has not set up', async () => {
    await expect(ask(await world.start(nagi))).rejects.toMatchObject({ code: 'flow_conflict' })
    const flow = await world.start(midori)
    await world.accounts.signIn.submitPassword(flow, password, client())
    await expect(ask(flow)).rejects.toMatchObject({ code: 'flow_conflict' })
    expect(await world.storage.invitationWishes.list(shopId(tea), 9)).toEqual([])
  })
})

describe('a wish', () => {
  it('is answered by one invitation, however often somebody tries', async () => {
    const admin = await signedIn(world, kaoru)
    await ask(await atTheCode(nagi))
    const [wish] = await wishesOf(zakka)
    const invite = () =>
      world.accounts.invitationWishes.invite(zakka, wish?.id ?? '', { role: 'staff', locale: 'ja' }, admin)
    const answers = await Promise.all([invite(), invite(), invite()])
    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['already_invited', 'already_invited', 'invited'])
    expect(new Set(answers.map(({ invitation }) => invitation)).size).toBe(1)
    expect(await wishesOf(zakka)).toMatchObject([{ status: 'invited' }])
    expect(await world.storage.invitations.findByEmail(itsuki as EmailKey)).toHaveLength(1)
  })

  it('is answered by any invitation of that address, and of no other', async () => {
    const admin = await signedIn(world, kaoru)
    await ask(await atTheCode(nagi))
    await ask(await atTheCode(nagi), 'somebody@newcomer.example')
    await invite(world, admin, { email: itsuki.toUpperCase(), name: '', role: 'x'.repeat(65) })
    expect((await wishesOf(zakka)).map(({ status }) => status)).toEqual(['open', 'open'])
    await invite(world, admin, { email: itsuki.toUpperCase(), name: '', role: 'staff' })
    const now = (await wishesOf(zakka)).map(({ email, status }) => `${email.key} ${status}`)
    expect(now.toSorted()).toEqual([`${itsuki} invited`, 'somebody@newcomer.example open'])
  })

  it('is answered by nothing once it was dismissed, and can be asked anew', async () => {
    const admin = await signedIn(world, kaoru)
    await ask(await atTheCode(nagi))
    const [wish] = await wishesOf(zakka)
    await world.accounts.invitationWishes.dismiss(zakka, wish?.id ?? '', admin)
    await world.accounts.invitationWishes.dismiss(zakka, wish?.id ?? '', admin)
    const invite = world.accounts.invitationWishes.invite(zakka, wish?.id ?? '', { role: 'staff', locale: 'ja' }, admin)
    await expect(invite).rejects.toMatchObject({ reason: 'wrong_state' })
    expect((await world.reasons(wish?.accountId ?? '')).filter((one) => one.includes('dismissed'))).toHaveLength(1)
    await ask(await atTheCode(nagi))
    expect((await wishesOf(zakka)).map(({ status }) => status).toSorted()).toEqual(['dismissed', 'open'])
  })

  it('stays open when whoever it is for cannot be invited', async () => {
    const admin = await signedIn(world, kaoru)
    await ask(await atTheCode(nagi), itsuki)
    const [wish] = await wishesOf(zakka)
    const invite = (role: string) =>
      world.accounts.invitationWishes.invite(zakka, wish?.id ?? '', { role, locale: 'ja' }, admin)
    expect(await invite('x'.repeat(65))).toMatchObject({ outcome: 'role_invalid', wish: { status: 'open' } })
    expect(await invite('staff')).toMatchObject({ outcome: 'invited', wish: { status: 'invited' } })
  })
})
