import type { Random } from '../primitives/random.ts'

/** Numbers that look random and are the same for the same seed; nothing real may be made of them. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0

  // Mulberry32: 32 bits of state are plenty for a test.
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    below(limit) {
      if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 48)
        throw new TypeError('limit is a whole number from 1 to 2^48')
      const unbiased = 2 ** 48 - (2 ** 48 % limit)
      for (;;) {
        const drawn = (next() & 0xffff) * 2 ** 32 + next()
        if (drawn < unbiased) return drawn % limit
      }
    },
  }
}
