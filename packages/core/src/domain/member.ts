import type { Instant } from '../primitives/clock.ts'
import type { EmailAddress } from '../primitives/email-address.ts'
import type { AccountId, ImportId, MemberId, ShopId } from '../primitives/ids.ts'
import type { Account, PasswordHash } from './account.ts'

/**
 * Where a row of a shop's member list stands.
 *
 * - `claim`: names an address; opens nothing until that mailbox is proven.
 * - `pending`: came, came back or changed its address after the roster closed; needs an invitation.
 * - `active`: belongs to an account.
 * - `suspended`: belongs to an account and opens nothing.
 * - `removed`: a tombstone that no import lifts.
 */
export type MemberState = 'claim' | 'pending' | 'active' | 'suspended' | 'removed'

/** Why a claim waits for somebody to look at it: long unused, two rows of one shop with one address, or somebody's word. */
export type HoldReason = 'stale' | 'same_address' | 'by_hand'

/** What somebody has said becomes of a claim at the announcement; until then it can be taken back. */
export type Leaving = 'remove' | 'invite'

export interface Member {
  readonly id: MemberId
  readonly shopId: ShopId
  /** The row's name in the shop's own system. */
  readonly legacyId: string
  readonly email: EmailAddress
  readonly name: string | null
  readonly role: string | null
  readonly state: MemberState
  /** Several can hold at once; `same_address` is lifted on its own. */
  readonly heldFor: readonly HoldReason[]
  /** `null` when it stays. */
  readonly leaving: Leaving | null
  readonly legacyPassword: LegacyPassword | null
  readonly legacyTwoFactor: boolean
  /** The shop's own TOTP secret, encrypted; known to that shop, so never a factor here. */
  readonly legacyTotpSecret: string | null
  /** Whether something done here while its shop was announced speaks for closing the shop's own sign-in to it (R29). */
  readonly legacyClosed: boolean
  readonly lastSignInAt: LastSignIn
  readonly accountId: AccountId | null
  /** When it came to belong to its account; `null` for a row that never did. */
  readonly activatedAt: Instant | null
  /** Since when its account's owner says that a robot uses it; `null` when nobody does. A shop cannot say so. */
  readonly robotSince: Instant | null
  /** When somebody confirmed that a claim held for its age, or by hand, is still wanted. */
  readonly confirmedAt: Instant | null
  readonly importedBy: ImportId
}

/** How long the texts of a row may be, in UTF-16 code units. */
export const memberTexts = { legacyId: 128, name: 200, role: 64 } as const

/** How many members of a shop are how far. A tombstone counts nowhere. */
export interface MemberTally {
  /** Belong to an account, suspended ones too. */
  readonly setUp: number
  /** Claims that nothing holds: the first sign-in is all that is missing. */
  readonly notYet: number
  /** Claims that wait for somebody to confirm them. */
  readonly held: number
  /** Need an invitation. */
  readonly pending: number
}

/** `never` when the shop says so, `null` when the shop does not know. */
export type LastSignIn = Instant | 'never' | null

export type LegacyScheme = 'bcrypt' | 'argon2id' | 'pbkdf2-sha256' | 'pbkdf2-sha512' | 'scrypt' | 'phpass'

/** A password hash of a claim: as a shop kept it, or `own`, chosen here by a reset. */
export interface LegacyPassword {
  readonly scheme: LegacyScheme | 'own'
  /** In PHC or modular crypt form; an own one is a `PasswordHash`. */
  readonly hash: string
  /** The name of the pepper that the shop appended to the password, if it did; of the ring key of an own one. */
  readonly pepperKid: string | null
  /** About how long one verification takes on a current server core; 0 for an own one, which costs what an account's does. */
  readonly nominalMilliseconds: number
}

/** The password that a reset gives to the claims of an address. */
export function ownPassword(hash: PasswordHash): LegacyPassword {
  return { scheme: 'own', hash, pepperKid: hash.slice(0, hash.indexOf(':')), nominalMilliseconds: 0 }
}

/** Somebody who administers a shop of an account, with what a mail to them needs. */
export interface ShopAdministrator {
  readonly account: Pick<Account, 'id' | 'email' | 'locale'>
  readonly shopName: string
}

/** What a shop's role may be called when it administers the shop (ecforce's own names first). */
const administratorRoles = new Set([
  'administrator',
  'admin',
  'owner',
  'system_admin',
  '管理者',
  'システム管理者',
  'オーナー',
])

/** Whether this role of the shop's own system administers the shop. */
export function isAdministratorRole(role: string | null): boolean {
  return role !== null && administratorRoles.has(role.trim().toLowerCase())
}

/** Never signed in, or not for 180 days, as far as the shop knows. */
export function isStale(lastSignInAt: LastSignIn, now: Instant): boolean {
  return isUnusedSince(lastSignInAt, now - STALE_AFTER_MILLISECONDS)
}

/** Never signed in, or last at or before `staleAt`, as far as the shop knows. */
export function isUnusedSince(lastSignInAt: LastSignIn, staleAt: Instant): boolean {
  if (lastSignInAt === null) return false
  return lastSignInAt === 'never' || lastSignInAt <= staleAt
}

export const STALE_AFTER_MILLISECONDS = 180 * 24 * 3_600_000

/** How long after its shop's enforcement a claim still opens anything; then an invitation is needed. */
export const CLAIM_LIFETIME_MILLISECONDS = 90 * 24 * 3_600_000

/** Beside what a shop's own TOTP secret is encrypted: it opens for the row it was sealed for and no other. */
export function legacyTotpContext(shopId: ShopId, legacyId: string): string {
  return `legacy-totp:${shopId}:${legacyId}`
}
