import assert from 'node:assert/strict'
import { INVITATION_CODE_ATTEMPTS, type Invitation, type InvitationIssue } from '../domain/invitation.ts'
import type { Member } from '../domain/member.ts'
import type { NewInvitation } from '../ports/invitation-store.ts'
import type { Storage } from '../ports/storage.ts'
import type { ShopId } from '../primitives/ids.ts'
import { aClaim, anAccount, anInvitation, anOutboxMail, aTokenHash, noon } from './builders.ts'
import { type ContractCase, type ContractContext, present, twentyAtOnce, winners } from './contract-case.ts'
import {
  anActivation,
  announcedYesterday,
  memberNow,
  storedAccount,
  storedClaim,
  storedFlow,
  storedInvitation,
  storedMember,
  storedShop,
} from './stored.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** An invitation with a new row, of an address of its own unless told. */
function fresh(shopId: ShopId, changes: Partial<Invitation> = {}): NewInvitation {
  const member = aClaim({
    shopId,
    state: 'pending',
    legacyPassword: null,
    ...(changes.email && { email: changes.email }),
  })
  return {
    invitation: anInvitation({ ...changes, shopId, memberId: member.id, email: member.email }),
    row: { is: 'new', member },
  }
}

function anIssue(changes: Partial<InvitationIssue> = {}): InvitationIssue {
  const sentAt = changes.sentAt ?? noon + minute
  const { invitedBy, expiresAt, tokenHash, codeHash, mailId, reminderId } = anInvitation({ sentAt })
  return { invitedBy, sentAt, expiresAt, tokenHash, codeHash, mailId, reminderId, ...changes }
}

const statusOf = async (storage: Storage, { id }: Invitation) =>
  present(await storage.invitations.find(id)).invitation.status

