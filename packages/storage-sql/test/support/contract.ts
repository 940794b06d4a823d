import { storageContract } from '@ecforce-accounts/core/testing'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import type { TestDatabases } from './databases.ts'

/** Runs every promise of the storage ports against a kind of database. */
export function describeStorageContract(name: string, open: () => TestDatabases | Promise<TestDatabases>): void {
  describe(name, () => {
    let databases: TestDatabases
    beforeAll(async () => {
      databases = await open()
    })
    afterEach(() => databases.closeAll())
    afterAll(() => databases.remove())

    it.each(storageContract)('$port: $title', async ({ run }) => {
      await run(await databases.openEmpty())
    })
  })
}
