import { aClaim, anActivation, anEmail, storedFlow, storedShop } from '@ecforce-accounts/core/testing'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { postgresDatabases, sqliteDatabases } from './support/databases.ts'

describe.each([
  { kind: 'SQLite', open: async () => sqliteDatabases() },
  { kind: 'PostgreSQL', open: postgresDatabases },
])('on $kind', async ({ open }) => {
  const databases = await open()
  afterEach(() => databases.closeAll())
  afterAll(() => databases.remove())

  it('an address that gets its account while it is imported keeps no legacy secret, whichever is first', async () => {
    const { storage, another } = await databases.openEmpty()
    const importing = await another()
    const shop = await storedShop(storage)
    const importId = aClaim().importedBy
    for (let round = 0; round < 25; round++) {
      const email = anEmail()
      const flow = await storedFlow(storage, { email })
      const claims = Array.from({ length: 40 }, (_, index) =>
        aClaim({ shopId: shop.id, legacyTotpSecret: 'k1.x', ...(index === round ? { email } : {}) }),
      )
      await Promise.all([
        importing.members.applyRoster(
          { shopId: shop.id, importId, rosterOpen: false, inserts: claims, updates: [], seen: [] },
          {},
        ),
        storage.accounts.activateAccount(anActivation(flow), {}),
      ])
      const [found] = await storage.members.findByEmail(email.key)
      expect(found?.member).toMatchObject({ legacyPassword: null, legacyTotpSecret: null })
    }
  })
})
