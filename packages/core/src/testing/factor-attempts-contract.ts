import assert from 'node:assert/strict'
import { FACTOR_ATTEMPTS, RENEWAL_MILLISECONDS } from '../policy/factor-lock.ts'
import type { Storage } from '../ports/storage.ts'
import type { AccountId } from '../primitives/ids.ts'
import { aFactor, anAuditEvent, anOutboxMail, noon } from './builders.ts'
import { assertFails, type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import { storedAccount } from './stored.ts'

const day = RENEWAL_MILLISECONDS

/** Since when the account's one factor is locked. */
async function lockedAt(storage: Storage, id: AccountId) {
  const [factor] = present(await storage.accounts.findById(id)).factors
  return present(factor).lockedAt
}

async function reserveTimes(storage: Storage, id: AccountId, times: number, now = noon) {
  const counts: (number | null)[] = []
  for (let time = 0; time < times; time++) counts.push(await storage.factorAttempts.reserve(id, 'email', now))
  return counts
}

/** What `FactorAttempts` keep. */
export const factorAttemptsContract: readonly ContractCase[] = [
  {
    port: 'factorAttempts',
    title: 'a hundred attempts in a row are heard, the hundredth locks the factor, and none is heard after it',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      await reserveTimes(storage, account.id, FACTOR_ATTEMPTS - 1)
      assert.equal(await lockedAt(storage, account.id), null)
      assert.deepEqual(await reserveTimes(storage, account.id, 2, noon + 5), [FACTOR_ATTEMPTS, null])
      assert.equal(await lockedAt(storage, account.id), noon + 5)
    },
  },
  {
    port: 'factorAttempts',
    title: 'exactly five of twenty concurrent attempts get through what is left of a hundred',
    async run(context) {
      const { account } = await storedAccount(context.storage)
      await reserveTimes(context.storage, account.id, FACTOR_ATTEMPTS - 5)
      const counts = await twentyAtOnce(context, ({ factorAttempts }) =>
        factorAttempts.reserve(account.id, 'email', noon),
      )
      assert.deepEqual(
        counts.flatMap((count) => count ?? []).toSorted((a, b) => a - b),
        [96, 97, 98, 99, 100],
      )
    },
  },
  {
    port: 'factorAttempts',
    title: 'a right one ends the row, and opens the lock that the row had just closed',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      await reserveTimes(storage, account.id, FACTOR_ATTEMPTS)
      await storage.factorAttempts.settle(account.id, 'email')
      assert.equal(await lockedAt(storage, account.id), null)
      assert.deepEqual(await reserveTimes(storage, account.id, 2), [1, 2])
    },
  },
  {
    port: 'factorAttempts',
    title: 'one that was never compared makes room for exactly one other, and the count never goes below zero',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      await storage.factorAttempts.refund(account.id, 'email')
      await reserveTimes(storage, account.id, FACTOR_ATTEMPTS)
      await storage.factorAttempts.refund(account.id, 'email')
      assert.equal(await lockedAt(storage, account.id), null)
      assert.deepEqual(await reserveTimes(storage, account.id, 2), [FACTOR_ATTEMPTS, null])
    },
  },
  {
    port: 'factorAttempts',
    title: 'are those of one account and one kind: no other is counted, and one that is not there is not heard',
    async run({ storage }) {
      const [one, other] = [await storedAccount(storage), await storedAccount(storage)]
      await reserveTimes(storage, one.account.id, 3)
      assert.equal(await storage.factorAttempts.reserve(one.account.id, 'totp', noon), null)
      assert.equal(await storage.factorAttempts.reserve('nobody' as AccountId, 'email', noon), null)
      assert.deepEqual(await reserveTimes(storage, other.account.id, 1), [1])
    },
  },
  {
    port: 'factorAttempts',
    title: 'a wrong one is always written down, and told of to its owner once a day, from the instant the day is over',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      const note = (now: number) =>
        storage.factorAttempts.noteWrong(
          account.id,
          { now, toldBefore: now - day },
          { mails: [anOutboxMail()], events: [anAuditEvent({ subject: account.id })] },
        )
      assert.deepEqual([await note(noon), await note(noon + day - 1), await note(noon + day)], [true, false, true])
      assert.equal((await storage.outbox.count()).waiting, 2)
      assert.equal((await storage.audit.listBySubject(account.id, 10)).length, 3)
    },
  },
  {
    port: 'factorAttempts',
    title: 'one of twenty wrong ones at once is told of',
    async run(context) {
      const { account } = await storedAccount(context.storage)
      const told = await twentyAtOnce(context, ({ factorAttempts }) =>
        factorAttempts.noteWrong(account.id, { now: noon, toldBefore: noon - day }, { mails: [anOutboxMail()] }),
      )
      assert.equal(winners(told), 1)
      assert.equal((await context.storage.outbox.count()).waiting, 1)
    },
  },
  {
    port: 'factorAttempts',
    title: 'a wrong one whose mail cannot be written is not taken for told of',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      const mail = anOutboxMail()
      const times = { now: noon, toldBefore: noon - day }
      await assertFails(storage.factorAttempts.noteWrong(account.id, times, { mails: [mail, mail] }))
      assert.equal(await storage.factorAttempts.noteWrong(account.id, times, { mails: [mail] }), true)
    },
  },
  {
    port: 'factorAttempts',
    title: 'a locked mail factor is renewed once a day, from the instant the day is over',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      const renew = (now: number) =>
        storage.factorAttempts.renewMail(account.id, now, { events: [anAuditEvent({ subject: account.id })] })
      assert.equal(await renew(noon), false, 'nothing is locked')
      await reserveTimes(storage, account.id, FACTOR_ATTEMPTS)
      assert.equal(await renew(noon), true)
      assert.equal(await lockedAt(storage, account.id), null)
      assert.deepEqual((await reserveTimes(storage, account.id, FACTOR_ATTEMPTS)).slice(0, 2), [1, 2])
      assert.deepEqual([await renew(noon + day - 1), await renew(noon + day)], [false, true])
      assert.equal((await storage.audit.listBySubject(account.id, 10)).length, 2)
    },
  },
  {
    port: 'factorAttempts',
    title: 'one of twenty renewals at once is made, and a locked app is renewed by none',
    async run(context) {
      const { storage } = context
      const [mail, app] = [
        await storedAccount(storage, { factor: aFactor({ lockedAt: noon }) }),
        await storedAccount(storage, { factor: aFactor({ kind: 'totp', lockedAt: noon }) }),
      ]
      for (const [{ account }, expected] of [
        [mail, 1],
        [app, 0],
      ] as const) {
        const renewed = await twentyAtOnce(context, ({ factorAttempts }) =>
          factorAttempts.renewMail(account.id, noon + 1, {}),
        )
        assert.equal(winners(renewed), expected)
      }
    },
  },
]
