import assert from 'node:assert/strict'
import { aNewDevice, anOutboxMail, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'

/** What a `NewDevices` keeps. */
export const newDevicesContract: readonly ContractCase[] = [
  {
    port: 'newDevices',
    title: 'come in with what decides them, and are due until they are told; what comes later is due after a while',
    async run({ storage: { newDevices, outbox } }) {
      const first = aNewDevice()
      const later = aNewDevice({ accountId: first.accountId, at: noon + 1, userAgent: null, address: null })
      const other = aNewDevice()
      assert.deepEqual(await newDevices.due(noon, 9), [])
      await outbox.accept({ newDevices: [later, first] })
      await outbox.accept({ newDevices: [other] })
      const due = await newDevices.due(noon - 999, 9)
      assert.equal((await newDevices.due(noon, 1)).length, 1)
      const mine = present(due.find(({ accountId }) => accountId === first.accountId))
      assert.deepEqual(mine, { accountId: first.accountId, devices: [first, later], toldAt: null })

      const third = aNewDevice({ accountId: first.accountId, at: noon + 2 })
      await outbox.accept({ newDevices: [third] })
      assert.equal(await newDevices.tell(mine, noon + 3, {}), true)
      const left = async (toldBy: number) => (await newDevices.due(toldBy, 9)).map(({ accountId }) => accountId)
      assert.deepEqual(await left(noon + 2), [other.accountId])
      const [again] = (await newDevices.due(noon + 3, 9)).filter(({ accountId }) => accountId === first.accountId)
      assert.deepEqual(again, { accountId: first.accountId, devices: [third], toldAt: noon + 3 })
      await newDevices.sweep(noon + 3)
      assert.equal(present(await newDevices.due(noon + 3, 9)).length, 2)
      await newDevices.sweep(noon + 4)
      assert.equal((await newDevices.due(noon, 9)).length, 2)
    },
  },
  {
    port: 'newDevices',
    title: 'are told by one of twenty, the first time and every other',
    async run(context) {
      const { newDevices, outbox } = context.storage
      const { accountId } = aNewDevice()
      for (const nth of [1, 2]) {
        await outbox.accept({ newDevices: [aNewDevice({ accountId })] })
        const [due] = await newDevices.due(noon + nth, 9)
        const answers = await twentyAtOnce(context, (storage) =>
          storage.newDevices.tell(present(due), noon + nth, { mails: [anOutboxMail()] }),
        )
        assert.equal(winners(answers), 1)
        assert.equal((await outbox.count()).waiting, nth)
        assert.deepEqual(await newDevices.due(noon + 9, 9), [])
      }
    },
  },
]
