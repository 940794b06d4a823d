import { beforeEach, describe, expect, it } from 'vitest'
import type { ClientContext } from '../../src/domain/flow.ts'
import type { BypassDraft } from '../../src/policy/bypass-request.ts'
import { throttleRules } from '../../src/policy/throttle.ts'
import {
  MemberNotFoundError,
  OperatorRefusedError,
  SessionRestrictedError,
  ShopNotFoundError,
  StepUpRequiredError,
  ThrottledError,
} from '../../src/primitives/errors.ts'
import { BypassNotFoundError, BypassRefusedError } from '../../src/rooms/bypass/refusals.ts'
import { browserAs, keeping } from '../support/browsers.ts'
import { kaoru, midori, nagi, signedIn, tea, zakka } from '../support/invited.ts'
import { operatorDesk } from '../support/operators.ts'
import { client, openWorld, password, shopId, TIME_TO_CUT, type World } from '../support/world.ts'

const day = 24 * 3_600_000
const minute = 60_000
const robo = 'rpa-zaiko@tameshi-zakka.example'
const longPassword = 'yuki ni saku hana no namae'
const support = { name: 'sasae', role: 'support' } as const
const engineer = { name: 'tomoru', role: 'engineer' } as const

let world: World
let desk: ReturnType<typeof operatorDesk>
let admin: ClientContext

beforeEach(async () => {
  world = await openWorld({ allowDocumentationAddresses: true, companyHolidays: ['12-29'] })
  await world.importRows([
    { shop: zakka, legacyId: '12', email: kaoru, password, name: '瀬戸かおる', role: 'administrator' },
    { shop: zakka, legacyId: '14', email: nagi, password, name: '高橋なぎ', role: 'staff' },
    { shop: zakka, legacyId: '15', email: robo, password, name: '在庫ロボ', role: 'staff' },
    { shop: tea, legacyId: '1', email: midori, password, name: '石田みどり', role: 'administrator' },
  ])
  await world.announce(zakka)
  await world.announce(tea)
  desk = operatorDesk(world)
  await desk.enrol(support.name, support.role)
  await desk.enrol(engineer.name, engineer.role)
  await desk.enrol('akira', 'engineer')
  admin = await signedIn(world, kaoru)
})

const rowOf = async (email: string) => {
  const member = (await world.storage.members.findByEmail(email))[0]?.member
  if (!member) throw new Error(`${email} has no row`)
  return member
}
const draft = async (changes: Partial<BypassDraft> = {}): Promise<BypassDraft> => ({
  purpose: '在庫の更新',
  provider: 'ロボ社',
  memberIds: [(await rowOf(robo)).id],
  ranges: ['203.0.113.10'],
  validDays: 90,
  shadow: false,
  ...changes,
})
/** The administrator asks, right after having proven a factor. */
const ask = async (changes: Partial<BypassDraft> = {}) => {
  admin = await signedIn(world, kaoru)
  return world.accounts.bypasses.ask(zakka, await draft(changes), admin)
}
const approve = (id: string, by: string = engineer.name, version = 1) =>
  world.accounts.bypassDesk.approve(id, { version }, desk.showing(by))
const refusedAs = (reason: string) => expect.objectContaining({ code: 'bypass_refused', reason })
const mails = () => world.mailer.ofKind('notice').flatMap((mail) => (mail.about.startsWith('robot-') ? [mail] : []))
const delivered = async () => {
  await world.accounts.mailDelivery.deliverDue()
  return mails().map(({ about, to }) => `${about} ${to}`)
}
const grantOf = async (email = robo) => {
  const facts = await world.storage.bypasses.factsOfMember((await rowOf(email)).id)
  if (!facts?.grant) throw new Error('there is no grant')
  return facts.grant
}
const viewOfGrant = async () => {
  const [view] = await world.accounts.bypassDesk.grants(shopId(zakka))
  if (!view) throw new Error('there is no grant')
  return view
}
/** The robot signs in for the first time, chooses a long password and says that it is a robot. */
const readyRobot = async () => {
  let from = await signedIn(world, robo)
  const changed = await world.accounts.profile.changePassword({ present: password, chosen: longPassword }, from)
  if (changed.outcome !== 'changed') throw new Error('the password was not changed')
  from = keeping(changed.issued, from)
  await world.accounts.robots.flag((await rowOf(robo)).id, true, from)
  return from
}

