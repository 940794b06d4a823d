import { type PasswordUnacceptableError, passwordRules } from '@ecforce-accounts/core'
import type { Refused } from './reply.ts'

/** Why a chosen password cannot be taken, with how much is missing to the least that can. */
export function passwordRefused({ problem: reason }: PasswordUnacceptableError, password: string): Refused {
  const missingCharacters = passwordRules.minimumLength - [...password].length
  return {
    problem: { code: 'password_unacceptable', reason, ...(reason === 'too_short' ? { missingCharacters } : {}) },
  }
}
