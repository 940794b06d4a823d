import type { Random } from '@ecforce-accounts/core'

const ID_BYTES = 12
const ID_LETTERS = 16
const IDS_AT_ONCE = 256

/** Names for requests: 96 random bits in 16 letters, drawn from the generator in one go for many. */
export function requestIds(random: Random): () => string {
  let letters = ''
  let at = 0
  return () => {
    if (at === letters.length) {
      letters = Buffer.from(random.bytes(ID_BYTES * IDS_AT_ONCE)).toString('base64url')
      at = 0
    }
    at += ID_LETTERS
    return letters.slice(at - ID_LETTERS, at)
  }
}
