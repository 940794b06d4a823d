import { beforeEach, describe, expect, it } from 'vitest'
import type { ClientContext } from '../../../src/domain/flow.ts'
import { appFirst } from '../../../src/policy/factor-policy.ts'
import { parseEmailAddress } from '../../../src/primitives/email-address.ts'
import { FlowConflictError, LinkUnusableError } from '../../../src/primitives/errors.ts'
import { noon } from '../../../src/testing/index.ts'
import {
  accept,
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
} from '../../support/invited.ts'
import { asked, client, openWorld, password, said, shopId, type World, wrongCode } from '../../support/world.ts'

const chosen = 'murasaki-no-yama-31'
const minute = 60_000
const day = 24 * 60 * minute
let world: World
let admin: ClientContext

beforeEach(async () => {
  world = await openShops()
  admin = await signedIn(world, kaoru)
})

const rowOf = async (email: string, shop = zakka) =>
  (await world.storage.members.findByEmail(email)).find(({ member }) => member.shopId === shop)?.member
const tokenFor = async (email: string, role = 'clerk') => {
  await invite(world, admin, { email, name: '千葉いつき', role })
  return { token: (await mailedInvitation(world, email)).token }
}
const sessionOf = (browser: ClientContext) => world.accounts.sessions.check(browser.sessionToken)

/** The whole way of somebody who has no account. */
async function acceptAnew(email = itsuki, typed = chosen) {
  const { flow } = await accept(world, await tokenFor(email))
  await world.accounts.signIn.submitCode(flow, await world.mailedCode(email), client())
  return world.accounts.signIn.submitNewPassword(flow, typed, client(), 'いつき')
}

/** The way of somebody with an account up to the question whether they want to. */
async function untilConfirm(email = midori) {
  const { flow, step } = await accept(world, await tokenFor(email))
  expect(asked(step)).toBe('password')
  await world.accounts.signIn.submitPassword(flow, password, client())
  const outcome = await world.accounts.signIn.submitCode(flow, await world.mailedCode(email), client())
  return { flow, outcome }
}

