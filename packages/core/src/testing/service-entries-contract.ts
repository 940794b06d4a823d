import assert from 'node:assert/strict'
import type { ServiceEntry } from '../domain/service-entry.ts'
import type { Storage } from '../ports/storage.ts'
import type { ServiceId } from '../primitives/ids.ts'
import { anAccount, aServiceEntry, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce } from './contract-case.ts'
import { announcedYesterday, storedAccount, storedMembers, storedShop } from './stored.ts'

/** An account with a session and memberships in two shops, and an entry into a service of one. */
async function entered(storage: Storage, changes: Partial<ServiceEntry> = {}) {
  const shop = await storedShop(storage, { rollout: announcedYesterday })
  const [member] = await storedMembers(storage, shop, {})
  const { id, email } = present(member)
  const [elsewhere] = await storedMembers(storage, await storedShop(storage, { rollout: announcedYesterday }), {
    email,
  })
  const memberIds = [id, present(elsewhere).id]
  const made = await storedAccount(storage, { account: anAccount({ email }), memberIds })
  const { account, session } = made
  const entry = aServiceEntry({ shopId: shop.id, accountId: account.id, sessionId: session.id, ...changes })
  await storage.serviceEntries.note(entry)
  return { ...made, shop, member: present(member), entry }
}

/** The same, and signed out since. */
async function ended(storage: Storage, changes: Partial<ServiceEntry> = {}) {
  const made = await entered(storage, changes)
  assert.equal(await storage.sessions.end(made.session.tokenHash, {}), true)
  return made
}

const minute = 60_000

/** What `ServiceEntries` keep. */
export const serviceEntriesContract: readonly ContractCase[] = [
  {
    port: 'serviceEntries',
    title: 'are open while their session and their membership are there, to their own service alone',
    async run({ storage }) {
      const { serviceEntries } = storage
      const { entry, session } = await entered(storage)
      const gone = await entered(storage)
      assert.deepEqual(await serviceEntries.findOpen(entry.sid, entry.serviceId), entry)
      assert.equal(await serviceEntries.findOpen(entry.sid, 'another' as ServiceId), null)
      assert.equal(await serviceEntries.findOpen('another', entry.serviceId), null)
      assert.deepEqual(await serviceEntries.takeEnded(10, noon, noon + minute), [])

      await storage.sessions.end(session.tokenHash, {})
      assert.equal(await serviceEntries.findOpen(entry.sid, entry.serviceId), null)
      assert.deepEqual(await serviceEntries.takeEnded(10, noon, noon + minute), [{ ...entry, attempts: 0 }])
      assert.deepEqual(await serviceEntries.findOpen(gone.entry.sid, gone.entry.serviceId), gone.entry)
    },
  },
  {
    port: 'serviceEntries',
    title: 'end with their membership as well, though the session goes on for another shop',
    async run({ storage }) {
      const { serviceEntries } = storage
      const { entry, member, session } = await entered(storage)
      assert.equal(await storage.memberSync.remove(member.shopId, member.legacyId, {}), true)
      assert.deepEqual((await storage.sessions.find(session.tokenHash))?.session, session)
      assert.equal(await serviceEntries.findOpen(entry.sid, entry.serviceId), null)
      assert.deepEqual(await serviceEntries.takeEnded(10, noon, noon + minute), [{ ...entry, attempts: 0 }])
    },
  },
  {
    port: 'serviceEntries',
    title: 'that have ended go to one of twenty workers each, and to another only when their holder let them go',
    async run(context) {
      const { storage } = context
      const made = [await ended(storage), await ended(storage), await ended(storage)]
      const taken = await twentyAtOnce(context, ({ serviceEntries }) =>
        serviceEntries.takeEnded(2, noon, noon + minute),
      )
      assert.deepEqual(
        taken
          .flat()
          .map(({ sid }) => sid)
          .toSorted(),
        made.map(({ entry }) => entry.sid).toSorted(),
      )
      assert.deepEqual(await storage.serviceEntries.takeEnded(10, noon + minute - 1, noon + 2 * minute), [])
      assert.equal((await storage.serviceEntries.takeEnded(10, noon + minute, noon + 2 * minute)).length, 3)
    },
  },
  {
    port: 'serviceEntries',
    title: 'are told once, again after a failure, and not at all once given up',
    async run({ storage }) {
      const { serviceEntries } = storage
      const [one, two, three] = [
        await ended(storage, { serviceId: 'one' as ServiceId }),
        await ended(storage, { serviceId: 'two' as ServiceId }),
        await ended(storage, { serviceId: 'two' as ServiceId }),
      ]
      await entered(storage, { serviceId: 'three' as ServiceId })
      await serviceEntries.recordTold(one.entry.sid, noon)
      await serviceEntries.postpone(two.entry.sid, noon + minute, '503')
      await serviceEntries.giveUp(three.entry.sid, noon, 'no answer')
      assert.deepEqual(await serviceEntries.takeEnded(10, noon + minute - 1, noon + minute), [])
      assert.deepEqual(await serviceEntries.deliveries(), [
        { serviceId: 'one', waiting: 0, told: 1, failed: 0, lastError: null },
        { serviceId: 'three', waiting: 0, told: 0, failed: 0, lastError: null },
        { serviceId: 'two', waiting: 1, told: 0, failed: 1, lastError: 'no answer' },
      ])
      assert.deepEqual(await serviceEntries.takeEnded(10, noon + minute, noon + 2 * minute), [
        { ...two.entry, attempts: 1 },
      ])
    },
  },
  {
    port: 'serviceEntries',
    title: 'that begin anew under their name are open again, and nobody hears of their former end',
    async run({ storage }) {
      const { serviceEntries } = storage
      const first = await ended(storage)
      await serviceEntries.recordTold(first.entry.sid, noon)
      const again = await entered(storage, { sid: first.entry.sid, enteredAt: noon + 1 })
      assert.deepEqual(await serviceEntries.findOpen(again.entry.sid, again.entry.serviceId), again.entry)
      assert.deepEqual(await serviceEntries.takeEnded(10, noon + 2, noon + minute), [])
    },
  },
  {
    port: 'serviceEntries',
    title: 'say when each service was last entered, and are swept once they were settled long ago',
    async run({ storage }) {
      const { serviceEntries } = storage
      const { entry, account } = await ended(storage)
      await serviceEntries.note(aServiceEntry({ ...entry, sid: 'later', enteredAt: noon + 5 }))
      await serviceEntries.note(aServiceEntry({ ...entry, sid: 'other', serviceId: 'other' as ServiceId }))
      assert.deepEqual(
        await serviceEntries.lastEntries(account.id),
        new Map([
          [entry.serviceId, noon + 5],
          ['other', noon],
        ]),
      )
      await serviceEntries.recordTold('later', noon)
      await serviceEntries.giveUp('other', noon + 1, 'no answer')
      assert.equal(await serviceEntries.sweep(noon), 0)
      assert.equal(await serviceEntries.sweep(noon + 1), 1)
      assert.deepEqual((await serviceEntries.lastEntries(account.id)).get(entry.serviceId), noon)
      assert.equal(await serviceEntries.sweep(noon + 2), 1)
    },
  },
]
