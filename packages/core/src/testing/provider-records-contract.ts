import assert from 'node:assert/strict'
import { aProviderRecord, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'

/** What `ProviderRecords` keep. */
export const providerRecordsContract: readonly ContractCase[] = [
  {
    port: 'providerRecords',
    title: 'are found as they were stored, by their kind and either name, until the instant they expire',
    async run({ storage: { providerRecords } }) {
      const record = aProviderRecord({ kind: 'Session', uidHash: 'uid', grantHash: 'grant', expiresAt: noon + 10 })
      await providerRecords.put(record)
      assert.deepEqual(await providerRecords.find('Session', record.idHash, noon + 9), record)
      assert.deepEqual(await providerRecords.findByUid('Session', 'uid', noon + 9), record)
      assert.equal(await providerRecords.find('Session', record.idHash, noon + 10), null)
      assert.equal(await providerRecords.findByUid('Session', 'uid', noon + 10), null)
      assert.equal(await providerRecords.find('Interaction', record.idHash, noon), null)
      assert.equal(await providerRecords.findByUid('Interaction', 'uid', noon), null)
      assert.equal(await providerRecords.find('Session', 'another', noon), null)
    },
  },
  {
    port: 'providerRecords',
    title: 'are replaced by the same name, and stay consumed',
    async run({ storage: { providerRecords } }) {
      const record = aProviderRecord()
      await providerRecords.put(record)
      assert.equal(await providerRecords.consume(record.kind, record.idHash, noon), true)
      await providerRecords.put({ ...record, sealed: 'k2.bmV3', expiresAt: noon + 99_000 })
      const found = present(await providerRecords.find(record.kind, record.idHash, noon))
      assert.deepEqual(found, { ...record, sealed: 'k2.bmV3', expiresAt: noon + 99_000, consumedAt: noon })
      assert.deepEqual(await providerRecords.keyIdsInUse(noon), ['k2'])
      assert.deepEqual(await providerRecords.keyIdsInUse(noon + 99_000), [])
    },
  },
  {
    port: 'providerRecords',
    title: 'are consumed by one of twenty at once, and by nobody from their expiry on',
    async run(context) {
      const { providerRecords } = context.storage
      const [record, late] = [aProviderRecord(), aProviderRecord({ expiresAt: noon + 5 })]
      for (const one of [record, late]) await providerRecords.put(one)
      const won = await twentyAtOnce(context, (storage) =>
        storage.providerRecords.consume(record.kind, record.idHash, noon),
      )
      assert.equal(winners(won), 1)
      assert.equal(await providerRecords.consume(late.kind, late.idHash, noon + 5), false)
      assert.equal(await providerRecords.consume(late.kind, late.idHash, noon + 4), true)
      assert.equal(await providerRecords.consume(late.kind, 'another', noon), false)
    },
  },
  {
    port: 'providerRecords',
    title: 'are gone once removed or revoked with their grant, or swept after their end, and no others with them',
    async run({ storage: { providerRecords } }) {
      const [gone, revoked, alsoRevoked, old, stays] = [
        aProviderRecord(),
        aProviderRecord({ grantHash: 'grant' }),
        aProviderRecord({ grantHash: 'grant', kind: 'AccessToken' }),
        aProviderRecord({ expiresAt: noon - 1 }),
        aProviderRecord({ grantHash: 'other', expiresAt: noon + 1 }),
      ] as const
      for (const one of [gone, revoked, alsoRevoked, old, stays]) await providerRecords.put(one)
      await providerRecords.remove(gone.kind, gone.idHash)
      await providerRecords.revoke('grant')
      assert.equal(await providerRecords.sweep(noon), 1)
      assert.equal(await providerRecords.sweep(noon), 0)
      for (const one of [gone, revoked, alsoRevoked, old]) {
        assert.equal(await providerRecords.find(one.kind, one.idHash, noon - 2), null)
      }
      assert.deepEqual(await providerRecords.find(stays.kind, stays.idHash, noon), stays)
    },
  },
]