describe('a shop', () => {
  it('learns nothing of an account but what its owner has said, unlike operators', async () => {
    await signedIn(world, nagi)
    const { request, robots } = await ask({ memberIds: [(await rowOf(nagi)).id] })
    expect(robots).toMatchObject([{ missing: ['robot-flag'] }])
    const seen = await world.accounts.bypassDesk.find(request.id)
    expect(seen.robots).toMatchObject([{ missing: ['own-password', 'robot-flag'] }])
    await approve(request.id)
    expect(await world.accounts.bypasses.grants(zakka, admin)).toMatchObject([
      { standing: 'waiting', robot: { missing: ['robot-flag'] } },
    ])
  })

  it('asks so often a day and no more, whoever of it asks, and another shop all the same', async () => {
    const asked = await draft()
    const { id } = (await world.accounts.bypasses.ask(zakka, asked, admin)).request
    for (let nth = 1; nth < throttleRules.bypassRequests.limit - 1; nth++) {
      await world.accounts.bypasses.ask(zakka, asked, admin)
    }
    await world.accounts.bypasses.edit(zakka, id, { version: 1, draft: asked }, admin)
    await expect(world.accounts.bypasses.ask(zakka, asked, admin)).rejects.toThrow(ThrottledError)
    const edited = { version: 2, draft: asked }
    await expect(world.accounts.bypasses.edit(zakka, id, edited, admin)).rejects.toThrow(ThrottledError)
    const other = await signedIn(world, midori)
    const elsewhere = await draft({ memberIds: ['nobody'] })
    await expect(world.accounts.bypasses.ask(tea, elsewhere, other)).rejects.toEqual(refusedAs('invalid'))
  })

  it('asks, edits, answers and withdraws; everybody who administers it is told', async () => {
    const asked = await ask()
    expect(asked.request).toMatchObject({ status: 'pending', version: 1, ranges: ['203.0.113.10/32'], renews: null })
    expect(asked.robots).toMatchObject([{ name: '在庫ロボ', missing: ['first-sign-in', 'robot-flag'] }])
    expect(await delivered()).toEqual([`robot-received ${kaoru}`])

    const { id } = asked.request
    const edited = await world.accounts.bypasses.edit(
      zakka,
      id,
      { version: 1, draft: await draft({ ranges: ['203.0.113.0/28', '203.0.113.99'] }) },
      admin,
    )
    expect(edited.request).toMatchObject({
      status: 'pending',
      version: 2,
      ranges: ['203.0.113.0/28', '203.0.113.99/32'],
    })

    const { bypassDesk } = world.accounts
    await bypassDesk.askInformation(id, { version: 2, question: 'ご契約先は?' }, support)
    expect((await world.accounts.bypasses.list(zakka, admin))[0]?.request).toMatchObject({
      status: 'needs-information',
      question: 'ご契約先は?',
      stoppedAt: world.clock.now(),
    })
    world.clock.advance(7 * day)
    admin = await signedIn(world, kaoru)
    const answered = await world.accounts.bypasses.answer(zakka, id, 'ロボ社です', admin)
    expect(answered.request).toMatchObject({ status: 'pending', version: 2, answer: 'ロボ社です', stoppedAt: null })
    expect(answered.request.dueAt - edited.request.dueAt).toBe(7 * day)
    await expect(world.accounts.bypasses.answer(zakka, id, 'もう一度', admin)).rejects.toEqual(refusedAs('wrong_state'))

    await world.accounts.bypasses.withdraw(zakka, id, admin)
    await expect(world.accounts.bypasses.withdraw(zakka, id, admin)).rejects.toEqual(refusedAs('wrong_state'))
    await expect(approve(id, 'akira', 2)).rejects.toEqual(refusedAs('wrong_state'))
    expect(await world.reasons(id)).toEqual([
      'bypass.withdrawn ok',
      'bypass.answered ok',
      'bypass.questioned ok',
      'bypass.edited ok',
      'bypass.requested ok',
    ])
  })

  it('is told row by row what is wrong, and nothing is asked', async () => {
    const { id } = await rowOf(kaoru)
    const failed = await ask({ ranges: ['203.0.113.10', '10.0.0.1'], memberIds: [id] }).catch((error) => error)
    expect(failed).toBeInstanceOf(BypassRefusedError)
    expect(failed.problems).toMatchObject([
      { field: 'memberIds', row: 0, reason: 'administrator' },
      { field: 'ranges', row: 1, reason: 'private' },
    ])
    expect(await world.accounts.bypasses.list(zakka, admin)).toEqual([])
  })

  it('does not take documentation addresses where nobody said so', async () => {
    await world.restart({ allowDocumentationAddresses: false })
    await expect(ask()).rejects.toMatchObject({ problems: [{ reason: 'documentation' }] })
    await expect(ask({ ranges: ['8.8.8.8'] })).resolves.toMatchObject({ request: { status: 'pending' } })
  })

  it('is its administrators’ alone, behind a fresh proof, and not while the account is recovered', async () => {
    const { bypasses } = world.accounts
    const { request } = await ask()
    const own = await draft()
    for (const [by, shop] of [
      [await signedIn(world, nagi), zakka],
      [await signedIn(world, midori), zakka],
      [admin, tea],
    ] as const) {
      await expect(bypasses.ask(shop, own, by)).rejects.toThrow(ShopNotFoundError)
      await expect(bypasses.list(shop, by)).rejects.toThrow(ShopNotFoundError)
      await expect(bypasses.grants(shop, by)).rejects.toThrow(ShopNotFoundError)
    }
    const other = await signedIn(world, midori)
    await expect(bypasses.withdraw(tea, request.id, other)).rejects.toThrow(BypassNotFoundError)
    await expect(bypasses.ask(tea, own, other)).rejects.toMatchObject({ problems: [{ reason: 'unknown' }] })

    world.clock.advance(5 * minute)
    await expect(bypasses.ask(zakka, own, admin)).rejects.toThrow(StepUpRequiredError)
    await expect(bypasses.withdraw(zakka, request.id, admin)).rejects.toThrow(StepUpRequiredError)
    expect(await bypasses.list(zakka, admin)).toHaveLength(1)

    const token = await world.askReset(kaoru)
    await world.accounts.passwordReset.confirm({ token: token ?? '', password: longPassword, locale: 'ja' }, admin)
    const recovered = await signedIn(world, kaoru, longPassword)
    await expect(bypasses.ask(zakka, own, recovered)).rejects.toThrow(SessionRestrictedError)
  })

  it('is warned when the answer may come after the cut', async () => {
    expect((await ask()).dueAfterCut).toBeNull()
    world.clock.advance(TIME_TO_CUT - day)
    const late = await ask()
    expect(late.dueAfterCut).toBe((await world.storage.shops.find(shopId(zakka)))?.rollout?.enforcedAt)
  })
})

