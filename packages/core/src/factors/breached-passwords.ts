import { createHash } from 'node:crypto'
import type { CommonPasswords } from '../ports/password-hasher.ts'

export interface BreachedRangeOptions {
  /**
   * The rest of every known hash that begins with `prefix`, five hexadecimal digits of SHA-1: a line each, as
   * `REST:COUNT`, as range services answer; a count of 0 is padding.
   */
  readonly fetchRange: (prefix: string) => Promise<string>
  /** Told when the service could not be asked; the password then counts as unknown to it. Default: nobody. */
  readonly onError?: (error: unknown) => void
}

const PREFIX_DIGITS = 5

/**
 * Breached passwords as a service knows them, asked by k-anonymity: it learns five digits of a hash, and never which of
 * the hundreds that share them was meant. The password itself is compared here.
 */
export function breachedRange({ fetchRange, onError = () => {} }: BreachedRangeOptions): CommonPasswords {
  return {
    async includes(password) {
      const hash = createHash('sha1').update(password).digest('hex').toUpperCase()
      const rest = hash.slice(PREFIX_DIGITS)
      try {
        const lines = (await fetchRange(hash.slice(0, PREFIX_DIGITS))).split('\n')
        return lines.some((line) => {
          const [known = '', count = ''] = line.trim().split(':')
          return known.toUpperCase() === rest && Number(count) > 0
        })
      } catch (error) {
        onError(error)
        return false
      }
    },
  }
}
