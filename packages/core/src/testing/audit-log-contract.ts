import assert from 'node:assert/strict'
import type { AuditEvent } from '../domain/audit-event.ts'
import { anAuditEvent, noon } from './builders.ts'
import { assertFails, type ContractCase } from './contract-case.ts'

/** What an `AuditLog` keeps. */
export const auditLogContract: readonly ContractCase[] = [
  {
    port: 'audit',
    title: 'an event comes back with every field, by its support code and by its subject',
    async run({ storage }) {
      const rich: AuditEvent = anAuditEvent({
        name: 'authn.password',
        outcome: 'refused',
        reason: 'mismatch',
        supportCode: '7K3M-Q9TX',
        actor: 'operator:花子',
        subject: 'someone',
        shopId: 'hogehoge',
        address: '2001:db8::1',
        userAgent: 'Mozilla/5.0 "🏬"\n',
        requestId: 'request-1',
        details: { kind: '値', count: 3, ratio: 0.5, robot: true, quiet: false, nothing: null },
      })
      const plain = anAuditEvent({ subject: 'plain', address: null })
      await storage.audit.append([rich, plain])
      assert.deepEqual(await storage.audit.findBySupportCode('7K3M-Q9TX'), rich)
      assert.deepEqual(await storage.audit.listBySubject('someone', 10), [rich])
      assert.deepEqual(await storage.audit.listBySubject('plain', 10), [plain])
    },
  },
  {
    port: 'audit',
    title: 'an unknown support code is null and an unknown subject has no events',
    async run({ storage }) {
      await storage.audit.append([anAuditEvent()])
      assert.equal(await storage.audit.findBySupportCode('0000-0000'), null)
      assert.deepEqual(await storage.audit.listBySubject('nobody', 10), [])
    },
  },
  {
    port: 'audit',
    title: 'appending nothing is allowed',
    async run({ storage }) {
      await storage.audit.append([])
      assert.deepEqual(await storage.audit.listBySubject('nobody', 10), [])
    },
  },
  {
    port: 'audit',
    title: 'events of a subject come the newest first, no more than asked for',
    async run({ storage }) {
      const [second, first, third] = [noon + 2, noon + 1, noon + 3].map((at) =>
        anAuditEvent({ at, subject: 'someone' }),
      )
      const other = anAuditEvent({ at: noon + 9, subject: 'someone else' })
      await storage.audit.append([second, first, third, other].filter((event) => event !== undefined))
      assert.deepEqual(await storage.audit.listBySubject('someone', 10), [third, second, first])
      assert.deepEqual(await storage.audit.listBySubject('someone', 2), [third, second])
    },
  },
  {
    port: 'audit',
    title: 'an event whose id exists is rejected, with all that came along with it, and the first one stays',
    async run({ storage }) {
      const first = anAuditEvent({ subject: 'someone' })
      await storage.audit.append([first])
      const forged: AuditEvent = { ...first, outcome: 'refused' }
      await assertFails(storage.audit.append([anAuditEvent({ subject: 'someone' }), forged]))
      assert.deepEqual(await storage.audit.listBySubject('someone', 10), [first])
    },
  },
]
