import type { IpAddress } from '../primitives/client-address.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId, BypassGrantId, SessionId, ShopId } from '../primitives/ids.ts'
import type { Locale } from '../primitives/locale.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { Rollout } from './rollout.ts'

/** How strong a sign-in was. */
export type Acr = `urn:ecforce:acr:${'app' | 'email' | 'robot'}`

/** Authentication methods (RFC 8176). */
export type Amr = 'pwd' | 'otp' | 'mfa'

/** `recovered` may enter services and change nothing for a day after a reset; `robot` enters one shop's service alone. */
export type SessionClass = 'full' | 'recovered' | 'robot'

/** What a finished flow grants. */
export interface SessionGrant {
  readonly acr: Acr
  readonly amr: readonly Amr[]
  readonly sessionClass: SessionClass
  /** The one shop it is good for, or `null` for all of the account's. */
  readonly restrictedTo: ShopId | null
}

/** Signed-in continuity of one browser. */
export interface Session extends SessionGrant {
  readonly id: SessionId
  readonly tokenHash: TokenHash
  readonly accountId: AccountId
  /** The grant that waived its second factor; `null` for every session but a robot's. */
  readonly grantId: BypassGrantId | null
  /** When the last factor was proven. */
  readonly authTime: Instant
  readonly createdAt: Instant
  readonly lastSeenAt: Instant
  /** The end, however busy the session is. */
  readonly expiresAt: Instant
  readonly client: { readonly address: IpAddress | null; readonly userAgent: string | null }
}

/** A live session with what every page shows of its account. */
export interface SessionView {
  readonly session: Session
  readonly account: { readonly email: string; readonly name: string | null; readonly locale: Locale }
}

/** One shop in which the account of a session is an accepted member. */
export interface Membership {
  readonly shopId: ShopId
  readonly shopName: string
  readonly adminUrl: string | null
  readonly rollout: Rollout
  readonly role: string | null
}

/** A session that outlives a change of credentials, under a new token and in a browser that is known anew. */
export interface RenewedSession {
  /** The token it had; nobody is signed in by it afterwards. */
  readonly former: TokenHash
  readonly session: Session
  readonly device: KnownDevice
}

/** How many sessions an account may have at once; the oldest makes room. */
export const SESSIONS_PER_ACCOUNT = 20

/** A browser that an account has signed in from, which gives its attempts a budget of their own. */
export interface KnownDevice {
  readonly tokenHash: TokenHash
  readonly accountId: AccountId
  /** A change of credentials forgets the device. */
  readonly credentialEpoch: number
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

export const DEVICE_LIFETIME_MILLISECONDS = 180 * 24 * 3_600_000
