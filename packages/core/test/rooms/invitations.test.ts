import { beforeEach, describe, expect, it } from 'vitest'
import type { InvitationTicket } from '../../src/access/invitation-tickets.ts'
import type { ClientContext } from '../../src/domain/flow.ts'
import { INVITATION_CODE_ATTEMPTS, INVITATIONS_A_DAY } from '../../src/domain/invitation.ts'
import { throttleRules } from '../../src/policy/throttle.ts'
import { parseEmailAddress } from '../../src/primitives/email-address.ts'
import {
  LinkUnusableError,
  MemberNotFoundError,
  MemberRefusedError,
  SessionRequiredError,
  ShopNotFoundError,
  StepUpRequiredError,
  ThrottledError,
} from '../../src/primitives/errors.ts'
import { newSecretToken } from '../../src/primitives/secret-token.ts'
import { noon, seededRandom } from '../../src/testing/index.ts'
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
import { client, shopId, type World, wrongCode } from '../support/world.ts'

const minute = 60_000
const day = 24 * 60 * minute
const options = { lifetimeDays: 7, locale: 'ja' } as const
let world: World
let admin: ClientContext

beforeEach(async () => {
  world = await openShops()
  admin = await signedIn(world, kaoru)
})

const list = async (by = admin, shop = zakka) =>
  (await world.accounts.invitations.list(shop, null, null, by)).invitations
const stateOf = async (id: string | null) => (await list()).find((one) => one.id === id)?.state
const lookUp = (ticket: InvitationTicket, from = client()) => world.accounts.invitations.lookUp(ticket, from)
const invited = (email: string) => world.mailer.ofKind('invitation').filter(({ to }) => to === email)

function byCode(email: string, code: string): InvitationTicket {
  const read = parseEmailAddress(email)
  if (!read.ok) throw new TypeError(email)
  return { email: read.address, code }
}