/** Both at once, in turns begun by the one and by the other. */
async function atOnce<A, B>(round: number, one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> {
  if (round % 2 === 0) return Promise.all([one(), other()])
  const [b, a] = await Promise.all([other(), one()])
  return [a, b]
}

/** An acceptance by a new account on one handle, and something else on another. */
async function racing<T>(
  context: ContractContext,
  round: number,
  work: (storage: Storage, invitation: Invitation, member: Member) => Promise<T>,
) {
  const { storage } = context
  const other = await context.another()
  const { invitation, member } = await storedInvitation(storage)
  const flow = await storedFlow(storage, { email: invitation.email })
  const accepts = { memberId: member.id, invitation: { id: invitation.id, inviter: null }, at: noon }
  const accept = () => storage.accounts.activateAccount(anActivation(flow, { accepts }), {})
  const [accepted, answer] = await atOnce(round, accept, () => work(other, invitation, member))
  return { accepted, answer, row: await memberNow(storage, member), status: await statusOf(storage, invitation) }
}

/** What an `InvitationStore` keeps. */
export const invitationStoreContract: readonly ContractCase[] = [
  {
    port: 'invitations',
    title: 'are stored with every field, beside their row, their shop and what became of their mail',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const { account, member: inviter } = await storedMember(storage, shop, { role: 'administrator' })
      const mail = anOutboxMail()
      const created = fresh(shop.id, { invitedBy: account.id, mailId: mail.id, reminderId: anOutboxMail().id })
      const { invitation, row } = created
      assert.equal(await storage.invitations.create(created, noon, { mails: [mail] }), 'created')

      const found = {
        invitation,
        member: row.is === 'new' ? row.member : row.before,
        shop,
        inviter: { name: account.name, role: inviter.role },
        fate: 'waiting',
      }
      assert.deepEqual(await storage.invitations.find(invitation.id), found)
      assert.deepEqual(await storage.invitations.findByToken(invitation.tokenHash), found)
      assert.deepEqual(await storage.invitations.findByEmail(invitation.email.key), [found])
      assert.deepEqual(await storage.invitations.list(shop.id, null, 10), [found])

      await storage.outbox.recordHandOver(mail.id, noon)
      assert.equal(present(await storage.invitations.find(invitation.id)).fate, 'handed-over')
      await storage.memberships.change({ before: inviter, to: { role: 'staff' }, at: noon }, {})
      assert.equal(present(await storage.invitations.find(invitation.id)).inviter?.role, 'administrator')
    },
  },
  {
    port: 'invitations',
    title: 'are not found by what nobody has, nor in another shop, and an inviter who has left is nobody',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      await storedMember(storage, shop, { role: 'administrator' })
      const { account, member } = await storedMember(storage, shop, { role: 'administrator' })
      const { invitation } = await storedInvitation(storage, { shopId: shop.id, invitedBy: account.id })
      assert.equal(await storage.invitations.find(anInvitation().id), null)
      assert.equal(await storage.invitations.findByToken(aTokenHash()), null)
      assert.deepEqual(await storage.invitations.findByEmail('nobody@example.com'), [])
      assert.deepEqual(await storage.invitations.list((await storedShop(storage)).id, null, 10), [])
      assert.equal(
        await storage.memberships.change({ before: member, to: { state: 'removed' }, at: noon }, {}),
        'changed',
      )
      assert.equal(present(await storage.invitations.find(invitation.id)).inviter, null)
    },
  },
  {
    port: 'invitations',
    title: 'are listed newest first, no more than asked for, and by address the open ones oldest first',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const [a, b, c] = [
        (await storedInvitation(storage, { shopId: shop.id, sentAt: noon })).invitation,
        (await storedInvitation(storage, { shopId: shop.id, sentAt: noon + 2 })).invitation,
        (await storedInvitation(storage, { shopId: shop.id, sentAt: noon + 1 })).invitation,
      ]
      const listed = await storage.invitations.list(shop.id, null, 2)
      assert.deepEqual(
        listed.map(({ invitation }) => invitation.id),
        [b.id, c.id],
      )
      const rest = await storage.invitations.list(shop.id, c.id, 2)
      assert.deepEqual(
        rest.map(({ invitation }) => invitation.id),
        [a.id],
      )
      const elsewhere = await storedInvitation(storage)
      assert.deepEqual(await storage.invitations.list(shop.id, elsewhere.invitation.id, 9), [])
      assert.deepEqual(await storage.invitations.list(shop.id, anInvitation().id, 9), [])
      const later = (await storedInvitation(storage, { email: a.email, sentAt: noon + 9 })).invitation
      const ended = (await storedInvitation(storage, { email: a.email })).invitation
      await storage.invitations.settle(ended.id, 'revoked', noon, {})
      const found = await storage.invitations.findByEmail(a.email.key)
      assert.deepEqual(
        found.map(({ invitation }) => invitation.id),
        [a.id, later.id],
      )
    },
  },
  {
    port: 'invitations',
    title: 'of one shop stand once for an address until they expire; another shop is free to invite it, too',
    async run({ storage }) {
      const { invitation } = await storedInvitation(storage)
      const { shopId, email, expiresAt } = invitation
      const again = () => fresh(shopId, { email })
      const early = again()
      assert.equal(await storage.invitations.create(early, expiresAt - 1, {}), 'invited')
      assert.equal(await storage.memberships.find(shopId, early.invitation.memberId), null)
      await storedInvitation(storage, { email })
      assert.equal(await storage.invitations.create(again(), expiresAt, {}), 'created')
      assert.equal(await statusOf(storage, invitation), 'expired')
    },
  },
  {
    port: 'invitations',
    title: 'are made once of twenty who invite one address at once, with one row',
    async run(context) {
      const { storage } = context
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const { email } = anInvitation()
      const answers = await twentyAtOnce(context, ({ invitations }) =>
        invitations.create(fresh(shop.id, { email }), noon, {}),
      )
      assert.equal(answers.filter((answer) => answer === 'created').length, 1)
      assert.equal((await storage.members.findByEmail(email.key)).length, 1)
      assert.equal((await storage.invitations.list(shop.id, null, 100)).length, 1)
    },
  },
  {
    port: 'invitations',
    title: 'make of a listed row one that waits, without secrets, if it is as it was read, a tombstone too',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const row = await storedClaim(storage, shop, { state: 'pending' })
      const tombstone = await storedClaim(storage, shop, { state: 'removed', legacyPassword: null })
      for (const before of [row, tombstone]) {
        const listed = { is: 'listed', before, after: { name: '江川ケイ', role: 'clerk' } } as const
        const invitation = anInvitation({ shopId: shop.id, memberId: before.id, email: before.email })
        const stale = { ...listed, before: { ...before, state: 'active' } as const }
        assert.equal(await storage.invitations.create({ invitation, row: stale }, noon, {}), 'lost')
        assert.equal(await storage.invitations.create({ invitation, row: listed }, noon, {}), 'created')
        const bare = { legacyPassword: null, legacyTotpSecret: null }
        const expected = { ...before, ...bare, state: 'pending', name: '江川ケイ', role: 'clerk' }
        assert.deepEqual(await memberNow(storage, before), expected)
      }
    },
  },
  {
    port: 'invitations',
    title: 'of a row whose address has changed make room for one of its new address',
    async run({ storage }) {
      const { invitation, member } = await storedInvitation(storage)
      const moved = { ...member, email: anAccount().email }
      await storage.memberSync.save({ before: member, after: moved, rosterOpen: false }, {})
      const next = anInvitation({ shopId: member.shopId, memberId: member.id, email: moved.email })
      const row = { is: 'listed', before: moved, after: moved } as const
      assert.equal(await storage.invitations.create({ invitation: next, row }, noon, {}), 'created')
      assert.equal(await statusOf(storage, invitation), 'revoked')
    },
  },
  {
    port: 'invitations',
    title: 'mailed anew are found by the new link alone, count one send more, and keep their wrong codes',
    async run({ storage }) {
      const { invitation } = await storedInvitation(storage, { wrongCodes: 2 })
      const issue = anIssue({ invitedBy: anAccount().id })
      assert.equal(await storage.invitations.reissue(invitation.id, issue, 1, {}), true)
      assert.equal(await storage.invitations.findByToken(invitation.tokenHash), null)
      const found = present(await storage.invitations.findByToken(issue.tokenHash))
      assert.deepEqual(found.invitation, { ...invitation, ...issue, sends: 2 })
    },
  },
  {
    port: 'invitations',
    title: 'are mailed anew after they expired, and not once they have ended or their row is gone',
    async run({ storage }) {
      const { invitation } = await storedInvitation(storage)
      const late = anIssue({ sentAt: invitation.expiresAt + minute })
      assert.equal(await storage.invitations.reissue(invitation.id, late, 1, {}), true)
      await storage.invitations.settle(invitation.id, 'revoked', noon, {})
      assert.equal(await storage.invitations.reissue(invitation.id, anIssue(), 2, {}), false)
      const { invitation: other, member } = await storedInvitation(storage)
      await storage.memberSync.remove(member.shopId, member.legacyId, {})
      assert.equal(await storage.invitations.reissue(other.id, anIssue(), 1, {}), false)
    },
  },
  {
    port: 'invitations',
    title: 'take their mails back that have not left, when they end, are accepted or are mailed anew',
    async run({ storage }) {
      const { invitations, outbox, accounts } = storage
      const mailed = async () => {
        const mails = [anOutboxMail(), anOutboxMail({ dueAt: noon + 99 * minute })] as const
        await outbox.accept({ mails })
        const [{ id: mailId }, { id: reminderId }] = mails
        return storedInvitation(storage, { mailId, reminderId })
      }
      const waiting = async () => (await outbox.count()).waiting
      const revoked = await mailed()
      assert.equal(await waiting(), 2)
      await invitations.settle(revoked.invitation.id, 'revoked', noon, {})
      assert.equal(await waiting(), 0)

      const again = await mailed()
      await invitations.reissue(again.invitation.id, anIssue(), 1, {})
      assert.equal(await waiting(), 0)

      const { invitation, member } = await mailed()
      const flow = await storedFlow(storage, { email: invitation.email })
      const accepts = { memberId: member.id, invitation: { id: invitation.id, inviter: null }, at: noon }
      assert.equal(await accounts.activateAccount(anActivation(flow, { accepts }), {}), true)
      assert.equal(await waiting(), 0)
      assert.deepEqual(await outbox.take(10, noon + 999 * minute, noon + 1000 * minute), [])
    },
  },
  {
    port: 'invitations',
    title: 'are declined until the instant they expire, and can be revoked afterwards; who is late has ended nothing',
    async run({ storage }) {
      const { invitation } = await storedInvitation(storage)
      const { id, expiresAt } = invitation
      assert.equal(await storage.invitations.settle(id, 'declined', expiresAt, {}), false)
      assert.equal(await storage.invitations.settle(id, 'revoked', expiresAt, {}), true)
      assert.equal(await storage.invitations.settle(id, 'declined', noon, {}), false)
      assert.equal(await statusOf(storage, invitation), 'revoked')
      const { invitation: other } = await storedInvitation(storage)
      assert.equal(await storage.invitations.settle(other.id, 'declined', other.expiresAt - 1, {}), true)
    },
  },
  {
    port: 'invitations',
    title: 'are created until those of a day have been mailed as often as may be, of twenty at once no more than that',
    async run(context) {
      const { storage } = context
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      await storedInvitation(storage, { shopId: shop.id, sends: 90, sentAt: noon - day })
      await storedInvitation(storage, { shopId: shop.id, sends: 95, sentAt: noon - day + 1 })
      await storedInvitation(storage, { sends: 90 })
      const answers = await twentyAtOnce(context, ({ invitations }) =>
        invitations.create({ ...fresh(shop.id), most: { ofShop: 100, toOne: 2 } }, noon, { mails: [anOutboxMail()] }),
      )
      assert.equal(answers.filter((answer) => answer === 'created').length, 5)
      assert.equal(answers.filter((answer) => answer === 'too_many').length, 15)
      assert.equal((await storage.outbox.count()).waiting, 5)
      assert.equal(await storage.invitations.create(fresh(shop.id), noon, {}), 'created')
    },
  },
  {
    port: 'invitations',
    title: 'are created until those of a day have been mailed as often to one address, whatever became of them',
    async run({ storage }) {
      const most = { ofShop: 100, toOne: 4 }
      const { invitation, member } = await storedInvitation(storage, { sends: 3 })
      const { id, shopId, email } = invitation
      const again = (sentAt: number) => ({
        invitation: anInvitation({ shopId, memberId: member.id, email, sentAt }),
        row: { is: 'listed', before: member, after: member } as const,
        most,
      })
      await storage.invitations.settle(id, 'revoked', noon, {})
      const second = again(noon)
      assert.equal(await storage.invitations.create(second, noon, {}), 'created')
      await storage.invitations.settle(second.invitation.id, 'revoked', noon, {})
      assert.equal(await storage.invitations.create(again(noon), noon, {}), 'too_many')
      assert.equal(await storage.invitations.create({ ...fresh(shopId), most }, noon, {}), 'created')
      assert.equal(await storage.invitations.create(again(noon + day), noon + day, {}), 'created')
    },
  },
  {
    port: 'invitations',
    title: 'that were declined are so of their row, until it is invited anew or is a tombstone',
    async run({ storage }) {
      const { invitation, member } = await storedInvitation(storage)
      const declined = async () => present(await storage.memberships.findListed(member.shopId, member.id)).declined
      assert.equal(await declined(), false)
      await storage.invitations.settle(invitation.id, 'declined', noon, {})
      assert.equal(await declined(), true)
      const next = anInvitation({ shopId: member.shopId, memberId: member.id, email: member.email })
      const row = { is: 'listed', before: member, after: member } as const
      await storage.invitations.create({ invitation: next, row }, noon, {})
      assert.equal(await declined(), false)
      await storage.invitations.settle(next.id, 'revoked', noon, {})
      assert.equal(await declined(), false)
    },
  },
  {
    port: 'invitations',
    title: 'are swept some time after they ended or expired',
    async run({ storage }) {
      const settled = (await storedInvitation(storage)).invitation
      const expired = (await storedInvitation(storage, { sentAt: noon - 30 * day })).invitation
      const open = (await storedInvitation(storage)).invitation
      await storage.invitations.settle(settled.id, 'revoked', noon, {})
      await storage.invitations.sweep(noon)
      assert.equal(await storage.invitations.find(expired.id), null)
      assert.ok(await storage.invitations.find(settled.id))
      await storage.invitations.sweep(noon + 1)
      assert.equal(await storage.invitations.find(settled.id), null)
      assert.ok(await storage.invitations.find(open.id))
    },
  },
  {
    port: 'invitations',
    title: 'let five codes be compared in all, however many come at once, and none once they are of no use',
    async run(context) {
      const { storage } = context
      const { invitation } = await storedInvitation(storage)
      const { id, expiresAt } = invitation
      assert.equal(await storage.invitations.spendCode(id, expiresAt), null)
      const spent = await twentyAtOnce(context, ({ invitations }) => invitations.spendCode(id, noon))
      const counted = spent.filter((count) => count !== null).toSorted((a, b) => a - b)
      assert.deepEqual(
        counted,
        Array.from({ length: INVITATION_CODE_ATTEMPTS }, (_, index) => index + 1),
      )
      await storage.invitations.refundCode(id)
      assert.equal(await storage.invitations.exhaust(id, noon, {}), false)
      assert.equal(await storage.invitations.spendCode(id, noon), INVITATION_CODE_ATTEMPTS)
      assert.equal(await storage.invitations.exhaust(id, noon, {}), true)
      assert.equal(await statusOf(storage, invitation), 'exhausted')
      await storage.invitations.refundCode(id)
      assert.equal(await storage.invitations.spendCode(id, noon), null)
    },
  },
  {
    port: 'invitations',
    title: 'say which ring keys their codes need, as long as they are good for something',
    async run({ storage }) {
      const { invitation } = await storedInvitation(storage, { codeHash: 'k7.code' })
      assert.deepEqual(await storage.invitations.keyIdsInUse(invitation.expiresAt - 1), ['k7'])
      assert.deepEqual(await storage.invitations.keyIdsInUse(invitation.expiresAt), [])
      await storage.invitations.settle(invitation.id, 'declined', noon, {})
      assert.deepEqual(await storage.invitations.keyIdsInUse(noon), [])
    },
  },
  {
    port: 'invitations',
    title: 'make the row a new account’s, with the other rows of the address left as they are',
    async run({ storage }) {
      const { invitation, member } = await storedInvitation(storage)
      const elsewhere = await storedShop(storage, { rollout: announcedYesterday })
      const claim = await storedClaim(storage, elsewhere, { email: invitation.email })
      const flow = await storedFlow(storage, { email: invitation.email })
      const accepts = { memberId: member.id, invitation: { id: invitation.id, inviter: null }, at: noon + 7 }
      const activation = anActivation(flow, { accepts })
      assert.equal(await storage.accounts.activateAccount(activation, {}), true)
      const own = { state: 'active', accountId: activation.account.id, activatedAt: noon + 7 }
      assert.deepEqual(await memberNow(storage, member), { ...member, ...own })
      const bare = { legacyPassword: null, legacyTotpSecret: null }
      assert.deepEqual(await memberNow(storage, claim), { ...claim, ...bare })
      const { status, settledAt } = present(await storage.invitations.find(invitation.id)).invitation
      assert.deepEqual([status, settledAt], ['accepted', noon + 7])
    },
  },
  {
    port: 'invitations',
    title: 'are accepted by an account with a session and, where one was chosen, another password',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      const { invitation, member } = await storedInvitation(storage, { email: account.email })
      const flow = await storedFlow(storage, { email: account.email })
      const made = anActivation(flow, { account })
      const password = { hash: 'k1:$argon2id$chosen', origin: 'own', isLong: false } as const
      const issue = { ...made, credentialEpoch: 1, enrols: null, used: null, password }
      const accepts = { memberId: member.id, invitation: { id: invitation.id, inviter: null }, at: noon }
      assert.equal(await storage.sessions.issue({ ...issue, accepts }, {}), true)
      const after = present(await storage.accounts.findById(account.id)).account
      assert.deepEqual([after.password, after.credentialEpoch], [password, 2])
      assert.equal((await storage.sessions.listByAccount(account.id)).length, 1)
      const row = await memberNow(storage, member)
      assert.deepEqual([row.state, row.accountId], ['active', account.id])
    },
  },
  {
    port: 'invitations',
    title:
      'are not accepted at the instant they expire, by another address, without their row, or without their inviter',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const { account: inviter } = await storedMember(storage, shop, { role: 'administrator' })
      const byThem = { shopId: shop.id, invitedBy: inviter.id }
      const attempt = async (
        { invitation, member }: Awaited<ReturnType<typeof storedInvitation>>,
        { at = noon, role = 'administrator', email = invitation.email } = {},
      ) => {
        const flow = await storedFlow(storage, { email })
        const named = { id: invitation.id, inviter: { accountId: inviter.id, role } }
        const accepts = { memberId: member.id, invitation: named, at }
        return storage.accounts.activateAccount(anActivation(flow, { accepts }), {})
      }
      const first = await storedInvitation(storage, byThem)
      assert.equal(await attempt(first, { at: first.invitation.expiresAt }), false)
      assert.equal(await attempt(first, { email: anAccount().email }), false)
      assert.equal(await attempt(first, { role: 'owner' }), false)
      const gone = await storedInvitation(storage, byThem)
      await storage.memberSync.remove(shop.id, gone.member.legacyId, {})
      assert.equal(await attempt(gone), false)
      assert.equal(await attempt(first, { at: first.invitation.expiresAt - 1 }), true)
      assert.equal((await storage.members.findByEmail(gone.member.email.key)).length, 0)
    },
  },
  {
    port: 'invitations',
    title: 'are accepted once by twenty who try at once, and give one account',
    async run(context) {
      const { storage } = context
      const { invitation, member } = await storedInvitation(storage)
      const flows = await Promise.all(
        Array.from({ length: 20 }, () => storedFlow(storage, { email: invitation.email })),
      )
      const accepts = { memberId: member.id, invitation: { id: invitation.id, inviter: null }, at: noon }
      const answers = await twentyAtOnce(context, ({ accounts }, index) =>
        accounts.activateAccount(anActivation(present(flows[index]), { accepts }), {}),
      )
      assert.equal(winners(answers), 1)
      assert.equal((await memberNow(storage, member)).state, 'active')
    },
  },
  {
    port: 'invitations',
    title: 'have one outcome when they are accepted and revoked at once',
    async run(context) {
      for (let round = 0; round < 8; round++) {
        const { accepted, answer, row, status } = await racing(context, round, ({ invitations }, { id }) =>
          invitations.settle(id, 'revoked', noon, {}),
        )
        assert.notEqual(accepted, answer)
        assert.deepEqual([row.state, status], accepted ? ['active', 'accepted'] : ['pending', 'revoked'])
      }
    },
  },
  {
    port: 'invitations',
    title: 'have one outcome when they are accepted while their row is removed, or they are mailed anew',
    async run(context) {
      for (let round = 0; round < 8; round++) {
        const removed = await racing(context, round, ({ memberships }, _, before) =>
          memberships.change({ before, to: { state: 'removed' }, at: noon }, {}),
        )
        const won = removed.accepted ? ['lost', 'active', 'accepted'] : ['changed', 'removed', 'revoked']
        assert.deepEqual([removed.answer, removed.row.state, removed.status], won)

        const again = await racing(context, round, ({ invitations }, { id }) =>
          invitations.reissue(id, anIssue(), 1, {}),
        )
        assert.equal(again.accepted, true)
        assert.deepEqual([again.row.state, again.status], ['active', 'accepted'])
      }
    },
  },
]
