import { timingSafeEqual } from 'node:crypto'
import type { LegacyPassword, LegacyScheme } from '../domain/member.ts'
import { argon2id } from './argon2.ts'
import { BCRYPT_COSTS, bcryptCost, verifyBcrypt } from './bcrypt.ts'
import { pbkdf2, phpass, phpassLog2, scrypt } from './node-kdf.ts'

/** Why a hash of another system is not taken over. */
export type LegacyHashProblem = 'unknown_scheme' | 'malformed' | 'out_of_bounds'

/** A hash that a shop kept. */
export type ShopPassword = LegacyPassword & { readonly scheme: LegacyScheme }

export type LegacyHashReading =
  | { readonly ok: true; readonly legacy: ShopPassword }
  | { readonly ok: false; readonly reason: LegacyHashProblem }

/** What one verification may cost at most, so that no imported row can stop the server. */
export const LEGACY_BOUNDS = {
  /** Every sign-in is answered as late as the dearest hashes of one address would be: bcrypt at cost 14 is the most. */
  nominalMilliseconds: 900,
  bcryptCost: BCRYPT_COSTS,
  argon2id: { mostMemoryKiB: 262_144, mostPasses: 10, mostParallelism: 8 },
  pbkdf2Iterations: { least: 1_000, most: 2_000_000 },
  /** 128 * r * 2^ln bytes: 256 MiB at the most. */
  scrypt: { mostLn: 17, mostR: 16, mostP: 4 },
  phpassLog2: { least: 7, most: 16 },
  saltBytes: { least: 8, most: 64 },
  tagBytes: { least: 16, most: 64 },
} as const

const schemes: readonly LegacyScheme[] = ['bcrypt', 'argon2id', 'pbkdf2-sha256', 'pbkdf2-sha512', 'scrypt', 'phpass']
const longestHash = 512

/**
 * Reads a hash of another system, in PHC, modular crypt, passlib or Django form.
 *
 * `scheme` is the column beside it: empty or `null` when the text tells by itself, the name of a scheme, or
 * `bcrypt+pepper:<kid>` when the shop appended a pepper to the password before hashing (Devise). The hash in the answer
 * is in PHC or modular crypt form; its parameters are within `LEGACY_BOUNDS`, and nothing was computed to learn them.
 */
export function parseLegacyHash(text: string, scheme: string | null): LegacyHashReading {
  const named = readScheme(scheme ?? '')
  if (named === null) return refused('unknown_scheme')
  if (text.length > longestHash) return refused('malformed')

  const told = schemeOf(text)
  if (told === null) return refused(named.scheme === null && looksTagged(text) ? 'unknown_scheme' : 'malformed')
  if (named.scheme !== null && named.scheme !== told) return refused('malformed')

  const read = readHash(told, text)
  if (typeof read === 'string') return refused(read)
  return { ok: true, legacy: { scheme: told, pepperKid: named.pepperKid, ...read } }
}

/**
 * Whether the password is the one the shop's system would have accepted.
 *
 * Throws when the pepper the row names is not among `peppers`, and when the hash did not come from `parseLegacyHash`:
 * neither says anything about the password.
 */
export async function verifyLegacyPassword(
  legacy: ShopPassword,
  password: string,
  peppers: ReadonlyMap<string, string>,
): Promise<boolean> {
  const pepper = legacy.pepperKid === null ? '' : peppers.get(legacy.pepperKid)
  if (pepper === undefined) throw new Error(`legacy pepper ${legacy.pepperKid} is missing from the key ring`)

  const { scheme, hash } = legacy
  if (typeof readHash(scheme, hash) === 'string') throw new Error(`a stored ${scheme} hash cannot be read`)

  switch (scheme) {
    case 'bcrypt':
      return verifyBcrypt(hash, password, pepper)
    case 'argon2id':
      return argon2id().verify(hash, password, null)
    case 'pbkdf2-sha256':
    case 'pbkdf2-sha512': {
      const { iterations, salt, tag } = readPbkdf2(hash) ?? unreadable(scheme)
      return timingSafeEqual(await pbkdf2(digestOf(scheme), password, salt, iterations, tag.length), tag)
    }
    case 'scrypt': {
      const { salt, tag, ...cost } = readScrypt(hash) ?? unreadable(scheme)
      return timingSafeEqual(await scrypt(password, salt, cost, tag.length), tag)
    }
    case 'phpass':
      return timingSafeEqual(Buffer.from(await phpass(password, hash)), Buffer.from(hash))
  }
}