describe('an invitation', () => {
  it('is mailed with a link and a code that stand nowhere else, and its row waits in the list of the shop', async () => {
    const result = await invite(world, admin, {
      email: 'Itsuki.Chiba@newcomer.example',
      name: '千葉いつき',
      role: 'clerk',
    })
    expect(result).toMatchObject({ row: 1, outcome: 'invited', email: 'Itsuki.Chiba@newcomer.example' })
    expect(await stateOf(result.invitation)).toBe('pending')
    const mail = await mailedInvitation(world, itsuki)
    expect(mail).toMatchObject({
      shopName: zakka,
      inviterName: '瀬戸かおる',
      role: 'clerk',
      validUntil: noon + 7 * day,
    })
    expect(await stateOf(result.invitation)).toBe('delivered')

    const [view] = await list()
    expect(view).toMatchObject({
      name: '千葉いつき',
      role: 'clerk',
      expiresAt: noon + 7 * day,
      resendAt: noon + 5 * minute,
    })
    const [row] = await world.storage.members.findByEmail(itsuki)
    expect(row?.member).toMatchObject({ state: 'pending', legacyId: `invited:${row?.member.id}`, legacyPassword: null })
    const said = JSON.stringify([
      result,
      await list(),
      await world.storage.audit.listBySubject(row?.member.id ?? '', 99),
    ])
    expect(said).not.toContain(mail.token)
    expect(said).not.toContain(mail.code)
  })

  it('is told to whoever has the link or the code, and neither changes anything', async () => {
    const { invitation } = await invite(world, admin, { email: itsuki, role: 'clerk' })
    const { token, code } = await mailedInvitation(world, itsuki)
    const before = await list()
    const told = await lookUp({ token })
    expect(told).toEqual({
      shopName: zakka,
      inviterName: '瀬戸かおる',
      role: 'clerk',
      maskedEmail: 'i***@newcomer.example',
      expiresAt: noon + 7 * day,
      signedInAs: null,
    })
    expect(await lookUp(byCode('ITSUKI.chiba@newcomer.example', code))).toEqual(told)
    expect(await lookUp({ token })).toEqual(told)
    expect((await lookUp({ token }, admin)).signedInAs).toEqual({ email: kaoru, isInvited: false })
    expect(await list()).toEqual(before)
    expect(await stateOf(invitation)).toBe('delivered')
  })

  it('needs a fresh proof of the administrator, who then may', async () => {
    world.clock.advance(5 * minute)
    await expect(invite(world, admin, { email: itsuki })).rejects.toThrow(StepUpRequiredError)
    await expect(invite(world, client(), { email: itsuki })).rejects.toThrow(SessionRequiredError)
    expect(await list()).toEqual([])
  })

  it('is nobody else’s to make or see: staff, administrators of another shop, and a shop that is not there', async () => {
    await invite(world, admin, { email: itsuki })
    const [staff, other] = [await signedIn(world, nagi), await signedIn(world, midori)]
    for (const [by, shop] of [
      [staff, zakka],
      [other, zakka],
      [admin, 'no-such-shop'],
    ] as const) {
      await expect(invite(world, by, { email: 'kei@newcomer.example' }, shop)).rejects.toThrow(ShopNotFoundError)
      await expect(list(by, shop)).rejects.toThrow(ShopNotFoundError)
    }
    expect(await list(other, tea)).toEqual([])
  })

  it('of one shop cannot be sent again or revoked by the administrator of another, who learns nothing', async () => {
    const { invitation } = await invite(world, admin, { email: itsuki })
    const other = await signedIn(world, midori)
    const { resend, revoke } = world.accounts.invitations
    for (const id of [invitation ?? '', '0'.repeat(26)]) {
      await expect(resend(tea, id, other)).rejects.toThrow(MemberNotFoundError)
      await expect(revoke(tea, id, other)).rejects.toThrow(MemberNotFoundError)
    }
    expect(await stateOf(invitation)).toBe('delivered')
  })

  it('is reminded of two days before its end, with the same link, unless it has ended', async () => {
    await invite(world, admin, { email: itsuki })
    const kei = await invite(world, admin, { email: 'kei@newcomer.example' })
    const first = await mailedInvitation(world, itsuki)
    await world.accounts.invitations.revoke(zakka, kei.invitation ?? '', admin)
    world.clock.advance(5 * day - 1)
    expect(await mailedInvitation(world, itsuki)).toEqual(first)
    world.clock.advance(1)
    expect(await mailedInvitation(world, itsuki)).toEqual({ ...first, isReminder: true })
    expect(invited('kei@newcomer.example')).toHaveLength(1)
  })
})

describe('sending an invitation again', () => {
  it('does nothing within five minutes, and then makes a new link and code: the former are dead', async () => {
    const { invitation } = await invite(world, admin, { email: itsuki })
    const first = await mailedInvitation(world, itsuki)
    const again = () => world.accounts.invitations.resend(zakka, invitation ?? '', admin)
    world.clock.advance(5 * minute - 1)
    expect((await again()).sentAt).toBe(noon)
    expect(invited(itsuki)).toHaveLength(1)

    admin = await signedIn(world, kaoru)
    world.clock.advance(1)
    const answers = await Promise.all(Array.from({ length: 20 }, again))
    expect(new Set(answers.map(({ sentAt }) => sentAt))).toEqual(new Set([noon + 5 * minute]))
    const second = await mailedInvitation(world, itsuki)
    expect(invited(itsuki)).toHaveLength(2)
    expect(second.validUntil).toBe(noon + 5 * minute + 7 * day)
    await expect(lookUp({ token: first.token })).rejects.toThrow(LinkUnusableError)
    await expect(lookUp(byCode(itsuki, first.code))).rejects.toThrow(LinkUnusableError)
    expect((await lookUp({ token: second.token })).shopName).toBe(zakka)
    expect((await lookUp(byCode(itsuki, second.code))).shopName).toBe(zakka)
  })

  it('works for one that has expired, and for none that has ended', async () => {
    const { invitation } = await invite(world, admin, { email: itsuki })
    const { token } = await mailedInvitation(world, itsuki)
    world.clock.advance(7 * day - 1)
    expect((await lookUp({ token })).shopName).toBe(zakka)
    world.clock.advance(1)
    await expect(lookUp({ token })).rejects.toThrow(LinkUnusableError)
    admin = await signedIn(world, kaoru)
    expect(await stateOf(invitation)).toBe('expired')
    const { resend, revoke } = world.accounts.invitations
    expect((await resend(zakka, invitation ?? '', admin)).state).toBe('pending')
    await revoke(zakka, invitation ?? '', admin)
    await revoke(zakka, invitation ?? '', admin)
    world.clock.advance(5 * minute)
    admin = await signedIn(world, kaoru)
    await expect(resend(zakka, invitation ?? '', admin)).rejects.toMatchObject({ reason: 'invitation_over' })
    expect((await list())[0]?.resendAt).toBeNull()
  })

  it('ends after ten mails', async () => {
    const { invitation } = await invite(world, admin, { email: itsuki })
    const again = async () => {
      world.clock.advance(5 * minute)
      admin = await signedIn(world, kaoru)
      return world.accounts.invitations.resend(zakka, invitation ?? '', admin)
    }
    for (let sends = 1; sends < 10; sends++) await again()
    await expect(again()).rejects.toThrow(MemberRefusedError)
    await world.accounts.mailDelivery.deliverDue()
    expect(invited(itsuki)).toHaveLength(10)
  })
})

