import assert from 'node:assert/strict'
import type { OutboxMail } from '../domain/mail.ts'
import { MAIL_DOUBTS } from '../ports/outbox.ts'
import type { Storage } from '../ports/storage.ts'
import type { MailId } from '../primitives/ids.ts'
import { aFlow, anOutboxMail, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce } from './contract-case.ts'

const lease = noon + 60_000

/** Mails in the outbox, which go along with a flow. */
async function queued(storage: Storage, ...changes: readonly Partial<OutboxMail>[]): Promise<readonly OutboxMail[]> {
  const mails = changes.map((one) => anOutboxMail({ usefulUntil: noon + 3_600_000, ...one }))
  await storage.flows.create(aFlow(), { mails })
  return mails
}

async function queuedOne(storage: Storage, changes: Partial<OutboxMail> = {}): Promise<OutboxMail> {
  return present((await queued(storage, changes))[0])
}

const ids = (mails: readonly { readonly id: MailId }[]) => mails.map(({ id }) => id)

/** What an `Outbox` keeps. */
export const outboxContract: readonly ContractCase[] = [
  {
    port: 'outbox',
    title: 'a mail comes back with every field, tried once and never doubted',
    async run({ storage }) {
      const mail = await queuedOne(storage, { messageId: 'Aﾒｰﾙ@accounts.example', sealed: `k1.${'封'.repeat(3000)}` })
      assert.deepEqual(await storage.outbox.take(10, noon, lease), [
        { ...mail, attempts: 1, doubts: 0, leaseUntil: lease },
      ])
    },
  },
  {
    port: 'outbox',
    title: 'an empty outbox gives nothing and counts nothing',
    async run({ storage }) {
      assert.deepEqual(await storage.outbox.take(10, noon, lease), [])
      assert.deepEqual(await storage.outbox.count(), { waiting: 0, givenUp: 0 })
      assert.deepEqual(await storage.outbox.keyIdsInUse(noon), [])
    },
  },
  {
    port: 'outbox',
    title: 'a mail is due from the instant it was queued, and not before',
    async run({ storage }) {
      const { id } = await queuedOne(storage)
      assert.deepEqual(await storage.outbox.take(10, noon - 1, lease), [])
      assert.deepEqual(ids(await storage.outbox.take(10, noon, lease)), [id])
    },
  },
  {
    port: 'outbox',
    title: 'the oldest mails are taken first, no more than asked for',
    async run({ storage }) {
      const mails = await queued(storage, { queuedAt: noon - 1 }, { queuedAt: noon - 3 }, { queuedAt: noon - 2 })
      const [young, old, middle] = ids(mails)
      assert.deepEqual(ids(await storage.outbox.take(2, noon, lease)), [old, middle])
      assert.deepEqual(ids(await storage.outbox.take(2, noon, lease)), [young])
      assert.deepEqual(ids(await storage.outbox.take(2, noon, lease)), [])
    },
  },
  {
    port: 'outbox',
    title: 'twenty workers at once take each mail once',
    async run(context) {
      const mails = await queued(context.storage, ...Array.from({ length: 50 }, (_, i) => ({ queuedAt: noon - i })))
      const taken = await twentyAtOnce(context, ({ outbox }) => outbox.take(5, noon, lease))
      for (const batch of taken) assert.ok(batch.length <= 5)
      const rest = await context.storage.outbox.take(50, noon, lease)
      const all = ids([...taken.flat(), ...rest])
      assert.deepEqual(all.toSorted(), ids(mails).toSorted())
    },
  },
  {
    port: 'outbox',
    title: 'a held mail is nobody else’s until the lease runs out, and is then taken with a doubt',
    async run({ storage }) {
      const mail = await queuedOne(storage)
      await storage.outbox.take(1, noon, lease)
      assert.deepEqual(await storage.outbox.take(1, lease - 1, lease + 60_000), [])
      const [again] = await storage.outbox.take(1, lease, lease + 60_000)
      assert.deepEqual(again, { ...mail, attempts: 2, doubts: 1, leaseUntil: lease + 60_000 })
    },
  },
  {
    port: 'outbox',
    title: 'what a dead holder held is taken before what waits, however old',
    async run({ storage }) {
      const [old, young] = ids(await queued(storage, { queuedAt: noon - 2 }, { queuedAt: noon - 1 }))
      const [held] = ids(await storage.outbox.take(1, noon, lease))
      assert.equal(held, old)
      const [older] = ids(await queued(storage, { queuedAt: noon - 3 }))
      assert.deepEqual(ids(await storage.outbox.take(2, lease, lease + 60_000)), [old, older])
      assert.deepEqual(ids(await storage.outbox.take(2, lease, lease + 60_000)), [young])
    },
  },
  {
    port: 'outbox',
    title: 'a mail doubted often enough is given up when its holder dies again',
    async run({ storage }) {
      await queuedOne(storage)
      let until = lease
      await storage.outbox.take(1, noon, until)
      for (let doubts = 1; doubts <= MAIL_DOUBTS; doubts++) {
        const now = until
        until += 60_000
        assert.equal((await storage.outbox.take(1, now, until))[0]?.doubts, doubts)
      }
      assert.deepEqual(await storage.outbox.count(), { waiting: 1, givenUp: 0 })
      assert.deepEqual(await storage.outbox.take(1, until, until + 60_000), [])
      assert.deepEqual(await storage.outbox.count(), { waiting: 0, givenUp: 1 })
      assert.deepEqual(await storage.outbox.keyIdsInUse(noon), [])
    },
  },
  {
    port: 'outbox',
    title: 'of twenty workers who find an abandoned mail one takes it over, with one doubt',
    async run(context) {
      await queuedOne(context.storage)
      await context.storage.outbox.take(1, noon, lease)
      const taken = await twentyAtOnce(context, ({ outbox }) => outbox.take(1, lease, lease + 60_000))
      assert.deepEqual(
        taken.flat().map(({ doubts }) => doubts),
        [1],
      )
    },
  },
  {
    port: 'outbox',
    title: 'a mail handed over is never taken again, whatever is said of it later',
    async run({ storage }) {
      const { id } = await queuedOne(storage)
      const held = present((await storage.outbox.take(1, noon, lease))[0])
      await storage.outbox.recordHandOver(id, noon + 1)
      await storage.outbox.recordHandOver(id, noon + 2)
      await storage.outbox.postpone(held, noon + 3, 'late')
      await storage.outbox.doubt(held, noon + 4, 'late')
      await storage.outbox.giveUp(held, noon + 5, 'late')
      assert.deepEqual(await storage.outbox.count(), { waiting: 0, givenUp: 0 })
      assert.deepEqual(await storage.outbox.take(1, lease + 1, lease + 2), [])
      assert.deepEqual(await storage.outbox.keyIdsInUse(noon), [])
    },
  },
  {
    port: 'outbox',
    title: 'a holder whose lease another worker took over can settle nothing but a hand-over',
    async run({ storage }) {
      const mail = await queuedOne(storage)
      const former = present((await storage.outbox.take(1, noon, lease))[0])
      const latter = present((await storage.outbox.take(1, lease, lease + 60_000))[0])
      await storage.outbox.postpone(former, noon, 'late')
      await storage.outbox.doubt(former, noon, 'late')
      await storage.outbox.giveUp(former, noon, 'late')
      assert.deepEqual(await storage.outbox.take(1, lease + 1, lease + 2), [])
      assert.deepEqual(await storage.outbox.count(), { waiting: 1, givenUp: 0 })
      await storage.outbox.recordHandOver(mail.id, lease + 1)
      await storage.outbox.postpone(latter, lease + 2, 'late')
      assert.deepEqual(await storage.outbox.count(), { waiting: 0, givenUp: 0 })
    },
  },
  {
    port: 'outbox',
    title: 'a postponed mail is nobody’s and due again at its instant, without a doubt',
    async run({ storage }) {
      const mail = await queuedOne(storage)
      const held = present((await storage.outbox.take(1, noon, lease))[0])
      const dueAt = noon + 5_000
      await storage.outbox.postpone(held, dueAt, '451 try later: 混雑')
      assert.deepEqual(await storage.outbox.take(1, dueAt - 1, lease), [])
      assert.deepEqual(await storage.outbox.take(1, dueAt, lease), [
        { ...mail, attempts: 2, doubts: 0, leaseUntil: lease },
      ])
    },
  },
  {
    port: 'outbox',
    title: 'a doubted mail is due again at its instant with one doubt more, and is then given up',
    async run({ storage }) {
      const mail = await queuedOne(storage)
      let dueAt = noon
      for (let doubts = 0; doubts <= MAIL_DOUBTS; doubts++) {
        if (doubts > 0) assert.deepEqual(await storage.outbox.take(1, dueAt - 1, lease), [])
        const held = present((await storage.outbox.take(1, dueAt, lease))[0])
        assert.deepEqual(held, { ...mail, attempts: doubts + 1, doubts, leaseUntil: lease })
        dueAt += 5_000
        await storage.outbox.doubt(held, dueAt, 'the connection was lost')
      }
      assert.deepEqual(await storage.outbox.count(), { waiting: 0, givenUp: 1 })
      assert.deepEqual(await storage.outbox.take(1, dueAt, lease + 9), [])
      assert.deepEqual(await storage.outbox.keyIdsInUse(noon), [])
    },
  },
  {
    port: 'outbox',
    title: 'a refused mail is given up for good, whatever is said of it later',
    async run({ storage }) {
      await queuedOne(storage)
      const held = present((await storage.outbox.take(1, noon, lease))[0])
      await storage.outbox.giveUp(held, noon + 1, '550 no such mailbox')
      await storage.outbox.postpone(held, noon + 2, 'late')
      await storage.outbox.doubt(held, noon + 2, 'late')
      assert.deepEqual(await storage.outbox.count(), { waiting: 0, givenUp: 1 })
      assert.deepEqual(await storage.outbox.take(1, lease + 1, lease + 2), [])
      assert.deepEqual(await storage.outbox.keyIdsInUse(noon), [])
    },
  },
  ...[
    { when: 'a millisecond before usefulUntil is sent', offset: -1, sent: true },
    { when: 'at usefulUntil is given up', offset: 0, sent: false },
    { when: 'a millisecond after usefulUntil is given up', offset: 1, sent: false },
  ].map(
    ({ when, offset, sent }): ContractCase => ({
      port: 'outbox',
      title: `a mail that nobody held ${when}`,
      async run({ storage }) {
        const { id, usefulUntil } = await queuedOne(storage)
        const now = usefulUntil + offset
        assert.deepEqual(ids(await storage.outbox.take(1, now, now + 60_000)), sent ? [id] : [])
        assert.deepEqual(await storage.outbox.count(), { waiting: sent ? 1 : 0, givenUp: sent ? 0 : 1 })
        assert.deepEqual(await storage.outbox.keyIdsInUse(noon), sent ? ['k1'] : [])
      },
    }),
  ),
  {
    port: 'outbox',
    title: 'a mail that was abandoned or postponed is given up once it is of no use',
    async run({ storage }) {
      const usefulUntil = lease + 1
      await queued(storage, { usefulUntil }, { usefulUntil })
      const [, postponed] = await storage.outbox.take(2, noon, lease)
      await storage.outbox.postpone(present(postponed), usefulUntil + 5, 'later')
      assert.deepEqual(await storage.outbox.take(2, usefulUntil, usefulUntil + 60_000), [])
      assert.deepEqual(await storage.outbox.count(), { waiting: 0, givenUp: 2 })
    },
  },
  {
    port: 'outbox',
    title: 'mails wait until handed over or given up, and need their keys as long',
    async run({ storage }) {
      await queued(storage, { sealed: 'a-key.x' }, { sealed: 'b_key.x' }, { sealed: 'a-key.y' })
      const [a, b] = await storage.outbox.take(2, noon, lease)
      assert.deepEqual(await storage.outbox.count(), { waiting: 3, givenUp: 0 })
      assert.deepEqual((await storage.outbox.keyIdsInUse(noon)).toSorted(), ['a-key', 'b_key'])
      await storage.outbox.giveUp(present(b), noon, 'refused')
      await storage.outbox.recordHandOver(present(a).id, noon)
      assert.deepEqual(await storage.outbox.count(), { waiting: 1, givenUp: 1 })
      assert.deepEqual(await storage.outbox.keyIdsInUse(noon), ['a-key'])
    },
  },
  {
    port: 'outbox',
    title: 'a mail needs its key until the instant it is of no use',
    async run({ storage }) {
      const { usefulUntil } = await queuedOne(storage)
      assert.deepEqual(await storage.outbox.keyIdsInUse(usefulUntil - 1), ['k1'])
      assert.deepEqual(await storage.outbox.keyIdsInUse(usefulUntil), [])
    },
  },
]