describe('an operator', () => {
  it('approves what was seen, with a code that is used up; the grant waits for its owner and is good then', async () => {
    const { request } = await ask()
    const code = desk.showing(engineer.name)
    const { bypassDesk } = world.accounts
    await expect(bypassDesk.approve(request.id, { version: 2 }, code)).rejects.toEqual(refusedAs('conflict'))
    await expect(bypassDesk.approve(request.id, { version: 1 }, code)).rejects.toThrow(OperatorRefusedError)
    const approved = await approve(request.id)
    expect(approved.request).toMatchObject({ status: 'approved', settledBy: engineer.name })
    expect(await grantOf()).toMatchObject({
      status: 'active',
      approvedBy: [engineer.name],
      credentialEpoch: null,
      startsAt: world.clock.now(),
      endsAt: world.clock.now() + 90 * day,
    })
    expect((await viewOfGrant()).standing).toBe('waiting')
    expect(await delivered()).toEqual([`robot-received ${kaoru}`, `robot-approved ${kaoru}`])

    await readyRobot()
    expect((await grantOf()).credentialEpoch).toBe(2)
    expect(await viewOfGrant()).toMatchObject({ standing: 'active', robot: { missing: [] } })
    await expect(approve(request.id, 'akira')).rejects.toEqual(refusedAs('wrong_state'))
  })

  it('of the support desk takes requests and asks, and does not decide', async () => {
    const { bypassDesk } = world.accounts
    const own = await draft()
    const taken = await bypassDesk.take({ shopId: shopId(zakka), ticket: 'T-100', draft: own }, support)
    expect(taken.request).toMatchObject({ ticket: 'T-100', askedBy: { operator: support.name } })
    await expect(approve(taken.request.id, support.name)).rejects.toEqual(refusedAs('not_engineer'))
    const rejecting = bypassDesk.reject(taken.request.id, { version: 1, reason: '違う' }, desk.showing(support.name))
    await expect(rejecting).rejects.toEqual(refusedAs('not_engineer'))
    await expect(
      bypassDesk.take({ shopId: shopId('no-such-shop'), ticket: 'T-1', draft: own }, support),
    ).rejects.toThrow(ShopNotFoundError)
    await approve(taken.request.id)
    const { grant } = await viewOfGrant()
    for (const act of [bypassDesk.resume, bypassDesk.revoke]) {
      await expect(act(grant.id, desk.showing(support.name))).rejects.toEqual(refusedAs('not_engineer'))
    }
    expect((await bypassDesk.suspend(grant.id, desk.showing(support.name))).standing).toBe('suspended')
  })

  it('takes a request before the announcement, and does not approve an own one', async () => {
    const shop = 'new-shop'
    await world.importRows([{ shop, legacyId: '1', email: 'robo@new-shop.example', name: 'ロボ' }])
    const memberIds = [(await rowOf('robo@new-shop.example')).id]
    const asked = { shopId: shopId(shop), ticket: 'T-2', draft: await draft({ memberIds }) }
    const { request } = await world.accounts.bypassDesk.take(asked, engineer)
    await expect(approve(request.id)).rejects.toEqual(refusedAs('self_approval'))
    await expect(approve(request.id, 'akira')).resolves.toMatchObject({ request: { status: 'approved' } })
  })

  it('has a second one beside them for wide ranges, and edits begin anew', async () => {
    const wide = await ask({ ranges: ['203.0.113.0/24'] })
    expect(wide.needsSecond).toBe(true)
    const { id } = wide.request
    expect((await approve(id)).request).toMatchObject({ status: 'pending', firstApprovedBy: engineer.name })
    await expect(approve(id)).rejects.toEqual(refusedAs('same_operator'))
    admin = await signedIn(world, kaoru)
    const edited = { version: 1, draft: await draft({ ranges: ['203.0.113.0/25'] }) }
    expect((await world.accounts.bypasses.edit(zakka, id, edited, admin)).request.firstApprovedBy).toBeNull()
    await approve(id, engineer.name, 2)
    await approve(id, 'akira', 2)
    expect((await grantOf()).approvedBy).toEqual([engineer.name, 'akira'])
  })

  it('stands for no first approval any more once removed: the next one is the first', async () => {
    const { request } = await ask({ ranges: ['203.0.113.0/24'] })
    await approve(request.id)
    await world.accounts.operators.remove(engineer.name, 'operator:root')
    expect((await approve(request.id, 'akira')).request).toMatchObject({ status: 'pending', firstApprovedBy: 'akira' })
    await expect(approve(request.id, 'akira')).rejects.toEqual(refusedAs('same_operator'))
    await desk.enrol('hiroto', 'engineer')
    await approve(request.id, 'hiroto')
    expect((await grantOf()).approvedBy).toEqual(['akira', 'hiroto'])
  })

  it('rejects with a reason that the shop is told', async () => {
    const { request } = await ask()
    const { bypassDesk } = world.accounts
    const none = bypassDesk.reject(request.id, { version: 1, reason: ' ' }, desk.showing(engineer.name))
    await expect(none).rejects.toEqual(refusedAs('text_missing'))
    await bypassDesk.reject(request.id, { version: 1, reason: 'ご契約先が違います' }, desk.showing(engineer.name))
    await delivered()
    expect(mails().at(-1)).toMatchObject({ about: 'robot-rejected', reason: 'ご契約先が違います', to: kaoru })
  })

  it('does not approve who has become an administrator meanwhile', async () => {
    const { request } = await ask()
    const { id } = await rowOf(robo)
    await readyRobot()
    admin = await signedIn(world, kaoru)
    await world.accounts.members.changeRole(zakka, id, 'owner', admin)
    await expect(approve(request.id)).rejects.toMatchObject({ problems: [{ reason: 'administrator' }] })
  })

  it('suspends, resumes and revokes, and stops a shop’s or all', async () => {
    const { request } = await ask({ ranges: [client().address ?? ''] })
    await readyRobot()
    await approve(request.id)
    const { bypassDesk, sessions } = world.accounts
    const { id } = await grantOf()
    const account = (await rowOf(robo)).accountId
    if (account === null) throw new Error('the robot has no account')
    const working = async () => {
      const from = await browserAs(world, account, 'robot', { grantId: id, restrictedTo: shopId(zakka) })
      return async () => (await sessions.check(from.sessionToken, () => from)) !== null
    }

    const first = await working()
    expect(await first()).toBe(true)
    await bypassDesk.suspend(id, desk.showing(engineer.name))
    expect(await first()).toBe(false)
    await expect(bypassDesk.suspend(id, desk.showing(engineer.name))).rejects.toEqual(refusedAs('wrong_state'))
    expect((await bypassDesk.resume(id, desk.showing(engineer.name))).grant).toMatchObject({
      status: 'active',
      credentialEpoch: 2,
    })
    const second = await working()
    expect(await bypassDesk.stop({ shopId: shopId(tea) }, desk.showing(support.name))).toBe(0)
    expect(await second()).toBe(true)
    expect(await bypassDesk.stop({ shopId: shopId(zakka) }, desk.showing(support.name))).toBe(1)
    expect(await second()).toBe(false)
    await bypassDesk.resume(id, desk.showing(engineer.name))
    expect(await bypassDesk.stop('all', desk.showing(support.name))).toBe(1)
    await bypassDesk.revoke(id, desk.showing(engineer.name))
    await expect(bypassDesk.resume(id, desk.showing(engineer.name))).rejects.toEqual(refusedAs('wrong_state'))
    expect((await viewOfGrant()).standing).toBe('revoked')
    expect(await delivered()).toEqual(
      ['received', 'approved', 'suspended', 'resumed', 'suspended', 'resumed', 'suspended', 'revoked'].map(
        (about) => `robot-${about} ${kaoru}`,
      ),
    )
  })

  it('sees what is due first, first, and what is overdue', async () => {
    const early = await ask()
    world.clock.advance(day)
    const late = await ask()
    const open = async () =>
      (await world.accounts.bypassDesk.open()).map(({ request, isOverdue }) => [request.id, isOverdue])
    expect(await open()).toEqual([
      [early.request.id, false],
      [late.request.id, false],
    ])
    world.clock.set(early.request.dueAt)
    expect(await open()).toEqual([
      [early.request.id, true],
      [late.request.id, false],
    ])
    expect(await world.accounts.bypassDesk.count()).toEqual({ operators: 2, shops: 0, overdue: 1 })
    const told: string[][] = []
    const node = await world.node({ onOverdueRequests: (requests) => told.push(requests.map(({ id }) => id)) })
    await node.doDue()
    await node.doDue()
    expect(told).toEqual([[early.request.id]])
  })
})

