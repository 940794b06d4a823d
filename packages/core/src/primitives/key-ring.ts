import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import { ConfigurationError } from './errors.ts'
import type { Random } from './random.ts'

/** One key of the ring: a name of 1 to 32 letters, digits, `-` or `_`, and 32 bytes. */
export interface RingKey {
  readonly kid: string
  readonly key: Uint8Array
}

/** What a derived key may be used for; a value made for one purpose means nothing for another. */
export type KeyPurpose =
  | 'mail-code'
  | 'recovery-code'
  | 'invitation-code'
  | 'pseudonym'
  | 'proof'
  | 'encryption'
  | 'password-pepper'
  | 'document-signing'

/**
 * The server's secrets. The newest key makes everything new; every key of the ring still verifies and decrypts
 * what it once made, and a key that was taken off the ring verifies nothing.
 */
export interface KeyRing {
  readonly newestKid: string
  readonly kids: ReadonlySet<string>

  /** Texts that a legacy system appended to passwords before hashing them, by name. */
  readonly legacyPeppers: ReadonlyMap<string, string>

  /**
   * HMAC-SHA-256 under the oldest key of the ring, in base64url: a stable name for a value that must not be stored.
   * It stays the same while newer keys are added, and on nodes that have not got them yet.
   */
  pseudonym(value: string): string

  /** HMAC-SHA-256 under the newest key, as `kid.base64url`. */
  keyedHash(purpose: KeyPurpose, value: string): string

  /** Whether `stored` was made from `value` for `purpose` under a key of the ring; compared in constant time. */
  matches(stored: string, purpose: KeyPurpose, value: string): boolean

  /** AES-256-GCM under the newest key, as `kid.base64url`; opens only beside the same `context`. */
  encrypt(text: string, context: string): string

  /** The text, or `null` when key, context or a single bit is not right. */
  decrypt(sealed: string, context: string): string | null

  /** 32 bytes mixed into password hashes made under `kid`, or `null` when that key is not on the ring. */
  passwordPepper(kid: string): Uint8Array | null

  /** 32 bytes for every key of the ring, the newest first: the seeds of the keys that sign documents for shops. */
  readonly signingSeeds: readonly Uint8Array[]
}

interface DerivedKeys {
  readonly hmac: (purpose: KeyPurpose) => KeyObject
  readonly encryption: KeyObject
  readonly passwordPepper: Uint8Array
  readonly signingSeed: Uint8Array
}

/** A ring of `keys`, the newest first. Throws `ConfigurationError` for an empty ring, a bad name or a wrong length. */
export function createKeyRing(
  keys: readonly RingKey[],
  { random, legacyPeppers = new Map() }: { random: Random; legacyPeppers?: ReadonlyMap<string, string> },
): KeyRing {
  const derived = new Map<string, DerivedKeys>()
  for (const { kid, key } of keys) {
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(kid))
      throw new ConfigurationError('keys', 'a key id is 1 to 32 letters, digits, - or _')
    if (key.length !== 32) throw new ConfigurationError('keys', `key ${kid} has ${key.length} bytes, not 32`)
    if (derived.has(kid)) throw new ConfigurationError('keys', `key id ${kid} stands twice`)
    derived.set(kid, derive(key))
  }
  const [newest] = keys
  if (!newest) throw new ConfigurationError('keys', 'the key ring is empty')
  const newestKeys = derived.get(newest.kid) ?? derive(newest.key)
  const oldestKeys = [...derived.values()].at(-1) ?? newestKeys

  return {
    newestKid: newest.kid,
    kids: new Set(derived.keys()),
    legacyPeppers,

    pseudonym: (value) => mac(oldestKeys.hmac('pseudonym'), value).toString('base64url'),

    keyedHash(purpose, value) {
      return `${newest.kid}.${mac(newestKeys.hmac(purpose), value).toString('base64url')}`
    },

    matches(stored, purpose, value) {
      const [kid, expected] = read(stored)
      const keys = derived.get(kid)
      if (!keys) return false
      const actual = mac(keys.hmac(purpose), value)
      return expected.length === actual.length && timingSafeEqual(expected, actual)
    },

    encrypt(text, context) {
      const iv = random.bytes(12)
      const cipher = createCipheriv('aes-256-gcm', newestKeys.encryption, iv).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${newest.kid}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },

    decrypt(sealed, context) {
      const [kid, bytes] = read(sealed)
      const keys = derived.get(kid)
      if (!keys || bytes.length < 28) return null
      const decipher = createDecipheriv('aes-256-gcm', keys.encryption, bytes.subarray(0, 12), { authTagLength: 16 })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(12, 28))
      try {
        return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        return null // GCM's only way to say that the tag does not fit
      }
    },

    passwordPepper: (kid) => derived.get(kid)?.passwordPepper ?? null,

    signingSeeds: Array.from(derived.values(), ({ signingSeed }) => signingSeed),
  }
}

/** A separate key for every purpose, so that no output of one can stand for another's (RFC 5869). */
function derive(key: Uint8Array): DerivedKeys {
  const sub = (purpose: KeyPurpose) => Buffer.from(hkdfSync('sha256', key, '', `ecforce accounts ${purpose}`, 32))
  const hmacKeys: Partial<Record<KeyPurpose, KeyObject>> = {
    'mail-code': createSecretKey(sub('mail-code')),
    pseudonym: createSecretKey(sub('pseudonym')),
    'recovery-code': createSecretKey(sub('recovery-code')),
    'invitation-code': createSecretKey(sub('invitation-code')),
    proof: createSecretKey(sub('proof')),
  }
  return {
    hmac(purpose) {
      const made = hmacKeys[purpose]
      if (!made) throw new TypeError(`${purpose} is no purpose of a keyed hash`)
      return made
    },
    encryption: createSecretKey(sub('encryption')),
    passwordPepper: sub('password-pepper'),
    signingSeed: sub('document-signing'),
  }
}

function mac(key: KeyObject, value: string): Buffer {
  return createHmac('sha256', key).update(value).digest()
}

/** The parts of `kid.base64url`; no bytes where the text is not exactly how we write them. */
function read(stored: string): [kid: string, bytes: Buffer] {
  const dot = stored.indexOf('.')
  const text = stored.slice(dot + 1)
  const bytes = Buffer.from(text, 'base64url')
  if (dot < 0 || bytes.toString('base64url') !== text) return ['', Buffer.alloc(0)]
  return [stored.slice(0, dot), bytes]
}