describe('an invitation that is made again and again', () => {
  it('is mailed to one address ten times a day, and to others all the same', async () => {
    for (let times = 1; times <= INVITATIONS_A_DAY.toOne; times++) {
      const { invitation, outcome } = await invite(world, admin, { email: itsuki })
      expect(outcome).toBe('invited')
      await world.accounts.invitations.revoke(zakka, invitation ?? '', admin)
    }
    expect((await invite(world, admin, { email: itsuki })).outcome).toBe('too_many')
    expect((await invite(world, admin, { email: 'another@newcomer.example' })).outcome).toBe('invited')
  })
})

describe('what somebody has chosen to be called', () => {
  it('is left out of the mail where a stranger’s mail program would make a link of it', async () => {
    const { invitation } = await invite(world, admin, { email: itsuki, role: 'see https://evil.example/now' })
    expect(await mailedInvitation(world, itsuki)).toMatchObject({ role: null, inviterName: '瀬戸かおる' })
    expect((await list()).find(({ id }) => id === invitation)?.role).toBe('see https://evil.example/now')
    await world.accounts.profile.edit({ name: 'Your account is at evil.example' }, admin)
    await invite(world, admin, { email: 'another@newcomer.example', role: 'clerk' })
    expect(await mailedInvitation(world, 'another@newcomer.example')).toMatchObject({
      role: 'clerk',
      inviterName: null,
    })
  })
})