describe('somebody new', () => {
  it('proves the mailbox by a fresh code, chooses name and password, and lands in the portal as a member', async () => {
    const { flow, step } = await accept(world, await tokenFor(itsuki))
    expect(asked(step)).toBe('code email enrol')
    const proven = await world.accounts.signIn.submitCode(flow, await world.mailedCode(itsuki), client())
    expect(proven).toMatchObject({ step: { step: 'new-password', reason: 'first', name: { suggested: '千葉いつき' } } })
    expect(await world.storage.accounts.findByEmail(itsuki)).toBeNull()

    const done = await world.accounts.signIn.submitNewPassword(flow, chosen, client(), 'いつき')
    expect(done).toMatchObject({
      outcome: 'signed-in',
      step: { returnTo: '/portal/apps', firstSignIn: true, joined: zakka },
    })
    const found = await world.storage.accounts.findByEmail(itsuki)
    expect(found?.account).toMatchObject({ name: 'いつき', password: { origin: 'own' }, credentialEpoch: 1 })
    expect(found?.factors.map(({ kind }) => kind)).toEqual(['email'])
    expect(await rowOf(itsuki)).toMatchObject({ state: 'active', role: 'clerk', accountId: found?.account.id })
    const [view] = (await world.accounts.invitations.list(zakka, null, null, admin)).invitations
    expect(view?.state).toBe('accepted')
    expect(await world.reasons((await rowOf(itsuki))?.id ?? '')).toContain('invitation.accepted ok')
    expect(said((await world.signIn(itsuki, chosen)).outcome)).toBe('signed in')
  })

  it('is told of no former sign-in that the shop never gave them, unlike who had one', async () => {
    const offers = async (token: string | null) => (await world.accounts.entry.services(token)).unconnected
    expect(await offers(admin.sessionToken)).toMatchObject([{ id: zakka, legacySignIn: 'open' }])
    const outcome = await acceptAnew()
    if (outcome.outcome !== 'signed-in' || !outcome.issued) throw new Error(said(outcome))
    expect(await offers(outcome.issued.sessionToken)).toMatchObject([{ id: zakka, legacySignIn: 'closed' }])
  })

  it('is called as the shop said where they say nothing', async () => {
    const { flow } = await accept(world, await tokenFor(itsuki))
    await world.accounts.signIn.submitCode(flow, await world.mailedCode(itsuki), client())
    await world.accounts.signIn.submitNewPassword(flow, chosen, client())
    expect((await world.storage.accounts.findByEmail(itsuki))?.account.name).toBe('千葉いつき')
  })

  it('proves nothing by the link or the number: the code of the invitation is no code of the flow', async () => {
    const ticket = await tokenFor(itsuki)
    const { code } = await mailedInvitation(world, itsuki)
    const { flow } = await accept(world, ticket)
    const right = await world.mailedCode(itsuki)
    const typed = code === right ? wrongCode(right) : code
    expect(said(await world.accounts.signIn.submitCode(flow, typed, client()))).toBe('code_rejected mismatch')
    await expect(world.accounts.signIn.submitNewPassword(flow, chosen, client())).rejects.toThrow(FlowConflictError)
    await expect(world.accounts.signIn.confirm(flow, client())).rejects.toThrow(FlowConflictError)
    expect(await world.storage.accounts.findByEmail(itsuki)).toBeNull()
  })

  it('enrols the app that the shop asks for, administrators where it asks them alone', async () => {
    const policy = { ...appFirst, administratorsNeedApp: true }
    await world.accounts.rollouts.saveShop(shopId(zakka), { factorPolicy: policy }, 'operator:test')
    const outcome = await acceptAnew()
    expect(said(outcome)).toBe('enrol-app')
    expect(outcome).toMatchObject({ step: { shopName: zakka } })
    if (outcome.outcome !== 'step' || !outcome.renewed) throw new Error('no step')
    const flow = { secret: outcome.renewed.secret, id: outcome.step.flow }
    expect(said((await world.enrolApp(flow)).outcome)).toBe('signed in')
    const kinds = (await world.storage.accounts.findByEmail(itsuki))?.factors.map(({ kind }) => kind)
    expect(kinds?.toSorted()).toEqual(['recovery', 'totp'])
  })

  it('can stop and begin again: nothing has happened before the end', async () => {
    const ticket = await tokenFor(itsuki)
    const { flow } = await accept(world, ticket)
    await world.accounts.signIn.submitCode(flow, await world.mailedCode(itsuki), client())
    await world.accounts.signIn.abandon(flow, client())
    expect((await world.accounts.invitations.lookUp(ticket, client())).shopName).toBe(zakka)
    world.clock.advance(minute)
    expect(asked((await accept(world, ticket)).step)).toBe('code email enrol')
  })

  it('becomes no member of the other shops that list the address: these are asked about later', async () => {
    const so = 'so@newcomer.example'
    world = await openWorld()
    await world.importRows([
      { shop: zakka, legacyId: '12', email: kaoru, password, role: 'administrator' },
      { shop: tea, legacyId: '2', email: so, password: 'another-word-here' },
    ])
    await world.announce(zakka)
    await world.announce(tea)
    admin = await signedIn(world, kaoru)
    expect(said(await acceptAnew(so))).toBe('signed in')
    expect(await rowOf(so)).toMatchObject({ state: 'active' })
    expect(await rowOf(so, tea)).toMatchObject({ state: 'claim', accountId: null, legacyPassword: null })
    expect((await world.accounts.memberships.list(await signedIn(world, so, chosen))).waiting).toMatchObject([
      { shopId: tea },
    ])
  })

  it('is invited by two shops and joins both, the second as who they are by then', async () => {
    const other = await signedIn(world, midori)
    await invite(world, other, { email: itsuki }, tea)
    const second = { token: (await mailedInvitation(world, itsuki)).token }
    expect(said(await acceptAnew())).toBe('signed in')
    world.clock.advance(minute)
    const { flow, step } = await accept(world, second)
    expect(asked(step)).toBe('password')
    await world.accounts.signIn.submitPassword(flow, chosen, client())
    await world.accounts.signIn.submitCode(flow, await world.mailedCode(itsuki), client())
    expect(said(await world.accounts.signIn.confirm(flow, client()))).toBe('signed in')
    const found = (await world.storage.accounts.findByEmail(itsuki))?.account.id
    for (const shop of [zakka, tea]) expect((await rowOf(itsuki, shop))?.accountId).toBe(found)
  })
})

