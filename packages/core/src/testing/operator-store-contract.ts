import assert from 'node:assert/strict'
import { anAuditEvent, anOperator, anOperatorSession, aPasswordHash } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'

/** What an `OperatorStore` keeps. */
export const operatorStoreContract: readonly ContractCase[] = [
  {
    port: 'operators',
    title: 'are found as they were stored, listed by name, and not there once removed',
    async run({ storage: { operators } }) {
      const zoe = anOperator({ name: 'zoe', totpSecret: 'k2.c2VjcmV0', password: aPasswordHash('k3') })
      const akira = anOperator({ name: 'akira', password: null })
      for (const operator of [zoe, akira]) assert.equal(await operators.create(operator, {}), true)
      assert.deepEqual(await operators.find('zoe'), zoe)
      assert.deepEqual(await operators.list(), [akira, zoe])
      assert.deepEqual((await operators.keyIdsInUse()).toSorted(), ['k1', 'k2', 'k3'])
      assert.deepEqual([await operators.remove('zoe', {}), await operators.remove('zoe', {})], [true, false])
      assert.equal(await operators.find('zoe'), null)
    },
  },
  {
    port: 'operators',
    title: 'a name is given once, however many ask for it at once, with the audit row of the one who got it',
    async run(context) {
      const created = await twentyAtOnce(context, ({ operators }) =>
        operators.create(anOperator({ name: 'akira' }), { events: [anAuditEvent({ subject: 'akira' })] }),
      )
      assert.equal(winners(created), 1)
      assert.equal((await context.storage.audit.listBySubject('akira', 30)).length, 1)
    },
  },
  {
    port: 'operators',
    title: 'a time step is accepted once, however many bring it at once, and none before it ever after',
    async run(context) {
      const { operators } = context.storage
      await operators.create(anOperator({ name: 'akira', lastStep: 100 }), {})
      assert.equal(await operators.advanceStep('akira', 100), false)
      const accepted = await twentyAtOnce(context, (storage) => storage.operators.advanceStep('akira', 102))
      assert.equal(winners(accepted), 1)
      assert.deepEqual(
        [await operators.advanceStep('akira', 101), await operators.advanceStep('akira', 103)],
        [false, true],
      )
      assert.equal(await operators.advanceStep('nobody', 1), false)
    },
  },
  {
    port: 'operators',
    title: 'a password is set for who is there, ends the sessions of that operator alone, and is made better in place',
    async run({ storage: { operators, operatorSessions } }) {
      const [first, second, better] = [aPasswordHash(), aPasswordHash(), aPasswordHash('k2')]
      await operators.create(anOperator({ name: 'akira', password: null }), {})
      await operators.create(anOperator({ name: 'zoe' }), {})
      assert.equal(await operators.setPassword('akira', first, {}), true)
      const [own, other] = [anOperatorSession({ operator: 'akira' }), anOperatorSession({ operator: 'zoe' })]
      const zoes = present((await operators.find('zoe'))?.password)
      assert.equal(await operatorSessions.issue(own, { password: first, replaces: null }, {}), true)
      assert.equal(await operatorSessions.issue(other, { password: zoes, replaces: null }, {}), true)

      await operators.rehashPassword('akira', second, better)
      assert.equal((await operators.find('akira'))?.password, first)
      await operators.rehashPassword('akira', first, better)
      assert.equal((await operators.find('akira'))?.password, better)
      assert.deepEqual((await operators.keyIdsInUse()).toSorted(), ['k1', 'k2'])
      assert.notEqual(await operatorSessions.find(own.tokenHash), null)

      assert.equal(await operators.setPassword('akira', second, {}), true)
      assert.equal((await operators.find('akira'))?.password, second)
      assert.equal(await operatorSessions.find(own.tokenHash), null)
      assert.notEqual(await operatorSessions.find(other.tokenHash), null)
      assert.equal(await operators.setPassword('nobody', second, {}), false)
    },
  },
]
