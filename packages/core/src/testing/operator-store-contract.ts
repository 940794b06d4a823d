import assert from 'node:assert/strict'
import { anAuditEvent, anOperator } from './builders.ts'
import { type ContractCase, twentyAtOnce, winners } from './contract-case.ts'

/** What an `OperatorStore` keeps. */
export const operatorStoreContract: readonly ContractCase[] = [
  {
    port: 'operators',
    title: 'are found as they were stored, listed by name, and not there once removed',
    async run({ storage: { operators } }) {
      const [zoe, akira] = [anOperator({ name: 'zoe', totpSecret: 'k2.c2VjcmV0' }), anOperator({ name: 'akira' })]
      for (const operator of [zoe, akira]) assert.equal(await operators.create(operator, {}), true)
      assert.deepEqual(await operators.find('zoe'), zoe)
      assert.deepEqual(await operators.list(), [akira, zoe])
      assert.deepEqual((await operators.keyIdsInUse()).toSorted(), ['k1', 'k2'])
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
]