describe('somebody who has an account', () => {
  beforeEach(async () => {
    await signedIn(world, midori)
    const account = (await world.storage.accounts.findByEmail(midori))?.account
    if (!account) throw new Error('no account')
    const own = { hash: account.password.hash, origin: 'own', isLong: false } as const
    await world.storage.accounts.replacePassword(account.id, 1, own, null, {})
    world.clock.advance(2 * minute)
    admin = await signedIn(world, kaoru)
  })

  it('signs in fully as exactly that address, confirms, and is told', async () => {
    const { flow, outcome } = await untilConfirm()
    expect(outcome).toMatchObject({
      step: { step: 'confirm', shopName: zakka, role: 'clerk', inviterName: '瀬戸かおる' },
    })
    expect((await rowOf(midori))?.state).toBe('pending')
    const done = await world.accounts.signIn.confirm(flow, client())
    expect(done).toMatchObject({ outcome: 'signed-in', step: { firstSignIn: false, joined: zakka } })
    const found = await world.storage.accounts.findByEmail(midori)
    expect(found?.account).toMatchObject({ name: '石田みどり', credentialEpoch: 2 })
    expect(await rowOf(midori)).toMatchObject({ state: 'active', accountId: found?.account.id })
    await world.accounts.mailDelivery.deliverDue()
    const told = world.mailer.ofKind('notice').filter(({ about }) => about === 'membership-added')
    expect(told).toMatchObject([{ to: midori, shopName: zakka }])
  })

  it('is not a member before that, whatever was proven, and a double click joins once', async () => {
    const { flow } = await untilConfirm()
    const stale = { ...flow }
    const answers = await Promise.allSettled([
      world.accounts.signIn.confirm({ ...stale }, client()),
      world.accounts.signIn.confirm({ ...stale }, client()),
    ])
    const issued = answers.filter((one) => one.status === 'fulfilled' && said(one.value) === 'signed in')
    expect(issued).toHaveLength(1)
    expect((await rowOf(midori))?.state).toBe('active')
  })

  it('is asked to switch where somebody else is signed in, and nothing is begun or mixed', async () => {
    const ticket = await tokenFor(midori)
    const flows = await world.mailCount(midori)
    const outcome = await world.accounts.signIn.acceptInvitation(ticket, 'ja', admin)
    expect(outcome).toEqual({ outcome: 'switch-account', signedInAs: kaoru, maskedEmail: 'm***@mihon-tea.example' })
    expect(await world.mailCount(midori)).toBe(flows)
    expect((await sessionOf(admin))?.session).toBeDefined()
    const own = await signedIn(world, midori)
    expect(asked((await accept(world, ticket, own)).step)).toBe('password')
  })

  it('joins a shop that asks for an app by enrolling one', async () => {
    await world.accounts.rollouts.saveShop(shopId(zakka), { factorPolicy: appFirst }, 'operator:test')
    const { flow, outcome } = await untilConfirm()
    expect(said(outcome)).toBe('confirm')
    expect(said(await world.accounts.signIn.confirm(flow, client()))).toBe('enrol-app')
    expect((await rowOf(midori))?.state).toBe('pending')
    expect(said((await world.enrolApp(flow)).outcome)).toBe('signed in')
    expect((await rowOf(midori))?.state).toBe('active')
  })

  it('is refused like anybody with a wrong password, and in a suspended account', async () => {
    const { flow } = await accept(world, await tokenFor(midori))
    expect(said(await world.accounts.signIn.submitPassword(flow, 'wrong', client()))).toBe('credentials_rejected')
  })
})

describe('somebody whose password a shop has known', () => {
  it('chooses one of their own before the second shop, which replaces it everywhere', async () => {
    const before = await signedIn(world, midori)
    const { flow } = await untilConfirm()
    const confirmed = await world.accounts.signIn.confirm(flow, client())
    expect(said(confirmed)).toBe('new-password second-shop')
    expect((await rowOf(midori))?.state).toBe('pending')
    expect(said(await world.accounts.signIn.submitNewPassword(flow, chosen, client()))).toBe('signed in')

    const found = await world.storage.accounts.findByEmail(midori)
    expect(found?.account).toMatchObject({ password: { origin: 'own' }, credentialEpoch: 2 })
    expect(await sessionOf(before)).toBeNull()
    expect((await rowOf(midori))?.state).toBe('active')
    expect((await rowOf(midori, tea))?.legacyClosed).toBe(true)
    expect(said((await world.signIn(midori, password)).outcome)).toBe('credentials_rejected')
    expect(said((await world.signIn(midori, chosen)).outcome)).toBe('signed in')
  })

  it('keeps its own where another flow still held the shop’s from before there was the account', async () => {
    const early = await world.start(ema)
    await world.accounts.signIn.submitPassword(early, password, client())
    const code = await world.mailedCode(ema)
    world.clock.advance(minute)
    await signedIn(world, ema)
    const account = (await world.storage.accounts.findByEmail(ema))?.account
    await world.accounts.signIn.submitPassword(early, password, client())
    expect(said(await world.accounts.signIn.submitCode(early, code, client()))).toBe('signed in')
    const after = (await world.storage.accounts.findByEmail(ema))?.account
    expect(after).toMatchObject({ password: account?.password, credentialEpoch: 1 })
  })
})

