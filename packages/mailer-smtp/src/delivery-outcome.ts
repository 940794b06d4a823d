import { AccountsError, MailRefusedError, MailUncertainError } from '@ecforce-accounts/core'

/** What the SMTP client tells of a failure, all of it optional. */
interface SmtpFailure {
  readonly code?: string
  readonly originalCode?: string
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
}

/**
 * What a failed conversation means for the mail.
 *
 * `dataEnded` tells whether the message's last byte had been handed to the connection: before that no server may
 * accept it (RFC 5321 section 4.1.1.4), after that only a 4xx or 5xx reply says that it did not. The errors carry
 * status codes alone: replies quote addresses, and so may anything the client says.
 */
export function deliveryError(failure: unknown, dataEnded: boolean): Error {
  const facts: SmtpFailure = typeof failure === 'object' && failure !== null ? failure : {}
  const told = describe(facts)
  if (isRefusal(facts)) return new MailRefusedError(`the mail was refused: ${told}`)

  const reply = facts.responseCode ?? 0
  const declined = reply >= 400 && reply < 600
  if (dataEnded && !declined) return new MailUncertainError(`the answer to the mail was lost: ${told}`)
  return new AccountsError('mail_failed', `the mail was not accepted: ${told}`)
}

/** The server could not be reached or would not have us. */
export function connectionError(failure: unknown): Error {
  const facts: SmtpFailure = typeof failure === 'object' && failure !== null ? failure : {}
  return new AccountsError('mail_failed', `the SMTP server cannot be used: ${describe(facts)}`)
}

/** A 5xx to RCPT TO, DATA or the message. 503, 530 and 538 are about the session, not about the mail. */
function isRefusal({ code, command, responseCode = 0 }: SmtpFailure): boolean {
  const aboutTheMail = (code === 'EENVELOPE' || code === 'EMESSAGE') && (command === 'RCPT TO' || command === 'DATA')
  return aboutTheMail && responseCode >= 500 && responseCode < 600 && ![503, 530, 538].includes(responseCode)
}

function describe({ code, originalCode, command, response, responseCode }: SmtpFailure): string {
  const enhanced = /^[245][0-9]{2}[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3})\b/.exec(response ?? '')?.[1]
  const parts = [originalCode ?? code ?? 'unknown failure', command, responseCode, enhanced]
  return parts.filter((part) => part !== undefined).join(' ')
}
