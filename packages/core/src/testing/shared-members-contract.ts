import assert from 'node:assert/strict'
import type { Retirement, SharedMark } from '../domain/shared-member.ts'
import type { Storage } from '../ports/storage.ts'
import { aClaim, anOutboxMail, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import { announcedYesterday, storedClaim, storedMember, storedShop } from './stored.ts'

const day = 24 * 3_600_000
const retirement: Retirement = { on: '2026-12-20', told: null, dueAt: noon + day }

/** A shop with a member and another who may stand for it. */
async function aShared(storage: Storage) {
  const shop = await storedShop(storage, { rollout: announcedYesterday })
  const { member } = await storedMember(storage, shop)
  const { member: other } = await storedMember(storage, shop, { name: '責任太郎' })
  const mark: SharedMark = { responsibleId: other.id, markedAt: noon, remindsAt: noon + day }
  return { shop, member, other, mark }
}

/** What a `SharedMembers` keeps. */
export const sharedMembersContract: readonly ContractCase[] = [
  {
    port: 'sharedMembers',
    title: 'are listed with their mark and their end, which are put in place of one another and taken back',
    async run({ storage }) {
      const { shop, member, mark } = await aShared(storage)
      const listed = async () => present(await storage.memberships.findListed(shop.id, member.id))
      assert.deepEqual([(await listed()).mark, (await listed()).retirement], [null, null])
      assert.equal(await storage.sharedMembers.mark(member, mark, {}), true)
      assert.equal(await storage.sharedMembers.retire(member, { ...retirement, on: '2026-12-19' }, {}), true)
      assert.equal(await storage.sharedMembers.retire(member, retirement, {}), true)
      assert.deepEqual((await listed()).mark, { ...mark, responsibleName: '責任太郎' })
      assert.deepEqual((await listed()).retirement, retirement)
      assert.equal(await storage.sharedMembers.isShared(present(member.accountId)), true)
      const [row] = await storage.memberships.page(shop.id, '', 1)
      assert.ok(row)
      assert.equal(await storage.sharedMembers.mark(member, null, {}), true)
      assert.equal(await storage.sharedMembers.retire(member, null, {}), true)
      assert.equal(await storage.sharedMembers.isShared(present(member.accountId)), false)
      assert.deepEqual([(await listed()).mark, (await listed()).retirement], [null, null])
    },
  },
  {
    port: 'sharedMembers',
    title:
      'make an account a shared one while it is in no other shop, whose mail is not the marking one’s to hold back',
    async run({ storage }) {
      const { member, mark } = await aShared(storage)
      const accountId = present(member.accountId)
      await storage.sharedMembers.mark(member, mark, {})
      const claim = await storedClaim(storage, await storedShop(storage, { rollout: announcedYesterday }), {
        email: member.email,
      })
      assert.equal(await storage.sharedMembers.isShared(accountId), true)
      const accepted = { memberId: claim.id, invitation: null, at: noon }
      assert.equal(await storage.memberships.accept(accountId, accepted, {}), true)
      assert.equal(await storage.sharedMembers.isShared(accountId), false)
    },
  },
  {
    port: 'sharedMembers',
    title: 'are marked for an active member of the same shop alone, and in the state that was read',
    async run({ storage }) {
      const { member, other, mark } = await aShared(storage)
      const elsewhere = await aShared(storage)
      const trace = { mails: [anOutboxMail()] }
      const { sharedMembers } = storage
      assert.equal(await sharedMembers.mark(member, { ...mark, responsibleId: elsewhere.other.id }, trace), false)
      assert.equal(await sharedMembers.mark(member, { ...mark, responsibleId: aClaim().id }, trace), false)
      assert.equal(await sharedMembers.mark({ ...member, state: 'claim' }, mark, trace), false)
      assert.equal(await sharedMembers.retire({ ...member, state: 'claim' }, retirement, trace), false)
      await storage.memberships.change({ before: other, to: { state: 'suspended' }, at: noon }, {})
      assert.equal(await sharedMembers.mark(member, mark, trace), false)
      assert.equal((await storage.outbox.count()).waiting, 0)
    },
  },
  {
    port: 'sharedMembers',
    title: 'are due from the instant on, the longest due first, and each thing is done by one of twenty',
    async run(context) {
      const { sharedMembers } = context.storage
      const one = await aShared(context.storage)
      const two = await aShared(context.storage)
      await sharedMembers.mark(one.member, one.mark, {})
      await sharedMembers.retire(two.member, { ...retirement, dueAt: noon + day - 1 }, {})
      const ids = async (now: number) => (await sharedMembers.due(now, 9)).map(({ member }) => member.id)
      assert.deepEqual(await ids(noon + day - 2), [])
      assert.deepEqual(await ids(noon + day - 1), [two.member.id])
      assert.deepEqual(await ids(noon + day), [two.member.id, one.member.id])
      const [first, second] = await sharedMembers.due(noon + day, 9)
      assert.deepEqual([first?.mark, first?.retirement?.on], [null, retirement.on])
      assert.deepEqual(second, { member: one.member, shop: one.shop, mark: one.mark, retirement: null })

      const reminded = await twentyAtOnce(context, (storage) =>
        storage.sharedMembers.remind(one.member, noon + day, noon + 2 * day, { mails: [anOutboxMail()] }),
      )
      const next = { ...retirement, told: 7, dueAt: noon + 3 * day }
      const gone = await twentyAtOnce(context, (storage) =>
        storage.sharedMembers.goOn(two.member, noon + day - 1, next, { mails: [anOutboxMail()] }),
      )
      assert.deepEqual([winners(reminded), winners(gone)], [1, 1])
      assert.equal((await context.storage.outbox.count()).waiting, 2)
      assert.deepEqual(await ids(noon + 2 * day - 1), [])
      assert.deepEqual(await ids(noon + 3 * day), [one.member.id, two.member.id])
      assert.equal(await sharedMembers.goOn(two.member, next.dueAt, null, {}), true)
      assert.deepEqual(await ids(noon + 9 * day), [one.member.id])
    },
  },
  {
    port: 'sharedMembers',
    title: 'a membership ends for the day that stands, by one of twenty, and takes along what was arranged',
    async run(context) {
      const { storage } = context
      const { shop, member, mark } = await aShared(storage)
      await storage.sharedMembers.mark(member, mark, {})
      await storage.sharedMembers.retire(member, retirement, {})
      const removal = (retiring: number) => ({ before: member, to: { state: 'removed' }, at: noon, retiring }) as const
      assert.equal(await storage.memberships.change(removal(retirement.dueAt + 1), {}), 'lost')
      const answers = await twentyAtOnce(context, (one) => one.memberships.change(removal(retirement.dueAt), {}))
      assert.equal(answers.filter((answer) => answer === 'changed').length, 1)
      assert.deepEqual(await storage.sharedMembers.due(noon + 99 * day, 9), [])
      const row = present(await storage.memberships.find(shop.id, member.id))
      assert.equal(row.state, 'removed')
    },
  },
  {
    port: 'sharedMembers',
    title: 'sessions are listed of accounts with no other shop',
    async run({ storage }) {
      const { shop, member, other } = await aShared(storage)
      const sessionsOf = async () => {
        const rows = await storage.memberships.page(shop.id, '', 9)
        return rows.map((row) => [row.member.id, row.sessions.length] as const).toSorted()
      }
      const expected = [
        [member.id, 1],
        [other.id, 1],
      ] as const
      assert.deepEqual(await sessionsOf(), expected.toSorted())
      const elsewhere = await storedShop(storage, { rollout: announcedYesterday })
      const row = aClaim({ shopId: elsewhere.id, email: member.email })
      await storage.memberSync.save({ before: null, after: row, rosterOpen: false }, {})
      const acceptance = { memberId: row.id, invitation: null, at: noon }
      assert.equal(await storage.memberships.accept(present(member.accountId), acceptance, {}), true)
      assert.deepEqual(
        await sessionsOf(),
        expected.map(([id, count]) => [id, id === member.id ? 0 : count] as const).toSorted(),
      )
    },
  },
]