describe('the code of an invitation', () => {
  it('lets five wrong ones be typed in its life, over resends and spellings, and then nothing opens it', async () => {
    const { invitation } = await invite(world, admin, { email: itsuki })
    const { code } = await mailedInvitation(world, itsuki)
    for (let nth = 1; nth < INVITATION_CODE_ATTEMPTS; nth++) {
      await expect(lookUp(byCode(itsuki, wrongCode(code, nth)))).rejects.toThrow(LinkUnusableError)
    }
    expect((await lookUp(byCode(itsuki, code))).shopName).toBe(zakka)

    world.clock.advance(5 * minute)
    admin = await signedIn(world, kaoru)
    await world.accounts.invitations.resend(zakka, invitation ?? '', admin)
    const latest = await mailedInvitation(world, itsuki)
    await expect(lookUp(byCode('Itsuki.Chiba@Newcomer.Example', wrongCode(latest.code)))).rejects.toThrow(
      LinkUnusableError,
    )
    await expect(lookUp(byCode(itsuki, latest.code))).rejects.toThrow(LinkUnusableError)
    await expect(lookUp({ token: latest.token })).rejects.toThrow(LinkUnusableError)
    expect(await stateOf(invitation)).toBe('exhausted')
  })

  it('is compared five times of twenty wrong ones at once', async () => {
    const { invitation } = await invite(world, admin, { email: itsuki })
    const { code } = await mailedInvitation(world, itsuki)
    const tries = Array.from({ length: 20 }, (_, nth) => {
      const address = `203.0.113.${nth + 1}` as ClientContext['address']
      return lookUp(byCode(itsuki, wrongCode(code, nth + 1)), client({ address }))
    })
    const answers = await Promise.allSettled(tries)
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
    expect(await stateOf(invitation)).toBe('exhausted')
  })

  it('of one shop costs the invitation of another nothing', async () => {
    const other = await signedIn(world, midori)
    await invite(world, other, { email: itsuki }, tea)
    const ofTea = await mailedInvitation(world, itsuki)
    await invite(world, admin, { email: itsuki })
    for (let times = 0; times <= INVITATION_CODE_ATTEMPTS; times++) {
      expect((await lookUp(byCode(itsuki, ofTea.code))).shopName).toBe(tea)
    }
    expect((await lookUp(byCode(itsuki, (await mailedInvitation(world, itsuki)).code))).shopName).toBe(zakka)
  })

  it('is refused alike where nobody is invited, and no sooner', async () => {
    await invite(world, admin, { email: itsuki })
    const { code } = await mailedInvitation(world, itsuki)
    const answers: unknown[] = []
    for (const email of [itsuki, 'nobody@newcomer.example', kaoru]) {
      const { message, code: problem } = await lookUp(byCode(email, wrongCode(code))).then(
        () => ({ message: 'told', code: '' }),
        (error) => error,
      )
      answers.push({ message, problem })
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(world.clock.slept.slice(-3)).toEqual([100, 100, 100])
  })

  it('is tried from one place twenty times in ten minutes', async () => {
    for (let times = 0; times < throttleRules.mailedTokens.limit; times++) {
      await expect(lookUp({ token: newSecretToken(seededRandom(times)) })).rejects.toThrow(LinkUnusableError)
    }
    await expect(lookUp({ token: newSecretToken(seededRandom(99)) })).rejects.toThrow(ThrottledError)
  })
})

describe('an invitation ends', () => {
  it('when it is declined, once of twenty, and the shop sees that', async () => {
    const { invitation } = await invite(world, admin, { email: itsuki })
    const { token } = await mailedInvitation(world, itsuki)
    const decline = () => world.accounts.invitations.decline({ token }, client())
    const answers = await Promise.allSettled(Array.from({ length: 10 }, decline))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await stateOf(invitation)).toBe('declined')
    await expect(lookUp({ token })).rejects.toThrow(LinkUnusableError)
    expect((await world.storage.members.findByEmail(itsuki))[0]?.member.state).toBe('pending')
  })

  it('with its row, with another address of its row, and with who invited', async () => {
    const service = { id: 'zakka-admin' as never, shopId: shopId(zakka) }
    const mails = []
    for (const email of [itsuki, 'kei@newcomer.example', 'rin@newcomer.example']) {
      await invite(world, admin, { email })
      mails.push(await mailedInvitation(world, email))
    }
    const [removed, moved, orphan] = mails
    const rowOf = async (email = '') => (await world.storage.members.findByEmail(email))[0]?.member
    await world.accounts.memberSync.remove(service, (await rowOf(removed?.to))?.legacyId ?? '')
    const elsewhere = parseEmailAddress('kei@elsewhere.example')
    if (!elsewhere.ok) throw new TypeError()
    await world.accounts.memberSync.save(service, (await rowOf(moved?.to))?.legacyId ?? '', {
      email: elsewhere.address,
    })
    for (const mail of [removed, moved])
      await expect(lookUp({ token: mail?.token ?? '' })).rejects.toThrow(LinkUnusableError)

    expect((await lookUp({ token: orphan?.token ?? '' })).inviterName).toBe('瀬戸かおる')
    const inviter = await rowOf(kaoru)
    if (!inviter) throw new Error('no inviter')
    await signedIn(world, ema)
    await world.storage.memberships.change({ before: inviter, to: { role: 'staff' }, at: noon }, {})
    await expect(lookUp({ token: orphan?.token ?? '' })).rejects.toThrow(LinkUnusableError)
  })

  it('and another administrator, who invites again, stands for it', async () => {
    const { invitation } = await invite(world, admin, { email: itsuki })
    const second = await signedIn(world, ema)
    expect(await invite(world, second, { email: itsuki })).toMatchObject({ outcome: 'already_invited', invitation })
    const [inviter] = await world.storage.members.findByEmail(kaoru)
    if (!inviter) throw new Error('no inviter')
    await world.storage.memberships.change({ before: inviter.member, to: { state: 'removed' }, at: noon }, {})
    expect(await invite(world, second, { email: itsuki })).toMatchObject({ outcome: 'invited', invitation })
    expect((await lookUp({ token: (await mailedInvitation(world, itsuki)).token })).inviterName).toBe('西田えま')
  })
})

