import assert from 'node:assert/strict'
import type { Member, MemberState } from '../domain/member.ts'
import type { RosterBatch } from '../ports/member-store.ts'
import type { ImportId } from '../primitives/ids.ts'
import { aClaim, aLegacyPassword, anEmail, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce } from './contract-case.ts'
import { anAnnouncement, memberNow, storedAccount, storedClaim, storedMembers, storedShop } from './stored.ts'

const secondImport = 'import-2' as ImportId

function aBatch(shopId: Member['shopId'], changes: Partial<RosterBatch>): RosterBatch {
  return { shopId, importId: secondImport, rosterOpen: false, inserts: [], updates: [], seen: [], ...changes }
}

/** What an applied batch lost. */
function applied(answer: readonly string[] | 'roster_closed'): readonly string[] {
  assert.notEqual(answer, 'roster_closed')
  return answer === 'roster_closed' ? [] : answer
}

/** What a `MemberStore` keeps of imports. */
export const rosterContract: readonly ContractCase[] = [
  {
    port: 'members',
    title: 'an empty batch changes nothing and nothing loses',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const claim = await storedClaim(storage, shop)
      assert.deepEqual(await storage.members.applyRoster(aBatch(shop.id, {}), {}), [])
      assert.deepEqual(await memberNow(storage, claim), claim)
    },
  },
  {
    port: 'members',
    title: 'an insert of a legacy id that its shop has loses, and all others are written',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const elsewhere = await storedShop(storage)
      const [known, tombstone] = await storedMembers(storage, shop, {}, { state: 'removed' })
      const abroad = await storedClaim(storage, elsewhere)
      const inserts = [
        aClaim({ shopId: shop.id, legacyId: present(known).legacyId }),
        aClaim({ shopId: shop.id, legacyId: present(tombstone).legacyId }),
        aClaim({ shopId: shop.id, legacyId: abroad.legacyId }),
        aClaim({ shopId: shop.id }),
      ]
      const lost = await storage.members.applyRoster(aBatch(shop.id, { inserts }), {})
      assert.deepEqual(applied(lost).toSorted(), [present(known).legacyId, present(tombstone).legacyId].toSorted())
      for (const row of [known, tombstone, abroad, ...inserts.slice(2)]) {
        assert.deepEqual(await memberNow(storage, present(row)), row)
      }
    },
  },
  {
    port: 'members',
    title: 'an update stores the row over one of the expected state, but for its holds and their confirmation',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const claim = await storedClaim(storage, shop)
      const member: Member = {
        ...claim,
        email: anEmail(),
        name: null,
        role: '管理者',
        state: 'pending',
        heldFor: ['stale'],
        legacyPassword: aLegacyPassword({ scheme: 'scrypt', pepperKid: 'p1', nominalMilliseconds: 0.5 }),
        legacyTwoFactor: true,
        legacyTotpSecret: 'k2.secret',
        lastSignInAt: 'never',
        activatedAt: noon,
        confirmedAt: noon,
        importedBy: secondImport,
      }
      const batch = aBatch(shop.id, { updates: [{ member, expectedState: 'claim' }] })
      assert.deepEqual(await storage.members.applyRoster(batch, {}), [])
      assert.deepEqual(await memberNow(storage, claim), {
        ...member,
        heldFor: [],
        activatedAt: null,
        confirmedAt: null,
      })
      assert.deepEqual(await storage.members.findByEmail(claim.email.key), [])

      const emptied = { ...claim, legacyPassword: null, lastSignInAt: null, importedBy: secondImport }
      const back = aBatch(shop.id, { updates: [{ member: emptied, expectedState: 'pending' }] })
      assert.deepEqual(await storage.members.applyRoster(back, {}), [])
      assert.deepEqual(await memberNow(storage, claim), emptied)
    },
  },
  {
    port: 'members',
    title: 'a batch decided for an open roster is refused whole once its shop is announced',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const claim = await storedClaim(storage, shop)
      const batch = (member: Member) => ({
        ...aBatch(shop.id, {
          inserts: [member],
          updates: [{ member: { ...claim, name: 'new' }, expectedState: 'claim' }],
        }),
        rosterOpen: true,
      })
      assert.deepEqual(await storage.members.applyRoster(batch(aClaim({ shopId: shop.id })), {}), [])
      await storage.rollouts.announce(anAnnouncement(shop.id), 0, {})
      const late = aClaim({ shopId: shop.id })
      assert.equal(await storage.members.applyRoster(batch(late), {}), 'roster_closed')
      assert.deepEqual(await storage.members.findByLegacyIds(shop.id, [late.legacyId]), [])
      assert.deepEqual(await storage.members.applyRoster({ ...batch(late), rosterOpen: false }, {}), [])
    },
  },
  {
    port: 'members',
    title: 'of two imports at once the earlier removes nothing that the later has brought or seen',
    async run({ storage }) {
      const [earlier, later] = ['0000000001earlier' as ImportId, '0000000002later' as ImportId]
      const shop = await storedShop(storage)
      const [old, seen, brought] = [
        aClaim({ shopId: shop.id, importedBy: '0000000000before' as ImportId }),
        aClaim({ shopId: shop.id, importedBy: '0000000000before' as ImportId }),
        aClaim({ shopId: shop.id, importedBy: later }),
      ]
      await storage.members.applyRoster(aBatch(shop.id, { inserts: [old, seen] }), {})
      const batch = aBatch(shop.id, { inserts: [brought], seen: [seen.legacyId] })
      await storage.members.applyRoster({ ...batch, importId: later }, {})
      await storage.members.applyRoster({ ...aBatch(shop.id, { seen: [seen.legacyId] }), importId: earlier }, {})
      assert.equal(await storage.members.removeUnseen(shop.id, earlier, {}), 1)
      assert.equal((await memberNow(storage, old)).state, 'removed')
      assert.equal(await storage.members.removeUnseen(shop.id, later, {}), 0)
      for (const row of [seen, brought]) assert.equal((await memberNow(storage, row)).state, 'claim')
    },
  },
  {
    port: 'members',
    title: 'claims retire with their secrets when their shop was enforced long enough ago, and no other row does',
    async run({ storage }) {
      const rollout = (enforcedAt: number) => ({ rollout: { announcedAt: noon - 9, enforcedAt } })
      const [long, justLong, recent] = [
        await storedShop(storage, rollout(noon - 1)),
        await storedShop(storage, rollout(noon)),
        await storedShop(storage, rollout(noon + 1)),
      ]
      const secrets = { legacyTotpSecret: 'k1.secret' }
      const retiring = [await storedClaim(storage, long, secrets), await storedClaim(storage, justLong, secrets)]
      const kept = [
        await storedClaim(storage, recent, secrets),
        await storedClaim(storage, long, { ...secrets, state: 'pending' }),
        await storedClaim(storage, await storedShop(storage), secrets),
      ]
      assert.equal(await storage.members.retireClaims(noon), 2)
      for (const row of retiring) {
        const retired = { ...row, state: 'pending', legacyPassword: null, legacyTotpSecret: null }
        assert.deepEqual(await memberNow(storage, row), retired)
      }
      for (const row of kept) assert.deepEqual(await memberNow(storage, row), row)
      assert.equal(await storage.members.retireClaims(noon), 0)
    },
  },
  {
    port: 'members',
    title: 'of an address that has an account neither legacy hash nor TOTP secret is stored',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const { account } = await storedAccount(storage)
      const secrets = { legacyPassword: aLegacyPassword(), legacyTotpSecret: 'k1.secret' }
      const listed = aClaim({ shopId: shop.id, email: account.email, ...secrets })
      const elsewhere = aClaim({ shopId: shop.id, ...secrets })
      await storage.members.applyRoster(aBatch(shop.id, { inserts: [listed, elsewhere] }), {})
      const emptied = { legacyPassword: null, legacyTotpSecret: null }
      assert.deepEqual(await memberNow(storage, listed), { ...listed, ...emptied })
      assert.deepEqual(await memberNow(storage, elsewhere), elsewhere)

      const moved = { ...elsewhere, email: account.email }
      const batch = aBatch(shop.id, { updates: [{ member: moved, expectedState: 'claim' }] })
      assert.deepEqual(await storage.members.applyRoster(batch, {}), [])
      assert.deepEqual(await memberNow(storage, elsewhere), { ...moved, ...emptied })
    },
  },
  {
    port: 'members',
    title: 'an update loses when the row has another state, and all others are written',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const states: readonly MemberState[] = ['pending', 'active', 'suspended', 'removed']
      const [claim, ...others] = await storedMembers(storage, shop, {}, ...states.map((state) => ({ state })))
      const updates = [present(claim), ...others].map((row) => ({
        member: { ...row, name: 'renamed' },
        expectedState: 'claim' as const,
      }))
      const lost = await storage.members.applyRoster(aBatch(shop.id, { updates: updates.toReversed() }), {})
      assert.deepEqual(applied(lost).toSorted(), others.map(({ legacyId }) => legacyId).toSorted())
      for (const row of others) assert.deepEqual(await memberNow(storage, row), row)
      assert.equal((await memberNow(storage, present(claim))).name, 'renamed')
    },
  },
  {
    port: 'members',
    title: 'a thousand rows are written in one batch',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const inserts = Array.from({ length: 1000 }, () => aClaim({ shopId: shop.id }))
      assert.deepEqual(await storage.members.applyRoster(aBatch(shop.id, { inserts }), {}), [])
      assert.equal(await storage.members.countUnlisted(shop.id, new Set()), 1000)
      const seen = inserts.map(({ legacyId }) => legacyId)
      assert.deepEqual(await storage.members.applyRoster(aBatch(shop.id, { seen }), {}), [])
      assert.equal(await storage.members.removeUnseen(shop.id, secondImport, {}), 0)
    },
  },
  {
    port: 'members',
    title: 'of twenty inserts of one legacy id exactly one is written, and nineteen lose',
    async run(context) {
      const shop = await storedShop(context.storage)
      const legacyId = 'wanted'
      const rivals = Array.from({ length: 20 }, () => aClaim({ shopId: shop.id, legacyId }))
      const answers = await twentyAtOnce(context, ({ members }, index) =>
        members.applyRoster(aBatch(shop.id, { inserts: [present(rivals[index])] }), {}),
      )
      assert.equal(answers.filter((lost) => lost.length === 0).length, 1)
      assert.equal(answers.filter((lost) => lost[0] === legacyId).length, 19)
      const winner = rivals[answers.findIndex((lost) => lost.length === 0)]
      assert.deepEqual(await memberNow(context.storage, present(winner)), winner)
    },
  },
  {
    port: 'members',
    title: 'of twenty updates that change a row’s state exactly one is written',
    async run(context) {
      const shop = await storedShop(context.storage)
      const claim = await storedClaim(context.storage, shop)
      const answers = await twentyAtOnce(context, ({ members }, index) => {
        const member: Member = { ...claim, state: 'pending', name: `name ${index}` }
        return members.applyRoster(aBatch(shop.id, { updates: [{ member, expectedState: 'claim' }] }), {})
      })
      const winner = answers.findIndex((lost) => lost.length === 0)
      assert.equal(answers.filter((lost) => lost.length === 0).length, 1)
      assert.equal((await memberNow(context.storage, claim)).name, `name ${winner}`)
    },
  },
  {
    port: 'members',
    title: 'rows seen have the import noted and are otherwise as they were; unknown ones are passed over',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const elsewhere = await storedShop(storage)
      const [a, b, removed] = await storedMembers(storage, shop, { legacyId: 'a' }, {}, { state: 'removed' })
      const abroad = await storedClaim(storage, elsewhere, { legacyId: 'a' })
      const seen = ['a', present(removed).legacyId, 'nobody']
      assert.deepEqual(await storage.members.applyRoster(aBatch(shop.id, { seen }), {}), [])
      for (const row of [a, removed]) {
        assert.deepEqual(await memberNow(storage, present(row)), { ...row, importedBy: secondImport })
      }
      for (const row of [b, abroad]) assert.deepEqual(await memberNow(storage, present(row)), row)
    },
  },
  {
    port: 'members',
    title: 'removing unseen rows leaves tombstones of claims and pending rows, and leaves all else alone',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const elsewhere = await storedShop(storage)
      const secret = { legacyTotpSecret: 'k1.secret' }
      const seen = { ...secret, importedBy: secondImport }
      const [claim, pending, ...others] = await storedMembers(
        storage,
        shop,
        secret,
        { ...secret, state: 'pending' },
        { ...secret, state: 'active' },
        { ...secret, state: 'suspended' },
        { state: 'removed' },
        seen,
        { ...seen, state: 'pending' },
      )
      const abroad = await storedClaim(storage, elsewhere, secret)

      assert.equal(await storage.members.removeUnseen(shop.id, secondImport, {}), 2)

      for (const row of [claim, pending]) {
        const now = await memberNow(storage, present(row))
        assert.equal(now.state, 'removed')
        assert.equal(now.legacyPassword, null)
        assert.equal(now.legacyTotpSecret, null)
        assert.deepEqual(await storage.members.findByEmail(present(row).email.key), [])
      }
      for (const row of [...others, abroad]) assert.deepEqual(await memberNow(storage, row), row)
      assert.equal(await storage.members.removeUnseen(shop.id, secondImport, {}), 0)
    },
  },
  {
    port: 'members',
    title: 'unlisted claims and pending rows are counted, as many as would be removed, and nothing changes',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const elsewhere = await storedShop(storage)
      const [listed, ...others] = await storedMembers(
        storage,
        shop,
        {},
        {},
        { state: 'pending' },
        { state: 'active' },
        { state: 'suspended' },
        { state: 'removed' },
      )
      await storedClaim(storage, elsewhere)
      assert.equal(await storage.members.countUnlisted(shop.id, new Set([present(listed).legacyId, 'nobody'])), 2)
      assert.equal(await storage.members.countUnlisted(shop.id, new Set()), 3)
      const everybody = [present(listed), ...others]
      assert.equal(await storage.members.countUnlisted(shop.id, new Set(everybody.map((row) => row.legacyId))), 0)
      for (const row of everybody) assert.deepEqual(await memberNow(storage, row), row)
    },
  },
]
