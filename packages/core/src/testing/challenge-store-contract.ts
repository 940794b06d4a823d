import assert from 'node:assert/strict'
import { CODE_SENDS } from '../domain/challenge.ts'
import type { ChallengeId, FlowId } from '../primitives/ids.ts'
import { aChallenge, aChallengeIssue, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import { storedChallenge, storedFlow } from './stored.ts'

/** What a `ChallengeStore` keeps. */
export const challengeStoreContract: readonly ContractCase[] = [
  {
    port: 'challenges',
    title: 'a challenge comes back with every field, whatever became of it',
    async run({ storage }) {
      const fresh = await storedChallenge(storage)
      const spent = await storedChallenge(storage, { purpose: 'verify', sends: 6, consumedAt: noon + 1 })
      for (const challenge of [fresh, spent]) {
        assert.deepEqual(await storage.challenges.findByFlow(challenge.flowId), challenge)
      }
      assert.equal(await storage.challenges.findByFlow('nobody' as FlowId), null)
    },
  },
  {
    port: 'challenges',
    title: 'a second challenge of a flow is refused and the first stays',
    async run({ storage }) {
      const first = await storedChallenge(storage)
      assert.equal(await storage.challenges.create(aChallenge({ flowId: first.flowId }), {}), false)
      assert.deepEqual(await storage.challenges.findByFlow(first.flowId), first)
    },
  },
  {
    port: 'challenges',
    title: 'of twenty different challenges for one flow the one that won is stored',
    async run(context) {
      const flow = await storedFlow(context.storage)
      const rivals = Array.from({ length: 20 }, () => aChallenge({ flowId: flow.id }))
      const answers = await twentyAtOnce(context, ({ challenges }, index) =>
        challenges.create(present(rivals[index]), {}),
      )
      assert.equal(winners(answers), 1)
      assert.deepEqual(await context.storage.challenges.findByFlow(flow.id), rivals[answers.indexOf(true)])
    },
  },
  {
    port: 'challenges',
    title: 'a consumed challenge is not consumed again',
    async run({ storage }) {
      const challenge = await storedChallenge(storage)
      const { id, flowId, issue } = challenge
      assert.equal(await storage.challenges.consume(id, issue.codeHash, noon + 5), true)
      assert.equal(await storage.challenges.consume(id, issue.codeHash, noon + 6), false)
      assert.deepEqual(await storage.challenges.findByFlow(flowId), { ...challenge, consumedAt: noon + 5 })
    },
  },
  {
    port: 'challenges',
    title: 'exactly one of twenty concurrent callers consumes a challenge',
    async run(context) {
      const { id, issue } = await storedChallenge(context.storage)
      const answers = await twentyAtOnce(context, ({ challenges }) => challenges.consume(id, issue.codeHash, noon))
      assert.equal(winners(answers), 1)
    },
  },
  {
    port: 'challenges',
    title: 'a code is consumed until the instant before it expires, and not from then on',
    async run({ storage }) {
      const { id, issue } = await storedChallenge(storage)
      assert.equal(await storage.challenges.consume(id, issue.codeHash, issue.expiresAt + 1), false)
      assert.equal(await storage.challenges.consume(id, issue.codeHash, issue.expiresAt), false)
      assert.equal(await storage.challenges.consume(id, issue.codeHash, issue.expiresAt - 1), true)
    },
  },
  {
    port: 'challenges',
    title: 'only the code that counts is consumed, never the one before it or another',
    async run({ storage }) {
      const { id, issue } = await storedChallenge(storage)
      const next = aChallengeIssue({ issuedAt: issue.resendAt, reference: 'ZZ' })
      assert.notEqual(await storage.challenges.reissue(id, next, issue.resendAt, {}), null)
      assert.equal(await storage.challenges.consume(id, issue.codeHash, issue.resendAt), false)
      assert.equal(await storage.challenges.consume(id, 'k1.other', issue.resendAt), false)
      assert.equal(await storage.challenges.consume('nobody' as ChallengeId, next.codeHash, issue.resendAt), false)
      assert.equal(await storage.challenges.consume(id, next.codeHash, issue.resendAt), true)
    },
  },
  {
    port: 'challenges',
    title: 'a new code is given from resendAt on and not a millisecond before',
    async run({ storage }) {
      const challenge = await storedChallenge(storage)
      const { id, flowId, issue } = challenge
      const next = aChallengeIssue({ issuedAt: issue.resendAt, reference: 'ZZ' })
      assert.equal(await storage.challenges.reissue(id, next, issue.resendAt - 1, {}), null)
      assert.deepEqual(await storage.challenges.findByFlow(flowId), challenge)

      const reissued = { ...challenge, issue: next, sends: 2 }
      assert.deepEqual(await storage.challenges.reissue(id, next, issue.resendAt, {}), reissued)
      assert.deepEqual(await storage.challenges.findByFlow(flowId), reissued)
      assert.equal(await storage.challenges.reissue('nobody' as ChallengeId, next, noon * 2, {}), null)
    },
  },
  {
    port: 'challenges',
    title: 'a new code opens a challenge that was consumed or has expired',
    async run({ storage }) {
      const { id, issue } = await storedChallenge(storage, { consumedAt: noon })
      const next = aChallengeIssue({ issuedAt: issue.expiresAt + 1 })
      const reissued = present(await storage.challenges.reissue(id, next, next.issuedAt, {}))
      assert.equal(reissued.consumedAt, null)
      assert.equal(await storage.challenges.consume(id, next.codeHash, next.issuedAt), true)
    },
  },
  {
    port: 'challenges',
    title: 'no more than six codes are sent',
    async run({ storage }) {
      const challenge = await storedChallenge(storage)
      let { issue } = challenge
      for (let sends = 2; sends <= CODE_SENDS; sends++) {
        const next = aChallengeIssue({ issuedAt: issue.resendAt })
        assert.equal((await storage.challenges.reissue(challenge.id, next, issue.resendAt, {}))?.sends, sends)
        issue = next
      }
      const seventh = aChallengeIssue({ issuedAt: issue.resendAt })
      assert.equal(await storage.challenges.reissue(challenge.id, seventh, issue.resendAt, {}), null)
      const stored = present(await storage.challenges.findByFlow(challenge.flowId))
      assert.deepEqual(stored, { ...challenge, issue, sends: CODE_SENDS })
    },
  },
  {
    port: 'challenges',
    title: 'the keys of codes open at the instant are in use, those of expired and consumed ones are not',
    async run({ storage }) {
      assert.deepEqual(await storage.challenges.keyIdsInUse(noon), [])
      await storedChallenge(storage, { issue: aChallengeIssue({ codeHash: 'open-key.x', expiresAt: noon + 1 }) })
      await storedChallenge(storage, { issue: aChallengeIssue({ codeHash: 'open-key.y', expiresAt: noon + 1 }) })
      await storedChallenge(storage, { issue: aChallengeIssue({ codeHash: 'old_key.x', expiresAt: noon }) })
      await storedChallenge(storage, { issue: aChallengeIssue({ codeHash: 'used.x' }), consumedAt: noon - 1 })
      assert.deepEqual(await storage.challenges.keyIdsInUse(noon), ['open-key'])
      assert.deepEqual((await storage.challenges.keyIdsInUse(noon - 1)).toSorted(), ['old_key', 'open-key'])
      assert.deepEqual(await storage.challenges.keyIdsInUse(noon + 1), [])
    },
  },
]
