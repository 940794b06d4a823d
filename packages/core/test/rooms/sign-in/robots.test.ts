import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../../src/domain/audit-event.ts'
import { robotSessionLifetime } from '../../../src/domain/bypass.ts'
import type { ClientContext } from '../../../src/domain/flow.ts'
import { wishesNothing } from '../../../src/policy/entry.ts'
import { emailFirst } from '../../../src/policy/factor-policy.ts'
import type { ServiceId } from '../../../src/primitives/ids.ts'
import { aServiceWeb } from '../../../src/testing/builders.ts'
import { noon } from '../../../src/testing/index.ts'
import {
  adminEmail,
  grantTo,
  inside,
  openRobot,
  outside,
  ownPassword,
  type Robot,
  robotBrowser,
  robotEmail,
  robotPassword,
} from '../../support/robots.ts'
import { client, openWorld, said, shopId } from '../../support/world.ts'

const minute = 60_000
const day = 24 * 60 * minute

async function typed({ world }: Robot, from: ClientContext, password = ownPassword) {
  const flow = await world.start(robotEmail, from)
  return { flow, outcome: await world.accounts.signIn.submitPassword(flow, password, from) }
}

/** The token of a session that was waived. */
async function robotSession(robot: Robot, from = robot.from(inside)): Promise<string> {
  const { outcome } = await typed(robot, from)
  if (outcome.outcome !== 'signed-in' || !outcome.issued) throw new Error(said(outcome))
  return outcome.issued.sessionToken
}

async function eventsOf({ world, accountId }: Robot): Promise<readonly AuditEvent[]> {
  return (await world.storage.audit.listBySubject(accountId, 200)).filter(({ name }) => name.startsWith('bypass.'))
}

const namesOf = async (robot: Robot) =>
  (await eventsOf(robot)).map(({ name, reason }) => (reason === null ? name : `${name} ${reason}`))

async function today({ world, grant }: Robot) {
  const { days } = await world.storage.bypasses.usesOf(grant.id, '2000-01-01' as never)
  return days.map(({ uses, shadow, nearMisses }) => ({ uses, shadow, nearMisses }))
}

async function nearMissMails({ world }: Robot) {
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.ofKind('notice').filter(({ about }) => about === 'robot-near-miss')
}

