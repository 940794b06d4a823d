import type { Mail } from '../domain/mail.ts'

/** Hands mails to the world. */
export interface Mailer {
  /**
   * Resolves once the receiving server has answered 250.
   *
   * Rejects with `MailRefusedError` when it never will (a 5xx about this mail or its address), with
   * `MailUncertainError` when the answer got lost after the mail was sent, and with anything else when the mail was
   * certainly not accepted and may be tried again.
   */
  send(mail: Mail, messageId: string): Promise<void>
}

/** The receiving server refused this mail for good. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError'
}

/** The mail was sent and its answer lost: it may or may not have been accepted. */
export class MailUncertainError extends Error {
  override readonly name = 'MailUncertainError'
}
