import assert from 'node:assert/strict'
import { invitedLegacyId } from '../domain/invitation.ts'
import type { Member } from '../domain/member.ts'
import type { SyncedRow } from '../ports/member-sync-store.ts'
import type { Storage } from '../ports/storage.ts'
import type { ImportId } from '../primitives/ids.ts'
import { aClaim, anAccount, anAuditEvent, anEmail, aShop, noon } from './builders.ts'
import { type ContractCase, type ContractContext, present, twentyAtOnce, winners } from './contract-case.ts'
import {
  anActivation,
  anAnnouncement,
  announcedYesterday,
  memberNow,
  storedAccount,
  storedClaim,
  storedFlow,
  storedMembers,
  storedSession,
  storedShop,
} from './stored.ts'

const later = 'import-2' as ImportId

function aSave(after: Member, before: Member | null, rosterOpen = false): SyncedRow {
  return { before, after, rosterOpen }
}

/** The row renamed and seen later, and with `changes`. */
function renamed(row: Member, changes: Partial<Member> = {}): Member {
  return { ...row, name: '別の名前', role: 'owner', importedBy: later, ...changes }
}

async function holdsOf(storage: Storage, rows: readonly (Member | undefined)[]) {
  return Promise.all(rows.map(async (row) => (await memberNow(storage, present(row))).heldFor.toSorted()))
}

/** A member who has set up, in a shop of its own unless told. */
async function storedMember(storage: Storage) {
  const shop = await storedShop(storage, { rollout: announcedYesterday })
  const claim = await storedClaim(storage, shop)
  const account = anAccount({ email: claim.email })
  const activation = await storedAccount(storage, { account, memberIds: [claim.id] })
  return { ...activation, shop, row: await memberNow(storage, claim) }
}

