import type { AuditEvent } from '../domain/audit-event.ts'

/** Append-only memory of what happened. Rows of a decision come in by its `along`; the rest by `append`. */
export interface AuditLog {
  append(events: readonly AuditEvent[]): Promise<void>

  /** The event a refusal's support code stands for. */
  findBySupportCode(supportCode: string): Promise<AuditEvent | null>

  /** Events about a subject, the newest first; at most `limit`. */
  listBySubject(subject: string, limit: number): Promise<readonly AuditEvent[]>
}
