import type { Mail } from '../domain/mail.ts'
import { type Mailer, MailRefusedError, MailUncertainError } from '../ports/mailer.ts'

/** What can become of a mail that is not simply accepted: a 5xx, an answer lost after sending, no connection. */
export type MailTrouble = 'refused' | 'uncertain' | 'unreachable'

/** A mailer that keeps what it is given. */
export interface CollectingMailer extends Mailer {
  /** What the receiving server has, whether or not its answer arrived; in order. */
  readonly received: readonly { readonly mail: Mail; readonly messageId: string }[]

  /** The mails of one kind among them, in order. */
  ofKind<K extends Mail['kind']>(kind: K): readonly Extract<Mail, { readonly kind: K }>[]

  /** Lets the next `times` mails (default 1) meet this trouble. */
  meet(trouble: MailTrouble, times?: number): void
}

/** A mailer for tests: everything is accepted until `meet` says otherwise. */
export function collectingMailer(): CollectingMailer {
  const received: { mail: Mail; messageId: string }[] = []
  const troubles: MailTrouble[] = []
  return {
    received,
    ofKind<K extends Mail['kind']>(kind: K) {
      const isOfKind = (mail: Mail): mail is Extract<Mail, { readonly kind: K }> => mail.kind === kind
      return received.map(({ mail }) => mail).filter(isOfKind)
    },
    meet(trouble, times = 1) {
      for (let i = 0; i < times; i++) troubles.push(trouble)
    },
    async send(mail, messageId) {
      const trouble = troubles.shift()
      if (trouble === 'refused') throw new MailRefusedError('550 no such mailbox')
      if (trouble === 'unreachable') throw new Error('the connection was refused')
      received.push({ mail, messageId })
      if (trouble === 'uncertain') throw new MailUncertainError('the connection was lost before the answer')
    },
  }
}
