import type { Instant } from '../primitives/clock.ts'
import type { AccountId, FactorId, SessionId } from '../primitives/ids.ts'
import type { EnrolledFactor, FactorKind, PasswordHash } from './account.ts'

/** A factor as it is enrolled, together with the secret that only its own check ever reads. */
export interface NewFactor extends EnrolledFactor {
  readonly secret: FactorSecret | null
}

export type FactorSecret =
  | {
      readonly of: 'totp'
      /** The shared secret, encrypted beside the factor's id. */
      readonly sealed: string
      /** The time step whose code confirmed it: no code of that step or an earlier one is accepted again. */
      readonly lastStep: number
    }
  /** One argon2id hash for each code, the slot being the place in the list. */
  | { readonly of: 'recovery'; readonly hashes: readonly PasswordHash[] }

/** What of an account's factors is changed in one write. */
export interface FactorChange {
  readonly add: readonly NewFactor[]
  readonly remove: readonly FactorId[]
}

/** An authenticator app whose secret was shown and not confirmed yet: nobody's factor until then. */
export interface PendingApp {
  readonly factorId: FactorId
  /** Encrypted beside `factorId`. */
  readonly sealed: string
  /** From then on its code confirms nothing. */
  readonly expiresAt: Instant
}

/** An app to be enrolled, as its owner sees it once. */
export interface ShownApp {
  /** In base32, to be typed where nothing can be scanned. */
  readonly secret: string
  /** What a QR code of it says. */
  readonly uri: string
  /** Until when a code of it confirms it. */
  readonly validUntil: Instant
  /** The server's clock, so that a screen can count down with a wrong one. */
  readonly now: Instant
}

/** A pending app of somebody signed in; a session has one at most, the latest. */
export interface PendingAppOfSession extends PendingApp {
  readonly sessionId: SessionId
  readonly accountId: AccountId
}

/** How long a code of an app is shown (RFC 6238 5.2). */
export const TOTP_STEP_MILLISECONDS = 30_000

export const PENDING_APP_MILLISECONDS = 10 * 60_000

/** How many recovery codes are made at once; a slot is one digit of the code. */
export const RECOVERY_CODES = 10

/** With this many left or fewer, their owner is told to make new ones. */
export const RECOVERY_CODES_LOW = 3

/** What of a change is told as gone: recovery codes come and go with their app, and are not told by themselves. */
export function goneOf({ remove }: Pick<FactorChange, 'remove'>, present: readonly EnrolledFactor[]): FactorKind[] {
  return present.filter(({ id, kind }) => kind !== 'recovery' && remove.includes(id)).map(({ kind }) => kind)
}

/** What the audit log keeps of a change: the kinds that came and those that went, with a space between. */
export function factorsChanged(
  { add, remove }: FactorChange,
  present: readonly EnrolledFactor[],
): { readonly added: string; readonly removed: string } {
  const gone = present.filter(({ id }) => remove.includes(id))
  return { added: kindsOf(add), removed: kindsOf(gone) }
}

function kindsOf(factors: readonly Pick<EnrolledFactor, 'kind'>[]): string {
  return factors.map(({ kind }) => kind).join(' ')
}
