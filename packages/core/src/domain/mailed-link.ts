import type { Instant } from '../primitives/clock.ts'
import type { EmailAddress } from '../primitives/email-address.ts'
import type { AccountId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'

/** A token that was mailed and can be used once. Its text stands in the mail alone. */
export type MailedLink = ResetLink

interface MailedToken {
  readonly tokenHash: TokenHash
  readonly createdAt: Instant
  /** From then on it opens nothing. */
  readonly expiresAt: Instant
}

/** Lets whoever reads the mailbox choose a new password. */
export interface ResetLink extends MailedToken {
  readonly kind: 'reset'
  /** The mailbox it went to. */
  readonly email: EmailAddress
  /** Whose password it is; `null` where claims alone have this address. */
  readonly accountId: AccountId | null
  /** The account's credential epoch at the time, 0 without an account: under another one it opens nothing. */
  readonly epoch: number
}

export const RESET_LINK_SECONDS = 30 * 60
