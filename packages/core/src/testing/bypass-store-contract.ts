import assert from 'node:assert/strict'
import type { BypassGrant, BypassRequest } from '../domain/bypass.ts'
import type { Storage } from '../ports/storage.ts'
import {
  aBypassGrant,
  aBypassRequest,
  anAuditEvent,
  anInvitation,
  anOutboxMail,
  aPassword,
  aSession,
  noon,
} from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import {
  announcedYesterday,
  aRenewal,
  memberNow,
  storedFlow,
  storedInvitation,
  storedMember,
  storedSession,
  storedShop,
} from './stored.ts'

const day = 24 * 3_600_000

/** A robot's member of an announced shop with a request for it, pending. */
async function asked(storage: Storage, changes: Partial<BypassRequest> = {}) {
  const shop = await storedShop(storage, { rollout: announcedYesterday })
  const robot = await storedMember(storage, shop)
  const request = aBypassRequest({ shopId: shop.id, memberIds: [robot.member.id], ...changes })
  await storage.bypasses.ask(request, {})
  return { ...robot, shop, request }
}

/** The same, flagged by its owner and approved. */
async function granted(storage: Storage, changes: Partial<BypassGrant> = {}) {
  const { request, ...robot } = await asked(storage)
  assert.equal(await storage.bypasses.flagRobot(ownerOf(robot), noon, {}), true)
  const grant = await approve(storage, request, robot, changes)
  return { ...robot, request, grant }
}

type Robot = Pick<Awaited<ReturnType<typeof asked>>, 'account' | 'member'>

function ownerOf({ account, member }: Robot) {
  return { memberId: member.id, accountId: account.id, credentialEpoch: account.credentialEpoch }
}

async function approve(
  storage: Storage,
  request: BypassRequest,
  { member }: Robot,
  changes: Partial<BypassGrant> = {},
): Promise<BypassGrant> {
  const grant = aBypassGrant({ requestId: request.id, shopId: request.shopId, memberId: member.id, ...changes })
  assert.equal(await storage.bypasses.change(request, { ...request, status: 'approved' }, [grant], {}), true)
  return present(await storage.bypasses.findGrant(grant.id))
}

/** A session that the grant has given. */
function robotSession(storage: Storage, { account, grant }: Robot & { readonly grant: BypassGrant }) {
  return storedSession(storage, account.id, { sessionClass: 'robot', grantId: grant.id, restrictedTo: grant.shopId })
}

