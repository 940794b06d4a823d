import assert from 'node:assert/strict'
import type { Member } from '../domain/member.ts'
import type { Storage } from '../ports/storage.ts'
import { aNewFactor, anAccount, anApp, aServiceEntry, aShop, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import {
  announcedYesterday,
  memberNow,
  storedAccount,
  storedClaim,
  storedInvitation,
  storedMember,
  storedMembers,
  storedSession,
  storedShop,
} from './stored.ts'

const shopIn = (storage: Storage) => storedShop(storage, { rollout: announcedYesterday })
const to = (before: Member, state: 'active' | 'suspended' | 'removed') => ({ before, to: { state }, at: noon })

/** An account that is an active member of two shops, and its row in the first. */
async function inTwoShops(storage: Storage) {
  const [shop, other] = [await shopIn(storage), await shopIn(storage)]
  const claim = await storedClaim(storage, shop)
  const elsewhere = await storedClaim(storage, other, { email: claim.email })
  const account = anAccount({ email: claim.email })
  const made = await storedAccount(storage, { account, memberIds: [claim.id, elsewhere.id] })
  const restricted = await storedSession(storage, account.id, { restrictedTo: shop.id })
  return { ...made, shop, restricted, member: await memberNow(storage, claim) }
}

/** What a `MembershipStore` keeps. */
export const membershipStoreContract: readonly ContractCase[] = [
  {
    port: 'memberships',
    title: 'are found in their own shop alone',
    async run({ storage }) {
      const [shop, other] = [await shopIn(storage), await shopIn(storage)]
      const row = await storedClaim(storage, shop)
      assert.deepEqual(await storage.memberships.find(shop.id, row.id), row)
      assert.equal(await storage.memberships.find(other.id, row.id), null)
      assert.equal(await storage.memberships.find(aShop().id, row.id), null)
      const twin = await storedClaim(storage, shop, { email: row.email, state: 'removed' })
      await storedClaim(storage, other, { email: row.email })
      assert.deepEqual(await storage.memberships.findByAddress(shop.id, row.email.key), [row, twin])
      assert.deepEqual(await storage.memberships.findByAddress(aShop().id, row.email.key), [])
    },
  },
  {
    port: 'memberships',
    title: 'are listed page by page with factors, the last entry into this shop, and the invitation that is open',
    async run({ storage }) {
      const shop = await shopIn(storage)
      const claims = await storedMembers(storage, shop, { legacyId: 'a' }, { legacyId: 'b', state: 'removed' })
      const account = anAccount({ email: present(claims[0]).email })
      const factors = [aNewFactor(), anApp()]
      const { session } = await storedAccount(storage, { account, factors, memberIds: [present(claims[0]).id] })
      const entry = { accountId: account.id, sessionId: session.id, shopId: shop.id }
      await storage.serviceEntries.note(aServiceEntry({ ...entry, enteredAt: noon + 5 }))
      await storage.serviceEntries.note(aServiceEntry({ ...entry, enteredAt: noon + 3 }))
      await storage.serviceEntries.note(aServiceEntry({ ...entry, shopId: aShop().id, enteredAt: noon + 9 }))
      const { invitation, member } = await storedInvitation(storage, { shopId: shop.id }, { legacyId: 'c' })
      const over = await storedInvitation(storage, { shopId: shop.id }, { legacyId: 'd' })
      await storage.invitations.settle(over.invitation.id, 'revoked', noon, {})

      const row = await memberNow(storage, present(claims[0]))
      const bare = {
        factors: [],
        lastEnteredAt: null,
        invitation: null,
        declined: false,
        sessions: [],
        mark: null,
        retirement: null,
      }
      assert.deepEqual(await storage.memberships.page(shop.id, '', 2), [
        { ...bare, member: row, factors: ['email', 'totp'], lastEnteredAt: noon + 5, sessions: [session] },
        {
          ...bare,
          member,
          invitation: await storage.invitations.find(invitation.id),
        },
      ])
      const listed = await storage.memberships.page(shop.id, '', 9)
      for (const one of listed) {
        assert.deepEqual(await storage.memberships.findListed(shop.id, one.member.id), one)
        assert.equal(await storage.memberships.findListed(aShop().id, one.member.id), null)
      }
      assert.equal(await storage.memberships.findListed(shop.id, present(claims[1]).id), null)
      assert.deepEqual(await storage.memberships.page(shop.id, 'c', 2), [{ ...bare, member: over.member }])
    },
  },
  {
    port: 'memberships',
    title: 'change role and state of the row as it was read, and nothing else of it',
    async run({ storage }) {
      const shop = await shopIn(storage)
      const { member } = await storedMember(storage, shop)
      const { memberships } = storage
      assert.equal(await memberships.change({ before: member, to: { role: 'clerk' }, at: noon }, {}), 'changed')
      assert.equal(await memberships.change({ before: member, to: { role: 'owner' }, at: noon }, {}), 'lost')
      const clerk = { ...member, role: 'clerk' }
      assert.deepEqual(await memberNow(storage, member), clerk)
      assert.equal(await memberships.change(to(clerk, 'suspended'), {}), 'changed')
      assert.equal(await memberships.change(to(clerk, 'removed'), {}), 'lost')
      const suspended = { ...clerk, state: 'suspended' } as const
      assert.deepEqual(await memberNow(storage, member), suspended)
      assert.equal(await memberships.change(to(suspended, 'active'), {}), 'changed')
      assert.deepEqual(await memberNow(storage, member), clerk)
      const elsewhere = { ...clerk, shopId: aShop().id }
      assert.equal(await memberships.change(to(elsewhere, 'removed'), {}), 'lost')
    },
  },
  {
    port: 'memberships',
    title: 'that are suspended or removed end the sessions for this shop alone, and all where it is the only one',
    async run({ storage }) {
      for (const state of ['suspended', 'removed'] as const) {
        const two = await inTwoShops(storage)
        assert.equal(await storage.memberships.change(to(two.member, state), {}), 'changed')
        assert.equal(await storage.sessions.find(two.restricted.tokenHash), null)
        assert.notEqual(await storage.sessions.find(two.session.tokenHash), null)
        const one = await storedMember(storage, await shopIn(storage))
        assert.equal(await storage.memberships.change(to(one.member, state), {}), 'changed')
        assert.equal(await storage.sessions.find(one.session.tokenHash), null)
      }
    },
  },
  {
    port: 'memberships',
    title: 'that are removed leave a tombstone, revoke their invitation and free a claim that shared the address',
    async run({ storage }) {
      const shop = await shopIn(storage)
      const { invitation, member } = await storedInvitation(storage, { shopId: shop.id })
      assert.equal(await storage.memberships.change(to(member, 'removed'), {}), 'changed')
      assert.deepEqual(await memberNow(storage, member), { ...member, state: 'removed', legacyClosed: true })
      assert.equal(present(await storage.invitations.find(invitation.id)).invitation.status, 'revoked')

      const [one, other] = await storedMembers(storage, shop, {}, {})
      const twin = { ...present(other), email: present(one).email }
      await storage.memberSync.save({ before: present(other), after: twin, rosterOpen: false }, {})
      const held = await memberNow(storage, twin)
      assert.deepEqual(held.heldFor, ['same_address'])
      assert.equal(await storage.memberships.change(to(held, 'removed'), {}), 'changed')
      assert.deepEqual((await memberNow(storage, present(one))).heldFor, [])
    },
  },
  {
    port: 'memberships',
    title: 'keep the last administrator: not demoted, suspended or removed, and neither counts who cannot act',
    async run({ storage }) {
      const shop = await shopIn(storage)
      const { member: last } = await storedMember(storage, shop, { role: 'administrator' })
      await storedMember(storage, await shopIn(storage), { role: 'administrator' })
      await storedMember(storage, shop, { role: 'staff' })
      await storedClaim(storage, shop, { role: 'administrator' })
      const account = anAccount({ status: 'suspended' })
      const claim = await storedClaim(storage, shop, { role: 'administrator', email: account.email })
      await storedAccount(storage, { account, memberIds: [claim.id] })
      const { memberships } = storage
      const attempts = [{ role: 'staff' }, { state: 'suspended' }, { state: 'removed' }] as const
      for (const one of attempts) {
        assert.equal(await memberships.change({ before: last, to: one, at: noon }, {}), 'last_administrator')
      }
      assert.deepEqual(await memberNow(storage, last), last)
      assert.equal(await memberships.change({ before: last, to: { role: 'owner' }, at: noon }, {}), 'changed')
      await storedMember(storage, shop, { role: '管理者' })
      const owner = { ...last, role: 'owner' }
      assert.equal(await memberships.change({ before: owner, to: { role: 'staff' }, at: noon }, {}), 'changed')
    },
  },
  {
    port: 'memberships',
    title: 'keep one administrator of two who demote each other, and of twenty who all leave',
    async run(context) {
      const { storage } = context
      for (let round = 0; round < 8; round++) {
        const shop = await shopIn(storage)
        const rows = [
          (await storedMember(storage, shop, { role: 'administrator' })).member,
          (await storedMember(storage, shop, { role: 'administrator' })).member,
        ]
        const other = await context.another()
        const answers = await Promise.all(
          rows.map((before, index) =>
            (index === 0 ? storage : other).memberships.change({ before, to: { role: 'staff' }, at: noon }, {}),
          ),
        )
        assert.deepEqual(answers.toSorted(), ['changed', 'last_administrator'])
      }
      const shop = await shopIn(storage)
      const rows: Member[] = []
      for (let index = 0; index < 20; index++) {
        rows.push((await storedMember(storage, shop, { role: 'administrator' })).member)
      }
      const answers = await twentyAtOnce(context, ({ memberships }, index) =>
        memberships.change(to(present(rows[index]), 'removed'), {}),
      )
      assert.equal(answers.filter((answer) => answer === 'last_administrator').length, 1)
      assert.equal((await storage.members.administratorsIn(shop.id)).length, 1)
    },
  },
  {
    port: 'memberships',
    title: 'are accepted by the account of their address: a claim that nothing holds, once of twenty tries',
    async run(context) {
      const { storage } = context
      const shop = await shopIn(storage)
      const { account } = await storedAccount(storage)
      const stranger = (await storedAccount(storage)).account
      const { email } = account
      const held = await storedClaim(storage, shop, { email, heldFor: ['stale'] })
      const pending = await storedClaim(storage, shop, { email, state: 'pending' })
      const claim = await storedClaim(storage, await shopIn(storage), { email })
      const acceptance = (row: Member) => ({ memberId: row.id, invitation: null, at: noon })
      assert.equal(await storage.memberships.accept(account.id, acceptance(held), {}), false)
      assert.equal(await storage.memberships.accept(account.id, acceptance(pending), {}), false)
      assert.equal(await storage.memberships.accept(stranger.id, acceptance(claim), {}), false)
      const answers = await twentyAtOnce(context, ({ memberships }) =>
        memberships.accept(account.id, acceptance(claim), {}),
      )
      assert.equal(winners(answers), 1)
      const own = { state: 'active', accountId: account.id, activatedAt: noon }
      assert.deepEqual(await memberNow(storage, claim), { ...claim, ...own, legacyPassword: null })
    },
  },
  {
    port: 'memberships',
    title: 'that are declined need an invitation, and no other account declines them',
    async run({ storage }) {
      const shop = await shopIn(storage)
      const { account } = await storedAccount(storage)
      const stranger = (await storedAccount(storage)).account
      const claim = await storedClaim(storage, shop, { email: account.email })
      assert.equal(await storage.memberships.declineClaim(stranger.id, claim.id, {}), false)
      assert.equal(await storage.memberships.declineClaim(account.id, claim.id, {}), true)
      assert.deepEqual(await memberNow(storage, claim), { ...claim, state: 'pending', legacyPassword: null })
      assert.equal((await storage.memberships.findListed(shop.id, claim.id))?.declined, true)
      const acceptance = { memberId: claim.id, invitation: null, at: noon }
      assert.equal(await storage.memberships.accept(account.id, acceptance, {}), false)
    },
  },
]
