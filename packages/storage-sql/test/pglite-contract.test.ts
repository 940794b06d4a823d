import { contractOf } from '@ecforce-accounts/core/testing'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { pgliteDatabases, type TestDatabases } from './support/databases.ts'

// The whole contract runs on a server; here that a pool of this shape does for what is decided in transactions.
describe('PGlite through a pool of its one connection', () => {
  let databases: TestDatabases
  beforeAll(async () => {
    databases = await pgliteDatabases()
  })
  afterEach(() => databases.closeAll())
  afterAll(() => databases.remove())

  it.each([...contractOf('accounts'), ...contractOf('counters')])('$port: $title', async ({ run }) => {
    await run(await databases.openEmpty())
  })
})
