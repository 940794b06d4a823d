import assert from 'node:assert/strict'
import type { Member } from '../domain/member.ts'
import { LEGACY_CANDIDATES, type MemberMark } from '../ports/member-store.ts'
import type { AccountId, ImportId, MemberId, ShopId } from '../primitives/ids.ts'
import { aLegacyPassword, anAccount, anEmail, noon } from './builders.ts'
import { type ContractCase, present } from './contract-case.ts'
import {
  anAnnouncement,
  announcedYesterday,
  memberNow,
  storedAccount,
  storedClaim,
  storedFlow,
  storedMembers,
  storedShop,
} from './stored.ts'

const hour = 3_600_000

const fullRow: Partial<Member> = {
  legacyId: '会員 №1 / a.b',
  email: { key: 'a..b@xn--r8jz45g.example', typed: 'A..B@例え.example' },
  name: '髙橋 "🏬" o’Neill',
  role: '店長',
  heldFor: ['same_address', 'stale', 'by_hand'],
  leaving: 'remove',
  legacyPassword: {
    scheme: 'pbkdf2-sha512',
    hash: '$pbkdf2-sha512$i=1$x$y',
    pepperKid: 'pepper-1',
    nominalMilliseconds: 12.5,
  },
  legacyTwoFactor: true,
  legacyTotpSecret: 'k1.secret',
  lastSignInAt: noon - 1,
  confirmedAt: noon,
  importedBy: 'import-7' as ImportId,
}

const emptyRow: Partial<Member> = {
  name: null,
  role: null,
  heldFor: [],
  legacyPassword: null,
  legacyTotpSecret: null,
  lastSignInAt: null,
}

