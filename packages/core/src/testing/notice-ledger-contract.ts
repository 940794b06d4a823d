import assert from 'node:assert/strict'
import type { Member } from '../domain/member.ts'
import type { NoticeEntry } from '../domain/rollout-notice.ts'
import type { MailId } from '../primitives/ids.ts'
import { anAccount, anOutboxMail, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import { announcedYesterday, storedAccount, storedClaim, storedMembers, storedShop } from './stored.ts'

/** A notice with its mail, in the outbox from noon on. */
function aNotice(member: Member, changes: Partial<NoticeEntry> = {}) {
  const mail = anOutboxMail({ kind: 'rollout' })
  const entry: NoticeEntry = {
    memberId: member.id,
    notice: 'announced:1',
    enforcedAt: noon + 5,
    mailId: mail.id,
    queuedAt: noon,
    ...changes,
  }
  return { entry, mail }
}

/** What a `NoticeLedger` keeps. */
export const noticeLedgerContract: readonly ContractCase[] = [
  {
    port: 'notices',
    title: 'what a member was told comes back in order, with its mail’s fate and its account’s language',
    async run({ storage }) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const [first, second] = await storedMembers(storage, shop, { legacyId: '1' }, { legacyId: '2' })
      await storedClaim(storage, await storedShop(storage))
      const { email, id } = present(second)
      const { account } = await storedAccount(storage, { account: anAccount({ email, locale: 'en' }), memberIds: [id] })
      const earlier = aNotice(present(first))
      const later = aNotice(present(first), { notice: 'date-changed:2', enforcedAt: null, queuedAt: noon + 1 })
      for (const { entry, mail } of [earlier, later]) {
        assert.equal(await storage.notices.record([entry], { mails: [mail] }), true)
      }
      const waiting = { state: 'waiting', settledAt: null, error: null } as const
      const page = await storage.notices.page(shop.id, '', 9)
      assert.deepEqual(page, [
        {
          member: first,
          locale: null,
          told: [
            { ...earlier.entry, fate: waiting },
            { ...later.entry, fate: waiting },
          ],
        },
        { member: page[1]?.member, locale: 'en', told: [] },
      ])
      assert.equal(page[1]?.member.accountId, account.id)
      assert.equal((await storage.notices.page(shop.id, '1', 9)).length, 1)
      assert.equal((await storage.notices.page(shop.id, '', 1)).length, 1)
    },
  },
  {
    port: 'notices',
    title: 'of twenty who tell one member one notice exactly one does, with its mail',
    async run(context) {
      const { storage } = context
      const shop = await storedShop(storage)
      const [member, bystander] = await storedMembers(storage, shop, {}, {})
      const outcomes = await twentyAtOnce(context, ({ notices }) => {
        const { entry, mail } = aNotice(present(member))
        const other = aNotice(present(bystander), { notice: `of its own ${entry.mailId}` })
        return notices.record([other.entry, entry], { mails: [mail, other.mail] })
      })
      assert.equal(winners(outcomes), 1)
      const told = (await storage.notices.page(shop.id, '', 9)).flatMap((row) => row.told)
      assert.equal(told.length, 2)
      assert.equal((await storage.outbox.count()).waiting, 2)
    },
  },
  {
    port: 'notices',
    title: 'progress counts one notice of one shop by what became of its mails',
    async run({ storage }) {
      const [shop, elsewhere] = [await storedShop(storage), await storedShop(storage)]
      const members = await storedMembers(storage, shop, {}, {}, {}, {}, { state: 'pending' })
      const stranger = aNotice(await storedClaim(storage, elsewhere))
      const ours = members.map((member) => aNotice(member))
      const another = aNotice(present(members[0]), { notice: 'announced:2' })
      const all = [...ours, stranger, another]
      assert.equal(
        await storage.notices.record(
          all.map(({ entry }) => entry),
          { mails: all.map(({ mail }) => mail) },
        ),
        true,
      )
      const none = { queued: 0, waiting: 0, handedOver: 0, failed: 0, lastHandedOverAt: null, closed: false }
      assert.deepEqual(await storage.notices.progress(shop.id, 'announced:3'), none)

      const held = await storage.outbox.take(20, noon, noon + 60_000)
      const lease = (mailId: MailId | undefined) => present(held.find(({ id }) => id === mailId))
      await storage.outbox.recordHandOver(present(ours[0]).mail.id, noon + 7)
      await storage.outbox.recordHandOver(present(ours[1]).mail.id, noon + 3)
      await storage.outbox.giveUp(lease(ours[2]?.mail.id), noon + 9, '550 no such mailbox')
      await storage.outbox.recordHandOver(stranger.mail.id, noon + 99)
      assert.deepEqual(await storage.notices.progress(shop.id, 'announced:1'), {
        queued: 5,
        waiting: 2,
        handedOver: 2,
        failed: 1,
        lastHandedOverAt: noon + 7,
        closed: false,
      })
      const fates = (await storage.notices.page(shop.id, '', 9)).flatMap(({ told }) => told)
      const refused = fates.find(({ mailId }) => mailId === ours[2]?.mail.id)
      assert.deepEqual(refused?.fate, { state: 'refused', settledAt: noon + 9, error: '550 no such mailbox' })
    },
  },
  {
    port: 'notices',
    title: 'a notice is closed for its shop, once and for all',
    async run({ storage }) {
      const [shop, elsewhere] = [await storedShop(storage), await storedShop(storage)]
      for (const at of [noon, noon + 1]) await storage.notices.close(shop.id, 'announced:1', at)
      const closed = async (id: typeof shop.id, notice: string) => (await storage.notices.progress(id, notice)).closed
      assert.equal(await closed(shop.id, 'announced:1'), true)
      assert.equal(await closed(shop.id, 'announced:2'), false)
      assert.equal(await closed(elsewhere.id, 'announced:1'), false)
    },
  },
  {
    port: 'notices',
    title: 'a mail that is due later is not taken before, and the last of those that wait is known',
    async run({ storage }) {
      const shop = await storedShop(storage)
      const members = await storedMembers(storage, shop, {}, {})
      assert.equal(await storage.notices.lastDueAt(), null)
      const [soon, later] = members.map((member) => aNotice(member))
      const mails = [
        { ...present(soon).mail, dueAt: noon + 10 },
        { ...present(later).mail, dueAt: noon + 20 },
      ]
      await storage.notices.record([present(soon).entry, present(later).entry], { mails })
      assert.equal(await storage.notices.lastDueAt(), noon + 20)
      const taken = async (now: number) => (await storage.outbox.take(9, now, now + 60_000)).map(({ id }) => id)
      assert.deepEqual(await taken(noon + 9), [])
      assert.deepEqual(await taken(noon + 10), [soon?.mail.id])
      assert.deepEqual(await taken(noon + 19), [])
      assert.deepEqual(await taken(noon + 20), [later?.mail.id])
      for (const { id } of mails) await storage.outbox.recordHandOver(id, noon + 30)
      assert.equal(await storage.notices.lastDueAt(), null)
    },
  },
]
