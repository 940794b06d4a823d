import type { PasswordHash } from '../domain/account.ts'
import type { LegacyPassword } from '../domain/member.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { BoundedQueue } from '../primitives/bounded-queue.ts'
import type { Clock } from '../primitives/clock.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import type { Random } from '../primitives/random.ts'
import { type Argon2idOptions, argon2id } from './argon2.ts'
import { type ShopPassword, verifyLegacyPassword } from './legacy-password.ts'

export interface PasswordHasherDeps {
  readonly queue: BoundedQueue
  readonly keys: KeyRing
  readonly random: Random
  readonly clock: Clock
  readonly parameters?: Argon2idOptions
}

/** Passwords as argon2id with a pepper of the key ring; a claimant's whole attempt is one job of the queue. */
export function passwordHasher({ queue, keys, random, clock, parameters }: PasswordHasherDeps): PasswordHasher {
  const argon2 = argon2id(parameters)
  /** A hash of nothing, made once, for those who have none. */
  let nobodys: Promise<PasswordHash> | null = null

  return {
    hasRoom: () => queue.hasRoom(),

    hash: (password, signal) => queue.run(() => newHash(password), signal),

    verify: (password, stored, signal) =>
      queue.run(async () => {
        const startedAt = clock.elapsed()
        if (stored === null) {
          nobodys ??= newHash(Buffer.from(random.bytes(32)).toString('base64url'))
          await fits(password, await nobodys)
          return { matches: false, rehashed: null, startedAt }
        }
        const matches = await fits(password, stored)
        return { matches, rehashed: matches && isOutdated(stored) ? await newHash(password) : null, startedAt }
      }, signal),

    verifyLegacy: (password, candidates, signal) =>
      queue.run(async () => {
        const startedAt = clock.elapsed()
        let tried: string | null = null
        for (const [index, candidate] of candidates.entries()) {
          if (isShops(candidate)) {
            if (!hasPepperFor(candidate)) continue
            if (await verifyLegacyPassword(candidate, password, keys.legacyPeppers)) {
              return { match: { index, hash: await newHash(password) }, startedAt }
            }
            continue
          }
          const { hash } = candidate
          // A reset gives all claims of an address the same one.
          if (hash !== tried && (await fits(password, hash))) {
            return { match: { index, hash: isOutdated(hash) ? await newHash(password) : hash }, startedAt }
          }
          tried = hash
        }
        // What a right password costs, so that a wrong one costs it too; an own one was right without a new hash.
        if (candidates.every(isShops)) await newHash(password)
        return { match: null, startedAt }
      }, signal),
  }

  function hasPepperFor({ pepperKid }: LegacyPassword): boolean {
    return pepperKid === null || keys.legacyPeppers.has(pepperKid)
  }

  async function newHash(password: string): Promise<PasswordHash> {
    const pepper = keys.passwordPepper(keys.newestKid)
    return `${keys.newestKid}:${await argon2.hash(password, pepper, random.bytes(16))}`
  }

  /** A hash whose key was taken off the ring fits nothing. */
  async function fits(password: string, stored: PasswordHash): Promise<boolean> {
    const { kid, phc } = read(stored)
    const pepper = keys.passwordPepper(kid)
    return pepper !== null && argon2.verify(phc, password, pepper)
  }

  function isOutdated(stored: PasswordHash): boolean {
    const { kid, phc } = read(stored)
    return kid !== keys.newestKid || argon2.isOutdated(phc)
  }
}

function isShops(candidate: LegacyPassword): candidate is ShopPassword {
  return candidate.scheme !== 'own'
}

function read(stored: PasswordHash): { kid: string; phc: string } {
  const colon = stored.indexOf(':')
  return { kid: stored.slice(0, colon), phc: stored.slice(colon + 1) }
}