describe('a robot’s owner', () => {
  it('says that it is one: with a long password of its own, no other shop and no administrator', async () => {
    const { robots } = world.accounts
    const { id } = await rowOf(robo)
    let from = await signedIn(world, robo)
    await expect(robots.flag(id, true, from)).rejects.toEqual(refusedAs('robot_password'))
    await expect(robots.flag((await rowOf(nagi)).id, true, from)).rejects.toThrow(MemberNotFoundError)
    from = await readyRobot()
    expect((await rowOf(robo)).robotSince).toBe(world.clock.now())
    expect((await world.accounts.memberships.list(from)).memberships).toMatchObject([{ robotSince: world.clock.now() }])
    await robots.flag(id, true, from)

    world.clock.advance(5 * minute)
    await expect(robots.flag(id, false, from)).rejects.toThrow(StepUpRequiredError)
    from = await signedIn(world, robo, longPassword)
    await robots.flag(id, false, from)
    expect((await rowOf(robo)).robotSince).toBeNull()
    const account = (await rowOf(robo)).accountId ?? ''
    expect((await world.reasons(account)).filter((name) => name.includes('robot'))).toEqual([
      'member.robot_unflagged ok',
      'member.robot_flagged ok',
    ])
  })

  it('cannot be an administrator', async () => {
    const changed = await world.accounts.profile.changePassword({ present: password, chosen: longPassword }, admin)
    if (changed.outcome !== 'changed') throw new Error('the password was not changed')
    const from = keeping(changed.issued, admin)
    const flagged = world.accounts.robots.flag((await rowOf(kaoru)).id, true, from)
    await expect(flagged).rejects.toEqual(refusedAs('robot_administrator'))
  })
})

