import assert from 'node:assert/strict'
import type { Counter, ThrottleRule } from '../domain/throttle.ts'
import { spendFrom, throttleRules } from '../policy/throttle.ts'
import { noon } from './builders.ts'
import { type ContractCase, twentyAtOnce } from './contract-case.ts'
import { seededRandom } from './seeded-random.ts'

const budget: ThrottleRule = { kind: 'budget', limit: 3, windowSeconds: 60 }
const backoff: ThrottleRule = { kind: 'backoff', freeAttempts: 3, longestDelaySeconds: 8, windowSeconds: 60 }

const sequences: readonly { readonly name: string; readonly rule: ThrottleRule; readonly longestPause: number }[] = [
  { name: 'a small budget', rule: budget, longestPause: 30_000 },
  { name: 'a budget of one', rule: { kind: 'budget', limit: 1, windowSeconds: 2 }, longestPause: 3_000 },
  { name: 'a small backoff', rule: backoff, longestPause: 9_000 },
  { name: 'a backoff with long pauses', rule: backoff, longestPause: 100_000 },
  {
    name: 'a backoff without free attempts',
    rule: { kind: 'backoff', freeAttempts: 0, longestDelaySeconds: 900, windowSeconds: 3600 },
    longestPause: 300_000,
  },
  { name: 'wrong passwords from a place', rule: throttleRules.passwordFromPlace, longestPause: 1_200_000 },
  { name: 'wrong codes', rule: throttleRules.codes, longestPause: 600_000 },
]

