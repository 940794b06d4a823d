import assert from 'node:assert/strict'
import type { Shop } from '../domain/shop.ts'
import type { ShopId } from '../primitives/ids.ts'
import { aShop } from './builders.ts'
import type { ContractCase } from './contract-case.ts'
import { announcedYesterday, storedShop } from './stored.ts'

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
    title: 'how long its invitations are good for is unsaid until somebody says, and no save takes it away',
    async run({ storage }) {
      const { shops } = storage
      const shop = await storedShop(storage)
      assert.equal(await shops.invitationDays(shop.id), null)
      assert.equal(await shops.setInvitationDays(shop.id, 14, {}), true)
      await shops.save(without(shop), {})
      assert.equal(await shops.invitationDays(shop.id), 14)
      assert.equal(await shops.setInvitationDays('nowhere' as ShopId, 14, {}), false)
      assert.equal(await shops.invitationDays('nowhere' as ShopId), null)
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
]
