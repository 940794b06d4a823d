/** The lowest and the highest cost that is ever verified: one step up doubles the time (0.8 s at 14). */
export const BCRYPT_COSTS = { least: 4, most: 14 } as const

/** bcrypt reads this much of what it is given. */
const KEY_BYTES = 72

const bcryptHash = /^\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}$/

/** The cost a hash of version 2a, 2b or 2y names, or `null` for any other text. */
export function bcryptCost(hash: string): number | null {
  const found = bcryptHash.exec(hash)
  return found === null ? null : Number(found[1])
}

/**
 * Verifies as the source did: UTF-8 of the password and then of the pepper, cut at 72 bytes, in the middle of a
 * character too; no Unicode normalisation. A password with a NUL never matches, because C implementations end there.
 *
 * Throws for a hash outside `BCRYPT_COSTS`, before any of its time is spent. The library is loaded at the first call.
 */
export async function verifyBcrypt(hash: string, password: string, pepper: string): Promise<boolean> {
  const cost = bcryptCost(hash)
  if (cost === null || cost < BCRYPT_COSTS.least || cost > BCRYPT_COSTS.most) {
    throw new Error(`a bcrypt hash has version 2a, 2b or 2y and cost ${BCRYPT_COSTS.least} to ${BCRYPT_COSTS.most}`)
  }
  const secret = password + pepper
  if (secret.includes('\0')) return false

  const { verify } = await import('@node-rs/bcrypt')
  return verify(new TextEncoder().encode(secret).subarray(0, KEY_BYTES), hash)
}
