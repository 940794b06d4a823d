import assert from 'node:assert/strict'
import { CODE_ATTEMPTS, type Flow } from '../domain/flow.ts'
import type { FactorId, FlowId, MemberId } from '../primitives/ids.ts'
import { aChallenge, aFlow, anEmail, aPasswordHash, aTokenHash, noon } from './builders.ts'
import { assertFails, type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import { storedFlow } from './stored.ts'

const fullFlow = (): Flow =>
  aFlow({
    requirement: { for: 'step-up', maxAgeSeconds: 300, factors: ['totp', 'recovery'] },
    email: { key: 'a..b@xn--r8jz45g.example', typed: 'A..B@例え.example' },
    evidence: [
      { kind: 'password', at: noon - 2, epoch: 0 },
      { kind: 'legacy-app', at: noon - 1, epoch: 0 },
      { kind: 'email', at: noon, epoch: 3 },
    ],
    wish: { factor: 'email', fullSession: true },
    formerSecretHash: aTokenHash(),
    heldPassword: {
      hash: aPasswordHash(),
      origin: 'legacy',
      isLong: false,
      belowRules: true,
      claimId: 'member' as MemberId,
    },
    returnTo: '/portal/apps?名前=🏬',
    locale: 'en',
  })

/** What a `FlowStore` keeps. */
export const flowStoreContract: readonly ContractCase[] = [
  {
    port: 'flows',
    title: 'exactly five of twenty concurrent attempts get through, each counted once',
    async run(context) {
      const flow = await storedFlow(context.storage)
      const answers = await twentyAtOnce(context, ({ flows }) => flows.spendAttempt(flow.id))
      assert.deepEqual(answers.filter((answer) => answer !== null).toSorted(), [1, 2, 3, 4, 5])
      assert.equal((await context.storage.flows.findBySecret(flow.secretHash, noon))?.attempts, CODE_ATTEMPTS)
    },
  },
  {
    port: 'flows',
    title: 'attempts stay counted whatever else changes, and begin anew with a proof alone',
    async run({ storage }) {
      const flow = await storedFlow(storage)
      await storage.flows.spendAttempt(flow.id)
      await storage.flows.spendAttempt(flow.id)
      await storage.flows.update({ ...flow, wish: { factor: 'totp' }, attempts: 0, version: 2 }, {})
      assert.equal(await storage.flows.spendAttempt(flow.id), 3)
      const evidence = [{ kind: 'password', at: noon, epoch: 0 }] as const
      await storage.flows.update({ ...flow, evidence, attempts: 4, version: 3 }, {})
      assert.equal(await storage.flows.spendAttempt(flow.id), 1)
    },
  },
  {
    port: 'flows',
    title: 'an attempt taken back makes room for one, the count never goes below zero, and an ended flow hears none',
    async run({ storage }) {
      const flow = await storedFlow(storage)
      await storage.flows.refundAttempt(flow.id)
      for (let spent = 1; spent <= CODE_ATTEMPTS; spent++) await storage.flows.spendAttempt(flow.id)
      await storage.flows.refundAttempt(flow.id)
      assert.deepEqual(
        [await storage.flows.spendAttempt(flow.id), await storage.flows.spendAttempt(flow.id)],
        [CODE_ATTEMPTS, null],
      )
      const ended = await storedFlow(storage)
      await storage.flows.end(ended.id, {})
      assert.equal(await storage.flows.spendAttempt(ended.id), null)
      assert.equal(await storage.flows.spendAttempt('nobody' as FlowId), null)
    },
  },
  {
    port: 'flows',
    title: 'an app being enrolled comes back, and its key is in use while the flow is open',
    async run({ storage }) {
      const heldApp = { factorId: 'factor' as FactorId, sealed: 'app-key.x', expiresAt: noon + 9, confirmed: null }
      const flow = await storedFlow(storage, { heldApp })
      assert.deepEqual(await storage.flows.findBySecret(flow.secretHash, noon), flow)
      assert.deepEqual(await storage.flows.keyIdsInUse(noon), ['app-key'])
      assert.deepEqual(await storage.flows.keyIdsInUse(flow.expiresAt), [])
      const confirmed = { step: 7, recoveryHashes: [aPasswordHash()], keepMail: false }
      const next = { ...flow, heldApp: { ...heldApp, confirmed }, version: 2 }
      await storage.flows.update(next, {})
      assert.deepEqual(await storage.flows.findBySecret(flow.secretHash, noon), next)
      await storage.flows.end(flow.id, {})
      assert.deepEqual(await storage.flows.keyIdsInUse(noon), [])
    },
  },
  {
    port: 'flows',
    title: 'a flow comes back with every field',
    async run({ storage }) {
      const pendingWish = aFlow({
        wish: { fullSession: false },
        requirement: { for: 'reset', maxAgeSeconds: 1, factors: [] },
      })
      for (const flow of [aFlow(), fullFlow(), pendingWish]) {
        await storage.flows.create(flow, {})
        assert.deepEqual(await storage.flows.findBySecret(flow.secretHash, noon), flow)
      }
    },
  },
  {
    port: 'flows',
    title: 'a flow is found by its secret and by the one before, and not by the one before that',
    async run({ storage }) {
      const flow = await storedFlow(storage)
      const secrets = [flow.secretHash, aTokenHash(), aTokenHash()] as const
      const once: Flow = { ...flow, secretHash: secrets[1], formerSecretHash: secrets[0], version: 2 }
      assert.equal(await storage.flows.update(once, {}), true)
      for (const secret of secrets.slice(0, 2)) assert.deepEqual(await storage.flows.findBySecret(secret, noon), once)
      const twice: Flow = { ...once, secretHash: secrets[2], formerSecretHash: secrets[1], version: 3 }
      assert.equal(await storage.flows.update(twice, {}), true)
      assert.equal(await storage.flows.findBySecret(secrets[0], noon), null)
      for (const secret of secrets.slice(1)) assert.deepEqual(await storage.flows.findBySecret(secret, noon), twice)
    },
  },
  {
    port: 'flows',
    title: 'an unknown secret finds no flow',
    async run({ storage }) {
      await storedFlow(storage)
      assert.equal(await storage.flows.findBySecret(aTokenHash(), noon), null)
    },
  },
  {
    port: 'flows',
    title: 'a flow is found until the instant before it expires, and at that instant is gone',
    async run({ storage }) {
      const { id, secretHash, expiresAt } = await storedFlow(storage)
      assert.equal((await storage.flows.findBySecret(secretHash, expiresAt - 1))?.id, id)
      assert.equal(await storage.flows.findBySecret(secretHash, expiresAt), null)
      assert.equal(await storage.flows.findBySecret(secretHash, expiresAt + 1), null)
    },
  },
  {
    port: 'flows',
    title: 'a flow with an id or a secret that exists is rejected and changes nothing',
    async run({ storage }) {
      const flow = await storedFlow(storage)
      await assertFails(storage.flows.create(aFlow({ id: flow.id }), {}))
      await assertFails(storage.flows.create(aFlow({ secretHash: flow.secretHash }), {}))
      assert.deepEqual(await storage.flows.findBySecret(flow.secretHash, noon), flow)
    },
  },
  {
    port: 'flows',
    title: 'an update stores the whole flow over the version before',
    async run({ storage }) {
      const flow = await storedFlow(storage)
      const next: Flow = { ...fullFlow(), id: flow.id, secretHash: flow.secretHash, email: anEmail(), version: 2 }
      assert.equal(await storage.flows.update(next, {}), true)
      assert.deepEqual(await storage.flows.findBySecret(flow.secretHash, noon), next)
      const emptied: Flow = { ...flow, version: 3 }
      assert.equal(await storage.flows.update(emptied, {}), true)
      assert.deepEqual(await storage.flows.findBySecret(flow.secretHash, noon), emptied)
    },
  },
  {
    port: 'flows',
    title: 'an update of any version but the next is refused and changes nothing',
    async run({ storage }) {
      const flow = await storedFlow(storage, { version: 5 })
      for (const version of [4, 5, 7]) {
        assert.equal(await storage.flows.update({ ...flow, returnTo: '/lost', version }, {}), false)
      }
      assert.equal(await storage.flows.update({ ...flow, id: 'nobody' as FlowId, version: 6 }, {}), false)
      assert.deepEqual(await storage.flows.findBySecret(flow.secretHash, noon), flow)
      assert.equal(await storage.flows.update({ ...flow, version: 6 }, {}), true)
    },
  },
  {
    port: 'flows',
    title: 'a flow that is done or ended is still found and changes no more',
    async run({ storage }) {
      for (const status of ['done', 'ended'] as const) {
        const flow = await storedFlow(storage)
        const closed: Flow = { ...flow, status, version: 2 }
        assert.equal(await storage.flows.update(closed, {}), true)
        assert.equal(await storage.flows.update({ ...flow, version: 3 }, {}), false)
        assert.equal(await storage.flows.end(flow.id, {}), false)
        assert.deepEqual(await storage.flows.findBySecret(flow.secretHash, noon), closed)
      }
    },
  },
  {
    port: 'flows',
    title: 'ending takes an open flow of whatever version and raises it',
    async run({ storage }) {
      const flow = await storedFlow(storage, { version: 7 })
      assert.equal(await storage.flows.end(flow.id, {}), true)
      const ended = present(await storage.flows.findBySecret(flow.secretHash, noon))
      assert.deepEqual(ended, { ...flow, status: 'ended', version: 8 })
      assert.equal(await storage.flows.end('nobody' as FlowId, {}), false)
    },
  },
  {
    port: 'flows',
    title: 'of twenty different updates of one version exactly one is stored, whole',
    async run(context) {
      const flow = await storedFlow(context.storage)
      const answers = await twentyAtOnce(context, ({ flows }, index) =>
        flows.update({ ...flow, returnTo: `/${index}`, version: 2 }, {}),
      )
      assert.equal(winners(answers), 1)
      const stored = present(await context.storage.flows.findBySecret(flow.secretHash, noon))
      assert.deepEqual(stored, { ...flow, returnTo: `/${answers.indexOf(true)}`, version: 2 })
    },
  },
  {
    port: 'flows',
    title: 'a sweep erases flows that expired before its instant, with their challenges, and no others',
    async run({ storage }) {
      const before = noon
      const over = await storedFlow(storage, { expiresAt: before - 1 })
      const justOver = await storedFlow(storage, { expiresAt: before })
      const alive = await storedFlow(storage, { expiresAt: before + 1 })
      for (const { id } of [over, justOver, alive]) await storage.challenges.create(aChallenge({ flowId: id }), {})

      assert.equal(await storage.flows.sweep(before), 1)
      assert.equal(await storage.flows.findBySecret(over.secretHash, 0), null)
      assert.equal(await storage.challenges.findByFlow(over.id), null)
      for (const { id, secretHash } of [justOver, alive]) {
        assert.equal((await storage.flows.findBySecret(secretHash, 0))?.id, id)
        assert.notEqual(await storage.challenges.findByFlow(id), null)
      }
      assert.equal(await storage.flows.sweep(before), 0)
    },
  },
  {
    port: 'flows',
    title: 'a sweep erases at most 1,000 flows at a time',
    async run({ storage }) {
      for (let i = 0; i < 1001; i++) await storedFlow(storage, { expiresAt: noon - 1 })
      assert.equal(await storage.flows.sweep(noon), 1000)
      assert.equal(await storage.flows.sweep(noon), 1)
    },
  },
]