describe('an invitation in a flow', () => {
  it('is asked for again at every step: revoked half-way, nothing comes of it', async () => {
    const ticket = await tokenFor(itsuki)
    const { flow } = await accept(world, ticket)
    await world.accounts.signIn.submitCode(flow, await world.mailedCode(itsuki), client())
    const [view] = (await world.accounts.invitations.list(zakka, null, null, admin)).invitations
    await world.accounts.invitations.revoke(zakka, view?.id ?? '', admin)
    expect(asked(await world.accounts.signIn.current(flow))).toBe('refused closed')
    await expect(world.accounts.signIn.submitNewPassword(flow, chosen, client())).rejects.toThrow(FlowConflictError)
    expect(await world.storage.accounts.findByEmail(itsuki)).toBeNull()
    await expect(accept(world, ticket)).rejects.toThrow(LinkUnusableError)
  })

  it('ends with the right of who invited, the row, and at the instant it expires', async () => {
    await signedIn(world, ema)
    const flow = (await accept(world, await tokenFor(itsuki))).flow
    const inviter = await rowOf(kaoru)
    if (!inviter) throw new Error('no inviter')
    await world.storage.memberships.change({ before: inviter, to: { role: 'staff' }, at: noon }, {})
    expect(asked(await world.accounts.signIn.current(flow))).toBe('refused closed')
    const back = { before: { ...inviter, role: 'staff' }, to: { role: 'administrator' }, at: noon }
    await world.storage.memberships.change(back, {})
    expect(asked(await world.accounts.signIn.current(flow))).toBe('code email enrol')

    world.clock.advance(7 * day - minute)
    const { token } = await mailedInvitation(world, itsuki)
    const late = (await accept(world, { token })).flow
    world.clock.advance(minute - 1)
    expect(asked(await world.accounts.signIn.current(late))).toBe('code email enrol')
    world.clock.advance(1)
    expect(asked(await world.accounts.signIn.current(late))).toBe('refused closed')
  })

  it('is accepted once by as many browsers as try, and makes one account', async () => {
    const ticket = await tokenFor(itsuki)
    const flows = []
    for (let index = 0; index < 5; index++) {
      const { flow } = await accept(world, ticket)
      await world.accounts.signIn.submitCode(flow, await world.mailedCode(itsuki), client())
      flows.push(flow)
    }
    const answers = await Promise.allSettled(
      flows.map((flow) => world.accounts.signIn.submitNewPassword(flow, chosen, client())),
    )
    const won = answers.filter((one) => one.status === 'fulfilled' && said(one.value) === 'signed in')
    expect(won).toHaveLength(1)
    expect((await rowOf(itsuki))?.state).toBe('active')
    await expect(accept(world, ticket)).rejects.toThrow(LinkUnusableError)
  })

  it('of an address that a member moves to, or has moved away from, leads nowhere', async () => {
    const me = await signedIn(world, nagi)
    const ticket = await tokenFor(itsuki)
    const read = parseEmailAddress(itsuki)
    if (!read.ok) throw new TypeError(itsuki)
    await world.accounts.addressChange.ask(read.address, me)
    await world.accounts.mailDelivery.deliverDue()
    const mail = world.mailer.ofKind('address').at(-1)
    await world.accounts.addressChange.confirm(mail?.outcome === 'link' ? mail.token : '', me)
    expect(asked((await accept(world, ticket)).step)).toBe('refused closed')

    const old = await tokenFor(nagi)
    expect(asked((await accept(world, old)).step)).toBe('refused closed')
    world.clock.advance(7 * day)
    admin = await signedIn(world, kaoru)
    const again = await invite(world, admin, { email: nagi })
    expect(again.outcome).toBe('invited')
    const { token } = await mailedInvitation(world, nagi)
    expect(asked((await accept(world, { token })).step)).toBe('code email enrol')
  })

  it('is no sign-in of its address: a flow of a sign-in never accepts it', async () => {
    await tokenFor(itsuki)
    const { outcome } = await world.signIn(itsuki, chosen)
    expect(said(outcome)).toBe('credentials_rejected')
    expect((await rowOf(itsuki))?.state).toBe('pending')
  })
})
