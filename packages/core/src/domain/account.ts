import type { Instant } from '../primitives/clock.ts'
import type { EmailAddress } from '../primitives/email-address.ts'
import type { AccountId, FactorId } from '../primitives/ids.ts'
import type { Locale } from '../primitives/locale.ts'

/** One person's identity here: a mailbox that was proven, a password, and factors. */
export interface Account {
  readonly id: AccountId
  readonly email: EmailAddress
  readonly name: string | null
  readonly locale: Locale
  readonly status: 'active' | 'suspended'
  /** From 1; raised by every change of password, address or factors, which makes older evidence and links void. */
  readonly credentialEpoch: number
  readonly password: StoredPassword
  /** The latest password reset by mail, until an app older than it was proven. */
  readonly mailResetAt: Instant | null
  readonly lastUsedFactor: 'email' | 'totp' | null
  readonly createdAt: Instant
}

/** An account's password as argon2id; `legacy` when it was carried over from a shop, `own` when chosen here. */
export interface StoredPassword {
  readonly hash: PasswordHash
  readonly origin: 'legacy' | 'own'
  /** Whether it has `LONG_PASSWORD` code points or more; `false` where nobody looked when it was chosen. */
  readonly isLong: boolean
}

/** How many code points a password has at least that may stand alone. */
export const LONG_PASSWORD = 15

export function isLongPassword(password: string): boolean {
  return [...password].length >= LONG_PASSWORD
}

/** Whether a password may be all that stands before a robot's session (R23): chosen here, and long. */
export function standsAlone({ origin, isLong }: Pick<StoredPassword, 'origin' | 'isLong'>): boolean {
  return origin === 'own' && isLong
}

/** `kid:PHC`: an argon2id hash and the name of the ring key whose pepper is mixed into it. */
export type PasswordHash = string

/** The ways to prove oneself after the password; each is one channel: a mailbox, a device, a list on paper. */
export type FactorKind = 'email' | 'totp' | 'recovery'

/** A way to prove oneself that belongs to an account. */
export interface EnrolledFactor {
  readonly id: FactorId
  readonly kind: FactorKind
  readonly enrolledAt: Instant
  readonly lastUsedAt: Instant | null
  /** Since when its budget of wrong codes is spent: still required, and no way in. */
  readonly lockedAt: Instant | null
}

/** How long a reset by mail holds an account back whose only second factor is that mailbox. */
export const RECOVERED_MILLISECONDS = 24 * 3_600_000

/**
 * Until when the account is `recovered`, or `null`: for a day after a reset by mail, whoever reads the mailbox may be
 * an intruder. The state is the account's, whichever session asks; an app older than the reset lifts it once proven.
 */
export function recoveredUntil({ mailResetAt }: Pick<Account, 'mailResetAt'>, now: Instant): Instant | null {
  if (mailResetAt === null) return null
  const until = mailResetAt + RECOVERED_MILLISECONDS
  return now < until ? until : null
}

/** Whether a proof of this factor shows that the account is its owner's again: of an app that is older than the reset. */
export function liftsRecovery(
  kind: FactorKind,
  { mailResetAt }: Pick<Account, 'mailResetAt'>,
  factors: readonly EnrolledFactor[],
): boolean {
  const app = factors.find((factor) => factor.kind === 'totp')
  return kind !== 'email' && mailResetAt !== null && app !== undefined && app.enrolledAt < mailResetAt
}
