import type { Options } from '@node-rs/argon2'

export interface Argon2idOptions {
  /** KiB of memory per hash. Default 47104 (ASVS 5.0 appendix C with one pass). */
  readonly memoryKiB?: number
  /** Default 1. */
  readonly passes?: number
  /** Default 1. */
  readonly parallelism?: number
}

export interface Argon2id {
  /**
   * Hashes the whole password, however long, into a PHC string with a tag of 32 bytes.
   *
   * `salt` is 16 fresh random bytes; `pepper` is not written into the string and is needed again to verify.
   */
  hash(password: string, pepper: Uint8Array | null, salt: Uint8Array): Promise<string>

  /** Whether the string was made of this password and pepper, whatever parameters it names. Throws on another string. */
  verify(phc: string, password: string, pepper: Uint8Array | null): Promise<boolean>

  /** Whether `hash` would make this string otherwise today, so that it is due to be made again at the next sign-in. */
  isOutdated(phc: string): boolean
}

const SALT_BYTES = 16
const TAG_BYTES = 32

// The values of the library's const enums, which isolated modules cannot read.
const ARGON2ID = 2
const VERSION_19 = 1

/** Argon2id (RFC 9106) on the thread pool; the library is loaded at the first hash. */
export function argon2id(options: Argon2idOptions = {}): Argon2id {
  const memoryKiB = wholeNumber('memoryKiB', options.memoryKiB ?? 47_104, 8, 4_194_304)
  const passes = wholeNumber('passes', options.passes ?? 1, 1, 100)
  const parallelism = wholeNumber('parallelism', options.parallelism ?? 1, 1, 64)
  if (memoryKiB < 8 * parallelism) throw new TypeError('memoryKiB is at least 8 for every lane (RFC 9106 section 3.1)')

  const current = new RegExp(
    `^\\$argon2id\\$v=19\\$m=${memoryKiB},t=${passes},p=${parallelism}` +
      `\\$[A-Za-z0-9+/]{${unpaddedLength(SALT_BYTES)}}\\$[A-Za-z0-9+/]{${unpaddedLength(TAG_BYTES)}}$`,
  )

  return {
    async hash(password, pepper, salt) {
      if (salt.length !== SALT_BYTES) throw new TypeError(`salt is ${SALT_BYTES} bytes`)
      const { hash } = await import('@node-rs/argon2')
      return hash(password, {
        algorithm: ARGON2ID,
        version: VERSION_19,
        memoryCost: memoryKiB,
        timeCost: passes,
        parallelism,
        outputLen: TAG_BYTES,
        salt,
        ...withSecret(pepper),
      })
    },

    async verify(phc, password, pepper) {
      if (!phc.startsWith('$argon2id$')) throw new Error('this is no argon2id hash')
      const { verify } = await import('@node-rs/argon2')
      return verify(phc, password, withSecret(pepper))
    },

    isOutdated: (phc) => !current.test(phc),
  }
}

function withSecret(pepper: Uint8Array | null): Pick<Options, 'secret'> {
  return pepper === null ? {} : { secret: pepper }
}

function unpaddedLength(bytes: number): number {
  return Math.ceil((bytes * 4) / 3)
}

function wholeNumber(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new TypeError(`${name} is a whole number from ${least} to ${most}`)
}