describe("a robot's sign-in", () => {
  it('from inside its grant needs the password alone, and is a robot’s session: short, and of one shop', async () => {
    const robot = await openRobot()
    const { outcome } = await typed(robot, robot.from(inside))
    expect(said(outcome)).toBe('signed in')
    const issued = outcome.outcome === 'signed-in' ? outcome.issued : null
    expect(issued?.device).toBeNull()
    const view = await robot.world.accounts.sessions.check(issued?.sessionToken, () => robot.from(inside))
    expect(view?.session).toMatchObject({
      acr: 'urn:ecforce:acr:robot',
      amr: ['pwd'],
      sessionClass: 'robot',
      restrictedTo: 'renshu-shoes',
      grantId: robot.grant.id,
      authTime: noon,
      expiresAt: noon + robotSessionLifetime.absoluteSeconds * 1000,
    })
    const [used] = await eventsOf(robot)
    expect(used).toMatchObject({ name: 'bypass.used', address: inside, shopId: 'renshu-shoes' })
    expect(used?.details).toEqual({ session: view?.session.id, grant: robot.grant.id })
    expect(await today(robot)).toEqual([{ uses: 1, shadow: 0, nearMisses: 0 }])
    await robot.world.accounts.mailDelivery.deliverDue()
    expect(robot.world.mailer.ofKind('notice').filter(({ about }) => about === 'new-device')).toEqual([])
  })

  it('from outside asks for the code', async () => {
    const robot = await openRobot()
    const { outcome } = await typed(robot, robot.from(outside))
    expect(said(outcome)).toBe('code email verify')
  })

  it('for the first time asks for the mailbox, from wherever it comes', async () => {
    const world = await openWorld()
    await world.importRows([{ shop: 'renshu-shoes', legacyId: '15', email: robotEmail, password: robotPassword }])
    await world.announce('renshu-shoes')
    const from = client({ address: inside })
    const flow = await world.start(robotEmail, from)
    const [row] = await world.storage.members.findByEmail(robotEmail)
    if (!row) throw new Error('the robot is listed')
    await grantTo(world, { memberId: row.member.id, accountId: 'nobody' as never })
    expect(said(await world.accounts.signIn.submitPassword(flow, robotPassword, from))).toBe('code email enrol')
  })

  it('with a wrong password is refused like any other, and a near miss from inside that nobody is mailed of', async () => {
    const robot = await openRobot()
    expect(said((await typed(robot, robot.from(outside), 'wrong')).outcome)).toBe('credentials_rejected')
    expect(await namesOf(robot)).toEqual([])
    expect(said((await typed(robot, robot.from(inside), 'wrong')).outcome)).toBe('credentials_rejected')
    expect(await namesOf(robot)).toEqual(['bypass.near_miss password_wrong'])
    expect((await eventsOf(robot))[0]).toMatchObject({ shopId: 'renshu-shoes', details: { grant: robot.grant.id } })
    expect(await nearMissMails(robot)).toEqual([])
  })

  it('by a person who wants to be asked for a code is asked for one', async () => {
    const robot = await openRobot()
    const { signIn } = robot.world.accounts
    const from = robot.from(inside)
    const read = { key: robotEmail, typed: robotEmail } as never
    const { secret, step } = await signIn.start({ email: read, returnTo: null, locale: 'ja', askForCode: true }, from)
    const flow = { secret, id: 'flow' in step ? step.flow : null }
    expect(said(await signIn.submitPassword(flow, ownPassword, from))).toBe('code email verify')
    const code = await robot.world.mailedCode(robotEmail)
    const outcome = await signIn.submitCode(flow, code, from)
    const token = outcome.outcome === 'signed-in' ? outcome.issued?.sessionToken : null
    expect((await robot.world.accounts.sessions.check(token))?.session).toMatchObject({
      sessionClass: 'full',
      grantId: null,
    })
  })

  it('is decided anew for each request of a flow: nothing of it is kept there', async () => {
    const robot = await openRobot()
    const { signIn } = robot.world.accounts
    const { flow, outcome } = await typed(robot, robot.from(outside))
    expect(said(outcome)).toBe('code email verify')
    // What others send from inside waives nothing of what came from outside, nor the other way round.
    expect(said(await signIn.resend(flow, robot.from(inside)))).toBe('code email verify')
    expect(said(await signIn.chooseFactor(flow, 'email', robot.from(inside)))).toBe('code email verify')
    expect((await signIn.current(flow)).step).toBe('code')
    expect(said(await signIn.submitPassword(flow, ownPassword, robot.from(outside)))).toBe('code email verify')
    // The password of this flow is proven: typed again from inside, that is where this request comes from.
    expect(said(await signIn.submitPassword(flow, ownPassword, robot.from(inside)))).toBe('signed in')
  })

  it('by a grant on trial asks for the code, and what would have been waived is written down', async () => {
    const robot = await openRobot({ shadow: true })
    expect(said((await typed(robot, robot.from(inside))).outcome)).toBe('code email verify')
    expect(await namesOf(robot)).toEqual(['bypass.would_waive'])
    expect(await today(robot)).toEqual([{ uses: 0, shadow: 1, nearMisses: 0 }])
  })

  it('is no near miss where two things are missing, and none without a grant', async () => {
    const robot = await openRobot({ endsAt: noon })
    expect(said((await typed(robot, robot.from(outside))).outcome)).toBe('code email verify')
    await robot.world.storage.bypasses.revoke(robot.grant.id, {})
    expect(said((await typed(robot, robot.from(inside))).outcome)).toBe('code email verify')
    expect(await namesOf(robot)).toEqual([])
    expect(await nearMissMails(robot)).toEqual([])
  })

  it('that lacks exactly one thing is audited with which, and the administrators are told once a day', async () => {
    const robot = await openRobot()
    await typed(robot, robot.from(outside))
    await typed(robot, robot.from(null))
    expect(await namesOf(robot)).toEqual(['bypass.near_miss address_unknown', 'bypass.near_miss address_outside'])
    expect((await eventsOf(robot)).at(-1)).toMatchObject({ address: outside, details: { grant: robot.grant.id } })
    expect(await today(robot)).toEqual([{ uses: 0, shadow: 0, nearMisses: 2 }])
    const mails = await nearMissMails(robot)
    expect(mails.map(({ to }) => to)).toEqual([adminEmail])
    expect(mails[0]).toMatchObject({ isElsewhere: true, from: { address: outside } })

    robot.world.clock.advance(day)
    await typed(robot, robot.from(outside))
    expect(await nearMissMails(robot)).toHaveLength(2)
  })

  it('gets no session when its grant is revoked between the decision and the write', async () => {
    const revoking: { now: () => Promise<unknown> } = { now: async () => {} }
    const robot = await openRobot({}, {}, undefined)
    const { bypasses } = robot.world.storage
    const issue = robot.world.storage.sessions.issue
    revoking.now = () => bypasses.revoke(robot.grant.id, {})
    Object.assign(robot.world.storage.sessions, {
      async issue(...args: Parameters<typeof issue>) {
        await revoking.now()
        return issue(...args)
      },
    })
    await expect(typed(robot, robot.from(inside))).rejects.toMatchObject({ code: 'flow_conflict' })
    expect(await robot.world.storage.sessions.listByAccount(robot.accountId)).toHaveLength(1) // its owner's
    expect(await namesOf(robot)).toEqual([])
  })

  it('has a budget of its own for each address of its grant: strangers elsewhere, and there, cannot spend it', async () => {
    const robot = await openRobot()
    const { outcome } = await robot.world.signIn(robotEmail, ownPassword, { address: outside as never })
    const deviceToken = outcome.outcome === 'signed-in' ? (outcome.issued?.device?.token ?? null) : null
    const rejected = async (from: ClientContext, times: number) => {
      const answers: string[] = []
      for (let i = 0; i < times; i++) {
        answers.push(
          await typed(robot, from, 'wrong').then(
            ({ outcome }) => said(outcome),
            ({ code }) => code,
          ),
        )
      }
      return answers
    }
    // Whoever tries from elsewhere is slowed down there, and is asked for work after enough of it.
    expect(await rejected(robot.from(outside), 8)).toContain('throttled')
    for (let i = 0; i < 6; i++) await rejected(robot.from(`192.0.2.${i}`), 5)
    expect(await rejected(robot.from('192.0.2.99'), 1)).toEqual(['proof_required'])
    expect(said((await typed(robot, robot.from(inside))).outcome)).toBe('signed in')
    // And of one address of the grant the next is not touched.
    expect(await rejected(robot.from('203.0.113.11'), 11)).toEqual([
      ...Array.from({ length: 10 }, () => 'credentials_rejected'),
      'throttled',
    ])
    expect(said((await typed(robot, robot.from(inside))).outcome)).toBe('signed in')
    // Whoever looks after the robot from its own place, in a browser that is known, has what that browser has.
    expect((await rejected(robot.from(inside), 11)).at(-1)).toBe('throttled')
    expect(said((await typed(robot, robot.from(inside, { deviceToken }))).outcome)).toBe('signed in')
  })
})

