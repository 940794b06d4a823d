import { hash as digest, pbkdf2 as pbkdf2WithCallback, scrypt as scryptWithCallback } from 'node:crypto'
import { setImmediate as yieldToLoop } from 'node:timers/promises'
import { promisify } from 'node:util'

const pbkdf2OnPool = promisify(pbkdf2WithCallback)

/** PBKDF2 (RFC 8018 section 5.2) over HMAC-SHA-256 or -512, on the thread pool. */
export function pbkdf2(
  digestName: 'sha256' | 'sha512',
  password: string,
  salt: Uint8Array,
  iterations: number,
  tagBytes: number,
): Promise<Uint8Array> {
  return pbkdf2OnPool(password, salt, iterations, tagBytes, digestName)
}

export interface ScryptCost {
  /** Base-2 logarithm of N. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

/** Bytes that one scrypt of this cost holds (RFC 7914 section 6: V and B). */
function scryptMemoryBytes({ ln, r, p }: ScryptCost): number {
  return 128 * r * (2 ** ln + p)
}

/** scrypt (RFC 7914) on the thread pool. */
export function scrypt(password: string, salt: Uint8Array, cost: ScryptCost, tagBytes: number): Promise<Uint8Array> {
  const options = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: 2 * scryptMemoryBytes(cost) }
  return new Promise((resolve, reject) => {
    scryptWithCallback(password, salt, tagBytes, options, (error, tag) => (error ? reject(error) : resolve(tag)))
  })
}

/** The digits of phpass and crypt(3), in order. */
const itoa64 = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** MD5 rounds between two turns of the event loop: about a millisecond. */
const ROUNDS_PER_TURN = 1024

/** Base-2 logarithm of the rounds that a `$P$` or `$H$` hash names, or `null` for any other text. */
export function phpassLog2(hash: string): number | null {
  return /^\$[PH]\$[./0-9A-Za-z]{31}$/.test(hash) ? itoa64.indexOf(hash.charAt(3)) : null
}

/**
 * The portable hash of phpass 0.5 (WordPress to 6.7, phpBB 3): MD5, 2^log2 times, of password bytes.
 *
 * `setting` is the first twelve characters of a hash. Node has no threaded MD5, so this gives way to the event loop
 * about once a millisecond.
 */
export async function phpass(password: string, setting: string): Promise<string> {
  const rounds = 2 ** itoa64.indexOf(setting.charAt(3))
  const secret = Buffer.from(password, 'utf8')
  const first = digest('md5', Buffer.concat([Buffer.from(setting.slice(4, 12), 'ascii'), secret]), 'buffer')

  const input = Buffer.concat([first, secret])
  for (let round = 1; round <= rounds; round++) {
    digest('md5', input, 'buffer').copy(input)
    if (round % ROUNDS_PER_TURN === 0) await yieldToLoop()
  }
  return setting.slice(0, 12) + encode64(input.subarray(0, 16))
}

/** Little-endian groups of three bytes as four digits, without padding. */
function encode64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3)
    const value = first | (second << 8) | (third << 16)
    const digits = Math.min(bytes.length - at, 3) + 1
    for (let digit = 0; digit < digits; digit++) text += itoa64.charAt((value >> (6 * digit)) & 63)
  }
  return text
}
