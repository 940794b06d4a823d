import assert from 'node:assert/strict'
import type { Account } from '../domain/account.ts'
import type { HoldReason, Member } from '../domain/member.ts'
import { isLegacyDoorClosed } from '../policy/legacy-door.ts'
import type { Storage } from '../ports/storage.ts'
import type { ImportId } from '../primitives/ids.ts'
import { anAccount, aPassword, aPasswordHash, aResetLink, noon } from './builders.ts'
import { type ContractCase, present } from './contract-case.ts'
import {
  anAnnouncement,
  announcedYesterday,
  memberNow,
  storedAccount,
  storedClaim,
  storedMembers,
  storedShop,
} from './stored.ts'

/** A member who has set up, beside a neighbour who has not, in a shop that is announced. */
async function setUp(storage: Storage) {
  const shop = await storedShop(storage, { rollout: announcedYesterday })
  const [claim, neighbour] = [await storedClaim(storage, shop), await storedClaim(storage, shop)]
  const { account } = await storedAccount(storage, {
    account: anAccount({ email: claim.email }),
    memberIds: [claim.id],
  })
  return { shop, claim, neighbour, account }
}

const closedOf = async (storage: Storage, { id }: Awaited<ReturnType<typeof setUp>>['shop']) =>
  storage.memberSync.listClosed(id)

const holds: readonly (readonly HoldReason[])[] = [[], ['stale'], ['same_address'], ['by_hand']]

/** What storage keeps of whom the shop's own sign-in is closed to. */
export const legacyDoorsContract: readonly ContractCase[] = [
  {
    port: 'memberSync',
    title: 'lists whose sign-in at the shop is closed exactly as the policy decides, by the bytes of their legacy ids',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const statuses: readonly Account['status'][] = ['active', 'suspended']
      const accounts = await Promise.all(
        statuses.map(async (status) => (await storedAccount(storage, { account: anAccount({ status }) })).account),
      )
      const rows = [false, true].flatMap((legacyClosed): Partial<Member>[] => [
        ...holds.map((heldFor) => ({ heldFor, legacyClosed })),
        ...accounts.map(({ id }) => ({ state: 'active' as const, accountId: id, legacyClosed })),
        ...(['pending', 'suspended', 'removed'] as const).map((state) => ({ state, legacyClosed })),
      ])
      const stored = await storedMembers(storage, shop, ...rows)
      const closed = stored
        .filter((row) => isLegacyDoorClosed(row, accounts.find(({ id }) => id === row.accountId) ?? null))
        .map(({ legacyId }) => legacyId)
      assert.ok(closed.length > 3 && closed.length < stored.length - 3)
      assert.deepEqual(await storage.memberSync.listClosed(shop.id), closed.toSorted())
      assert.deepEqual(await storage.memberSync.listClosed((await storedShop(storage)).id), [])
    },
  },
  {
    port: 'accounts',
    title: 'neither an announcement nor an activation closes the sign-in of the shop; a new password does',
    async run({ storage }) {
      const { shop, claim, account } = await setUp(storage)
      assert.deepEqual(await closedOf(storage, shop), [])
      const password = { hash: aPasswordHash(), origin: 'own', isLong: false } as const
      assert.equal(await storage.accounts.replacePassword(account.id, 1, password, null, {}), true)
      assert.deepEqual(await closedOf(storage, shop), [claim.legacyId])
    },
  },
  {
    port: 'mailedLinks',
    title: 'a reset closes the sign-in of announced shops to an account, and to the claims that it is given to',
    async run({ storage }) {
      const { shop, claim, neighbour, account } = await setUp(storage)
      const link = aResetLink({ accountId: account.id, email: account.email, epoch: 1 })
      await storage.mailedLinks.create(link, {})
      assert.equal(await storage.mailedLinks.resetAccount(link, aPassword(), noon, {}), true)
      assert.deepEqual(await closedOf(storage, shop), [claim.legacyId])

      const { email } = neighbour
      const silent = await storedClaim(storage, await storedShop(storage), { email })
      const held = await storedClaim(storage, await storedShop(storage, { rollout: announcedYesterday }), {
        email,
        heldFor: ['stale'],
      })
      const forClaims = aResetLink({ email })
      await storage.mailedLinks.create(forClaims, {})
      assert.equal(await storage.mailedLinks.resetClaims(forClaims, aPasswordHash(), noon, {}), true)
      assert.deepEqual(await closedOf(storage, shop), [claim.legacyId, neighbour.legacyId].toSorted())
      // Whoever is held has no other way in, until somebody confirms the claim.
      assert.deepEqual(await storage.memberSync.listClosed(held.shopId), [])
      await storage.members.confirmHeld(held.id, noon, {})
      assert.deepEqual(await storage.memberSync.listClosed(held.shopId), [held.legacyId])
      // A shop that was not announced learns nothing of it, not even afterwards.
      await storage.rollouts.announce(anAnnouncement(silent.shopId), 0, {})
      assert.deepEqual(await storage.memberSync.listClosed(silent.shopId), [])
    },
  },
  {
    port: 'members',
    title: 'an import that removes rows closes the sign-in of an announced shop to them, and no other’s',
    async run({ storage }) {
      for (const rollout of [announcedYesterday, null]) {
        const shop = await storedShop(storage, { rollout })
        const [gone, seen] = await storedMembers(storage, shop, {}, { importedBy: 'import-2' as ImportId })
        assert.equal(await storage.members.removeUnseen(shop.id, 'import-2' as ImportId, {}), 1)
        assert.equal((await memberNow(storage, present(seen))).state, 'claim')
        assert.deepEqual(await closedOf(storage, shop), rollout ? [present(gone).legacyId] : [])
      }
    },
  },
  {
    port: 'memberSync',
    title: 'a removal closes the sign-in of an announced shop, and no other’s',
    async run({ storage }) {
      for (const rollout of [announcedYesterday, null]) {
        const shop = await storedShop(storage, { rollout })
        const { legacyId } = await storedClaim(storage, shop)
        assert.equal(await storage.memberSync.remove(shop.id, legacyId, {}), true)
        assert.deepEqual(await closedOf(storage, shop), rollout ? [legacyId] : [])
      }
    },
  },
]
