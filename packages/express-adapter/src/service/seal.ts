import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import { type Random, systemRandom } from '@ecforce-accounts/core/gate'

/** Makes what a gate hands out and takes back, so that it keeps nothing for strangers. Made of the service's secret. */
export interface Seal {
  /** AES-256-GCM: opens only beside the same `context`. Letters, digits, `-` and `_`. */
  seal(value: object, context: string): string

  /** What was sealed; `null` when key, context or a single bit is not right. */
  open(sealed: string, context: string): unknown

  /** HMAC-SHA-256 in base64url: always the same for the same text. */
  mark(text: string): string
}

const IV_BYTES = 12
const TAG_BYTES = 16

export function gateSeal(secret: string, random: Random = systemRandom): Seal {
  const derived = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `accounts gate ${purpose}`, 32)))
  const sealing = derived('seal')
  const marking = derived('mark')

  return {
    seal(value, context) {
      const iv = random.bytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(context))
      const text = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()])
      return Buffer.concat([iv, text, cipher.getAuthTag()]).toString('base64url')
    },

    open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < IV_BYTES + TAG_BYTES) return null
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES))
      try {
        const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
        return JSON.parse(text.toString())
      } catch {
        return null // sealed by somebody else, for something else, or changed
      }
    },

    mark: (text) => createHmac('sha256', marking).update(text).digest('base64url'),
  }
}