describe("a robot's session", () => {
  it('is checked at every request, and over at the first from elsewhere', async () => {
    const robot = await openRobot()
    const { sessions } = robot.world.accounts
    for (const address of [outside, null]) {
      const token = await robotSession(robot)
      expect(await sessions.check(token, () => robot.from(inside))).not.toBeNull()
      expect(await sessions.whoAmI(token, () => robot.from('203.0.113.15'))).not.toBeNull()
      expect(await sessions.check(token, () => robot.from(address))).toBeNull()
      expect(await sessions.check(token, () => robot.from(inside))).toBeNull()
    }
    const [unknown, , moved] = await eventsOf(robot)
    expect([moved?.reason, unknown?.reason]).toEqual(['address_outside', 'address_unknown'])
    expect(moved).toMatchObject({ name: 'bypass.denied', outcome: 'refused', address: outside })
  })

  it('is nobody’s where nobody says from where it comes, and ended by that once', async () => {
    const robot = await openRobot()
    const token = await robotSession(robot)
    const { sessions } = robot.world.accounts
    expect(await Promise.all(Array.from({ length: 20 }, () => sessions.check(token)))).toEqual(Array(20).fill(null))
    expect((await namesOf(robot)).filter((name) => name.startsWith('bypass.denied'))).toHaveLength(1)
  })

  it.each([
    { when: 'its grant was revoked', change: ({ world, grant }: Robot) => world.storage.bypasses.revoke(grant.id, {}) },
    {
      when: 'an operator stopped its grant',
      change: ({ world, grant }: Robot) => world.storage.bypasses.suspend({ grant: grant.id }, 'stopped', {}),
    },
    {
      when: 'its owner says that it is no robot any more',
      change: ({ world, memberId, accountId }: Robot) =>
        world.storage.bypasses.flagRobot({ memberId, accountId, credentialEpoch: 2 }, null, {}),
    },
  ])('is over at the next request when $when', async ({ change }) => {
    const robot = await openRobot()
    const token = await robotSession(robot)
    const { sessions, entry } = robot.world.accounts
    const here = () => robot.from(inside)
    expect(await sessions.check(token, here)).not.toBeNull()
    await change(robot)
    expect(await sessions.check(token, here)).toBeNull()
    await expect(entry.services(token, here)).rejects.toMatchObject({ code: 'session_required' })
  })

  it('ends with its grant, however young it is', async () => {
    const robot = await openRobot({ endsAt: noon + 10 * minute })
    const token = await robotSession(robot)
    const { sessions } = robot.world.accounts
    robot.world.clock.set(noon + 10 * minute - 1)
    expect((await sessions.check(token, () => robot.from(inside)))?.session.expiresAt).toBe(noon + 10 * minute)
    robot.world.clock.set(noon + 10 * minute)
    expect(await sessions.check(token, () => robot.from(inside))).toBeNull()
  })

  it('is idle after a quarter of an hour, and over after two hours however busy', async () => {
    const robot = await openRobot()
    const { sessions } = robot.world.accounts
    const here = () => robot.from(inside)
    const idle = await robotSession(robot)
    const busy = await robotSession(robot)
    for (let at = 10; at < 120; at += 10) {
      robot.world.clock.set(noon + at * minute)
      expect(await sessions.check(busy, here), `${at}`).not.toBeNull()
      await sessions.flush()
      if (at === 10) expect(await sessions.check(idle, here)).not.toBeNull()
      await sessions.flush()
      if (at === 20) robot.world.clock.set(noon + 25 * minute - 1)
      if (at === 20) expect(await sessions.check(idle, here)).not.toBeNull()
    }
    robot.world.clock.set(noon + 120 * minute - 1)
    expect(await sessions.check(busy, here)).not.toBeNull()
    robot.world.clock.set(noon + 120 * minute)
    expect(await sessions.check(busy, here)).toBeNull()

    const other = await robotSession(robot)
    const begun = robot.world.clock.now()
    robot.world.clock.set(begun + 15 * minute - 1)
    expect(await robot.world.accounts.sessions.check(other, here)).not.toBeNull()
    robot.world.clock.set(begun + 15 * minute)
    expect(await robot.world.accounts.sessions.check(other, here)).toBeNull()
  })

  it('does nothing with the account, and each that it wanted is audited by name', async () => {
    const robot = await openRobot()
    const token = await robotSession(robot)
    const { accounts } = robot.world
    const from = robot.from(inside, { sessionToken: token })
    for (const act of [
      () => accounts.profile.read(from),
      () => accounts.stepUp.start(from),
      () => accounts.sessions.devices(from),
      () => accounts.factors.beginApp(from),
      () => accounts.members.list('renshu-shoes', '', from),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'session_restricted', until: null })
    }
    expect((await namesOf(robot)).toReversed().slice(1)).toEqual([
      'bypass.act_refused see-account',
      'bypass.act_refused see-account',
      'bypass.act_refused see-account',
      'bypass.act_refused change-factors',
      'bypass.act_refused see-members',
    ])
    expect(await accounts.sessions.check(token, () => from)).not.toBeNull()
    await expect(accounts.profile.read({ ...from, address: outside })).rejects.toMatchObject({
      code: 'session_required',
    })
    expect(await accounts.sessions.check(token, () => from)).toBeNull()
  })

  it('is signed out from wherever its request comes', async () => {
    const robot = await openRobot()
    const browser = await robotBrowser(robot)
    expect(await robot.world.accounts.sessions.end(browser.sessionToken, robot.from(outside))).toBe(true)
    expect(await robot.world.accounts.sessions.check(browser.sessionToken, () => browser)).toBeNull()
    expect(await namesOf(robot)).toEqual(['bypass.used'])
  })
})

