import { beforeEach, describe, expect, it } from 'vitest'
import type { ClientContext } from '../../src/domain/flow.ts'
import { CLAIM_LIFETIME_MILLISECONDS } from '../../src/domain/member.ts'
import { MemberNotFoundError, SessionRequiredError } from '../../src/primitives/errors.ts'
import { invite, kaoru, midori, nagi, openShops, signedIn, tea, zakka } from '../support/invited.ts'
import { client, password, TIME_TO_CUT, type World } from '../support/world.ts'

const shoes = 'renshu-shoes'
const chosen = 'murasaki-no-yama-31'
let world: World
let me: ClientContext

/** Midori has an account by her tea shop; afterwards the shoe shop, which lists her as well, is announced. */
beforeEach(async () => {
  world = await openShops()
  me = await signedIn(world, midori)
  await world.importRows([{ shop: shoes, legacyId: '7', email: midori, password: 'another-word-here', role: 'staff' }])
  await world.announce(shoes)
})

const memberships = () => world.accounts.memberships
const waiting = async (by = me) => (await memberships().list(by)).waiting
const rowIn = async (shop: string) =>
  (await world.storage.members.findByEmail(midori)).find(({ member }) => member.shopId === shop)?.member

async function withOwnPassword() {
  const change = await world.accounts.profile.changePassword({ present: password, chosen }, me)
  if (change.outcome !== 'changed') throw new Error('not changed')
  me = { ...me, sessionToken: change.issued.sessionToken }
}

describe('a shop that lists the address of an account', () => {
  it('has to be answered by its person, and knows and opens nothing before', async () => {
    expect(await memberships().list(me)).toMatchObject({
      memberships: [{ shopId: tea, isAdministrator: true, state: 'active' }],
      waiting: [{ shopId: shoes, role: 'staff', inviterName: null }],
    })
    expect(await rowIn(shoes)).toMatchObject({ state: 'claim', accountId: null })
    const [staff] = (await memberships().list(await signedIn(world, nagi))).memberships
    expect(staff).toMatchObject({ shopId: zakka, isAdministrator: false })
    const session = await world.accounts.sessions.whoAmI(me.sessionToken)
    expect(session?.memberships.map(({ shopId }) => shopId)).toEqual([tea])
  })

  it('is not asked about while it holds the row, nor once its time to sign in is over', async () => {
    const books = 'honya-books'
    await world.importRows([{ shop: books, legacyId: '1', email: midori, password, lastSignInAt: '' }])
    await world.announce(books)
    expect((await waiting()).map(({ shopId }) => shopId)).toEqual([shoes])
    const held = (await rowIn(books))?.id ?? ''
    await expect(memberships().accept(held, me)).rejects.toThrow(MemberNotFoundError)

    world.clock.advance(TIME_TO_CUT + CLAIM_LIFETIME_MILLISECONDS - 1)
    me = await signedIn(world, midori)
    expect(await waiting()).toHaveLength(1)
    world.clock.advance(1)
    expect(await waiting()).toEqual([])
  })

  it('is joined once a password was chosen that no shop has known', async () => {
    const [row] = await waiting()
    await expect(memberships().accept(row?.id ?? '', me)).rejects.toMatchObject({ reason: 'own_password_first' })
    await withOwnPassword()
    const after = await memberships().accept(row?.id ?? '', me)
    expect(after.memberships.map(({ shopId }) => shopId).toSorted()).toEqual([tea, shoes].toSorted())
    expect(after.waiting).toEqual([])
    await expect(memberships().accept(row?.id ?? '', me)).rejects.toThrow(MemberNotFoundError)
    expect(await world.reasons(row?.id ?? '')).toContain('membership.accepted ok')
    await world.accounts.mailDelivery.deliverDue()
    expect(world.mailer.ofKind('notice').filter(({ about }) => about === 'membership-added')).toHaveLength(1)
  })

  it('that is declined has to invite, and is asked about no more until it does', async () => {
    const [row] = await waiting()
    await memberships().decline(row?.id ?? '', me)
    expect(await waiting()).toEqual([])
    expect((await rowIn(shoes))?.state).toBe('pending')
    await expect(memberships().decline(row?.id ?? '', me)).rejects.toThrow(MemberNotFoundError)
  })

  it('that invites is answered where one is signed in already', async () => {
    const admin = await signedIn(world, kaoru)
    await invite(world, admin, { email: midori, role: 'clerk' })
    await withOwnPassword()
    const row = (await waiting()).find(({ shopId }) => shopId === zakka)
    expect(row).toMatchObject({ role: 'clerk', inviterName: '瀬戸かおる' })
    await memberships().accept(row?.id ?? '', me)
    expect((await rowIn(zakka))?.state).toBe('active')
    const [event] = (await world.accounts.profile.events(null, me)).events
    expect(event).toMatchObject({ name: 'account.joined', shopName: zakka })
    expect((await world.accounts.invitations.list(zakka, null, null, admin)).invitations[0]?.state).toBe('accepted')
  })

  it('that invites and is declined sees that, and its row waits', async () => {
    const admin = await signedIn(world, kaoru)
    await invite(world, admin, { email: midori })
    const row = (await waiting()).find(({ shopId }) => shopId === zakka)
    await memberships().decline(row?.id ?? '', me)
    expect((await world.accounts.invitations.list(zakka, null, null, admin)).invitations[0]?.state).toBe('declined')
    expect((await rowIn(zakka))?.state).toBe('pending')
  })

  it('is nobody else’s to answer', async () => {
    const [row] = await waiting()
    const other = await signedIn(world, kaoru)
    expect(await waiting(other)).toEqual([])
    await expect(memberships().accept(row?.id ?? '', other)).rejects.toThrow(MemberNotFoundError)
    await expect(memberships().decline(row?.id ?? '', other)).rejects.toThrow(MemberNotFoundError)
    await expect(memberships().list(client())).rejects.toThrow(SessionRequiredError)
    expect((await waiting())[0]?.id).toBe(row?.id)
  })
})
