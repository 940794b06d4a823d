import assert from 'node:assert/strict'
import type { FactorChange, NewFactor } from '../domain/factor.ts'
import type { RenewedSession } from '../domain/session.ts'
import type { Activation } from '../ports/account-store.ts'
import type { Storage } from '../ports/storage.ts'
import type { AccountId, FactorId, SessionId } from '../primitives/ids.ts'
import {
  aDevice,
  aNewFactor,
  anAccount,
  anApp,
  anAuditEvent,
  anOutboxMail,
  aPasswordHash,
  aRecoverySet,
  aSession,
  aTokenHash,
  listed,
  noon,
} from './builders.ts'
import { assertFails, type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import { storedAccount, storedFlow } from './stored.ts'

const hashesOf = ({ secret }: NewFactor) => (secret?.of === 'recovery' ? secret.hashes : [])

/** The session of an activation as it goes on after a change. */
function renewed({ account, session }: Activation): RenewedSession {
  return {
    former: session.tokenHash,
    session: { ...session, tokenHash: aTokenHash() },
    device: aDevice({ accountId: account.id, credentialEpoch: account.credentialEpoch + 1 }),
  }
}

async function withApp(storage: Storage) {
  const app = anApp()
  const codes = aRecoverySet()
  return { app, codes, activation: await storedAccount(storage, { factors: [app, codes] }) }
}

/** Changes that leave everything as it was, and why. */
const impossible: readonly {
  readonly when: string
  change(factors: { readonly app: NewFactor; readonly codes: NewFactor }): FactorChange
}[] = [
  { when: 'a factor to remove is somebody else’s', change: () => ({ add: [], remove: ['nobody' as FactorId] }) },
  { when: 'a kind would stand twice', change: () => ({ add: [anApp()], remove: [] }) },
  { when: 'nothing but recovery codes would be left', change: ({ app }) => ({ add: [], remove: [app.id] }) },
  { when: 'nothing would be left', change: ({ app, codes }) => ({ add: [], remove: [app.id, codes.id] }) },
]

/** What a `FactorStore` keeps. */
export const factorStoreContract: readonly ContractCase[] = [
  {
    port: 'factors',
    title: 'an app’s secret comes back to its check alone, and nobody has one without an app',
    async run({ storage }) {
      const { app, codes, activation } = await withApp(storage)
      const { id } = activation.account
      const sealed = app.secret?.of === 'totp' ? app.secret.sealed : ''
      assert.deepEqual(await storage.factors.findTotp(id), { id: app.id, sealed, lastStep: 100, lockedAt: null })
      assert.deepEqual(present(await storage.accounts.findById(id)).factors, [app, codes].map(listed))
      const { account } = await storedAccount(storage)
      assert.equal(await storage.factors.findTotp(account.id), null)
      assert.equal(await storage.factors.findTotp('nobody' as AccountId), null)
    },
  },
  {
    port: 'factors',
    title: 'a time step is used once, and none before it afterwards; the secret is as it was encrypted last',
    async run({ storage }) {
      const { app, activation } = await withApp(storage)
      const advance = (step: number) => storage.factors.advanceTotpStep(app.id, step, `k2.${step}`)
      assert.deepEqual(
        [await advance(100), await advance(99), await advance(102), await advance(102), await advance(101)],
        [false, false, true, false, false],
      )
      const stored = present(await storage.factors.findTotp(activation.account.id))
      assert.deepEqual([stored.sealed, stored.lastStep], ['k2.102', 102])
      assert.equal(await storage.factors.advanceTotpStep('nobody' as FactorId, 200, 'k2.x'), false)
    },
  },
  {
    port: 'factors',
    title: 'of twenty uses of one time step at once exactly one counts',
    async run(context) {
      const { app } = await withApp(context.storage)
      const answers = await twentyAtOnce(context, ({ factors }) => factors.advanceTotpStep(app.id, 101, 'k1.x'))
      assert.equal(winners(answers), 1)
    },
  },
  {
    port: 'factors',
    title: 'a locked app uses no step up',
    async run({ storage }) {
      const app = anApp({ lockedAt: noon })
      const { account } = await storedAccount(storage, { factors: [app] })
      assert.equal(await storage.factors.advanceTotpStep(app.id, 200, 'k1.x'), false)
      assert.equal(present(await storage.factors.findTotp(account.id)).lockedAt, noon)
    },
  },
  {
    port: 'factors',
    title: 'a recovery code is used once, under its own hash, and counted; others stay',
    async run({ storage }) {
      const { codes, activation } = await withApp(storage)
      const { id } = activation.account
      const hash = present(hashesOf(codes)[3])
      const use = (slot: number, of: string) =>
        storage.factors.consumeRecoveryCode(id, slot, of, noon + 1, { events: [anAuditEvent({ subject: id })] })
      assert.deepEqual([await use(4, hash), await use(3, aPasswordHash()), await use(99, hash)], [false, false, false])
      assert.equal(await storage.factors.countRecoveryCodes(id), 10)
      assert.deepEqual([await use(3, hash), await use(3, hash)], [true, false])
      assert.equal(await storage.factors.countRecoveryCodes(id), 9)
      assert.deepEqual(await storage.factors.findRecoveryCode(id, 3), { hash, usedAt: noon + 1 })
      assert.deepEqual(await storage.factors.findRecoveryCode(id, 4), { hash: hashesOf(codes)[4], usedAt: null })
      assert.equal(await storage.factors.findRecoveryCode('nobody' as AccountId, 3), null)
      assert.equal((await storage.audit.listBySubject(id, 10)).length, 1)
    },
  },
  {
    port: 'factors',
    title: 'of twenty uses of one recovery code at once exactly one counts, and its mail alone is queued',
    async run(context) {
      const { codes, activation } = await withApp(context.storage)
      const hash = present(hashesOf(codes)[0])
      const answers = await twentyAtOnce(context, ({ factors }) =>
        factors.consumeRecoveryCode(activation.account.id, 0, hash, noon, { mails: [anOutboxMail()] }),
      )
      assert.equal(winners(answers), 1)
      assert.equal((await context.storage.outbox.count()).waiting, 1)
    },
  },
  {
    port: 'factors',
    title: 'a use whose mail cannot be written leaves the code unused',
    async run({ storage }) {
      const { codes, activation } = await withApp(storage)
      const { id } = activation.account
      const mail = anOutboxMail()
      const hash = present(hashesOf(codes)[0])
      await assertFails(storage.factors.consumeRecoveryCode(id, 0, hash, noon, { mails: [mail, mail] }))
      assert.equal((await storage.factors.findRecoveryCode(id, 0))?.usedAt, null)
    },
  },
  {
    port: 'factors',
    title: 'a session has one pending app, the latest, until the instant before it expires',
    async run({ storage }) {
      const { account, session } = await storedAccount(storage)
      const pending = (sealed: string) => ({
        sessionId: session.id,
        accountId: account.id,
        factorId: 'factor' as FactorId,
        sealed,
        expiresAt: noon + 10,
      })
      await storage.factors.putPendingApp(pending('k1.first'))
      await storage.factors.putPendingApp(pending('k2.second'))
      assert.deepEqual(await storage.factors.findPendingApp(session.id, noon + 9), pending('k2.second'))
      assert.equal(await storage.factors.findPendingApp(session.id, noon + 10), null)
      assert.equal(await storage.factors.findPendingApp('nobody' as SessionId, noon), null)
      assert.deepEqual([await storage.factors.sweep(noon + 10), await storage.factors.sweep(noon + 11)], [0, 1])
    },
  },
  {
    port: 'factors',
    title: 'a change adds, removes, raises the epoch, and ends every session and device but the renewed one',
    async run({ storage }) {
      const { app, codes, activation } = await withApp(storage)
      const { account, session, device } = activation
      const next = renewed(activation)
      const mail = aNewFactor()
      await storage.factors.putPendingApp({
        sessionId: session.id,
        accountId: account.id,
        factorId: 'factor' as FactorId,
        sealed: 'k1.pending',
        expiresAt: noon + 10,
      })
      const change = { add: [mail], remove: [app.id, codes.id] }
      const along = { events: [anAuditEvent({ subject: account.id })], mails: [anOutboxMail()] }
      assert.equal(await storage.factors.changeFactors(account.id, account.credentialEpoch, change, next, along), true)

      assert.deepEqual(await storage.accounts.findById(account.id), {
        account: { ...account, credentialEpoch: account.credentialEpoch + 1 },
        factors: [listed(mail)],
      })
      assert.equal(await storage.factors.findTotp(account.id), null)
      assert.equal(await storage.factors.countRecoveryCodes(account.id), 0)
      assert.equal(await storage.factors.findPendingApp(session.id, noon), null)
      assert.equal(await storage.sessions.find(session.tokenHash), null)
      assert.deepEqual((await storage.sessions.find(next.session.tokenHash))?.session, next.session)
      assert.equal(await storage.accounts.findDevice(device.tokenHash, noon), null)
      assert.deepEqual(await storage.accounts.findDevice(next.device.tokenHash, noon), next.device)
    },
  },
  ...impossible.map(
    ({ when, change }): ContractCase => ({
      port: 'factors',
      title: `a change is refused and writes nothing when ${when}`,
      async run({ storage }) {
        const { app, codes, activation } = await withApp(storage)
        const { account, session } = activation
        const before = await storage.accounts.findById(account.id)
        const along = { mails: [anOutboxMail()] }
        const { credentialEpoch } = account
        const asked = change({ app, codes })
        const next = renewed(activation)
        assert.equal(await storage.factors.changeFactors(account.id, credentialEpoch, asked, next, along), false)
        assert.deepEqual(await storage.accounts.findById(account.id), before)
        assert.notEqual(await storage.sessions.find(session.tokenHash), null)
        assert.equal(await storage.factors.countRecoveryCodes(account.id), 10)
        assert.equal((await storage.outbox.count()).waiting, 0)
      },
    }),
  ),
  {
    port: 'factors',
    title: 'a change is refused for another epoch, a suspended account, and a session that has ended or is another’s',
    async run({ storage }) {
      const change = () => ({ add: [aNewFactor()], remove: [] })
      const { activation } = await withApp(storage)
      const { account } = activation
      const { credentialEpoch: epoch } = account
      const stranger = await storedAccount(storage)
      const { factors } = storage
      assert.equal(await factors.changeFactors(account.id, epoch + 1, change(), renewed(activation), {}), false)
      const foreign = { ...renewed(activation), former: stranger.session.tokenHash }
      assert.equal(await factors.changeFactors(account.id, epoch, change(), foreign, {}), false)
      const gone = { ...renewed(activation), former: aTokenHash() }
      assert.equal(await factors.changeFactors(account.id, epoch, change(), gone, {}), false)
      assert.notEqual(await storage.sessions.find(stranger.session.tokenHash), null)

      const suspended = await storedAccount(storage, {
        account: anAccount({ status: 'suspended' }),
        factors: [anApp()],
      })
      assert.equal(await factors.changeFactors(suspended.account.id, 1, change(), renewed(suspended), {}), false)
      assert.equal(await factors.changeFactors(account.id, epoch, change(), renewed(activation), {}), true)
    },
  },
  {
    port: 'factors',
    title: 'of twenty changes of one epoch at once exactly one is made',
    async run(context) {
      const { activation } = await withApp(context.storage)
      const { account } = activation
      const answers = await twentyAtOnce(context, ({ factors }) =>
        factors.changeFactors(
          account.id,
          account.credentialEpoch,
          { add: [aNewFactor()], remove: [] },
          renewed(activation),
          { mails: [anOutboxMail()] },
        ),
      )
      assert.equal(winners(answers), 1)
      assert.equal((await context.storage.outbox.count()).waiting, 1)
      assert.equal(present(await context.storage.accounts.findById(account.id)).factors.length, 3)
    },
  },
  {
    port: 'factors',
    title: 'a sign-in that enrols factors raises the epoch and ends the other sessions and devices',
    async run({ storage }) {
      const former = await storedAccount(storage)
      const { account } = former
      const flow = await storedFlow(storage, { email: account.email })
      const session = aSession({ accountId: account.id })
      const device = aDevice({ accountId: account.id, credentialEpoch: 2 })
      const app = anApp()
      const codes = aRecoverySet()
      const issue = {
        session,
        device,
        credentialEpoch: 1,
        enrols: { add: [app, codes], remove: former.factors.map(({ id }) => id) },
        used: null,
        flow: { id: flow.id, version: flow.version },
        replaces: null,
      }
      assert.equal(await storage.sessions.issue(issue, {}), true)
      const found = present(await storage.accounts.findById(account.id))
      assert.equal(found.account.credentialEpoch, 2)
      assert.deepEqual(found.factors.map(({ kind }) => kind).toSorted(), ['recovery', 'totp'])
      assert.equal(await storage.factors.countRecoveryCodes(account.id), 10)
      assert.equal(await storage.sessions.find(former.session.tokenHash), null)
      assert.equal(await storage.accounts.findDevice(former.device.tokenHash, noon), null)
      assert.notEqual(await storage.sessions.find(session.tokenHash), null)
      assert.deepEqual(await storage.accounts.findDevice(device.tokenHash, noon), device)
    },
  },
  {
    port: 'factors',
    title: 'a step-up lets the session go on under another token, once, and only for the account as it was',
    async run(context) {
      const { storage } = context
      const { account, session } = await storedAccount(storage)
      const flow = await storedFlow(storage, { email: account.email })
      const refresh = (changes: { credentialEpoch?: number; former?: string } = {}) => ({
        former: session.tokenHash,
        session: { ...session, tokenHash: aTokenHash(), authTime: noon + 7 },
        credentialEpoch: 1,
        used: null,
        flow: { id: flow.id, version: flow.version },
        ...changes,
      })
      assert.equal(await storage.sessions.refresh(refresh({ credentialEpoch: 2 }), {}), false)
      assert.equal(await storage.sessions.refresh(refresh({ former: aTokenHash() }), {}), false)
      assert.notEqual(await storage.sessions.find(session.tokenHash), null)

      const tries = Array.from({ length: 20 }, () => refresh())
      const answers = await twentyAtOnce(context, ({ sessions }, index) => sessions.refresh(present(tries[index]), {}))
      assert.equal(winners(answers), 1)
      assert.equal(await storage.sessions.find(session.tokenHash), null)
      const won = present(tries[answers.indexOf(true)])
      assert.deepEqual((await storage.sessions.find(won.session.tokenHash))?.session, won.session)
      assert.equal((await storage.flows.findBySecret(flow.secretHash, noon))?.status, 'done')
    },
  },
  {
    port: 'factors',
    title: 'the keys of apps, of unused recovery codes and of pending apps are in use',
    async run({ storage }) {
      assert.deepEqual(await storage.factors.keyIdsInUse(noon), [])
      const app = anApp({ secret: { of: 'totp', sealed: 'app-key.x', lastStep: 1 } })
      const codes = aRecoverySet({ secret: { of: 'recovery', hashes: [aPasswordHash('code-key')] } })
      const { account, session } = await storedAccount(storage, { factors: [app, codes] })
      await storage.factors.putPendingApp({
        sessionId: session.id,
        accountId: account.id,
        factorId: 'factor' as FactorId,
        sealed: 'pending-key.x',
        expiresAt: noon + 1,
      })
      assert.deepEqual((await storage.factors.keyIdsInUse(noon)).toSorted(), ['app-key', 'code-key', 'pending-key'])
      await storage.factors.consumeRecoveryCode(account.id, 0, present(hashesOf(codes)[0]), noon, {})
      assert.deepEqual(await storage.factors.keyIdsInUse(noon + 1), ['app-key'])
    },
  },
]