describe('the doctor of addresses', () => {
  it('says what a right password would come to from there, and which grant says so', async () => {
    const robot = await openRobot()
    const examine = (forwardedFor: string) =>
      robot.world.accounts.addressDoctor.examine({
        ...{ peer: '10.0.0.5', forwardedFor, proxies: ['10.0.0.0/8'] },
        member: { shopId: robot.grant.shopId, legacyId: '15' },
      })
    expect(await examine(inside)).toMatchObject({
      address: inside,
      exemption: { bypass: 'waived', reasons: [], grant: { id: robot.grant.id, ranges: robot.grant.ranges } },
    })
    expect((await examine(`${inside}, ${outside}`)).exemption).toMatchObject({
      bypass: 'refused',
      reasons: ['address_outside'],
    })
    expect(await namesOf(robot)).toEqual([])
  })
})

describe('the services of a robot', () => {
  const shoes = 'shoes-admin' as ServiceId
  const tea = 'tea-admin' as ServiceId
  const actor = 'operator:test'

  async function openServices(): Promise<Robot> {
    const robot = await openRobot()
    const { accounts } = robot.world
    await robot.world.importRows([{ shop: 'mihon-tea', legacyId: '1', email: 'mei@mihon-tea.example' }])
    await robot.world.announce('mihon-tea')
    await accounts.services.add({ id: shoes, shopId: shopId('renshu-shoes'), web: aServiceWeb() }, { actor })
    await accounts.services.add({ id: tea, shopId: shopId('mihon-tea'), web: aServiceWeb() }, { actor })
    return robot
  }

  it('are those of its own shop alone for a robot, and none where that shop asks for more than a robot has', async () => {
    const robot = await openServices()
    const { entry, rollouts } = robot.world.accounts
    const browser = await robotBrowser(robot)
    const here = () => browser
    expect(await entry.services(browser.sessionToken, here)).toMatchObject({
      services: [{ id: shoes }],
      unconnected: [],
    })
    const factorPolicy = { ...emailFirst, mailAs: 'never' } as const
    await rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy }, actor)
    expect(await entry.services(browser.sessionToken, here)).toEqual({ services: [], unconnected: [] })
    await expect(entry.services(browser.sessionToken, () => robot.from(outside))).rejects.toMatchObject({
      code: 'session_required',
    })
    await expect(entry.services(browser.sessionToken, here)).rejects.toMatchObject({ code: 'session_required' })
  })

  it('are entered by it alone, never by a stronger or fresher proof, and what it was refused is audited', async () => {
    const robot = await openServices()
    const { entry } = robot.world.accounts
    const browser = await robotBrowser(robot)
    const decide = (service: string, wish = {}) =>
      entry.decide(browser.sessionToken, service, { ...wishesNothing, ...wish }, () => browser)
    expect(await decide(shoes)).toMatchObject({ entry: 'open', entrant: { sessionClass: 'robot', amr: ['pwd'] } })
    expect(await decide(tea)).toMatchObject({ entry: 'refused' })
    expect(await decide(shoes, { acrValues: ['urn:ecforce:acr:email'] })).toMatchObject({ reason: 'restricted' })
    expect(await decide(shoes, { provenSince: robot.world.clock.now() + 1 })).toMatchObject({ reason: 'restricted' })
    expect((await namesOf(robot)).filter((name) => name === 'bypass.act_refused enter-service')).toHaveLength(3)
    expect(await decide(shoes)).toMatchObject({ entry: 'open' })
    expect(await entry.decide(browser.sessionToken, shoes, wishesNothing, () => robot.from(outside))).toEqual({
      entry: 'sign-in',
    })
  })

  it.each([
    { says: 'the address of its grant', from: inside, is: true },
    { says: 'another', from: outside, is: false },
    { says: 'none that can be read', from: null, is: false },
  ])('hear that it stands where the service says $says: $is', async ({ from, is }) => {
    const robot = await openServices()
    const { entry } = robot.world.accounts
    const browser = await robotBrowser(robot)
    const answer = await entry.decide(browser.sessionToken, shoes, wishesNothing, () => browser)
    if (answer.entry !== 'open') throw new Error(answer.entry)
    await entry.made('sid', answer.entrant, browser)
    // Its back end redeems the code, and has no address of the robot's to tell.
    expect(await entry.standing('sid', shoes, 'service')).not.toBeNull()
    expect((await entry.standing('sid', shoes, () => robot.from(from))) !== null).toBe(is)
    expect((await entry.standing('sid', shoes, () => robot.from(inside))) !== null).toBe(is)
  })

  it('hear at the redemption what has become of it since its code was made, and need no address there', async () => {
    const robot = await openServices()
    const { entry, memberSync } = robot.world.accounts
    const browser = await robotBrowser(robot)
    const answer = await entry.decide(browser.sessionToken, shoes, wishesNothing, () => browser)
    if (answer.entry !== 'open') throw new Error(answer.entry)
    await entry.made('sid', answer.entrant, browser)
    expect(await entry.standing('sid', shoes, 'service')).not.toBeNull()
    // No session ends with a role, and an administrator is no robot.
    const found = await robot.world.storage.accounts.findById(robot.accountId)
    if (!found) throw new Error('the robot has an account')
    const said = { email: found.account.email, role: 'administrator' }
    await memberSync.save({ id: shoes, shopId: robot.grant.shopId }, '15', said)
    expect(await entry.standing('sid', shoes, 'service')).toBeNull()
    expect((await eventsOf(robot))[0]).toMatchObject({ name: 'bypass.denied', reason: 'administrator', address: null })
  })

  it('hear of none that nobody says where it is', async () => {
    const robot = await openServices()
    const { entry } = robot.world.accounts
    const browser = await robotBrowser(robot)
    const answer = await entry.decide(browser.sessionToken, shoes, wishesNothing, () => browser)
    if (answer.entry !== 'open') throw new Error(answer.entry)
    await entry.made('sid', answer.entrant, browser)
    expect(await entry.standing('sid', shoes)).toBeNull()
  })
})