/** What `ThrottleCounters` keep. */
export const throttleCountersContract: readonly ContractCase[] = [
  {
    port: 'counters',
    title: 'a budget is heard up to its limit, refused until its window ends, and heard again from that instant',
    async run({ storage: { counters } }) {
      const ends = noon + 60_000
      assert.deepEqual(await counters.spend('k', budget, noon), { allowed: true, count: 1 })
      assert.deepEqual(await counters.spend('k', budget, noon + 1), { allowed: true, count: 2 })
      assert.deepEqual(await counters.spend('k', budget, noon + 2), { allowed: true, count: 3 })
      assert.deepEqual(await counters.spend('k', budget, noon + 3), { allowed: false, retryAt: ends })
      assert.deepEqual(await counters.spend('k', budget, ends - 1), { allowed: false, retryAt: ends })
      assert.deepEqual(await counters.spend('k', budget, ends), { allowed: true, count: 1 })
    },
  },
  {
    port: 'counters',
    title: 'a backoff is heard at once while free, then from ever later instants, never later than its longest delay',
    async run({ storage: { counters } }) {
      for (const count of [1, 2, 3])
        assert.deepEqual(await counters.spend('k', backoff, noon), { allowed: true, count })
      let now = noon
      for (const [index, delay] of [1000, 2000, 4000, 8000, 8000].entries()) {
        const retryAt = now + delay
        assert.deepEqual(await counters.spend('k', backoff, retryAt - 1), { allowed: false, retryAt })
        assert.deepEqual(await counters.spend('k', backoff, retryAt), { allowed: true, count: index + 4 })
        now = retryAt
      }
      assert.deepEqual(await counters.spend('k', backoff, now + 60_000), { allowed: true, count: 1 })
    },
  },
  {
    port: 'counters',
    title: 'an open counter hears nodes whose clocks are behind that of the latest attempt',
    async run({ storage: { counters } }) {
      for (const rule of [budget, backoff]) {
        assert.deepEqual(await counters.spend(rule.kind, rule, noon), { allowed: true, count: 1 })
        assert.deepEqual(await counters.spend(rule.kind, rule, noon - 500), { allowed: true, count: 2 })
      }
    },
  },
  ...sequences.map(
    ({ name, rule, longestPause }, seed): ContractCase => ({
      port: 'counters',
      title: `spending does as spendFrom does over a random sequence: ${name}`,
      async run({ storage: { counters } }) {
        const random = seededRandom(seed + 1)
        let counter: Counter | null = null
        let now = noon
        for (let i = 0; i < 150; i++) {
          const expected: Counter | null = spendFrom(rule, counter, now)
          const answer = await counters.spend('k', rule, now)
          const closed: object = { allowed: false, retryAt: counter?.opensAt }
          assert.deepEqual(answer, expected ? { allowed: true, count: expected.count } : closed, `attempt ${i}`)
          counter = expected ?? counter

          // One pause in three ends at an edge: where a refusal may turn into a hearing, a millisecond early or late.
          const edges = counter ? [counter.opensAt, counter.windowEndsAt].filter((edge) => edge > now) : []
          const edge = random.below(3) === 0 ? edges[random.below(Math.max(1, edges.length))] : undefined
          now = edge === undefined ? now + random.below(longestPause) : Math.max(now, edge - 1 + random.below(3))
        }
      },
    }),
  ),
  {
    port: 'counters',
    title: 'keys know nothing of each other, whatever they are made of',
    async run({ storage: { counters } }) {
      const once: ThrottleRule = { kind: 'budget', limit: 1, windowSeconds: 60 }
      for (const key of ['k', 'K', 'k ', '鍵', `k${'x'.repeat(150)}`]) {
        assert.deepEqual(await counters.spend(key, once, noon), { allowed: true, count: 1 })
        assert.equal((await counters.spend(key, once, noon)).allowed, false)
      }
    },
  },
  {
    port: 'counters',
    title: 'exactly three of twenty concurrent attempts get through a budget of three',
    async run(context) {
      const answers = await twentyAtOnce(context, ({ counters }) => counters.spend('k', budget, noon))
      const counts = answers.flatMap((answer) => (answer.allowed ? [answer.count] : []))
      assert.deepEqual(counts.toSorted(), [1, 2, 3])
    },
  },
  {
    port: 'counters',
    title: 'exactly three of twenty concurrent attempts get through a backoff with three free ones',
    async run(context) {
      const answers = await twentyAtOnce(context, ({ counters }) => counters.spend('k', backoff, noon))
      const counts = answers.flatMap((answer) => (answer.allowed ? [answer.count] : []))
      assert.deepEqual(counts.toSorted(), [1, 2, 3])
    },
  },
  {
    port: 'counters',
    title: 'tell how many attempts they have until their window ends, and are not changed by being asked',
    async run({ storage: { counters } }) {
      const ends = noon + 60_000
      assert.equal(await counters.count('k', noon), 0)
      for (let i = 0; i < 4; i++) await counters.spend('k', budget, noon)
      for (const now of [noon, noon, ends - 1]) assert.equal(await counters.count('k', now), 3)
      assert.equal(await counters.count('k', ends), 0)
      await counters.refund('k')
      assert.equal(await counters.count('k', noon), 2)
    },
  },
  {
    port: 'counters',
    title: 'a counter that was cleared starts anew, and another does not',
    async run({ storage: { counters } }) {
      for (let i = 0; i < 3; i++) {
        await counters.spend('k', budget, noon)
        await counters.spend('other', budget, noon)
      }
      await counters.clear('k')
      await counters.clear('unknown')
      assert.deepEqual(await counters.spend('k', budget, noon), { allowed: true, count: 1 })
      assert.equal((await counters.spend('other', budget, noon)).allowed, false)
    },
  },
  ...[budget, backoff].map(
    (rule): ContractCase => ({
      port: 'counters',
      title: `an attempt taken back makes room for exactly one other: ${rule.kind}`,
      async run({ storage: { counters } }) {
        for (let i = 0; i < 3; i++) await counters.spend('k', rule, noon)
        await counters.refund('k')
        assert.deepEqual(await counters.spend('k', rule, noon), { allowed: true, count: 3 })
        assert.equal((await counters.spend('k', rule, noon)).allowed, false)
      },
    }),
  ),
  {
    port: 'counters',
    title: 'a counter never goes below zero, and one that is not there stays so',
    async run({ storage: { counters } }) {
      await counters.refund('k')
      assert.deepEqual(await counters.spend('k', budget, noon), { allowed: true, count: 1 })
      for (let i = 0; i < 3; i++) await counters.refund('k')
      assert.deepEqual(await counters.spend('k', budget, noon), { allowed: true, count: 1 })
    },
  },
  {
    port: 'counters',
    title: 'twenty attempts spent and twenty taken back at once leave none',
    async run(context) {
      const rule: ThrottleRule = { kind: 'budget', limit: 100, windowSeconds: 60 }
      await twentyAtOnce(context, ({ counters }) => counters.spend('k', rule, noon))
      await twentyAtOnce(context, ({ counters }) => counters.refund('k'))
      assert.deepEqual(await context.storage.counters.spend('k', rule, noon), { allowed: true, count: 1 })
    },
  },
  {
    port: 'counters',
    title: 'a sweep erases counters whose window has ended, and no others',
    async run({ storage: { counters } }) {
      for (let i = 0; i < 3; i++) await counters.spend('over', budget, noon)
      for (let i = 0; i < 3; i++) await counters.spend('alive', budget, noon + 1)
      assert.equal(await counters.sweep(noon + 59_999), 0)
      assert.equal(await counters.sweep(noon + 60_000), 1)
      assert.equal((await counters.spend('alive', budget, noon + 60_000)).allowed, false)
      assert.equal(await counters.sweep(noon + 60_001), 1)
    },
  },
]
