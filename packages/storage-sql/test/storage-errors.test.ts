import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { type Storage, StorageError } from '@ecforce-accounts/core'
import { aFlow, anAuditEvent, noon, storedAccount } from '@ecforce-accounts/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStorage } from '../src/index.ts'
import { postgresDatabases, sqliteDatabases, type TestDatabases } from './support/databases.ts'

const secret = 'hush-hush'

/** All that anybody could print of what the work failed with. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StorageError)
  return inspect(error, { depth: 10, showHidden: true })
}

describe.each([
  { kind: 'SQLite', open: async () => sqliteDatabases() },
  { kind: 'PostgreSQL', open: postgresDatabases },
])('a StorageError of $kind', ({ kind, open }) => {
  let databases: TestDatabases
  let storage: Storage
  beforeAll(async () => {
    databases = await open()
    storage = (await databases.openEmpty()).storage
  })
  afterAll(async () => {
    await databases.closeAll()
    await databases.remove()
  })

  it('names the constraint and no value when a row is there already', async () => {
    const event = anAuditEvent({ id: secret as never, reason: secret })
    await storage.audit.append([event])
    const failure = await failureOf(storage.audit.append([event]))
    expect(failure).toMatch(/audit_events[._]id/)
    expect(failure).not.toContain(secret)
  })

  it('holds no value when a row lacks what it needs', async () => {
    const flow = aFlow({ returnTo: secret, locale: null as never })
    const failure = await failureOf(storage.flows.create(flow, {}))
    expect(failure).toContain('locale')
    expect(failure).not.toContain(secret)
  })

  it('holds no value when one is of the wrong kind', async () => {
    const flow = aFlow({ returnTo: secret, expiresAt: `${secret} o'clock` as never })
    expect(await failureOf(storage.flows.create(flow, {}))).not.toContain(secret)
    const dated = aFlow({ returnTo: secret, startedAt: new Date(noon) as never })
    if (kind === 'SQLite') expect(await failureOf(storage.flows.create(dated, {}))).not.toContain(secret)
  })

  it('leaves the storage usable', async () => {
    const { session } = await storedAccount(storage)
    expect(await storage.sessions.find(session.tokenHash)).not.toBeNull()
  })
})

it('a server that does not answer is a StorageError without the password of its URL', async () => {
  const failure = await failureOf(openStorage(`postgres://someone:${secret}@127.0.0.1:1/nowhere`))
  expect(failure).toContain('ECONNREFUSED')
  expect(failure).not.toContain(secret)
})

it('a URL that cannot be read is a StorageError without its text', async () => {
  expect(await failureOf(openStorage(`postgres://someone:${secret}@[::1/nowhere`))).not.toContain(secret)
})

it('a file that is no database is a StorageError, and stays as it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-no-database-'))
  const path = join(folder, 'letter.txt')
  writeFileSync(path, 'Dear reader, '.repeat(1000))
  expect(await failureOf(openStorage(`sqlite:${path}`))).toContain('not a database')
  expect(readFileSync(path, 'utf8')).toBe('Dear reader, '.repeat(1000))
  rmSync(folder, { recursive: true })
})
