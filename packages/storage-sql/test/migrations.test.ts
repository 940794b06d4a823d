import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConfigurationError } from '@ecforce-accounts/core'
import { storedAccount, storedMembers, storedShop } from '@ecforce-accounts/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStorage } from '../src/index.ts'
import { migrations } from '../src/migrations/migrate.ts'
import { sqliteDatabases } from './support/databases.ts'
import { onServer, type PostgresServer, postgresServer } from './support/postgres-server.ts'
import { appending } from './support/processes.ts'

const sqlite = sqliteDatabases()
let server: PostgresServer | null = null
beforeAll(async () => {
  server = await postgresServer('migrations on PostgreSQL')
})
afterAll(async () => {
  await sqlite.remove()
  await server?.dropDatabases()
})

let serial = 0
const kinds = [
  {
    kind: 'SQLite',
    async createUrl() {
      return `sqlite:${join(sqlite.folder, `migrations-${serial++}.db`)}`
    },
    async execute(url: string, statement: string) {
      const database = new DatabaseSync(url.slice('sqlite:'.length))
      database.exec(statement)
      database.close()
    },
  },
  {
    kind: 'PostgreSQL',
    createUrl: async () => (await server?.createDatabase()) ?? null,
    async execute(url: string, statement: string) {
      await onServer((client) => client.query(statement), url)
    },
  },
]

describe.each(kinds)('a database of $kind', ({ createUrl, execute }) => {
  it('is migrated once when six handles open it at once', async (test) => {
    const url = (await createUrl()) ?? test.skip()
    const applied: string[] = []
    const opening = Array.from({ length: 6 }, () => openStorage(url, { onMigration: (name) => applied.push(name) }))
    const storages = await Promise.all(opening)
    expect(applied).toEqual(migrations.map(({ name }) => name))
    for (const storage of storages) await storage.ping()
    await Promise.all(storages.map((storage) => storage.close()))
  })

  it('is migrated once when two processes start at once, and takes the writes of both', async (test) => {
    const url = (await createUrl()) ?? test.skip()
    const one = appending(url, 'one', 20)
    const two = appending(url, 'two', 20)
    await Promise.all([one.over, two.over])
    const storage = await openStorage(url)
    expect(await storage.audit.listBySubject('one', 100)).toHaveLength(20)
    expect(await storage.audit.listBySubject('two', 100)).toHaveLength(20)
    await storage.close()
  })

  it('is refused, untouched, when a newer version has changed it', async (test) => {
    const url = (await createUrl()) ?? test.skip()
    await (await openStorage(url)).close()
    await execute(url, "INSERT INTO schema_migrations (name) VALUES ('9999-from-the-future')")

    const refusal = await openStorage(url).then(
      () => null,
      (error: unknown) => error,
    )
    expect(refusal).toBeInstanceOf(ConfigurationError)
    expect(String(refusal)).toContain('newer version of this software (9999-from-the-future)')

    await execute(url, "DELETE FROM schema_migrations WHERE name = '9999-from-the-future'")
    await (await openStorage(url)).close()
  })

  it('from before memberships knew when they began says so of those it has', async (test) => {
    const url = (await createUrl()) ?? test.skip()
    const before = await openStorage(url)
    const shop = await storedShop(before)
    const { account } = await storedAccount(before)
    const [member, claim] = await storedMembers(before, shop, { state: 'active', accountId: account.id }, {})
    await before.close()
    for (const statement of [
      'DROP INDEX members_activated',
      'ALTER TABLE members DROP COLUMN activated_at',
      "DELETE FROM schema_migrations WHERE name = '0015-activated-members'",
    ]) {
      await execute(url, statement)
    }

    const storage = await openStorage(url)
    const rows = await storage.members.page(shop.id, '', 9)
    expect(new Map(rows.map(({ id, activatedAt }) => [id, activatedAt]))).toEqual(
      new Map([
        [member?.id, account.createdAt],
        [claim?.id, null],
      ]),
    )
    await storage.close()
  })

  it('that is behind is refused where migrating is not allowed, and taken once it is up to date', async (test) => {
    const url = (await createUrl()) ?? test.skip()
    await expect(openStorage(url, { migrate: false })).rejects.toBeInstanceOf(ConfigurationError)
    await (await openStorage(url)).close()
    await (await openStorage(url, { migrate: false })).close()
  })
})

it.each(['mysql://root:hush@localhost/x', 'sqlite:', 'sqlite::memory:', 'somewhere'])(
  'a URL that names no database of ours is refused without being repeated: %s',
  async (url) => {
    const refusal = await openStorage(url).then(
      () => null,
      (error: unknown) => error,
    )
    expect(refusal).toBeInstanceOf(ConfigurationError)
    expect(String(refusal)).not.toContain('hush')
  },
)