/** What `BypassStore` keeps. */
export const bypassStoreContract: readonly ContractCase[] = [
  {
    port: 'bypasses',
    title: 'a request is found as it was asked, by its shop the newest first, and open ones by what is due',
    async run({ storage }) {
      const { bypasses } = storage
      const { request, shop } = await asked(storage, { shadow: true, question: 'いつ?', answer: '毎朝', ticket: 'T-1' })
      const byOperator = aBypassRequest({
        shopId: shop.id,
        askedBy: { operator: 'support-a' },
        askedAt: noon + 1,
        dueAt: noon + day,
        memberIds: [],
        ranges: ['203.0.113.0/28', '2001:db8:1::/64'],
      })
      await bypasses.ask(byOperator, { mails: [anOutboxMail()], events: [anAuditEvent({ subject: byOperator.id })] })
      const { request: elsewhere } = await asked(storage, { dueAt: noon + 3 * day, status: 'needs-information' })
      const { request: over } = await asked(storage, { status: 'rejected', settledBy: 'engineer-a', settledAt: noon })

      assert.deepEqual(await bypasses.find(request.id), request)
      assert.deepEqual(await bypasses.listByShop(shop.id, 10), [byOperator, request])
      assert.deepEqual(await bypasses.listByShop(shop.id, 1), [byOperator])
      assert.deepEqual(await bypasses.listOpen(), [byOperator, request, elsewhere])
      assert.deepEqual(await bypasses.find(over.id), over)
      assert.equal((await storage.outbox.count()).waiting, 1)
      assert.equal((await storage.audit.listBySubject(byOperator.id, 9)).length, 1)
    },
  },
  {
    port: 'bypasses',
    title: 'of twenty changes of one request at one version, one is written, with what belongs to it',
    async run(context) {
      const { storage } = context
      const { request, member } = await asked(storage)
      const changed = await twentyAtOnce(context, ({ bypasses }, index) => {
        const along = { mails: [anOutboxMail()], events: [anAuditEvent({ subject: request.id })] }
        if (index % 3 === 0) return bypasses.change(request, { ...request, version: 2, purpose: '編集' }, [], along)
        if (index % 3 === 1) return bypasses.change(request, { ...request, status: 'withdrawn' }, [], along)
        const grant = aBypassGrant({ requestId: request.id, shopId: request.shopId, memberId: member.id })
        return bypasses.change(request, { ...request, status: 'approved' }, [grant], along)
      })
      assert.equal(winners(changed), 1)
      const isApproved = changed.indexOf(true) % 3 === 2
      assert.equal((await storage.bypasses.listGrants(request.shopId)).length, isApproved ? 1 : 0)
      assert.equal((await storage.audit.listBySubject(request.id, 30)).length, 1)
      assert.equal((await storage.outbox.count()).waiting, 1)
    },
  },
  {
    port: 'bypasses',
    title: 'a first approval counts for what follows it, and is not overwritten by a second first one',
    async run({ storage: { bypasses, ...storage } }) {
      const { request } = await asked({ bypasses, ...storage })
      const first = { ...request, firstApprovedBy: 'engineer-a' }
      assert.equal(await bypasses.change(request, first, [], {}), true)
      assert.equal(await bypasses.change(request, { ...request, firstApprovedBy: 'engineer-b' }, [], {}), false)
      assert.equal(await bypasses.change(first, { ...first, status: 'approved' }, [], {}), true)
      assert.equal((await bypasses.find(request.id))?.status, 'approved')
    },
  },
  {
    port: 'bypasses',
    title: 'a new grant is good for the account of a flagged row, revokes the earlier one and ends its sessions',
    async run({ storage }) {
      const { bypasses, sessions } = storage
      const robot = await granted(storage)
      assert.equal(robot.grant.credentialEpoch, robot.account.credentialEpoch)
      const session = await robotSession(storage, robot)
      assert.equal((await sessions.find(session.tokenHash))?.session.grantId, robot.grant.id)

      const renewal = aBypassRequest({ shopId: robot.shop.id, memberIds: [robot.member.id], renews: robot.grant.id })
      await bypasses.ask(renewal, {})
      const next = await approve(storage, renewal, robot, { startsAt: noon + day })
      assert.equal((await bypasses.findGrant(robot.grant.id))?.status, 'revoked')
      assert.equal(await sessions.find(session.tokenHash), null)
      assert.notEqual(await sessions.find(robot.session.tokenHash), null, 'a person’s session goes on')
      assert.deepEqual((await bypasses.factsOfMember(robot.member.id))?.grant, next)
      assert.deepEqual(await bypasses.listGrants(robot.shop.id), [next, { ...robot.grant, status: 'revoked' }])
      assert.equal((await bypasses.listGrants(null)).length, 2)
    },
  },
  {
    port: 'bypasses',
    title: 'tells what decides a bypass',
    async run({ storage }) {
      const { bypasses, accounts } = storage
      const { account, member, request } = await asked(storage)
      const facts = {
        grant: null,
        member: { id: member.id, shopId: member.shopId, state: 'active', role: 'staff', robotSince: null },
        account: {
          id: account.id,
          status: 'active',
          credentialEpoch: 1,
          passwordStandsAlone: false,
          otherMemberships: 0,
        },
      } as const
      assert.deepEqual(await bypasses.factsOfMember(member.id), facts)
      assert.equal(await bypasses.factsOfMember('nobody' as typeof member.id), null)

      const grant = await approve(storage, request, { account, member })
      assert.deepEqual(await bypasses.factsOfMember(member.id), { ...facts, grant })
      assert.deepEqual(await bypasses.factsOfGrant(grant.id), { ...facts, grant })
      await accounts.replacePassword(account.id, 1, aPassword({ isLong: true }), null, {})
      const after = await bypasses.factsOfGrant(grant.id)
      assert.deepEqual(after?.account, { ...facts.account, credentialEpoch: 2, passwordStandsAlone: true })
      await accounts.replacePassword(account.id, 2, aPassword({ isLong: true, origin: 'legacy' }), null, {})
      assert.equal((await bypasses.factsOfGrant(grant.id))?.account?.passwordStandsAlone, false)

      const elsewhere = await storedInvitation(storage, {}, { email: account.email })
      const accepted = { memberId: elsewhere.member.id, invitation: { id: elsewhere.invitation.id, inviter: null } }
      assert.equal(await storage.memberships.accept(account.id, { ...accepted, at: noon }, {}), true)
      assert.equal((await bypasses.factsOfMember(member.id))?.account?.otherMemberships, 1)
      await bypasses.revoke(grant.id, {})
      assert.equal((await bypasses.factsOfMember(member.id))?.grant, null)
      assert.equal((await bypasses.factsOfGrant(grant.id))?.grant?.status, 'revoked')
    },
  },
  {
    port: 'bypasses',
    title:
      'a flag is its owner’s alone, of an active row and the present credentials; waiting grants are good from then on',
    async run({ storage }) {
      const { bypasses } = storage
      const robot = await asked(storage)
      const other = await storedMember(storage, robot.shop)
      const grant = await approve(storage, robot.request, robot)
      assert.equal(grant.credentialEpoch, null)

      const owner = ownerOf(robot)
      assert.equal(await bypasses.flagRobot({ ...owner, accountId: other.account.id }, noon, {}), false)
      assert.equal(await bypasses.flagRobot({ ...owner, credentialEpoch: 2 }, noon, {}), false)
      assert.equal((await memberNow(storage, robot.member)).robotSince, null)
      assert.equal(await bypasses.flagRobot(owner, noon + 1, { events: [anAuditEvent({ subject: 'flag' })] }), true)
      assert.equal((await memberNow(storage, robot.member)).robotSince, noon + 1)
      assert.equal((await bypasses.findGrant(grant.id))?.credentialEpoch, 1)
      assert.equal((await storage.audit.listBySubject('flag', 9)).length, 1)

      const session = await robotSession(storage, { ...robot, grant })
      assert.equal(await bypasses.flagRobot(owner, null, {}), true)
      assert.equal((await memberNow(storage, robot.member)).robotSince, null)
      assert.equal(await storage.sessions.find(session.tokenHash), null)
      assert.notEqual(await storage.sessions.find(robot.session.tokenHash), null)
    },
  },
  {
    port: 'bypasses',
    title: 'of a flag and a change of the password at once, no grant is good for what follows',
    async run(context) {
      const { storage } = context
      const robot = await asked(storage)
      const grant = await approve(storage, robot.request, robot)
      const done = await twentyAtOnce(context, ({ bypasses, accounts }, index) =>
        index % 2 === 0
          ? bypasses.flagRobot(ownerOf(robot), noon, {})
          : accounts.replacePassword(robot.account.id, 1, aPassword({ isLong: true }), null, {}),
      )
      assert.equal(winners(done.filter((_, index) => index % 2 === 1)), 1)
      assert.notEqual((await storage.bypasses.findGrant(grant.id))?.credentialEpoch, 2)
      const flagged = done.some((one, index) => one && index % 2 === 0)
      assert.equal((await memberNow(storage, robot.member)).robotSince, flagged ? noon : null)
    },
  },
  {
    port: 'bypasses',
    title: 'of a flag and an approval at once, the grant is good for the account',
    async run(context) {
      const { storage } = context
      const robot = await asked(storage)
      const grant = aBypassGrant({
        requestId: robot.request.id,
        shopId: robot.shop.id,
        memberId: robot.member.id,
      })
      await twentyAtOnce(context, ({ bypasses }, index) =>
        index % 2 === 0
          ? bypasses.flagRobot(ownerOf(robot), noon, {})
          : bypasses.change(robot.request, { ...robot.request, status: 'approved' }, [grant], {}),
      )
      assert.equal((await storage.bypasses.findGrant(grant.id))?.credentialEpoch, 1)
    },
  },
  {
    port: 'bypasses',
    title: 'suspends a grant, a shop’s or all, with their sessions, and tells which',
    async run({ storage }) {
      const { bypasses, sessions } = storage
      const one = await granted(storage)
      const two = await granted(storage)
      const three = await granted(storage)
      const [ofOne, ofTwo] = [await robotSession(storage, one), await robotSession(storage, two)]

      const along = { events: [anAuditEvent({ subject: 'stop' })] }
      assert.deepEqual(await bypasses.suspend({ grant: one.grant.id }, 'unused', along), [one.grant.id])
      assert.deepEqual(await bypasses.suspend({ grant: one.grant.id }, 'stopped', along), [])
      assert.deepEqual(await bypasses.findGrant(one.grant.id), {
        ...one.grant,
        status: 'suspended',
        suspendedFor: 'unused',
      })
      assert.equal((await storage.audit.listBySubject('stop', 9)).length, 1)
      assert.equal(await sessions.find(ofOne.tokenHash), null)
      assert.notEqual(await sessions.find(ofTwo.tokenHash), null)

      assert.deepEqual(await bypasses.suspend({ shop: two.shop.id }, 'stopped', {}), [two.grant.id])
      assert.equal(await sessions.find(ofTwo.tokenHash), null)
      assert.deepEqual(await bypasses.suspend({ all: true }, 'stopped', {}), [three.grant.id])
    },
  },
  {
    port: 'bypasses',
    title: 'a grant that is not active gives no session',
    async run({ storage }) {
      const robot = await granted(storage)
      const issue = async () => {
        const { id, version } = await storedFlow(storage)
        const session = aSession({ accountId: robot.account.id, sessionClass: 'robot', grantId: robot.grant.id })
        const device = aRenewal(session, 1).device
        const flow = { id, version }
        return storage.sessions.issue(
          { session, device, credentialEpoch: 1, enrols: null, used: null, flow, replaces: null },
          {},
        )
      }
      assert.equal(await issue(), true)
      await storage.bypasses.suspend({ grant: robot.grant.id }, 'stopped', {})
      assert.equal(await issue(), false)
    },
  },
  {
    port: 'bypasses',
    title: 'of fifty sign-ins and one revocation at once none leaves a session behind',
    async run({ storage, another }) {
      const nodes = [storage, await another()] as const
      for (const revokedAfter of [0, 10, 40]) {
        const robot = await granted(storage)
        const signIns: (() => Promise<boolean>)[] = []
        for (let n = 0; n < 50; n++) {
          const { id, version } = await storedFlow(storage)
          const session = aSession({ accountId: robot.account.id, sessionClass: 'robot', grantId: robot.grant.id })
          const earned = { credentialEpoch: 1, enrols: null, used: null, flow: { id, version }, replaces: null }
          signIns.push(() => nodes[n % 2 === 0 ? 0 : 1].sessions.issue({ session, device: null, ...earned }, {}))
        }
        const begun = signIns.map((signIn, n) => ({ signIn, isLate: n >= revokedAfter }))
        const early = begun.filter(({ isLate }) => !isLate).map(({ signIn }) => signIn())
        const revoked = nodes[1].bypasses.revoke(robot.grant.id, {})
        const late = begun.filter(({ isLate }) => isLate).map(({ signIn }) => signIn())
        await Promise.all([...early, ...late])
        assert.equal(await revoked, true)

        const left = (await storage.sessions.listByAccount(robot.account.id)).filter(
          ({ grantId }) => grantId === robot.grant.id,
        )
        assert.deepEqual(left, [])
      }
    },
  },
  {
    port: 'bypasses',
    title: 'a suspended grant is resumed once, at an epoch, before its end',
    async run(context) {
      const { storage } = context
      const { grant } = await granted(storage)
      const resume = (at: number) => storage.bypasses.resume(grant.id, 7, at, {})
      assert.equal(await resume(noon), false, 'it is active')
      await storage.bypasses.suspend({ grant: grant.id }, 'credentials', {})
      assert.equal(await resume(grant.endsAt), false)
      const resumed = await twentyAtOnce(context, ({ bypasses }) =>
        bypasses.resume(grant.id, 7, grant.endsAt - 1, { events: [anAuditEvent({ subject: grant.id })] }),
      )
      assert.equal(winners(resumed), 1)
      assert.equal((await storage.audit.listBySubject(grant.id, 30)).length, 1)
      assert.deepEqual(await storage.bypasses.findGrant(grant.id), {
        ...grant,
        credentialEpoch: 7,
        activeSince: grant.endsAt - 1,
      })
    },
  },
  {
    port: 'bypasses',
    title: 'what is revoked stays so, whoever resumes it at the same time, and its sessions are over',
    async run(context) {
      const { storage } = context
      const robot = await granted(storage)
      const session = await robotSession(storage, robot)
      await storage.bypasses.suspend({ grant: robot.grant.id }, 'stopped', {})
      const done = await twentyAtOnce(context, ({ bypasses }, index) =>
        index % 2 === 0
          ? bypasses.revoke(robot.grant.id, { mails: [anOutboxMail()] })
          : bypasses.resume(robot.grant.id, 1, noon, {}),
      )
      assert.equal(winners(done.filter((_, index) => index % 2 === 0)), 1)
      const after = present(await storage.bypasses.findGrant(robot.grant.id))
      assert.deepEqual([after.status, after.suspendedFor], ['revoked', null])
      assert.equal(await storage.sessions.find(session.tokenHash), null)
      assert.equal((await storage.outbox.count()).waiting, 1)
    },
  },
  {
    port: 'bypasses',
    title: 'whoever comes to have a row anew has neither its former flag nor its former grant',
    async run({ storage }) {
      const { bypasses, memberships } = storage
      const robot = await granted(storage)
      const before = await memberNow(storage, robot.member)
      await memberships.change({ before, to: { state: 'removed' }, at: noon }, {})
      const removed = await memberNow(storage, robot.member)
      assert.deepEqual([removed.robotSince, removed.accountId], [null, null])

      const listed = { is: 'listed', before: removed, after: removed } as const
      const invitation = anInvitation({ shopId: robot.shop.id, memberId: removed.id, email: removed.email })
      assert.equal(await storage.invitations.create({ invitation, row: listed }, noon, {}), 'created')
      const accepted = { memberId: removed.id, invitation: { id: invitation.id, inviter: null }, at: noon }
      assert.equal(await memberships.accept(robot.account.id, accepted, {}), true)
      const after = present(await bypasses.factsOfMember(removed.id))
      assert.deepEqual([after.member.state, after.member.robotSince, after.grant], ['active', null, null])
      assert.equal((await bypasses.findGrant(robot.grant.id))?.status, 'revoked')
    },
  },
  {
    port: 'bypasses',
    title: 'counts uses, shadow uses and near misses by day in Japan; only the first two are activity',
    async run(context) {
      const { storage } = context
      const { bypasses } = storage
      const { grant } = await granted(storage)
      const at = Date.parse('2026-04-20T14:59:59Z')
      const use = { grantId: grant.id, at, kind: 'use', address: '203.0.113.10', userAgent: 'Robo/1' } as const
      await twentyAtOnce(context, (each) => each.bypasses.note(use))
      await bypasses.note({ ...use, at: at + 1000, kind: 'shadow', address: '203.0.113.11', userAgent: 'Robo/2' })
      await bypasses.note({ ...use, at: at + 9000, kind: 'near-miss', address: '198.51.100.1', userAgent: 'Other' })
      await bypasses.note({ ...use, at: at - 5000, address: '203.0.113.12', userAgent: null })
      await bypasses.note({ ...use, grantId: 'nothing' as typeof grant.id })

      assert.deepEqual(await bypasses.usesOf(grant.id, '2026-04-20'), {
        days: [
          { day: '2026-04-20', uses: 21, shadow: 0, nearMisses: 0 },
          { day: '2026-04-21', uses: 0, shadow: 1, nearMisses: 1 },
        ],
        userAgents: [
          { userAgent: 'Robo/2', lastSeenAt: at + 1000 },
          { userAgent: 'Robo/1', lastSeenAt: at },
        ],
      })
      assert.deepEqual((await bypasses.usesOf(grant.id, '2026-04-21')).days.length, 1)
      assert.deepEqual(await bypasses.findGrant(grant.id), {
        ...grant,
        lastUsedAt: at + 1000,
        lastAddress: '203.0.113.11',
        activeSince: at + 1000,
      })

      for (let index = 0; index < 22; index++) {
        await bypasses.note({ ...use, at: at + 10_000 + index, userAgent: `Many/${index}` })
      }
      const { userAgents } = await bypasses.usesOf(grant.id, '2026-04-20')
      assert.deepEqual([userAgents.length, userAgents[0]?.userAgent], [20, 'Many/21'])
    },
  },
  {
    port: 'bypasses',
    title: 'is due for a reminder from its day on and once, and at its end',
    async run(context) {
      const { storage } = context
      const { bypasses } = storage
      const { grant } = await granted(storage, { activeSince: noon + 400 * day })
      const isDue = async (at: number) => (await bypasses.listDue(at)).length === 1
      const thirty = grant.endsAt - 30 * day
      assert.equal(await isDue(thirty - 1), false)
      assert.equal(await isDue(thirty), true)
      const told = await twentyAtOnce(context, (each) =>
        each.bypasses.remind(grant.id, 30, { mails: [anOutboxMail()] }),
      )
      assert.equal(winners(told), 1)
      assert.equal((await storage.outbox.count()).waiting, 1)
      assert.equal(await isDue(grant.endsAt - 7 * day - 1), false)
      assert.equal(await isDue(grant.endsAt - 7 * day), true)
      await bypasses.remind(grant.id, 7, {})
      assert.equal(await isDue(grant.endsAt - day), true)
      await bypasses.remind(grant.id, 1, {})
      assert.equal(await isDue(grant.endsAt - 1), false)
      assert.equal(await isDue(grant.endsAt), true)
      await bypasses.remind(grant.id, 0, {})
      assert.equal(await isDue(grant.endsAt + 999 * day), false)

      const short = await granted(storage, { endsAt: noon + 7 * day, activeSince: noon + 400 * day })
      assert.equal(await isDue(noon), false, 'a reminder from before its beginning')
      assert.deepEqual(await bypasses.listDue(noon + 6 * day), [short.grant])
    },
  },
  {
    port: 'bypasses',
    title: 'is due when it lay unused for thirty days, or its account has other credentials',
    async run({ storage }) {
      const { bypasses, accounts } = storage
      const unused = await granted(storage)
      assert.deepEqual(await bypasses.listDue(noon + 30 * day - 1), [])
      assert.deepEqual(await bypasses.listDue(noon + 30 * day), [unused.grant])
      await bypasses.suspend({ grant: unused.grant.id }, 'unused', {})
      assert.deepEqual(await bypasses.listDue(noon + 30 * day), [])

      const changed = await granted(storage)
      await accounts.replacePassword(changed.account.id, 1, aPassword(), null, {})
      assert.deepEqual(await bypasses.listDue(noon), [changed.grant])

      const { request, ...robot } = await asked(storage)
      await approve(storage, request, robot)
      assert.deepEqual(await bypasses.listDue(noon), [changed.grant], 'one that waits for its owner is not')
    },
  },
]
