import assert from 'node:assert/strict'
import type { LastSignIn, Member, MemberState } from '../domain/member.ts'
import type { Shop } from '../domain/shop.ts'
import type { ShopId } from '../primitives/ids.ts'
import { aShop, noon } from './builders.ts'
import { type ContractCase, present } from './contract-case.ts'
import { announcedYesterday, storedMembers, storedShop } from './stored.ts'

const staleAt = noon - 1_000_000

const signIns: readonly { readonly when: string; readonly lastSignInAt: LastSignIn; readonly stale: boolean }[] = [
  { when: 'a millisecond before staleAt', lastSignInAt: staleAt - 1, stale: true },
  { when: 'at staleAt', lastSignInAt: staleAt, stale: true },
  { when: 'a millisecond after staleAt', lastSignInAt: staleAt + 1, stale: false },
  { when: 'never', lastSignInAt: 'never', stale: true },
  { when: 'nobody knows when', lastSignInAt: null, stale: false },
]

const otherStates: readonly MemberState[] = ['pending', 'active', 'suspended', 'removed']

function without(shop: Shop): Omit<Shop, 'rollout'> {
  const { rollout, ...rest } = shop
  return rest
}

/** What a `ShopStore` keeps. */
export const shopStoreContract: readonly ContractCase[] = [
  {
    port: 'shops',
    title: 'a shop comes back with every field',
    async run({ storage }) {
      const plain = aShop()
      const rich = aShop({
        name: '銀座 “ﾎｹﾞ” 🏬',
        adminUrl: null,
        factorPolicy: {
          firstFactor: 'app',
          mailAs: 'never',
          legacyTwoFactor: 'downgrade-with-notice',
          administratorsNeedApp: true,
        },
      })
      for (const shop of [plain, rich]) {
        await storage.shops.save(without(shop), {})
        assert.deepEqual(await storage.shops.find(shop.id), shop)
      }
    },
  },
  {
    port: 'shops',
    title: 'an unknown shop is null, and no shops are an empty list',
    async run({ storage }) {
      assert.equal(await storage.shops.find('nowhere' as ShopId), null)
      assert.deepEqual(await storage.shops.list(), [])
    },
  },
  {
    port: 'shops',
    title: 'shops are listed by id',
    async run({ storage }) {
      for (const id of ['shop-b', 'shop-c', 'shop-a'] as ShopId[]) await storedShop(storage, { id })
      const shops = await storage.shops.list()
      assert.deepEqual(
        shops.map(({ id }) => id),
        ['shop-a', 'shop-b', 'shop-c'],
      )
    },
  },
  {
    port: 'shops',
    title: 'saving changes name, address and policy and leaves the rollout alone',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const renamed: Shop = {
        ...shop,
        name: 'Renamed',
        adminUrl: null,
        factorPolicy: { ...shop.factorPolicy, firstFactor: 'app', administratorsNeedApp: true },
      }
      await storage.shops.save(without(renamed), {})
      assert.deepEqual(await storage.shops.find(shop.id), { ...renamed, rollout: announcedYesterday })
      assert.equal((await storage.shops.list()).length, 1)
    },
  },
  {
    port: 'shops',
    title: 'announcing stores the rollout once and is null ever after',
    async run({ storage }) {
      const shop = await storedShop(storage)
      assert.equal(await storage.shops.announce(shop.id, announcedYesterday, staleAt, {}), 0)
      const later = { announcedAt: noon, enforcedAt: noon + 1 }
      assert.equal(await storage.shops.announce(shop.id, later, noon, {}), null)
      assert.deepEqual(await storage.shops.find(shop.id), { ...shop, rollout: announcedYesterday })
    },
  },
  {
    port: 'shops',
    title: 'announcing an unknown shop is null and makes no shop',
    async run({ storage }) {
      assert.equal(await storage.shops.announce('nowhere' as ShopId, announcedYesterday, staleAt, {}), null)
      assert.deepEqual(await storage.shops.list(), [])
    },
  },
  ...signIns.map(
    ({ when, lastSignInAt, stale }): ContractCase => ({
      port: 'shops',
      title: `announcing ${stale ? 'holds' : 'does not hold'} a claim whose latest sign-in was ${when}`,
      async run({ storage }) {
        const shop = await storedShop(storage)
        const [claim] = await storedMembers(storage, shop, { lastSignInAt })
        assert.equal(await storage.shops.announce(shop.id, announcedYesterday, staleAt, {}), stale ? 1 : 0)
        const { legacyId } = present(claim)
        const [row] = await storage.members.findByLegacyIds(shop.id, [legacyId])
        assert.deepEqual(row, { ...present(claim), heldFor: stale ? ['stale'] : [] })
      },
    }),
  ),
  {
    port: 'shops',
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

      assert.equal(await storage.shops.announce(shop.id, announcedYesterday, staleAt, {}), 2)

      const find = async (row: Member | undefined) => {
        const { shopId, legacyId } = present(row)
        return present((await storage.members.findByLegacyIds(shopId, [legacyId]))[0])
      }
      assert.deepEqual((await find(plain)).heldFor, ['stale'])
      assert.deepEqual((await find(shared)).heldFor.toSorted(), ['same_address', 'stale'])
      for (const row of [...others, ...strangers]) assert.deepEqual(await find(row), row)
    },
  },
]
