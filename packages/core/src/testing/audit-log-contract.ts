import assert from 'node:assert/strict'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { EventId } from '../primitives/ids.ts'
import { anAuditEvent, noon } from './builders.ts'
import { assertFails, type ContractCase, present } from './contract-case.ts'

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
    title: 'events of a subject come page by page, of the names asked for, with none left out and none twice',
    async run({ storage }) {
      const wanted = ['authn.signed_in', 'session.ended'] as const
      // Three of each instant: the order of arrival decides between them.
      const events = Array.from({ length: 12 }, (_, index) =>
        anAuditEvent({
          at: noon + Math.floor(index / 3),
          subject: 'someone',
          name: index % 4 === 3 ? 'authn.identify' : index % 2 === 0 ? 'authn.signed_in' : 'session.ended',
        }),
      )
      await storage.audit.append(events)
      const expected = events.filter(({ name }) => name !== 'authn.identify').toReversed()
      const pages: AuditEvent[] = []
      for (let after: EventId | null = null; ; ) {
        const page = await storage.audit.listBySubject('someone', 2, { names: wanted, after })
        pages.push(...page)
        after = page.at(-1)?.id ?? null
        if (after === null) break
      }
      assert.deepEqual(pages, expected)
      const past = present(events[3]).id
      assert.deepEqual(await storage.audit.listBySubject('someone', 10, { names: ['authn.identify'], after: past }), [])
    },
  },
  {
    port: 'audit',
    title: 'nothing follows an event of nobody, or of another subject',
    async run({ storage }) {
      const [mine, other] = [anAuditEvent({ subject: 'someone' }), anAuditEvent({ subject: 'other', at: noon + 9 })]
      await storage.audit.append([mine, other])
      const names = [mine.name]
      const after = (id: EventId) => storage.audit.listBySubject('someone', 10, { names, after: id })
      assert.deepEqual(await storage.audit.listBySubject('someone', 10, { names, after: null }), [mine])
      assert.deepEqual(await after(other.id), [])
      assert.deepEqual(await after('nothing' as EventId), [])
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
