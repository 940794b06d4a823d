import type { AuditEvent, AuditEventName } from '../domain/audit-event.ts'
import type { EventId } from '../primitives/ids.ts'

/** Append-only memory of what happened. Rows of a decision come in by its `along`; the rest by `append`. */
export interface AuditLog {
  append(events: readonly AuditEvent[]): Promise<void>

  /** The event a refusal's support code stands for. */
  findBySupportCode(supportCode: string): Promise<AuditEvent | null>

  /** Events about a subject, the newest first; at most `limit`, and with `among` of those alone. */
  listBySubject(subject: string, limit: number, among?: EventsAmong): Promise<readonly AuditEvent[]>
}

export interface EventsAmong {
  readonly names: readonly AuditEventName[]
  /** What comes after this event of the subject; an event of nobody or of another is followed by nothing. */
  readonly after: EventId | null
}
