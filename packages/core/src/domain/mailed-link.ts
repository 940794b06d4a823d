import type { Instant } from '../primitives/clock.ts'
import type { EmailAddress } from '../primitives/email-address.ts'
import type { AccountId, FactorId, SessionId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import { type NewFactor, TOTP_STEP_MILLISECONDS } from './factor.ts'

/** A token that was mailed and can be used once. Its text stands in the mail alone. */
export type MailedLink = ResetLink | AddressChangeLink | AddressRevertLink

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

/** Waits in the new mailbox for the session that asked to confirm it. An account has one at most, the latest. */
export interface AddressChangeLink extends MailedToken {
  readonly kind: 'address-change'
  /** The address to be. */
  readonly email: EmailAddress
  readonly accountId: AccountId
  readonly epoch: number
  readonly sessionId: SessionId
}

/** Takes a former address back. It survives every change of credentials, and until its end nobody else gets the address. */
export interface AddressRevertLink extends MailedToken {
  readonly kind: 'address-revert'
  /** The former address, whose mailbox it went to. */
  readonly email: EmailAddress
  readonly accountId: AccountId
}

/** A factor as it was when the address was changed, to be put back with it. */
export interface KeptFactor {
  readonly factor: NewFactor
  /** Of recovery codes: the slots that were used by then, and of codes replaced since, those used until they went. */
  readonly usedSlots: readonly number[]
}

export const ADDRESS_CHANGE_MILLISECONDS = 60 * 60_000
export const ADDRESS_REVERT_MILLISECONDS = 7 * 24 * 3_600_000

/** The kept factor, if it is the one of this id, with slots that were used since. */
export function usedUp(kept: KeptFactor, id: FactorId, slots: readonly number[]): KeptFactor {
  if (kept.factor.id !== id) return kept
  return { ...kept, usedSlots: [...new Set([...kept.usedSlots, ...slots])] }
}

/** A kept factor as it is put back at `now`: no code of its app that was shown by then is accepted (RFC 6238 5.2). */
export function restored({ factor }: KeptFactor, now: Instant): NewFactor {
  if (factor.secret?.of !== 'totp') return factor
  const lastStep = Math.max(factor.secret.lastStep, Math.floor(now / TOTP_STEP_MILLISECONDS))
  return { ...factor, secret: { ...factor.secret, lastStep } }
}
