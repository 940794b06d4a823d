import { newAuditEvent } from '../domain/audit-event.ts'
import type { ClientContext } from '../domain/flow.ts'
import type { MailedLink } from '../domain/mailed-link.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { MailedLinks } from '../ports/mailed-links.ts'
import type { Clock } from '../primitives/clock.ts'
import { LinkUnusableError } from '../primitives/errors.ts'
import { type AccountId, newSupportCode } from '../primitives/ids.ts'
import type { Random } from '../primitives/random.ts'
import { readSecretToken } from '../primitives/secret-token.ts'

export interface MailedTokensDeps {
  readonly mailedLinks: MailedLinks
  readonly audit: AuditLog
  readonly clock: Clock
  readonly random: Random
}

/** Tokens that come back from mails. */
export function mailedTokens({ mailedLinks, audit, clock, random }: MailedTokensDeps) {
  return {
    /** The link of a token that can still be used; `null` for every other text. */
    async find(token: string): Promise<MailedLink | null> {
      const tokenHash = readSecretToken(token)
      return tokenHash === null ? null : mailedLinks.find(tokenHash, clock.now())
    },

    /** Whoever holds a link is told one thing; the reason is the audit log's, under the support code. */
    async refuse(reason: string, subject: AccountId | null, client: ClientContext): Promise<LinkUnusableError> {
      const supportCode = newSupportCode(random)
      const facts = { name: 'authn.link_refused', outcome: 'refused', reason, supportCode, subject, client } as const
      await audit.append([newAuditEvent(random, clock.now(), facts)])
      return new LinkUnusableError(supportCode)
    },
  }
}

export type MailedTokens = ReturnType<typeof mailedTokens>
