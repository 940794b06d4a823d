import type { AuditEvent } from '../domain/audit-event.ts'
import type { OutboxMail } from '../domain/mail.ts'
import type { NewDevice } from '../domain/new-device.ts'

/**
 * What belongs to a decision and is written in its transaction: mails that the answer promises, and audit rows.
 *
 * A decision that loses its race, or fails anywhere, leaves neither.
 */
export interface Along {
  readonly mails?: readonly OutboxMail[]
  readonly events?: readonly AuditEvent[]
  /** Sign-ins that are told later, several at once: see `NewDevices`. */
  readonly newDevices?: readonly NewDevice[]
}