describe('time', () => {
  const ready = async () => {
    const { request } = await ask()
    await readyRobot()
    await approve(request.id)
    await delivered()
    return grantOf()
  }
  const news = async () => {
    const before = mails().length
    await world.accounts.doDue()
    await world.accounts.doDue()
    await delivered()
    return mails()
      .slice(before)
      .map((mail) => `${mail.about}${mail.about === 'robot-suspended' ? ` ${mail.because}` : ''}`)
  }

  it('reminds once at thirty, seven and one day, and tells of the end', async () => {
    const grant = await ready()
    for (const days of [30, 7, 1]) {
      world.clock.set(grant.endsAt - days * day - 1)
      await world.storage.bypasses.note({
        grantId: grant.id,
        at: world.clock.now(),
        kind: 'use',
        address: null,
        userAgent: null,
      })
      expect(await news(), `before ${days}`).toEqual([])
      world.clock.advance(1)
      expect(await news(), `${days} days`).toEqual(['robot-expiring'])
    }
    world.clock.set(grant.endsAt)
    expect(await news()).toEqual(['robot-expired'])
    expect((await viewOfGrant()).standing).toBe('ended')
  })

  it('suspends what lay unused for thirty days after the cut', async () => {
    const grant = await ready()
    const cut = (await world.storage.shops.find(shopId(zakka)))?.rollout?.enforcedAt ?? 0
    world.clock.set(Math.max(cut, grant.activeSince) + 30 * day - 1)
    expect(await news()).toEqual([])
    world.clock.advance(1)
    expect(await news()).toEqual(['robot-suspended unused'])
    expect(await viewOfGrant()).toMatchObject({ standing: 'suspended', grant: { suspendedFor: 'unused' } })
  })

  it('suspends what its account’s credentials have changed for', async () => {
    await ready()
    expect(await news()).toEqual([])
    const from = await signedIn(world, robo, longPassword)
    await world.accounts.profile.changePassword({ present: longPassword, chosen: `${longPassword}!` }, from)
    expect(await news()).toEqual(['robot-suspended credentials'])
    expect((await grantOf()).suspendedFor).toBe('credentials')
  })

  it('is renewed by a request of the same content that takes over', async () => {
    const grant = await ready()
    admin = await signedIn(world, kaoru)
    const renewal = await world.accounts.bypasses.renew(zakka, grant.id, admin)
    expect(renewal.request).toMatchObject({ status: 'pending', renews: grant.id, ranges: grant.ranges, validDays: 90 })
    expect((await grantOf()).id).toBe(grant.id)
    await approve(renewal.request.id)
    const next = await grantOf()
    expect(next).toMatchObject({ credentialEpoch: 2, status: 'active' })
    expect((await world.storage.bypasses.findGrant(grant.id))?.status).toBe('revoked')

    const other = await signedIn(world, midori)
    await expect(world.accounts.bypasses.renew(tea, next.id, other)).rejects.toThrow(BypassNotFoundError)
    await expect(world.accounts.bypasses.revoke(tea, next.id, other)).rejects.toThrow(BypassNotFoundError)
    admin = await signedIn(world, kaoru)
    await world.accounts.bypasses.revoke(zakka, next.id, admin)
    await world.accounts.bypasses.revoke(zakka, next.id, admin)
    expect((await viewOfGrant()).standing).toBe('revoked')
  })
})