/** Both at once, in turns begun by the one and by the other. */
async function atOnce<A, B>(round: number, one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> {
  if (round % 2 === 0) return Promise.all([one(), other()])
  const [b, a] = await Promise.all([other(), one()])
  return [a, b]
}

/** A claim's activation on one handle, and something that a back end does to its row on another. */
async function racing<T>(
  context: ContractContext,
  round: number,
  work: (storage: Storage, claim: Member) => Promise<T>,
) {
  const { storage } = context
  const other = await context.another()
  const claim = await storedClaim(storage, await storedShop(storage, { rollout: announcedYesterday }))
  const flow = await storedFlow(storage, { email: claim.email })
  const activation = anActivation(flow, { memberIds: [claim.id] })
  const activate = () => storage.accounts.activateAccount(activation, {})
  const [activated, answer] = await atOnce(round, activate, () => work(other, claim))
  return { activated, answer, activation, row: await memberNow(storage, claim) }
}

/** What a `MemberSyncStore` keeps. */
export const memberSyncContract: readonly ContractCase[] = [
  {
    port: 'memberSync',
    title: 'a new row is stored with every field, and its event along',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const row = aClaim({ shopId: shop.id, legacyPassword: null, lastSignInAt: null, name: null, role: null })
      const saved = await storage.memberSync.save(aSave(row, null), { events: [anAuditEvent({ subject: 'saved' })] })
      assert.equal(saved, 'saved')
      assert.deepEqual(await memberNow(storage, row), row)
      assert.equal((await storage.audit.listBySubject('saved', 9)).length, 1)
    },
  },
  {
    port: 'memberSync',
    title: 'a row that an invitation made gets the name of its shop, if that is free, and no other row does',
    async run({ storage }) {
      const { memberSync } = storage
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const [row, other] = await storedMembers(storage, shop, { state: 'pending', legacyPassword: null }, {})
      const { id } = present(row)
      const invited = aClaim({ ...present(row), id: `${id.slice(0, 25)}x` as typeof id, legacyId: '' })
      const made = { ...invited, legacyId: invitedLegacyId(invited.id) }
      await memberSync.save(aSave(made, null), {})
      assert.equal(await memberSync.adopt(made, present(other).legacyId, {}), false)
      assert.equal(await memberSync.adopt({ ...made, shopId: aShop().id }, 'own', {}), false)
      assert.equal(await memberSync.adopt(present(row), 'own', {}), false)
      assert.equal(await memberSync.adopt(made, 'own', {}), true)
      assert.deepEqual(await memberNow(storage, { ...made, legacyId: 'own' }), { ...made, legacyId: 'own' })
      assert.equal(await memberSync.adopt(made, 'another', {}), false)
    },
  },
  {
    port: 'memberSync',
    title: 'of a row whose address stays, name, role and spelling are written, and nothing else',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const [row] = await storedMembers(storage, shop, {
        heldFor: ['by_hand'],
        leaving: 'invite',
        legacyTotpSecret: 'k1.secret',
        legacyTwoFactor: true,
        legacyClosed: true,
        confirmedAt: 7,
      })
      const before = present(row)
      const email = { ...before.email, typed: before.email.key }
      const decided = {
        legacyPassword: null,
        legacyTotpSecret: null,
        heldFor: [],
        legacyClosed: false,
        confirmedAt: null,
      }
      const after = renamed(before, { ...decided, email })
      assert.equal(await storage.memberSync.save(aSave(after, before), {}), 'saved')
      const { name, role, importedBy } = after
      assert.deepEqual(await memberNow(storage, before), { ...before, name, role, importedBy, email })
    },
  },
  {
    port: 'memberSync',
    title: 'a row whose address changes keeps neither hash nor secret, and all else',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const before = await storedClaim(storage, shop, { legacyTotpSecret: 'k1.secret', confirmedAt: 7 })
      const after = renamed(before, { email: anEmail(), state: 'pending' })
      assert.equal(await storage.memberSync.save(aSave(after, before), {}), 'saved')
      assert.deepEqual(await memberNow(storage, before), { ...after, legacyPassword: null, legacyTotpSecret: null })
      assert.deepEqual(await storage.members.findByEmail(before.email.key), [])
    },
  },
  {
    port: 'memberSync',
    title: 'of a row that belongs to an account, name and role alone are written',
    async run({ storage }) {
      const { row } = await storedMember(storage)
      const after = renamed(row, { email: anEmail(), state: 'pending', accountId: null })
      assert.equal(await storage.memberSync.save(aSave(after, row), {}), 'saved')
      assert.deepEqual(await memberNow(storage, row), renamed(row))
    },
  },
  {
    port: 'memberSync',
    title: 'which import has seen a row never goes back',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const before = await storedClaim(storage, shop, { importedBy: 'import-9' as ImportId })
      assert.equal(await storage.memberSync.save(aSave(renamed(before), before), {}), 'saved')
      assert.equal((await memberNow(storage, before)).importedBy, 'import-9')
    },
  },
  {
    port: 'memberSync',
    title: 'a change loses, and writes nothing, when the legacy id is taken or the row is not as it was',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const [row, gone] = await storedMembers(storage, shop, {}, { state: 'removed' })
      const [now, tombstone] = [present(row), present(gone)]
      const lost = [
        aSave(aClaim({ shopId: shop.id, legacyId: now.legacyId }), null),
        aSave(aClaim({ shopId: shop.id, legacyId: tombstone.legacyId }), null),
        aSave(renamed(now), { ...now, state: 'pending' }),
        aSave(renamed(now), { ...now, email: anEmail() }),
        aSave(renamed(tombstone, { state: 'claim' }), { ...tombstone, state: 'claim' }),
      ]
      for (const change of lost) {
        const events = [anAuditEvent({ subject: 'lost' })]
        assert.equal(await storage.memberSync.save(change, { events }), 'lost')
      }
      for (const one of [now, tombstone]) assert.deepEqual(await memberNow(storage, one), one)
      assert.deepEqual(await storage.audit.listBySubject('lost', 9), [])
    },
  },
  {
    port: 'memberSync',
    title: 'what was decided for an open roster is refused once the shop is announced',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const row = aClaim({ shopId: shop.id })
      assert.equal(await storage.memberSync.save(aSave(row, null, true), {}), 'roster_closed')
      assert.deepEqual(await storage.members.findByLegacyIds(shop.id, [row.legacyId]), [])
      const before = await storedShop(storage)
      assert.equal(await storage.memberSync.save(aSave(aClaim({ shopId: before.id }), null, true), {}), 'saved')
    },
  },
  {
    port: 'memberSync',
    title: 'claims that come to share an address are held, and no longer once one has moved or is removed',
    async run({ storage }) {
      const [shop, elsewhere] = [await storedShop(storage), await storedShop(storage)]
      const [one, other] = await storedMembers(storage, shop, { heldFor: ['stale'] }, {})
      const { email } = present(one)
      const abroad = await storedClaim(storage, elsewhere, { email })
      const twin = aClaim({ shopId: shop.id, email })
      await storage.memberSync.save(aSave(twin, null), {})
      const rows = [one, twin, other, abroad]
      assert.deepEqual(await holdsOf(storage, rows), [['same_address', 'stale'], ['same_address'], [], []])

      const moved = { ...twin, email: present(other).email }
      await storage.memberSync.save(aSave(moved, twin), {})
      assert.deepEqual(await holdsOf(storage, rows), [['stale'], ['same_address'], ['same_address'], []])

      await storage.memberSync.remove(shop.id, twin.legacyId, {})
      assert.deepEqual(await holdsOf(storage, [one, other, abroad]), [['stale'], [], []])
    },
  },
  {
    port: 'memberSync',
    title: 'of twenty who bring one legacy id exactly one is written, with its event',
    async run(context) {
      const { storage } = context
      const { id: shopId } = await storedShop(storage)
      const answers = await twentyAtOnce(context, ({ memberSync }) =>
        memberSync.save(aSave(aClaim({ shopId, legacyId: '7' }), null), {
          events: [anAuditEvent({ subject: 'seven' })],
        }),
      )
      assert.equal(answers.filter((answer) => answer === 'saved').length, 1)
      assert.equal((await storage.audit.listBySubject('seven', 30)).length, 1)
    },
  },
  {
    port: 'memberSync',
    title: 'a removed row is a tombstone without hash or secret, once; other rows are as they were',
    async run(context) {
      const { storage } = context
      const [shop, elsewhere] = [await storedShop(storage), await storedShop(storage)]
      const secret = { legacyTotpSecret: 'k1.secret' }
      const [claim, pending, gone, stays] = await storedMembers(
        storage,
        shop,
        secret,
        { ...secret, state: 'pending' },
        { state: 'removed' },
        secret,
      )
      const abroad = await storedClaim(storage, elsewhere, { legacyId: present(claim).legacyId })
      for (const row of [claim, pending]) {
        const { legacyId } = present(row)
        const removed = await twentyAtOnce(context, ({ memberSync }) =>
          memberSync.remove(shop.id, legacyId, { events: [anAuditEvent({ subject: legacyId })] }),
        )
        assert.equal(winners(removed), 1)
        assert.equal((await storage.audit.listBySubject(legacyId, 30)).length, 1)
        const tombstone = { ...row, state: 'removed', legacyPassword: null, legacyTotpSecret: null }
        assert.deepEqual(await memberNow(storage, present(row)), tombstone)
      }
      assert.equal(await storage.memberSync.remove(shop.id, present(gone).legacyId, {}), false)
      assert.equal(await storage.memberSync.remove(shop.id, 'nobody', {}), false)
      for (const row of [gone, stays, abroad]) assert.deepEqual(await memberNow(storage, present(row)), row)
    },
  },
  {
    port: 'memberSync',
    title: 'who is removed from the only shop is signed out, and nobody else is',
    async run({ storage }) {
      const { account, row, session } = await storedMember(storage)
      const second = await storedSession(storage, account.id)
      const other = await storedMember(storage)
      assert.equal(await storage.memberSync.remove(row.shopId, row.legacyId, {}), true)
      assert.deepEqual(await memberNow(storage, row), { ...row, state: 'removed', accountId: null, legacyClosed: true })
      for (const { tokenHash } of [session, second]) assert.equal(await storage.sessions.find(tokenHash), null)
      assert.notEqual(await storage.accounts.findById(account.id), null)
      assert.notEqual(await storage.sessions.find(other.session.tokenHash), null)
    },
  },
  {
    port: 'memberSync',
    title: 'who has another shop stays signed in, but for what is good for the removed one alone',
    async run({ storage }) {
      const [shop, other] = [
        await storedShop(storage, { rollout: announcedYesterday }),
        await storedShop(storage, { rollout: announcedYesterday }),
      ]
      const email = anEmail()
      const [row, kept] = [await storedClaim(storage, shop, { email }), await storedClaim(storage, other, { email })]
      const { account, session } = await storedAccount(storage, {
        account: anAccount({ email }),
        memberIds: [row.id, kept.id],
      })
      const robot = { sessionClass: 'robot' } as const
      const here = await storedSession(storage, account.id, { ...robot, restrictedTo: shop.id })
      const there = await storedSession(storage, account.id, { ...robot, restrictedTo: other.id })
      await storage.memberSync.remove(shop.id, row.legacyId, {})
      assert.equal(await storage.sessions.find(here.tokenHash), null)
      for (const { tokenHash } of [session, there]) assert.notEqual(await storage.sessions.find(tokenHash), null)
      const found = await storage.sessions.findWithMemberships(session.tokenHash, Date.UTC(2100, 0))
      assert.deepEqual(
        found?.memberships.map(({ shopId }) => shopId),
        [other.id],
      )
    },
  },
  {
    port: 'memberSync',
    title: 'an activation and a removal at once are one after the other: no access is left, and no account half made',
    async run(context) {
      for (let round = 0; round < 8; round++) {
        const { activated, row, activation } = await racing(context, round, ({ memberSync }, claim) =>
          memberSync.remove(claim.shopId, claim.legacyId, {}),
        )
        assert.equal(row.state, 'removed')
        assert.equal(row.accountId, null)
        const account = await context.storage.accounts.findById(activation.account.id)
        assert.equal(account !== null, activated)
        assert.equal(await context.storage.sessions.find(activation.session.tokenHash), null)
      }
    },
  },
  {
    port: 'memberSync',
    title: 'an activation and a change of address at once are one of the two',
    async run(context) {
      for (let round = 0; round < 8; round++) {
        const email = anEmail()
        const { activated, answer, row, activation } = await racing(context, round, ({ memberSync }, claim) =>
          memberSync.save(aSave({ ...claim, email, state: 'pending' }, claim), {}),
        )
        assert.equal(answer, activated ? 'lost' : 'saved')
        assert.equal(row.state, activated ? 'active' : 'pending')
        assert.deepEqual(row.email, activated ? activation.account.email : email)
        assert.equal(row.accountId, activated ? activation.account.id : null)
      }
    },
  },
  {
    port: 'memberSync',
    title: 'of a row that is brought open and its shop’s announcement at once, no claim comes after the announcement',
    async run(context) {
      const [one, other] = [context.storage, await context.another()]
      for (let round = 0; round < 8; round++) {
        const shop = await storedShop(one)
        const row = aClaim({ shopId: shop.id, lastSignInAt: 'never' })
        const save = () => one.memberSync.save(aSave(row, null, true), {})
        const announce = () => other.rollouts.announce(anAnnouncement(shop.id), noon, {})
        const [saved, held] = await atOnce(round, save, announce)
        assert.notEqual(held, null)
        const [found] = await one.members.findByLegacyIds(shop.id, [row.legacyId])
        if (saved === 'saved') assert.deepEqual(present(found).heldFor, ['stale'])
        else assert.deepEqual([saved, found], ['roster_closed', undefined])
      }
    },
  },
]
