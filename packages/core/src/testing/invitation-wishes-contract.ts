import assert from 'node:assert/strict'
import { anInvitationWish, anOutboxMail, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'

const day = 24 * 3_600_000
/** What an `InvitationWishes` keeps. */
export const invitationWishesContract: readonly ContractCase[] = [
  {
    port: 'invitationWishes',
    title: 'are stored with every field, found by their shop alone, and listed the newest first',
    async run({ storage: { invitationWishes } }) {
      const first = anInvitationWish()
      const later = anInvitationWish({ shopId: first.shopId, askedAt: noon + 1 })
      const elsewhere = anInvitationWish()
      await invitationWishes.ask([{ wish: first, mails: [] }], {})
      await invitationWishes.ask(
        [
          { wish: later, mails: [] },
          { wish: elsewhere, mails: [] },
        ],
        {},
      )
      assert.deepEqual(await invitationWishes.find(first.shopId, first.id), first)
      assert.equal(await invitationWishes.find(elsewhere.shopId, first.id), null)
      assert.deepEqual(await invitationWishes.list(first.shopId, 9), [later, first])
      assert.deepEqual(await invitationWishes.list(first.shopId, 1), [later])
    },
  },
  {
    port: 'invitationWishes',
    title: 'of one shop and address there is one that is open, whoever asks at once, and its mails once',
    async run(context) {
      const { storage } = context
      const { shopId, email } = anInvitationWish()
      const answers = await twentyAtOnce(context, ({ invitationWishes }) =>
        invitationWishes.ask([{ wish: anInvitationWish({ shopId, email }), mails: [anOutboxMail()] }], {}),
      )
      assert.equal(winners(answers), 1)
      assert.equal((await storage.invitationWishes.list(shopId, 99)).length, 1)
      assert.equal((await storage.outbox.count()).waiting, 1)

      const other = anInvitationWish()
      const again = [
        { wish: anInvitationWish({ shopId, email }), mails: [anOutboxMail()] },
        { wish: other, mails: [anOutboxMail()] },
      ]
      assert.equal(await storage.invitationWishes.ask(again, { mails: [anOutboxMail()] }), true)
      assert.equal((await storage.outbox.count()).waiting, 3)

      const [open] = await storage.invitationWishes.list(shopId, 1)
      await storage.invitationWishes.settle(present(open).id, 'dismissed', noon, {})
      assert.equal(
        await storage.invitationWishes.ask([{ wish: anInvitationWish({ shopId, email }), mails: [] }], {}),
        true,
      )
    },
  },
  {
    port: 'invitationWishes',
    title: 'are answered, and swept once that was long ago, or were never answered',
    async run({ storage: { invitationWishes } }) {
      const { shopId } = anInvitationWish()
      const old = anInvitationWish({ shopId, askedAt: noon - 2 * day })
      const answered = anInvitationWish({ shopId, askedAt: noon - 2 * day })
      const young = anInvitationWish({ shopId, askedAt: noon })
      for (const wish of [old, answered, young]) await invitationWishes.ask([{ wish, mails: [] }], {})
      assert.equal(await invitationWishes.settle(answered.id, 'invited', noon, {}), true)
      const [found] = (await invitationWishes.list(shopId, 9)).filter(({ id }) => id === answered.id)
      assert.deepEqual(found, { ...answered, status: 'invited', settledAt: noon })
      await invitationWishes.sweep(noon - day)
      assert.deepEqual(
        new Set((await invitationWishes.list(shopId, 9)).map(({ id }) => id)),
        new Set([answered.id, young.id]),
      )
      await invitationWishes.sweep(noon + 1)
      assert.deepEqual(await invitationWishes.list(shopId, 9), [])
    },
  },
]
