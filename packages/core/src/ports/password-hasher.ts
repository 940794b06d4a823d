import type { PasswordHash } from '../domain/account.ts'
import type { LegacyPassword } from '../domain/member.ts'

/** Passwords, off the event loop and behind a bounded queue. Every method throws `OverloadedError` when it is full. */
export interface PasswordHasher {
  /** Whether there is room for one more job; asked before a request's body is read. */
  hasRoom(): boolean

  /** A new hash under the newest key. */
  hash(password: string, signal?: AbortSignal): Promise<PasswordHash>

  /**
   * Whether `password` is the one behind `hash`; with `null` the same work for nobody. Where it is, and the hash was
   * made with other parameters or an older key than a new one would be, `rehashed` is the new one.
   */
  verify(
    password: string,
    hash: PasswordHash | null,
    signal?: AbortSignal,
  ): Promise<{ readonly matches: boolean; readonly rehashed: PasswordHash | null } & JobTime>

  /**
   * Tries the candidates in order, as one job; the first that fits is answered with a new hash of the password.
   * `null` when none does. Takes as long for nobody's (empty) candidates as one new hash does; a candidate whose
   * pepper is not known fits nothing.
   */
  verifyLegacy(
    password: string,
    candidates: readonly LegacyPassword[],
    signal?: AbortSignal,
  ): Promise<{ readonly match: { readonly index: number; readonly hash: PasswordHash } | null } & JobTime>
}

/** When a job left the queue and began, as `Clock.elapsed` tells. */
export interface JobTime {
  readonly startedAt: number
}

/** Passwords that everybody knows. */
export interface CommonPasswords {
  /** Whether the password, in whatever case, is on the list of common or breached ones. */
  includes(password: string): Promise<boolean>
}
