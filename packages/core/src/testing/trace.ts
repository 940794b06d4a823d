import assert from 'node:assert/strict'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { OutboxMail } from '../domain/mail.ts'
import type { Storage } from '../ports/storage.ts'
import { anAuditEvent, anOutboxMail } from './builders.ts'

/** One mail and one event to go along with a decision; both are an `Along`, and both can be looked for afterwards. */
export interface Trace {
  readonly mails: readonly [OutboxMail]
  readonly events: readonly [AuditEvent]
}

/** A trace that no other decision leaves. */
export function aTrace(): Trace {
  const event = anAuditEvent()
  return { mails: [anOutboxMail()], events: [{ ...event, subject: `subject of ${event.id}` }] }
}

/** These traces and no other mails are there, whole; of the others, nothing is. */
export async function assertTraces(
  storage: Storage,
  { written, absent = [] }: { readonly written: readonly Trace[]; readonly absent?: readonly Trace[] },
): Promise<void> {
  for (const { events } of written) {
    assert.deepEqual(await storage.audit.listBySubject(events[0].subject ?? '', 10), events)
  }
  for (const { events } of absent) {
    assert.deepEqual(await storage.audit.listBySubject(events[0].subject ?? '', 10), [])
  }
  const { waiting } = await storage.outbox.count()
  assert.equal(waiting, written.length, 'mails in the outbox')
}
