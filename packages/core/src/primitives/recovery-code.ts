import type { Random } from './random.ts'

/** Crockford's base 32, whose letters are not mistaken for each other. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LETTERS = 16

/** A recovery code of this slot: its digit and sixteen letters with 80 random bits, as `3-7K3M-Q9TX-20AB-CDEF`. */
export function newRecoveryCode(random: Random, slot: number): string {
  const letters = Array.from(random.bytes(LETTERS), (byte) => alphabet[byte & 31]).join('')
  return [slot, ...(letters.match(/.{4}/g) ?? [])].join('-')
}

export interface ReadRecoveryCode {
  readonly slot: number
  /** The one spelling that is hashed. */
  readonly code: string
}

/**
 * The recovery code that somebody typed or pasted, or `null` when it is none.
 *
 * Full-width and small letters, spaces and hyphens are understood, and so are the letters that Crockford reads as
 * digits: O as 0, I and L as 1.
 */
export function readRecoveryCode(typed: string): ReadRecoveryCode | null {
  if (typed.length > 64) return null
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015\u2212\u30fc]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  return /^[0-9][0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? { slot: Number(code[0]), code } : null
}
