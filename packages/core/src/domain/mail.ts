import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { MailId } from '../primitives/ids.ts'
import type { Locale } from '../primitives/locale.ts'

/** A mail as facts; its words are the mailer's. */
export type Mail = CodeMail

export interface CodeMail {
  readonly kind: 'code'
  readonly to: EmailKey
  readonly locale: Locale
  readonly purpose: 'enrol' | 'verify'
  readonly code: string
  readonly reference: string
  readonly validUntil: Instant
  readonly attempt: {
    readonly at: Instant
    /** As the browser calls itself; `null` when it does not. */
    readonly userAgent: string | null
    /** The client's address, or `null` when unknown. */
    readonly address: string | null
  }
}

/** A mail accepted by us and waiting for the SMTP server. Its facts are encrypted: they hold codes and links. */
export interface OutboxMail {
  readonly id: MailId
  /** The Message-ID without angle brackets; the same at every try. */
  readonly messageId: string
  readonly kind: Mail['kind']
  /** The encrypted facts; `null` once the mail was handed over or given up. */
  readonly sealed: string | null
  readonly queuedAt: Instant
  /** From then on it is of no use to anybody and is not sent. */
  readonly usefulUntil: Instant
}
