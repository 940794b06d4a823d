import assert from 'node:assert/strict'
import type { Operator } from '../domain/operator.ts'
import type { Storage } from '../ports/storage.ts'
import { anOperator, anOperatorSession, aPasswordHash, aTokenHash, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'

async function storedOperator({ operators }: Storage, changes: Partial<Operator> = {}) {
  const operator = anOperator({ name: 'akira', ...changes })
  await operators.create(operator, {})
  return { operator, password: present(operator.password) }
}

/** What an `OperatorSessionStore` keeps. */
export const operatorSessionStoreContract: readonly ContractCase[] = [
  {
    port: 'operatorSessions',
    title: 'a session comes back with every field and its operator, and another token has none',
    async run({ storage }) {
      const { password } = await storedOperator(storage, { role: 'support' })
      const full = anOperatorSession()
      const bare = anOperatorSession({ client: { address: null, userAgent: null } })
      for (const session of [full, bare]) {
        assert.equal(await storage.operatorSessions.issue(session, { password, replaces: null }, {}), true)
        const view = { session, operator: { name: 'akira', role: 'support' } }
        assert.deepEqual(await storage.operatorSessions.find(session.tokenHash), view)
      }
      assert.equal(await storage.operatorSessions.find(aTokenHash()), null)
    },
  },
  {
    port: 'operatorSessions',
    title: 'a session replaces the one that the browser had, whoever was signed in there',
    async run({ storage }) {
      const { password } = await storedOperator(storage)
      const { password: other } = await storedOperator(storage, { name: 'zoe' })
      const [former, next] = [anOperatorSession({ operator: 'zoe' }), anOperatorSession()]
      await storage.operatorSessions.issue(former, { password: other, replaces: null }, {})
      await storage.operatorSessions.issue(next, { password, replaces: former.tokenHash }, {})
      assert.equal(await storage.operatorSessions.find(former.tokenHash), null)
      assert.notEqual(await storage.operatorSessions.find(next.tokenHash), null)
    },
  },
  {
    port: 'operatorSessions',
    title: 'none is issued, nor ended, for a password that is another by now, nor for nobody',
    async run({ storage }) {
      const { password } = await storedOperator(storage)
      const former = anOperatorSession()
      await storage.operatorSessions.issue(former, { password, replaces: null }, {})
      for (const [session, proven] of [
        [anOperatorSession(), aPasswordHash()],
        [anOperatorSession({ operator: 'nobody' }), password],
      ] as const) {
        const issuing = { password: proven, replaces: former.tokenHash }
        assert.equal(await storage.operatorSessions.issue(session, issuing, {}), false)
        assert.equal(await storage.operatorSessions.find(session.tokenHash), null)
      }
      assert.notEqual(await storage.operatorSessions.find(former.tokenHash), null)
    },
  },
  {
    port: 'operatorSessions',
    title: 'an operator who is removed leaves no session, however many are being issued, and none when added again',
    async run(context) {
      const { storage } = context
      const { operator, password } = await storedOperator(storage)
      const sessions = Array.from({ length: 20 }, () => anOperatorSession())
      const [before] = sessions
      await storage.operatorSessions.issue(present(before), { password, replaces: null }, {})
      await twentyAtOnce(context, (handle, index) =>
        index === 10
          ? handle.operators.remove('akira', {})
          : handle.operatorSessions.issue(
              sessions[index] === before ? anOperatorSession() : present(sessions[index]),
              { password, replaces: null },
              {},
            ),
      )
      assert.equal(await storage.operators.create(operator, {}), true)
      const left = await Promise.all(sessions.map(({ tokenHash }) => storage.operatorSessions.find(tokenHash)))
      assert.deepEqual(
        left.filter((view) => view !== null),
        [],
      )
    },
  },
  {
    port: 'operatorSessions',
    title: 'when it was last seen moves forward and never back',
    async run({ storage }) {
      const { password } = await storedOperator(storage)
      const session = anOperatorSession()
      const seen = async () => (await storage.operatorSessions.find(session.tokenHash))?.session.lastSeenAt
      await storage.operatorSessions.issue(session, { password, replaces: null }, {})
      await storage.operatorSessions.touch(session.tokenHash, noon + 5)
      assert.equal(await seen(), noon + 5)
      await storage.operatorSessions.touch(session.tokenHash, noon + 4)
      assert.equal(await seen(), noon + 5)
    },
  },
  {
    port: 'operatorSessions',
    title: 'is ended by exactly one of twenty',
    async run(context) {
      const { password } = await storedOperator(context.storage)
      const session = anOperatorSession()
      await context.storage.operatorSessions.issue(session, { password, replaces: null }, {})
      const ended = await twentyAtOnce(context, ({ operatorSessions }) => operatorSessions.end(session.tokenHash, {}))
      assert.equal(winners(ended), 1)
      assert.equal(await context.storage.operatorSessions.find(session.tokenHash), null)
    },
  },
  {
    port: 'operatorSessions',
    title: 'a sweep erases what ended before an instant, or was last seen before another, and nothing at it',
    async run({ storage }) {
      const { password } = await storedOperator(storage)
      const over = [anOperatorSession({ expiresAt: noon - 1 }), anOperatorSession({ lastSeenAt: noon - 11 })]
      const live = [anOperatorSession({ expiresAt: noon }), anOperatorSession({ lastSeenAt: noon - 10 })]
      for (const session of [...over, ...live]) {
        await storage.operatorSessions.issue(session, { password, replaces: null }, {})
      }
      assert.equal(await storage.operatorSessions.sweep(noon, noon - 10), 2)
      for (const { tokenHash } of over) assert.equal(await storage.operatorSessions.find(tokenHash), null)
      for (const { tokenHash } of live) assert.notEqual(await storage.operatorSessions.find(tokenHash), null)
    },
  },
]
