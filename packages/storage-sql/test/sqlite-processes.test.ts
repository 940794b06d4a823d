import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { type ImportId, StorageError } from '@ecforce-accounts/core'
import { aClaim, anAuditEvent, noon, storedAccount, storedShop } from '@ecforce-accounts/core/testing'
import { afterAll, expect, it } from 'vitest'
import { openStorage, sqliteStorage } from '../src/index.ts'
import { sqliteDatabases } from './support/databases.ts'
import { appending } from './support/processes.ts'

const databases = sqliteDatabases()
afterAll(() => databases.remove())
let serial = 0
const newPath = () => join(databases.folder, `processes-${serial++}.db`)

it('a session is found at once while another process holds the file for writing; a write waits and is then made', async () => {
  const path = newPath()
  const storage = await sqliteStorage({ path })
  const { session } = await storedAccount(storage)
  const other = new DatabaseSync(path)
  other.exec('BEGIN IMMEDIATE')

  let written = false
  const writing = storage.audit.append([anAuditEvent({ subject: 'late' })]).then(() => {
    written = true
  })
  await delay(60)
  expect(written).toBe(false)
  expect((await storage.sessions.find(session.tokenHash))?.session.id).toBe(session.id)
  expect((await storage.sessions.findWithMemberships(session.tokenHash, noon))?.memberships).toEqual([])
  expect(written).toBe(false)

  other.exec('ROLLBACK')
  other.close()
  await writing
  expect(await storage.audit.listBySubject('late', 10)).toHaveLength(1)
  await storage.close()
})

it('a session is found before an import of this process that was begun earlier is over', async () => {
  const storage = await sqliteStorage({ path: newPath() })
  const { session } = await storedAccount(storage)
  const shop = await storedShop(storage)
  const order: string[] = []
  const importing = Array.from({ length: 20 }, () => {
    const inserts = Array.from({ length: 200 }, () => aClaim({ shopId: shop.id }))
    const importId = 'import-1' as ImportId
    return storage.members.applyRoster(
      { shopId: shop.id, importId, rosterOpen: false, inserts, updates: [], seen: [] },
      {},
    )
  })
  const looking = storage.sessions.find(session.tokenHash).then(() => order.push('session'))
  await Promise.all([looking, Promise.all(importing).then(() => order.push('import'))])
  expect(order).toEqual(['session', 'import'])
  await storage.close()
})

it('a write that never gets the file gives up with a StorageError and leaves the storage usable', async () => {
  const path = newPath()
  const storage = await sqliteStorage({ path, busyMilliseconds: 50 })
  const other = new DatabaseSync(path)
  other.exec('BEGIN IMMEDIATE')
  await expect(storage.audit.append([anAuditEvent({ subject: 'never' })])).rejects.toBeInstanceOf(StorageError)
  other.exec('ROLLBACK')
  other.close()
  await storage.audit.append([anAuditEvent({ subject: 'after' })])
  expect(await storage.audit.listBySubject('never', 10)).toEqual([])
  expect(await storage.audit.listBySubject('after', 10)).toHaveLength(1)
  await storage.close()
})

it('whatever a process had acknowledged is there after it was killed with SIGKILL', async () => {
  const url = `sqlite:${newPath()}`
  const writer = appending(url, 'killed', 1_000_000)
  while (writer.lines().length < 30) await delay(5)
  writer.child.kill('SIGKILL')
  await writer.over

  const acknowledged = writer.lines().filter((line) => line !== 'open')
  const storage = await openStorage(url)
  const stored = new Set((await storage.audit.listBySubject('killed', 1_000_000)).map(({ id }) => String(id)))
  expect(acknowledged.length).toBeGreaterThan(20)
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
  await storage.close()
})

it('the file is readable by its owner alone', async () => {
  const path = newPath()
  await (await sqliteStorage({ path })).close()
  expect(statSync(path).mode & 0o077).toBe(0)
})
