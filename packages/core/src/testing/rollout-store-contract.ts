import assert from 'node:assert/strict'
import type { LastSignIn, Member, MemberState } from '../domain/member.ts'
import { type RolloutRecord, untouchedRollout } from '../domain/rollout.ts'
import type { ShopId } from '../primitives/ids.ts'
import { anAccount, anAuditEvent, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import {
  anAnnouncement,
  announcedYesterday,
  memberNow,
  storedAccount,
  storedClaim,
  storedMembers,
  storedShop,
} from './stored.ts'

const staleAt = noon - 1_000_000

const signIns: readonly { readonly when: string; readonly lastSignInAt: LastSignIn; readonly stale: boolean }[] = [
  { when: 'a millisecond before staleAt', lastSignInAt: staleAt - 1, stale: true },
  { when: 'at staleAt', lastSignInAt: staleAt, stale: true },
  { when: 'a millisecond after staleAt', lastSignInAt: staleAt + 1, stale: false },
  { when: 'never', lastSignInAt: 'never', stale: true },
  { when: 'nobody knows when', lastSignInAt: null, stale: false },
]

const otherStates: readonly MemberState[] = ['pending', 'active', 'suspended', 'removed']

/** Going to be announced an hour after noon. */
function scheduled(shopId: ShopId): RolloutRecord {
  return { ...untouchedRollout(shopId), version: 1, announceAt: noon + 3_600_000 }
}

/** What a `RolloutStore` keeps. */
export const rolloutStoreContract: readonly ContractCase[] = [
  {
    port: 'rollouts',
    title: 'announcing stores the rollout once and is null ever after',
    async run({ storage }) {
      const shop = await storedShop(storage)
      assert.equal(await storage.rollouts.announce(anAnnouncement(shop.id), staleAt, {}), 0)
      const later = { ...anAnnouncement(shop.id, { announcedAt: noon, enforcedAt: noon + 1 }), version: 2 }
      assert.equal(await storage.rollouts.announce(later, noon, {}), null)
      assert.deepEqual(await storage.shops.find(shop.id), { ...shop, rollout: announcedYesterday })
    },
  },
  {
    port: 'rollouts',
    title: 'announcing an unknown shop is null and makes no shop',
    async run({ storage }) {
      assert.equal(await storage.rollouts.announce(anAnnouncement('nowhere' as ShopId), staleAt, {}), null)
      assert.deepEqual(await storage.shops.list(), [])
    },
  },
  ...signIns.map(
    ({ when, lastSignInAt, stale }): ContractCase => ({
      port: 'rollouts',
      title: `announcing ${stale ? 'holds' : 'does not hold'} a claim whose latest sign-in was ${when}`,
      async run({ storage }) {
        const shop = await storedShop(storage)
        const [claim] = await storedMembers(storage, shop, { lastSignInAt })
        assert.equal(await storage.rollouts.announce(anAnnouncement(shop.id), staleAt, {}), stale ? 1 : 0)
        const { legacyId } = present(claim)
        const [row] = await storage.members.findByLegacyIds(shop.id, [legacyId])
        assert.deepEqual(row, { ...present(claim), heldFor: stale ? ['stale'] : [] })
      },
    }),
  ),
  {
    port: 'rollouts',
    title: 'announcing holds unconfirmed claims of that shop alone, beside other holds, and tells how many',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const elsewhere = await storedShop(storage)
      const never: Partial<Member> = { lastSignInAt: 'never' }
      const [plain, shared, ...others] = await storedMembers(
        storage,
        shop,
        never,
        { ...never, heldFor: ['same_address'] },
        { ...never, confirmedAt: noon - 1 },
        ...otherStates.map((state) => ({ ...never, state })),
      )
      const strangers = await storedMembers(storage, elsewhere, never)

      assert.equal(await storage.rollouts.announce(anAnnouncement(shop.id), staleAt, {}), 2)

      const find = async (row: Member | undefined) => {
        const { shopId, legacyId } = present(row)
        return present((await storage.members.findByLegacyIds(shopId, [legacyId]))[0])
      }
      assert.deepEqual((await find(plain)).heldFor, ['stale'])
      assert.deepEqual((await find(shared)).heldFor.toSorted(), ['same_address', 'stale'])
      for (const row of [...others, ...strangers]) assert.deepEqual(await find(row), row)
    },
  },
  {
    port: 'rollouts',
    title: 'announcing turns claims that are leaving into tombstones and pending rows without secrets',
    async run({ storage }) {
      const [shop, elsewhere] = [await storedShop(storage), await storedShop(storage)]
      const secret = { legacyTotpSecret: 'k1.secret', lastSignInAt: noon }
      const [removed, invited, stays] = await storedMembers(
        storage,
        shop,
        { ...secret, leaving: 'remove', lastSignInAt: 'never' },
        { ...secret, leaving: 'invite', heldFor: ['same_address'] },
        { ...secret, heldFor: ['by_hand'] },
      )
      const stranger = await storedClaim(storage, elsewhere, { ...secret, leaving: 'remove' })
      assert.equal(await storage.rollouts.announce(anAnnouncement(shop.id), staleAt, {}), 0)
      const without = { leaving: null, legacyPassword: null, legacyTotpSecret: null }
      assert.deepEqual(await memberNow(storage, present(removed)), {
        ...removed,
        ...without,
        state: 'removed',
        legacyClosed: true,
      })
      assert.deepEqual(await memberNow(storage, present(invited)), { ...invited, ...without, state: 'pending' })
      for (const row of [stays, stranger]) assert.deepEqual(await memberNow(storage, present(row)), row)
    },
  },
  {
    port: 'rollouts',
    title: 'a switch that nobody has touched has version 0, and of no shop there is none',
    async run({ storage }) {
      const shop = await storedShop(storage)
      assert.deepEqual(await storage.rollouts.find(shop.id), untouchedRollout(shop.id))
      assert.equal(await storage.rollouts.find('nowhere' as ShopId), null)
      assert.equal(await storage.rollouts.advance(scheduled('nowhere' as ShopId), {}), false)
    },
  },
  {
    port: 'rollouts',
    title: 'a record comes back with every field, and its rollout is the shop’s',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const first = scheduled(shop.id)
      assert.equal(await storage.rollouts.advance(first, {}), true)
      assert.deepEqual(await storage.rollouts.find(shop.id), first)
      assert.deepEqual(await storage.shops.find(shop.id), shop)

      const rollout = { announcedAt: noon, enforcedAt: null }
      const paused: RolloutRecord = {
        ...first,
        version: 2,
        rollbacks: 3,
        announceAt: null,
        rollout,
        plan: { windowMilliseconds: 7, cutHour: 0, avoidWeekends: true, avoidHolidays: true, saleDays: ['2026-12-01'] },
        pause: { since: noon, remainingMilliseconds: 5 },
      }
      assert.equal(await storage.rollouts.advance(paused, {}), true)
      assert.deepEqual(await storage.rollouts.find(shop.id), paused)
      assert.deepEqual(await storage.shops.find(shop.id), { ...shop, rollout })
      assert.deepEqual((await storage.shops.list())[0]?.rollout, rollout)
    },
  },
  {
    port: 'rollouts',
    title: 'a change over another version than the one before it loses',
    async run({ storage }) {
      const shop = await storedShop(storage)
      for (const version of [0, 2, 3]) {
        const along = { events: [anAuditEvent({ subject: shop.id })] }
        assert.equal(await storage.rollouts.advance({ ...scheduled(shop.id), version }, along), false)
        const announcement = { ...anAnnouncement(shop.id), version }
        assert.equal(await storage.rollouts.announce(announcement, noon, along), null)
        assert.equal(await storage.rollouts.withdraw({ ...scheduled(shop.id), version }, along), false)
      }
      assert.deepEqual(await storage.rollouts.find(shop.id), untouchedRollout(shop.id))
      assert.deepEqual(await storage.audit.listBySubject(shop.id, 9), [])
    },
  },
  {
    port: 'rollouts',
    title: 'of twenty changes over one version exactly one is stored',
    async run(context) {
      const { storage } = context
      const shop = await storedShop(storage)
      const outcomes = await twentyAtOnce(context, ({ rollouts }, index) =>
        rollouts.advance({ ...scheduled(shop.id), announceAt: noon + index }, {}),
      )
      assert.equal(winners(outcomes), 1)
      assert.equal((await storage.rollouts.find(shop.id))?.announceAt, noon + outcomes.indexOf(true))
    },
  },
  {
    port: 'rollouts',
    title: 'scheduled announcements are due from their instant on, the longest overdue first',
    async run({ storage }) {
      const [late, later, just, soon] = [
        await storedShop(storage),
        await storedShop(storage),
        await storedShop(storage),
        await storedShop(storage),
      ]
      const at = { [later.id]: noon - 1, [late.id]: noon - 2, [just.id]: noon, [soon.id]: noon + 1 }
      for (const [id, announceAt] of Object.entries(at)) {
        await storage.rollouts.advance({ ...scheduled(id as ShopId), announceAt }, {})
      }
      const due = async () => (await storage.rollouts.listDue(noon)).map(({ shopId }) => shopId)
      assert.deepEqual(await due(), [late.id, later.id, just.id])
      await storage.rollouts.announce({ ...anAnnouncement(late.id), version: 2 }, 0, {})
      assert.deepEqual(await due(), [later.id, just.id])
    },
  },
  {
    port: 'rollouts',
    title: 'switches are under way from their scheduling to their enforcement, paused ones without an end',
    async run({ storage }) {
      const under = async () => (await storage.rollouts.listUnderWay(noon)).map(({ shopId }) => shopId)
      const [planned, open, paused, over] = [
        await storedShop(storage, { id: 'shop-a' as ShopId }),
        await storedShop(storage, { id: 'shop-b' as ShopId, rollout: { announcedAt: noon - 9, enforcedAt: noon + 1 } }),
        await storedShop(storage, { id: 'shop-c' as ShopId, rollout: { announcedAt: noon - 9, enforcedAt: null } }),
        await storedShop(storage, { id: 'shop-d' as ShopId, rollout: { announcedAt: noon - 9, enforcedAt: noon } }),
      ]
      await storedShop(storage)
      assert.deepEqual(await under(), [open.id, paused.id])
      await storage.rollouts.advance(scheduled(planned.id), {})
      assert.deepEqual(await under(), [planned.id, open.id, paused.id])
      assert.notEqual(over.rollout, null)
    },
  },
  {
    port: 'rollouts',
    title: 'facts tell whether anybody is listed, and whether anybody has an account, or had before the removal',
    async run({ storage }) {
      const facts = async (id: ShopId) => storage.rollouts.facts(id)
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      assert.deepEqual(await facts(shop.id), { hasMembers: false, hasAccounts: false })
      await storedMembers(storage, shop, { state: 'removed' })
      assert.deepEqual(await facts(shop.id), { hasMembers: false, hasAccounts: false })
      const claim = await storedClaim(storage, shop)
      assert.deepEqual(await facts(shop.id), { hasMembers: true, hasAccounts: false })
      await storedAccount(storage, { account: anAccount({ email: claim.email }), memberIds: [claim.id] })
      assert.deepEqual(await facts(shop.id), { hasMembers: true, hasAccounts: true })
      await storage.memberSync.remove(shop.id, claim.legacyId, {})
      assert.deepEqual(await facts(shop.id), { hasMembers: false, hasAccounts: true })
      assert.deepEqual(await facts((await storedShop(storage)).id), { hasMembers: false, hasAccounts: false })
    },
  },
  {
    port: 'rollouts',
    title: 'no shop with somebody listed is born enforced',
    async run({ storage }) {
      const born = { announcedAt: noon, enforcedAt: noon }
      const [peopled, empty] = [await storedShop(storage), await storedShop(storage)]
      await storedClaim(storage, peopled)
      await storedMembers(storage, empty, { state: 'removed' })
      assert.equal(await storage.rollouts.announce(anAnnouncement(peopled.id, born), 0, {}), null)
      assert.equal(await storage.rollouts.announce(anAnnouncement(empty.id, born), 0, {}), 0)
      assert.deepEqual((await storage.shops.find(peopled.id))?.rollout, null)
      assert.deepEqual((await storage.shops.find(empty.id))?.rollout, born)
    },
  },
  {
    port: 'rollouts',
    title: 'an announcement taken back lifts its holds for age, and none is once a member has an account, or had',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const [stale, confirmed, fresh] = await storedMembers(
        storage,
        shop,
        { lastSignInAt: 'never', heldFor: ['same_address'] },
        { lastSignInAt: 'never', confirmedAt: noon - 1 },
        { lastSignInAt: noon },
      )
      await storage.rollouts.announce(anAnnouncement(shop.id), staleAt, {})
      const back = { ...untouchedRollout(shop.id), version: 2, rollbacks: 1 }
      assert.equal(await storage.rollouts.withdraw(back, {}), true)
      assert.deepEqual(await storage.rollouts.find(shop.id), back)
      assert.deepEqual(await storage.shops.find(shop.id), shop)
      for (const row of [stale, confirmed, fresh]) assert.deepEqual(await memberNow(storage, present(row)), row)

      await storage.rollouts.announce({ ...anAnnouncement(shop.id), version: 3 }, staleAt, {})
      const { id, email, legacyId } = present(fresh)
      await storedAccount(storage, { account: anAccount({ email }), memberIds: [id] })
      assert.equal(await storage.rollouts.withdraw({ ...back, version: 4 }, {}), false)
      await storage.memberSync.remove(shop.id, legacyId, {})
      assert.equal(await storage.rollouts.withdraw({ ...back, version: 4 }, {}), false)
      assert.deepEqual((await storage.shops.find(shop.id))?.rollout, announcedYesterday)
    },
  },
]
