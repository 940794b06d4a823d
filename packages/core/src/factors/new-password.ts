import { isLongPassword, type StoredPassword } from '../domain/account.ts'
import { decideNewPassword, type PasswordProblem, passwordRules, productWords } from '../policy/password.ts'
import type { CommonPasswords, PasswordHasher } from '../ports/password-hasher.ts'
import { AccountsError } from '../primitives/errors.ts'
import { isTriedFirst } from './password.ts'

/** The password chosen cannot be taken; `problem` says why. */
export class PasswordUnacceptableError extends AccountsError {
  readonly problem: PasswordProblem
  /** How many more are needed where it is too short; else `null`. */
  readonly missingCharacters: number | null

  constructor(problem: PasswordProblem, missingCharacters: number | null = null) {
    super('password_unacceptable', `the password cannot be taken: ${problem}`)
    this.problem = problem
    this.missingCharacters = missingCharacters
  }
}

/**
 * A password that somebody chooses, hashed, by the one set of rules, wherever it is chosen.
 *
 * `contextWords` stand around the person; `minimumLength` is that of members unless told. Throws `PasswordUnacceptableError`, and `OverloadedError` when the hash queue
 * is full.
 */
export type NewPassword = (
  password: string,
  contextWords: readonly string[],
  signal: AbortSignal | undefined,
  minimumLength?: number,
) => Promise<StoredPassword>

export interface NewPasswordDeps {
  readonly hasher: PasswordHasher
  readonly common: CommonPasswords
  readonly breached: CommonPasswords
}

export function newPassword({ hasher, common, breached }: NewPasswordDeps): NewPassword {
  return async (password, contextWords, signal, minimumLength = passwordRules.minimumLength) => {
    const context = [...productWords, ...contextWords]
    const known = (await isTriedFirst(password, common)) || (await breached.includes(password))
    const problem = decideNewPassword({ password, common: known, context, minimumLength })
    const missing = problem === 'too_short' ? minimumLength - [...password].length : null
    if (problem) throw new PasswordUnacceptableError(problem, missing)
    return { hash: await hasher.hash(password, signal), origin: 'own', isLong: isLongPassword(password) }
  }
}
