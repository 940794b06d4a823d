import { type Account, isLongPassword } from '../domain/account.ts'
import type { HeldPassword } from '../domain/flow.ts'
import type { Member } from '../domain/member.ts'
import { coresOf, isBelowRules, isMonotonous } from '../policy/password.ts'
import type { AccountStore } from '../ports/account-store.ts'
import { LEGACY_CANDIDATES } from '../ports/member-store.ts'
import type { CommonPasswords, PasswordHasher } from '../ports/password-hasher.ts'

/** Something the claimant knows: an account's password, or before there is one, the password of a claim. */
export interface PasswordFactor {
  /**
   * Whether `password` is right; what a claim's password leaves behind is `held`, hashed anew for the account to be.
   *
   * Does the same kind of work for nobody, and tells when it began (`Clock.elapsed`), so that its answer can be given
   * a time of its own. A better hash of an account's password is stored on the way.
   */
  verify(
    whose: { readonly account: Account | null; readonly claims: readonly Member[] },
    password: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly matches: boolean; readonly held: HeldPassword | null; readonly startedAt: number }>
}

export interface PasswordDeps {
  readonly accounts: AccountStore
  readonly hasher: PasswordHasher
  readonly common: CommonPasswords
  readonly breached: CommonPasswords
}

/** Whether a password that somebody chooses is one that is tried first: common itself, or not much more than one. */
export async function isTriedFirst(password: string, common: CommonPasswords): Promise<boolean> {
  if (isMonotonous(password)) return true
  for (const core of coresOf(password)) if (await common.includes(core)) return true
  return false
}

export function passwordFactor({ accounts, hasher, common, breached }: PasswordDeps): PasswordFactor {
  return {
    async verify({ account, claims }, password, signal) {
      if (account) return { ...(await verifyAccount(account, password, signal)), held: null }

      const tried = claims.filter((claim) => claim.legacyPassword !== null).slice(0, LEGACY_CANDIDATES)
      const candidates = tried.flatMap((claim) => claim.legacyPassword ?? [])
      const { match, startedAt } = await hasher.verifyLegacy(password, candidates, signal)
      if (!match) return { matches: false, held: null, startedAt }

      const known = (await common.includes(password)) || (await breached.includes(password))
      const belowRules = isBelowRules({ password, common: known })
      const claim = tried[match.index]
      const origin = claim?.legacyPassword?.scheme === 'own' ? 'own' : 'legacy'
      const isLong = isLongPassword(password)
      const held = { hash: match.hash, origin, isLong, belowRules, claimId: claim?.id ?? null } as const
      return { matches: true, held, startedAt }
    },
  }

  async function verifyAccount(account: Account, password: string, signal: AbortSignal | undefined) {
    const stored = account.password.hash
    const { matches, rehashed, startedAt } = await hasher.verify(password, stored, signal)
    if (rehashed) await accounts.rehashPassword(account.id, stored, rehashed)
    return { matches, startedAt }
  }
}