describe('a list of people to invite', () => {
  it('is answered row by row, and a bad row costs no good one', async () => {
    await world.importRows([{ shop: zakka, legacyId: '90', email: 'so@tameshi-zakka.example', role: 'clerk' }])
    const text = [
      '氏名,メールアドレス,役割,備考',
      '千葉いつき,itsuki.chiba@newcomer.example,clerk,x',
      '"高橋, なぎ",nagi.takahashi@tameshi-zakka.example,staff,',
      'だれか,not an address,staff,',
      '',
      '千葉いつき,ITSUKI.CHIBA@newcomer.example,owner,',
      '江川ケイ\tkei@newcomer.example\tstaff',
      `${'長'.repeat(201)},long@newcomer.example,,`,
      'かげ,kage@newcomer.example,st\u202eaff,',
      'so,so@tameshi-zakka.example,,',
      'え"ま,ema.nishida@tameshi-zakka.example,,',
    ].join('\r\n')
    const results = await world.accounts.invitations.invite(zakka, { list: text }, options, admin)
    expect(results.map(({ row, outcome }) => [row, outcome])).toEqual([
      [1, 'invited'],
      [2, 'can_sign_in'],
      [3, 'address_invalid'],
      [4, 'duplicate'],
      [5, 'invited'],
      [6, 'name_invalid'],
      [7, 'role_invalid'],
      [8, 'invited'],
      [9, 'row_unreadable'],
    ])
    const views = await list()
    expect(views.map(({ email, role }) => [email, role]).toSorted()).toEqual([
      [itsuki, 'clerk'],
      ['kei@newcomer.example', 'staff'],
      ['so@tameshi-zakka.example', 'clerk'],
    ])
  })

  it('without headings is address, name and role', async () => {
    const results = await world.accounts.invitations.invite(
      zakka,
      { list: `${itsuki},千葉いつき,clerk\nkei@newcomer.example` },
      options,
      admin,
    )
    expect(results.map(({ outcome }) => outcome)).toEqual(['invited', 'invited'])
    expect((await list()).find(({ email }) => email === itsuki)).toMatchObject({ name: '千葉いつき', role: 'clerk' })
  })

  it('of everybody who waits invites them all in one call, and again nobody', async () => {
    const waiting = ['a', 'b', 'c'].map((name) => ({
      shop: zakka,
      legacyId: name,
      email: `${name}@tameshi-zakka.example`,
    }))
    await world.importRows(waiting)
    const all = () => world.accounts.invitations.invite(zakka, 'waiting', options, admin)
    expect((await all()).map(({ outcome }) => outcome)).toEqual(['invited', 'invited', 'invited'])
    expect(await all()).toEqual([])
    const [row] = await world.storage.members.findByEmail('a@tameshi-zakka.example')
    expect(row?.member).toMatchObject({ legacyId: 'a', state: 'pending' })
  })

  it('asks no member, no claim and nobody suspended, and a removed row comes back by it alone', async () => {
    const [row] = await world.storage.members.findByEmail(kaoru)
    if (!row) throw new Error('no row')
    await signedIn(world, nagi)
    const staff = (await world.storage.members.findByEmail(nagi))[0]?.member
    if (!staff) throw new Error('no row')
    expect((await invite(world, admin, { email: kaoru })).outcome).toBe('already_member')
    expect((await invite(world, admin, { email: ema })).outcome).toBe('can_sign_in')
    await world.storage.memberships.change({ before: staff, to: { state: 'suspended' }, at: noon }, {})
    expect((await invite(world, admin, { email: nagi })).outcome).toBe('suspended')
    await world.storage.memberships.change(
      { before: { ...staff, state: 'suspended' }, to: { state: 'removed' }, at: noon },
      {},
    )
    expect((await invite(world, admin, { email: nagi })).outcome).toBe('invited')
    const [back] = await world.storage.members.findByEmail(nagi)
    expect(back?.member).toMatchObject({ id: staff.id, legacyId: '14', state: 'pending' })
  })

  it('says the same of an address that has an account elsewhere', async () => {
    await signedIn(world, midori)
    expect((await invite(world, admin, { email: midori })).outcome).toBe('invited')
    expect((await list())[0]).toMatchObject({ email: midori, name: null, state: 'pending' })
  })

  it('is sent by one account twenty times in an hour', async () => {
    for (let times = 0; times < throttleRules.invitations.limit; times++) {
      await world.accounts.invitations.invite(zakka, [], options, admin)
    }
    await expect(invite(world, admin, { email: itsuki })).rejects.toThrow(ThrottledError)
  })

  it('invites a thousand of one shop in a day, and no more', async () => {
    const people = Array.from({ length: 1001 }, (_, index) => ({ email: `p${index}@newcomer.example` }))
    const results = await world.accounts.invitations.invite(zakka, people, options, admin)
    expect(results.map(({ outcome }) => outcome).filter((outcome) => outcome === 'invited')).toHaveLength(1000)
    expect(results.at(-1)?.outcome).toBe('too_many')
    const first = await world.accounts.invitations.list(zakka, null, null, admin)
    expect([first.invitations.length, first.next]).toEqual([1000, null])
    world.clock.advance(day + 1)
    admin = await signedIn(world, kaoru)
    expect((await invite(world, admin, { email: 'p1000@newcomer.example' })).outcome).toBe('invited')
    const newest = await world.accounts.invitations.list(zakka, 'pending', null, admin)
    expect(newest.invitations).toHaveLength(1)
    const rest = await world.accounts.invitations.list(zakka, null, newest.next, admin)
    expect([rest.invitations.length, rest.next]).toEqual([1, null])
    expect(await world.accounts.invitations.list(tea, null, newest.next, await signedIn(world, midori))).toEqual({
      invitations: [],
      next: null,
    })
  })

  it('of everybody who waits leaves out who has declined, and a name asks them again', async () => {
    await world.importRows([{ shop: zakka, legacyId: 'a', email: 'a@tameshi-zakka.example' }])
    await invite(world, admin, { email: itsuki })
    await world.accounts.invitations.decline({ token: (await mailedInvitation(world, itsuki)).token }, client())
    const all = async () => {
      const results = await world.accounts.invitations.invite(zakka, 'waiting', options, admin)
      return results.map(({ email }) => email)
    }
    expect(await all()).toEqual(['a@tameshi-zakka.example'])
    const { invitation, outcome } = await invite(world, admin, { email: itsuki })
    expect(outcome).toBe('invited')
    await world.accounts.invitations.revoke(zakka, invitation ?? '', admin)
    expect(await all()).toEqual([itsuki])
  })

  it('is of one row when the shop imports the address later under a name of its own', async () => {
    await invite(world, admin, { email: itsuki, name: 'いつき' })
    await invite(world, admin, { email: 'kei@newcomer.example' })
    const listed = { shop: zakka, legacyId: '77', email: itsuki, name: '千葉いつき', role: 'clerk' }
    const all = [kaoru, ema, nagi].map((email, nth) => ({ shop: zakka, legacyId: String(12 + nth), email }))
    const dry = await world.importRows([...all, listed], { dryRun: true, removeMissing: true })
    expect(dry.removed).toBe(1)
    const { removed } = await world.importRows([...all, listed], { removeMissing: true })
    expect(removed).toBe(1)
    const rows = await world.storage.members.findByEmail(itsuki)
    expect(rows.map(({ member }) => [member.legacyId, member.state, member.name])).toEqual([
      ['77', 'pending', '千葉いつき'],
    ])
    const { token } = await mailedInvitation(world, itsuki)
    expect((await lookUp({ token })).role).toBe('clerk')
  })
})
