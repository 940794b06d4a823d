import assert from 'node:assert/strict'
import type { ServiceId, ShopId } from '../primitives/ids.ts'
import { anAuditEvent, aService, aServiceSecret, aServiceWeb } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import { storedService, storedShop } from './stored.ts'

/** What a `ServiceStore` keeps. */
export const serviceStoreContract: readonly ContractCase[] = [
  {
    port: 'services',
    title: 'are found as they were stored, listed by id, of one shop or of all, and not there once removed',
    async run({ storage }) {
      const { services } = storage
      const [shop, other] = [await storedShop(storage), await storedShop(storage)]
      const b = await storedService(storage, { id: 'b-admin' as ServiceId, shopId: shop.id })
      const a = await storedService(storage, { id: 'a-admin' as ServiceId, shopId: other.id })
      const c = await storedService(storage, { id: 'c-admin' as ServiceId, shopId: shop.id })
      assert.deepEqual(await services.find(b.id), b)
      assert.deepEqual(await services.list(), [a, b, c])
      assert.deepEqual(await services.list(shop.id), [b, c])
      assert.deepEqual([await services.remove(b.id, {}), await services.remove(b.id, {})], [true, false])
      assert.equal(await services.find(b.id), null)
      assert.deepEqual(await services.list(shop.id), [c])
    },
  },
  {
    port: 'services',
    title: 'are entered where they were said to be last, with the audit row of who said so',
    async run({ storage }) {
      const { services } = storage
      const shop = await storedShop(storage)
      const [one, other] = [
        await storedService(storage, { shopId: shop.id, web: aServiceWeb() }),
        await storedService(storage, { shopId: shop.id }),
      ]
      assert.deepEqual(await services.find(one.id), one)
      const web = aServiceWeb({ postLogoutUris: [], backChannelLogoutUrl: null, icon: 'data:image/png;base64,AAAA' })
      assert.equal(await services.setWeb(other.id, web, { events: [anAuditEvent({ subject: other.id })] }), true)
      assert.deepEqual(
        await services.list(),
        [one, { ...other, web }].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      )
      assert.equal((await storage.audit.listBySubject(other.id, 5)).length, 1)
      assert.equal(await services.setWeb(one.id, null, {}), true)
      assert.deepEqual((await services.find(one.id))?.web, null)
      assert.equal(await services.setWeb('nobody' as ServiceId, web, { events: [anAuditEvent()] }), false)
    },
  },
  {
    port: 'services',
    title: 'have ids of their own and a shop that exists',
    async run({ storage }) {
      const { services } = storage
      const [shop, other] = [await storedShop(storage), await storedShop(storage)]
      const first = await storedService(storage, { shopId: shop.id })
      assert.equal(await services.create(aService({ id: first.id, shopId: other.id }), false, {}), false)
      assert.deepEqual(await services.find(first.id), first)
      const homeless = aService({ shopId: 'nowhere' as ShopId })
      assert.equal(await services.create(homeless, false, {}), false)
      assert.equal(await services.find(homeless.id), null)
    },
  },
  {
    port: 'services',
    title: 'the first of a shop is stored while there is none, and a further one beside it',
    async run({ storage }) {
      const { services } = storage
      const [shop, other] = [await storedShop(storage), await storedShop(storage)]
      await storedService(storage, { shopId: other.id })
      assert.equal(await services.create(aService({ shopId: shop.id }), true, {}), true)
      assert.equal(await services.create(aService({ shopId: shop.id }), true, {}), false)
      assert.equal(await services.create(aService({ shopId: shop.id }), false, {}), true)
      assert.equal((await services.list(shop.id)).length, 2)
    },
  },
  {
    port: 'services',
    title: 'exactly one of twenty brings the first of a shop, with its audit row',
    async run(context) {
      const { id: shopId } = await storedShop(context.storage)
      const created = await twentyAtOnce(context, ({ services }) =>
        services.create(aService({ shopId }), true, { events: [anAuditEvent({ subject: 'first' })] }),
      )
      assert.equal(winners(created), 1)
      assert.equal((await context.storage.services.list(shopId)).length, 1)
      assert.equal((await context.storage.audit.listBySubject('first', 30)).length, 1)
    },
  },
  {
    port: 'services',
    title: 'a second secret is the newest, there is no third, and the older is the one that is retired',
    async run({ storage }) {
      const { services } = storage
      const { id, secrets } = await storedService(storage)
      const [first, second, third] = [present(secrets[0]), aServiceSecret(), aServiceSecret()]
      assert.equal(await services.retireSecret(id, {}), false)
      assert.equal(await services.addSecret(id, second, {}), true)
      assert.equal(await services.addSecret(id, third, {}), false)
      assert.deepEqual(present(await services.find(id)).secrets, [second, first])
      assert.deepEqual([await services.retireSecret(id, {}), await services.retireSecret(id, {})], [true, false])
      assert.deepEqual(present(await services.find(id)).secrets, [second])
      assert.equal(await services.addSecret(id, third, {}), true)
      assert.deepEqual(present(await services.find(id)).secrets, [third, second])
    },
  },
  {
    port: 'services',
    title: 'that are unknown have no secret to add or to retire',
    async run({ storage: { services } }) {
      const id = 'nobody' as ServiceId
      assert.equal(await services.addSecret(id, aServiceSecret(), {}), false)
      assert.equal(await services.retireSecret(id, {}), false)
    },
  },
]
