import process from 'node:process'
import { type EventId, systemClock } from '@ecforce-accounts/core'
import { anAuditEvent } from '@ecforce-accounts/core/testing'
import { openStorage } from '../../src/index.ts'

// Run as a process of its own: opens the database and appends one event after another, saying which are stored.
const [url = '', name = '', count = '0'] = process.argv.slice(2)
const storage = await openStorage(url)
process.stdout.write('open\n')
for (let index = 0; index < Number(count); index++) {
  const id = `${name}-${index}` as EventId
  await storage.audit.append([anAuditEvent({ id, subject: name, at: systemClock.now() })])
  process.stdout.write(`${id}\n`)
}
await storage.close()