function refused(reason: LegacyHashProblem): LegacyHashReading {
  return { ok: false, reason }
}

function unreadable(scheme: LegacyScheme): never {
  throw new Error(`a stored ${scheme} hash cannot be read`)
}

function readScheme(text: string): { scheme: LegacyScheme | null; pepperKid: string | null } | null {
  if (text === '') return { scheme: null, pepperKid: null }
  const peppered = /^bcrypt\+pepper:([A-Za-z0-9._-]{1,64})$/.exec(text)
  if (peppered) return { scheme: 'bcrypt', pepperKid: peppered[1] ?? null }
  const scheme = schemes.find((known) => known === text)
  return scheme === undefined ? null : { scheme, pepperKid: null }
}

function schemeOf(text: string): LegacyScheme | null {
  if (/^\$2[aby]\$/.test(text)) return 'bcrypt'
  if (/^\$[PH]\$/.test(text)) return 'phpass'
  if (text.startsWith('pbkdf2_sha256$')) return 'pbkdf2-sha256'
  const id = /^\$([a-z0-9-]+)\$/.exec(text)?.[1]
  return schemes.find((known) => known === id && known !== 'bcrypt' && known !== 'phpass') ?? null
}

/** `$name$…` or `name$…`: a scheme is told, if not one that is known here. */
function looksTagged(text: string): boolean {
  return /^\$?[A-Za-z0-9_-]+\$/.test(text)
}

type ReadHash = Pick<LegacyPassword, 'hash' | 'nominalMilliseconds'>

/** Milliseconds are of one core of a 2025 server, for one verification. */
function readHash(scheme: LegacyScheme, text: string): ReadHash | 'malformed' | 'out_of_bounds' {
  const read = readForm(scheme, text)
  return typeof read !== 'string' && read.nominalMilliseconds > LEGACY_BOUNDS.nominalMilliseconds
    ? 'out_of_bounds'
    : read
}

function readForm(scheme: LegacyScheme, text: string): ReadHash | 'malformed' | 'out_of_bounds' {
  switch (scheme) {
    case 'bcrypt': {
      const cost = bcryptCost(text)
      if (cost === null) return 'malformed'
      if (!within(cost, LEGACY_BOUNDS.bcryptCost)) return 'out_of_bounds'
      return { hash: canonicalBcrypt(text), nominalMilliseconds: milliseconds(210 * 2 ** (cost - 12)) }
    }
    case 'argon2id': {
      const read = readArgon2id(text)
      if (read === null) return 'malformed'
      const { memoryKiB, passes, parallelism } = read
      const { mostMemoryKiB, mostPasses, mostParallelism } = LEGACY_BOUNDS.argon2id
      if (memoryKiB > mostMemoryKiB || passes > mostPasses || parallelism > mostParallelism) return 'out_of_bounds'
      if (memoryKiB < 8 * parallelism) return 'out_of_bounds'
      if (!sizesWithin(read)) return 'out_of_bounds'
      return { hash: text, nominalMilliseconds: milliseconds((26 * memoryKiB * passes) / 47_104) }
    }
    case 'pbkdf2-sha256':
    case 'pbkdf2-sha512': {
      const read = readPbkdf2(text)
      if (read === null) return 'malformed'
      const { iterations, salt, tag } = read
      if (!within(iterations, LEGACY_BOUNDS.pbkdf2Iterations) || !sizesWithin(read)) return 'out_of_bounds'
      const blocks = Math.ceil(tag.length / (scheme === 'pbkdf2-sha256' ? 32 : 64))
      const perThousand = scheme === 'pbkdf2-sha256' ? 0.17 : 0.55
      return {
        hash: `$${scheme}$i=${iterations},l=${tag.length}$${base64(salt)}$${base64(tag)}`,
        nominalMilliseconds: milliseconds((perThousand * blocks * iterations) / 1_000),
      }
    }
    case 'scrypt': {
      const read = readScrypt(text)
      if (read === null) return 'malformed'
      const { ln, r, p } = read
      const { mostLn, mostR, mostP } = LEGACY_BOUNDS.scrypt
      if (ln > mostLn || r > mostR || p > mostP) return 'out_of_bounds'
      if (!sizesWithin(read)) return 'out_of_bounds'
      return { hash: text, nominalMilliseconds: milliseconds((180 * 2 ** (ln - 16) * r * p) / 8) }
    }
    case 'phpass': {
      const log2 = phpassLog2(text)
      if (log2 === null) return 'malformed'
      if (!within(log2, LEGACY_BOUNDS.phpassLog2)) return 'out_of_bounds'
      return { hash: text, nominalMilliseconds: milliseconds(10 * 2 ** (log2 - 13)) }
    }
  }
}

