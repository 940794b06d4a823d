import type { Account } from './account.ts'
import type { ClientContext } from './flow.ts'
import type { NoticeFacts, OutboxMail } from './mail.ts'
import { type SealOptions, sealMail } from './sealed-mail.ts'

/** After that long without a server that takes it, a notice is not sent any more. */
export const NOTICE_USEFUL_MILLISECONDS = 3 * 24 * 3_600_000

/**
 * A notice to the owner of `account`, at the address it has at the moment, ready to go along with what it tells of.
 *
 * `client` is where it was done; `null` for what no request of the member's own did.
 */
export function sealNotice(
  { email, locale }: Pick<Account, 'email' | 'locale'>,
  facts: NoticeFacts,
  client: Pick<ClientContext, 'userAgent' | 'address'> | null,
  options: Omit<SealOptions, 'usefulUntil'>,
): OutboxMail {
  const from = client && { userAgent: client.userAgent, address: client.address }
  const mail = { ...facts, kind: 'notice', to: email.key, locale, at: options.now, from } as const
  return sealMail(mail, { ...options, usefulUntil: options.now + NOTICE_USEFUL_MILLISECONDS })
}
