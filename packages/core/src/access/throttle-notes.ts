import { type EventFacts, newAuditEvent } from '../domain/audit-event.ts'
import type { ClientContext } from '../domain/flow.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock, Instant } from '../primitives/clock.ts'
import { newSupportCode } from '../primitives/ids.ts'
import type { Random } from '../primitives/random.ts'

export interface ThrottleNotesDeps {
  readonly audit: AuditLog
  readonly clock: Clock
  readonly random: Random
}

/** Refusals remembered to share an audit row, and for how long. */
const MOST_NOTES = 10_000
const NOTE_MILLISECONDS = 60_000

/**
 * Resolves to the support code of a refusal by the counter of this key. A counter that stays closed is written to the
 * audit log once a minute and node, and its refusals share that row's code: whoever knocks on goes on writing nothing.
 */
export function throttleNotes({ audit, clock, random }: ThrottleNotesDeps) {
  const notes = new Map<string, { readonly supportCode: string; readonly until: Instant }>()

  return async (key: string, client: ClientContext): Promise<string> => {
    const now = clock.now()
    const recent = notes.get(key)
    if (recent && now < recent.until) return recent.supportCode

    const supportCode = newSupportCode(random)
    if (notes.size >= MOST_NOTES) notes.clear()
    notes.set(key, { supportCode, until: now + NOTE_MILLISECONDS })
    const reason = key.slice(0, key.indexOf(':'))
    const facts: EventFacts = { name: 'authn.throttled', outcome: 'refused', reason, supportCode, client }
    await audit.append([newAuditEvent(random, now, facts)])
    return supportCode
  }
}