/** What a `MemberStore` keeps of rows, holds and memberships. */
export const memberStoreContract: readonly ContractCase[] = [
  {
    port: 'members',
    title: 'claims of a shop that is not announced are marked, all of them or none',
    async run({ storage }) {
      const [shop, elsewhere] = [await storedShop(storage), await storedShop(storage)]
      const [a, b, pending] = await storedMembers(
        storage,
        shop,
        { legacyId: 'a', heldFor: ['same_address'] },
        { legacyId: 'b' },
        { legacyId: 'p', state: 'pending' },
      )
      const stranger = await storedClaim(storage, elsewhere, { legacyId: 'a' })
      const mark = (ids: readonly string[], as: MemberMark) => storage.members.mark(shop.id, ids, as, {})
      const marks = async (row: Member | undefined) => {
        const { heldFor, leaving } = await memberNow(storage, present(row))
        return [...heldFor, leaving].join(' ')
      }
      assert.equal(await mark(['a', 'b'], 'hold'), true)
      assert.deepEqual([await marks(a), await marks(b)], ['same_address by_hand ', 'by_hand '])
      assert.equal(await mark(['a'], 'remove'), true)
      assert.equal(await mark(['b'], 'invite'), true)
      assert.deepEqual([await marks(a), await marks(b)], ['same_address remove', 'invite'])
      assert.equal(await mark(['a', 'p'], 'hold'), false)
      assert.equal(await mark(['a', 'nobody'], 'hold'), false)
      assert.deepEqual([await marks(a), await marks(pending)], ['same_address remove', ''])
      assert.equal(await mark(['a', 'b'], 'none'), true)
      for (const row of [a, b, pending, stranger]) {
        assert.deepEqual(await memberNow(storage, present(row)), present(row))
      }
      await storage.rollouts.announce(anAnnouncement(shop.id), 0, {})
      assert.equal(await mark(['a'], 'hold'), false)
      assert.deepEqual(await memberNow(storage, present(a)), present(a))
    },
  },
  {
    port: 'members',
    title: 'addresses are counted by the shops that list them, removed rows not',
    async run({ storage }) {
      const [one, two, three] = [await storedShop(storage), await storedShop(storage), await storedShop(storage)]
      const [shared, single, gone] = [anEmail(), anEmail(), anEmail()]
      await storedMembers(storage, one, { email: shared }, { email: shared }, { email: gone, state: 'removed' })
      await storedMembers(storage, two, { email: shared, state: 'pending' }, { email: single })
      await storedMembers(storage, three, { email: shared, state: 'removed' })
      const counts = await storage.members.countShops([shared.key, single.key, gone.key, 'nobody@example.com'])
      assert.deepEqual([...counts].toSorted(), [[shared.key, 2] as const, [single.key, 1] as const].toSorted())
      assert.equal((await storage.members.countShops([])).size, 0)
    },
  },
  {
    port: 'members',
    title: 'members are counted once each: set up, not yet, held for whatever reason, pending; tombstones nowhere',
    async run({ storage }) {
      const [one, two, empty] = [await storedShop(storage), await storedShop(storage), await storedShop(storage)]
      await storedMembers(
        storage,
        one,
        ...([{}, {}, { leaving: 'remove' }] as const),
        ...(['stale', 'same_address', 'by_hand'] as const).map((reason) => ({ heldFor: [reason] })),
        { heldFor: ['stale', 'by_hand'] },
        ...(['pending', 'active', 'active', 'suspended', 'removed'] as const).map((state) => ({ state })),
        { state: 'pending', heldFor: ['stale'] },
      )
      await storedMembers(storage, two, { state: 'active' })
      await storedMembers(storage, empty, { state: 'removed' })
      const ofOne = { setUp: 3, notYet: 3, held: 4, pending: 2 }
      const ofTwo = { setUp: 1, notYet: 0, held: 0, pending: 0 }
      assert.deepEqual([...(await storage.members.tally(one.id))], [[one.id, ofOne]])
      assert.deepEqual([...(await storage.members.tally(empty.id))], [])
      const all = await storage.members.tally(null)
      assert.deepEqual([all.size, all.get(one.id), all.get(two.id)], [2, ofOne, ofTwo])
    },
  },
  {
    port: 'members',
    title: 'memberships are counted on the day of Japan on which they began, from an instant on and before another',
    async run({ storage }) {
      const [shop, elsewhere] = [await storedShop(storage), await storedShop(storage)]
      const midnight = noon - 12 * hour // in Japan: three o'clock in the afternoon before by UTC
      const active = (activatedAt: number) => ({ state: 'active', activatedAt }) as const
      await storedMembers(
        storage,
        shop,
        ...[-1, 0, 24 * hour - 1, 24 * hour, 48 * hour].map((after) => active(midnight + after)),
        { ...active(midnight), state: 'suspended' },
        { ...active(midnight), state: 'removed' },
        {},
      )
      await storedMembers(storage, elsewhere, active(midnight))
      const days = async (from: number, until: number) =>
        Object.fromEntries(await storage.members.activationsByDay(shop.id, midnight + from, midnight + until))
      assert.deepEqual(await days(-1, 48 * hour), { '2026-04-14': 1, '2026-04-15': 3, '2026-04-16': 1 })
      assert.deepEqual(await days(0, 24 * hour), { '2026-04-15': 3 })
      assert.deepEqual(await days(1, 24 * hour - 1), {})
      assert.deepEqual(await days(1, 24 * hour), { '2026-04-15': 1 })
    },
  },
  {
    port: 'members',
    title: 'the rows of one shop come in pages by the bytes of their legacy ids, without those removed',
    async run({ storage }) {
      const [shop, elsewhere] = [await storedShop(storage), await storedShop(storage)]
      const ids = ['10', '2', 'A', 'a', 'ｱ', '😀']
      const rows = await storedMembers(storage, shop, ...ids.toReversed().map((legacyId) => ({ legacyId })))
      await storedMembers(storage, shop, { legacyId: '3', state: 'removed' })
      await storedClaim(storage, elsewhere, { legacyId: '4' })
      const page = async (after: string, limit: number) => storage.members.page(shop.id, after, limit)
      assert.deepEqual(await page('', 9), rows.toReversed())
      assert.deepEqual(await page('', 2), rows.toReversed().slice(0, 2))
      assert.deepEqual(await page('2', 2), rows.toReversed().slice(2, 4))
      assert.deepEqual(await page('😀', 9), [])
    },
  },
  {
    port: 'members',
    title: 'a row comes back with every field, by legacy id and by address, with its shop',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday, adminUrl: null })
      const { account } = await storedAccount(storage)
      const rows = await storedMembers(
        storage,
        shop,
        fullRow,
        emptyRow,
        { lastSignInAt: 'never', legacyPassword: aLegacyPassword({ scheme: 'phpass' }) },
        { state: 'pending' },
        { state: 'active', accountId: account.id, activatedAt: noon + 1 },
        { state: 'suspended', accountId: account.id },
      )
      for (const member of rows) {
        assert.deepEqual(await storage.members.findByLegacyIds(shop.id, [member.legacyId]), [member])
        assert.deepEqual(await storage.members.findByEmail(member.email.key), [{ member, shop }])
      }
    },
  },
  {
    port: 'members',
    title: 'the rows of an address come from every shop, the latest sign-in first, never and unknown last',
    async run({ storage }) {
      const email = anEmail()
      const a = await storedShop(storage)
      const b = await storedShop(storage, { rollout: announcedYesterday })
      const [never, old, unknown] = await storedMembers(
        storage,
        a,
        { email, lastSignInAt: 'never' },
        { email, lastSignInAt: 5 },
        { email, lastSignInAt: null },
      )
      const [young, middle] = await storedMembers(storage, b, { email, lastSignInAt: noon }, { email, lastSignInAt: 6 })
      await storedMembers(storage, b, { lastSignInAt: noon })

      const found = await storage.members.findByEmail(email.key)
      assert.deepEqual(found.slice(0, 3), [
        { member: young, shop: b },
        { member: middle, shop: b },
        { member: old, shop: a },
      ])
      const last = found.slice(3).map(({ member }) => member.id)
      assert.deepEqual(last.toSorted(), [present(never).id, present(unknown).id].toSorted())
    },
  },
  {
    port: 'members',
    title: 'removed rows are not found by address and are by legacy id',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const [removed] = await storedMembers(storage, shop, { state: 'removed', legacyPassword: null })
      const { email, legacyId } = present(removed)
      assert.deepEqual(await storage.members.findByEmail(email.key), [])
      assert.deepEqual(await storage.members.findByLegacyIds(shop.id, [legacyId]), [removed])
    },
  },
  {
    port: 'members',
    title: 'unknown addresses and legacy ids find nothing, and legacy ids mean nothing in another shop',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const other = await storedShop(storage)
      const rows = await storedMembers(storage, shop, {}, {})
      const ids = rows.map(({ legacyId }) => legacyId)
      assert.deepEqual(await storage.members.findByEmail(anEmail().key), [])
      assert.deepEqual(await storage.members.findByLegacyIds(shop.id, []), [])
      assert.deepEqual(await storage.members.findByLegacyIds(shop.id, ['nobody']), [])
      assert.deepEqual(await storage.members.findByLegacyIds(other.id, ids), [])
      assert.equal((await storage.members.findByLegacyIds(shop.id, [...ids, 'nobody'])).length, 2)
    },
  },
  {
    port: 'members',
    title: 'a thousand legacy ids are looked up at once',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const rows = await storedMembers(storage, shop, ...Array.from({ length: 1000 }, () => ({})))
      const found = await storage.members.findByLegacyIds(
        shop.id,
        rows.map(({ legacyId }) => legacyId),
      )
      assert.equal(found.length, 1000)
    },
  },
  {
    port: 'members',
    title: 'claims of one shop that share an address are held, beside other holds; others are not',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const elsewhere = await storedShop(storage)
      const shared = anEmail()
      const single = anEmail()
      const [a, b, alone, pending, removed] = await storedMembers(
        storage,
        shop,
        { email: shared },
        { email: { ...shared, typed: 'typed otherwise' }, heldFor: ['stale'] },
        { email: single },
        { email: single, state: 'pending' },
        { email: single, state: 'removed' },
      )
      const [abroad] = await storedMembers(storage, elsewhere, { email: single })

      const held = await storage.members.holdSameAddress(shop.id)

      const expected = [a, b].map((row) => {
        const { id, legacyId, email } = present(row)
        return { id, legacyId, email }
      })
      assert.deepEqual(
        held.toSorted((x, y) => (x.id < y.id ? -1 : 1)),
        expected,
      )
      assert.deepEqual((await memberNow(storage, present(a))).heldFor, ['same_address'])
      assert.deepEqual((await memberNow(storage, present(b))).heldFor.toSorted(), ['same_address', 'stale'])
      for (const row of [alone, pending, removed, abroad]) {
        assert.deepEqual(await memberNow(storage, present(row)), row)
      }
      assert.equal((await storage.members.holdSameAddress(shop.id)).length, 2, 'held still, and once')
      assert.deepEqual((await memberNow(storage, present(a))).heldFor, ['same_address'])
    },
  },
  {
    port: 'members',
    title: 'a claim that shares its address no longer is held for it no longer, and keeps other holds',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const email = anEmail()
      const [gone, left] = await storedMembers(storage, shop, { email }, { email, heldFor: ['stale'] })
      assert.equal((await storage.members.holdSameAddress(shop.id)).length, 2)

      const moved = { ...(await memberNow(storage, present(gone))), email: anEmail() }
      const batch = { shopId: shop.id, importId: moved.importedBy, rosterOpen: false, inserts: [], seen: [] }
      await storage.members.applyRoster({ ...batch, updates: [{ member: moved, expectedState: 'claim' }] }, {})

      assert.deepEqual(await storage.members.holdSameAddress(shop.id), [])
      assert.deepEqual((await memberNow(storage, moved)).heldFor, [])
      assert.deepEqual((await memberNow(storage, present(left))).heldFor, ['stale'])
    },
  },
  {
    port: 'members',
    title: 'confirming lifts the stale hold alone and keeps the instant',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const claim = await storedClaim(storage, shop, { heldFor: ['same_address', 'stale'], lastSignInAt: 'never' })
      assert.equal(await storage.members.confirmHeld(claim.id, noon + 3, {}), true)
      const confirmed = { ...claim, heldFor: ['same_address'], confirmedAt: noon + 3 }
      assert.deepEqual(await memberNow(storage, claim), confirmed)
      assert.equal(await storage.members.confirmHeld(claim.id, noon + 4, {}), false)
      assert.equal(await storage.rollouts.announce(anAnnouncement(shop.id), noon, {}), 0)
      assert.deepEqual(await memberNow(storage, claim), confirmed)
    },
  },
  {
    port: 'members',
    title: 'only a held stale claim can be confirmed',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const rows = await storedMembers(
        storage,
        shop,
        {},
        { heldFor: ['same_address'] },
        { heldFor: ['stale'], state: 'pending' },
        { heldFor: ['stale'], state: 'removed' },
      )
      for (const row of rows) {
        assert.equal(await storage.members.confirmHeld(row.id, noon, {}), false)
        assert.deepEqual(await memberNow(storage, row), row)
      }
      assert.equal(await storage.members.confirmHeld('nobody' as MemberId, noon, {}), false)
    },
  },
  {
    port: 'members',
    title: 'the worst address is the one whose hashes together take longest; none left take nothing',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const elsewhere = await storedShop(storage, { rollout: announcedYesterday })
      const unannounced = await storedShop(storage)
      const costing = (nominalMilliseconds: number) => ({ legacyPassword: aLegacyPassword({ nominalMilliseconds }) })
      assert.equal(await storage.members.worstLegacyMilliseconds(), 0)
      await storedMembers(storage, shop, { legacyPassword: null })
      assert.equal(await storage.members.worstLegacyMilliseconds(), 0)
      const email = anEmail()
      await storedMembers(storage, shop, { email, ...costing(40) }, costing(60))
      assert.equal(await storage.members.worstLegacyMilliseconds(), 60)
      const untried = [
        { heldFor: ['stale'] as const },
        { heldFor: ['same_address'] as const },
        { heldFor: ['by_hand'] as const },
        { state: 'pending' as const },
      ]
      await storedMembers(storage, shop, ...untried.map((row) => ({ ...row, ...costing(800) })))
      await storedMembers(storage, unannounced, costing(800))
      assert.equal(await storage.members.worstLegacyMilliseconds(), 60)
      await storedMembers(storage, elsewhere, { email, ...costing(30) })
      assert.equal(await storage.members.worstLegacyMilliseconds(), 70)
      await storage.members.removeUnseen(elsewhere.id, 'later' as ImportId, {})
      assert.equal(await storage.members.worstLegacyMilliseconds(), 60)
      await storage.members.removeUnseen(shop.id, 'later' as ImportId, {})
      assert.equal(await storage.members.worstLegacyMilliseconds(), 0)
    },
  },
  {
    port: 'members',
    title: 'of more than five hashes of one address the five dearest count, whichever will be tried',
    async run({ storage }) {
      const email = anEmail()
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const rows = Array.from({ length: LEGACY_CANDIDATES + 1 }, (_, i) => ({
        email,
        lastSignInAt: noon - i,
        legacyPassword: aLegacyPassword({ nominalMilliseconds: 10 ** i }),
      }))
      const never = {
        email,
        lastSignInAt: 'never',
        legacyPassword: aLegacyPassword({ nominalMilliseconds: 10 ** 7 }),
      } as const
      const unhashed = { email, lastSignInAt: noon + 1, legacyPassword: null }
      await storedMembers(storage, shop, never, unhashed, ...rows.toReversed())
      assert.equal(await storage.members.worstLegacyMilliseconds(), 10_111_100)
    },
  },
  {
    port: 'members',
    title: 'the keys of stored secrets and the peppers of stored hashes are in use',
    async run({ storage }) {
      const shop = await storedShop(storage)
      assert.deepEqual(await storage.members.keyIdsInUse(), { keys: [], peppers: [] })
      const peppered = (pepperKid: string | null) => ({ legacyPassword: aLegacyPassword({ pepperKid }) })
      await storedMembers(
        storage,
        shop,
        { ...peppered('p1'), legacyTotpSecret: 'a-key.x' },
        { ...peppered('p2'), legacyTotpSecret: 'b_key.x' },
        { ...peppered('p1'), legacyTotpSecret: 'a-key.y' },
        { ...peppered(null), legacyTotpSecret: null },
        emptyRow,
      )
      const { keys, peppers } = await storage.members.keyIdsInUse()
      assert.deepEqual(keys.toSorted(), ['a-key', 'b_key'])
      assert.deepEqual(peppers.toSorted(), ['p1', 'p2'])
      await storage.members.removeUnseen(shop.id, 'later' as ImportId, {})
      assert.deepEqual(await storage.members.keyIdsInUse(), { keys: [], peppers: [] })
    },
  },
  {
    port: 'members',
    title: 'names who administers a shop, or the shops of an account once for each, and nobody else',
    async run({ storage }) {
      const [one, two] = [
        await storedShop(storage, { name: '靴の店', rollout: announcedYesterday }),
        await storedShop(storage, { name: 'another', rollout: announcedYesterday }),
      ]
      const join = async (shop: typeof one, role: string, account = anAccount()) => {
        const [member] = await storedMembers(storage, shop, { email: account.email, role })
        const flow = await storedFlow(storage, { email: account.email })
        const memberIds = [present(member).id]
        return (await storedAccount(storage, { account, memberIds, flow: { id: flow.id, version: 1 } })).account
      }
      const member = await join(one, '管理者')
      const boss = await join(one, 'administrator')
      await join(one, 'staff')
      await join(two, 'administrator')
      const { id, email, locale } = boss
      assert.deepEqual(await storage.members.administratorsOf(member.id), [
        { account: { id, email, locale }, shopName: '靴の店' },
      ])
      assert.deepEqual(await storage.members.administratorsOf('nobody' as AccountId), [])
      const ids = (await storage.members.administratorsIn(one.id)).map(({ account, shopName }) => [
        account.id,
        shopName,
      ])
      assert.deepEqual(
        ids.toSorted(),
        [
          [boss.id, '靴の店'],
          [member.id, '靴の店'],
        ].toSorted(),
      )
      assert.deepEqual(await storage.members.administratorsIn('nowhere' as ShopId), [])
    },
  },
]
