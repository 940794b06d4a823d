import assert from 'node:assert/strict'
import type { FactorLift } from '../domain/factor-lift.ts'
import type { Storage } from '../ports/storage.ts'
import type { AccountId, FlowId } from '../primitives/ids.ts'
import { aFactorLift, aLostFactorCase, anApp, anAuditEvent, anOutboxMail, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import { storedAccount } from './stored.ts'

const day = 24 * 3_600_000

/** An account with an app, and a lift of it as far as asked for. */
async function askedLift(storage: Storage, changes: Partial<FactorLift> = {}) {
  const activation = await storedAccount(storage, { factors: [anApp()] })
  const lift = aFactorLift({ accountId: activation.account.id, ...changes })
  assert.equal(await storage.factorLifts.ask(lift, {}), true)
  return { ...activation, lift }
}

/** The same, approved to be carried out a day after noon. */
async function approvedLift(storage: Storage) {
  const asked = await askedLift(storage)
  const approval = { by: 'engineer-b', liftsAt: noon + day }
  assert.equal(await storage.factorLifts.approve(asked.lift.caseNumber, approval, {}), true)
  return asked
}

/** What `FactorLifts` keep. */
export const factorLiftsContract: readonly ContractCase[] = [
  {
    port: 'factorLifts',
    title: 'a flow has one case, however many open it at once, found by its number and by its flow',
    async run(context) {
      const { storage } = context
      const { account } = await storedAccount(storage)
      const flowId = 'flow-of-a-case' as FlowId
      const cases = Array.from({ length: 20 }, () => aLostFactorCase({ flowId, accountId: account.id }))
      const opened = await twentyAtOnce(context, ({ factorLifts }, index) =>
        factorLifts.openCase(present(cases[index]), { events: [anAuditEvent({ subject: flowId })] }),
      )
      assert.equal(winners(opened), 1)
      const kept = cases[opened.indexOf(true)]
      assert.deepEqual(await storage.factorLifts.findCaseOfFlow(flowId), kept)
      assert.deepEqual(await storage.factorLifts.findCase(present(kept).number), kept)
      assert.equal(await storage.factorLifts.findCase('0000-0000'), null)
      assert.equal((await storage.audit.listBySubject(flowId, 30)).length, 1)
    },
  },
  {
    port: 'factorLifts',
    title: 'an account has one outstanding lift, and a factor it has not cannot be lifted',
    async run(context) {
      const { storage } = context
      const { account } = await storedAccount(storage, { factors: [anApp()] })
      const asked = await twentyAtOnce(context, ({ factorLifts }) =>
        factorLifts.ask(aFactorLift({ accountId: account.id }), {}),
      )
      assert.equal(winners(asked), 1)
      const lift = present(await storage.factorLifts.findOutstanding(account.id))
      assert.deepEqual(await storage.factorLifts.find(lift.caseNumber), lift)
      assert.deepEqual(await storage.factorLifts.listOutstanding(), [lift])

      await storage.factorLifts.cancel(lift.caseNumber, noon, {})
      assert.equal(await storage.factorLifts.ask({ ...lift, askedAt: noon + 1 }, {}), false, 'the case was used')
      assert.equal(await storage.factorLifts.ask(aFactorLift({ accountId: account.id }), {}), true)

      const { account: other } = await storedAccount(storage)
      assert.equal(await storage.factorLifts.ask(aFactorLift({ accountId: other.id }), {}), false)
      assert.equal(await storage.factorLifts.findOutstanding(other.id), null)
    },
  },
  {
    port: 'factorLifts',
    title: 'is approved once, and never by who asked',
    async run(context) {
      const { storage } = context
      const { lift } = await askedLift(storage, { askedBy: 'support-a' })
      const approve =
        (by: string) =>
        ({ factorLifts }: Storage) =>
          factorLifts.approve(lift.caseNumber, { by, liftsAt: noon + day }, { mails: [anOutboxMail()] })
      assert.equal(await approve('support-a')(storage), false)
      assert.equal(winners(await twentyAtOnce(context, approve('engineer-b'))), 1)
      assert.deepEqual(await storage.factorLifts.find(lift.caseNumber), {
        ...lift,
        status: 'approved',
        approvedBy: 'engineer-b',
        liftsAt: noon + day,
      })
      assert.equal((await storage.outbox.count()).waiting, 1)
    },
  },
  {
    port: 'factorLifts',
    title: 'is due and carried out from its instant on, and not a millisecond before',
    async run({ storage }) {
      const { account, session, lift } = await approvedLift(storage)
      const { factorLifts, accounts } = storage
      assert.deepEqual(await factorLifts.listDue(noon + day - 1), [])
      assert.equal(await factorLifts.lift(lift.caseNumber, noon + day - 1, {}), false)
      assert.equal((await factorLifts.listDue(noon + day)).length, 1)
      assert.equal(await factorLifts.lift(lift.caseNumber, noon + day, { mails: [anOutboxMail()] }), true)

      const after = present(await accounts.findById(account.id))
      assert.deepEqual(after.factors, [])
      assert.equal(after.account.credentialEpoch, account.credentialEpoch + 1)
      assert.equal(await storage.sessions.find(session.tokenHash), null)
      assert.equal((await storage.outbox.count()).waiting, 1)
      assert.equal((await factorLifts.find(lift.caseNumber))?.settledAt, noon + day)
      assert.deepEqual(await factorLifts.listDue(noon + 9 * day), [])
    },
  },
  {
    port: 'factorLifts',
    title: 'is not carried out before it is approved, nor once it is cancelled',
    async run({ storage: { factorLifts, ...storage } }) {
      const { lift } = await askedLift({ factorLifts, ...storage })
      assert.equal(await factorLifts.lift(lift.caseNumber, noon + 9 * day, {}), false)
      const { lift: cancelled } = await approvedLift({ factorLifts, ...storage })
      assert.equal(await factorLifts.cancel(cancelled.caseNumber, noon + 1, {}), true)
      assert.equal(await factorLifts.cancel(cancelled.caseNumber, noon + 2, {}), false)
      assert.equal(await factorLifts.lift(cancelled.caseNumber, noon + day, {}), false)
    },
  },
  {
    port: 'factorLifts',
    title: 'cancelled and carried out at once, it is one of the two, and the factor is there exactly when cancelled',
    async run(context) {
      const { storage } = context
      const { account, lift } = await approvedLift(storage)
      const along = { events: [anAuditEvent({ subject: lift.caseNumber })] }
      const outcomes = await twentyAtOnce(context, ({ factorLifts }, index) =>
        index % 3 === 0
          ? factorLifts.cancel(lift.caseNumber, noon + day, { events: [anAuditEvent({ subject: lift.caseNumber })] })
          : factorLifts.lift(lift.caseNumber, noon + day, { events: [anAuditEvent({ subject: lift.caseNumber })] }),
      )
      assert.equal(winners(outcomes), 1)
      const cancelled = outcomes.some((won, index) => won && index % 3 === 0)
      assert.equal(present(await storage.accounts.findById(account.id)).factors.length, cancelled ? 1 : 0)
      assert.equal((await storage.audit.listBySubject(lift.caseNumber, 30)).length, along.events.length)
    },
  },
  {
    port: 'factorLifts',
    title: 'the latest case of an address is open until its lift is settled, and is nobody else’s',
    async run({ storage }) {
      const { account } = await storedAccount(storage, { factors: [anApp()] })
      const { key } = account.email
      const open = () => storage.factorLifts.findOpenCase(key, account.id)
      assert.equal(await open(), null)
      const [later, earlier, claims] = [
        aLostFactorCase({ email: key, accountId: account.id, openedAt: noon + 2 }),
        aLostFactorCase({ email: key, accountId: account.id, openedAt: noon + 1 }),
        aLostFactorCase({ email: key, openedAt: noon + 3 }),
      ]
      for (const one of [later, earlier, claims, aLostFactorCase({ accountId: account.id, openedAt: noon + 4 })]) {
        await storage.factorLifts.openCase(one, {})
      }
      assert.deepEqual(await open(), later)
      assert.deepEqual(await storage.factorLifts.findOpenCase(key, null), claims)
      assert.equal(await storage.factorLifts.findOpenCase(key, 'another' as AccountId), null)

      await storage.factorLifts.ask(aFactorLift({ caseNumber: later.number, accountId: account.id }), {})
      assert.deepEqual(await open(), later, 'asked is not settled')
      await storage.factorLifts.cancel(later.number, noon + 5, {})
      assert.deepEqual(await open(), earlier)
    },
  },
]
