import type { Random } from './random.ts'

/** Six decimal digits, every combination as likely. */
export function newNumericCode(random: Random): string {
  return String(random.below(1_000_000)).padStart(6, '0')
}

/**
 * The six digits somebody typed or pasted, or `null` when they are not six digits.
 *
 * Full-width digits, as a Japanese keyboard makes them, spaces and hyphens are understood.
 */
export function readNumericCode(typed: string): string | null {
  if (typed.length > 64) return null
  const digits = typed.normalize('NFKC').replace(/[\s\-\u2010-\u2015\u2212\u30fc]/g, '')
  return /^[0-9]{6}$/.test(digits) ? digits : null
}
