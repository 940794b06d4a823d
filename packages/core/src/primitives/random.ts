import { randomBytes, randomInt } from 'node:crypto'

/** Unpredictable numbers; a seeded one exists for tests alone. */
export interface Random {
  bytes(length: number): Uint8Array

  /** A whole number from 0 up to, not including, `limit` (at most 2^48), every one as likely. */
  below(limit: number): number
}

/** The operating system's generator: the one place that reads it. */
export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  below: (limit) => randomInt(limit),
}