function readArgon2id(text: string) {
  const found =
    /^\$argon2id\$v=(?:16|19)\$m=([1-9][0-9]{0,9}),t=([1-9][0-9]{0,9}),p=([1-9][0-9]{0,2})\$([^$]+)\$([^$]+)$/.exec(
      text,
    )
  if (found === null) return null
  const [, memory, passes, parallelism, salt, tag] = found
  return saltAndTag(salt, tag, {
    memoryKiB: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  })
}

function readPbkdf2(text: string) {
  const phc = /^\$pbkdf2-sha(?:256|512)\$i=([1-9][0-9]{0,9})(?:,l=([1-9][0-9]{0,3}))?\$([^$]+)\$([^$]+)$/.exec(text)
  if (phc !== null) {
    const read = saltAndTag(phc[3], phc[4], { iterations: Number(phc[1]) })
    return read === null || (phc[2] !== undefined && Number(phc[2]) !== read.tag.length) ? null : read
  }

  const passlib = /^\$pbkdf2-sha(?:256|512)\$([1-9][0-9]{0,9})\$([^$+]+)\$([^$+]+)$/.exec(text)
  if (passlib !== null) {
    const [, iterations, salt, tag] = passlib
    return saltAndTag(salt?.replaceAll('.', '+'), tag?.replaceAll('.', '+'), { iterations: Number(iterations) })
  }

  const django = /^pbkdf2_sha256\$([1-9][0-9]{0,9})\$([\x21-\x23\x25-\x7e]+)\$([^$]+)$/.exec(text)
  const tag = bytesOf(django?.[3]?.replace(/={0,2}$/, ''))
  if (django === null || tag === null) return null
  return { iterations: Number(django[1]), salt: Buffer.from(django[2] ?? '', 'ascii'), tag }
}

function readScrypt(text: string) {
  const found = /^\$scrypt\$ln=([1-9][0-9]{0,2}),r=([1-9][0-9]{0,4}),p=([1-9][0-9]{0,4})\$([^$]+)\$([^$]+)$/.exec(text)
  if (found === null) return null
  const [, ln, r, p, salt, tag] = found
  return saltAndTag(salt, tag, { ln: Number(ln), r: Number(r), p: Number(p) })
}

function saltAndTag<Cost extends object>(saltText: string | undefined, tagText: string | undefined, cost: Cost) {
  const salt = bytesOf(saltText)
  const tag = bytesOf(tagText)
  return salt === null || tag === null ? null : { ...cost, salt, tag }
}

/** Unpadded base64 in its one canonical spelling, or `null`. */
function bytesOf(text: string | undefined): Buffer | null {
  if (text === undefined || !/^[A-Za-z0-9+/]+$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64')
  return base64(bytes) === text ? bytes : null
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}

function sizesWithin({ salt, tag }: { salt: Uint8Array; tag: Uint8Array }): boolean {
  return within(salt.length, LEGACY_BOUNDS.saltBytes) && within(tag.length, LEGACY_BOUNDS.tagBytes)
}

const bcrypt64 = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * The same hash with the bits that bcrypt ignores cleared: the last digit of the salt carries two, that of the tag
 * four. Some writers left others there, and a strict reader would never match them.
 */
function canonicalBcrypt(hash: string): string {
  const clear = (at: number, kept: number) => bcrypt64.charAt(bcrypt64.indexOf(hash.charAt(at)) & kept)
  return hash.slice(0, 28) + clear(28, 0b110000) + hash.slice(29, 59) + clear(59, 0b111100)
}

function digestOf(scheme: 'pbkdf2-sha256' | 'pbkdf2-sha512'): 'sha256' | 'sha512' {
  return scheme === 'pbkdf2-sha256' ? 'sha256' : 'sha512'
}

function within(value: number, bounds: { readonly least: number; readonly most: number }): boolean {
  return value >= bounds.least && value <= bounds.most
}

function milliseconds(estimate: number): number {
  return Math.max(1, Math.ceil(estimate))
}
