import { expect, it } from 'vitest'
import { memoryStorage } from '../src/memory/index.ts'
import { anAuditEvent, storageContract } from '../src/testing/index.ts'

it.each(storageContract)('$port: $title', async ({ run }) => {
  const storage = memoryStorage()
  await run({ storage, another: async () => storage })
})

it('is empty anew for everybody who asks for one', async () => {
  const event = anAuditEvent({ subject: 'somebody' })
  const storage = memoryStorage()
  await storage.audit.append([event])
  expect(await storage.audit.listBySubject('somebody', 10)).toEqual([event])
  expect(await memoryStorage().audit.listBySubject('somebody', 10)).toEqual([])
})

it('shares no record with its callers: neither what came in nor what goes out changes what is stored', async () => {
  const storage = memoryStorage()
  const details: Record<string, number> = { count: 1 }
  await storage.audit.append([anAuditEvent({ subject: 'somebody', details })])
  details.count = 2

  const [found] = await storage.audit.listBySubject('somebody', 1)
  expect(found?.details).toEqual({ count: 1 })
  expect(() => Object.assign(found?.details ?? {}, { count: 3 })).toThrow(TypeError)
  expect((await storage.audit.listBySubject('somebody', 1))[0]?.details).toEqual({ count: 1 })
})
