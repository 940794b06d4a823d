import type { Instant } from '../primitives/clock.ts'
import type { ShopId } from '../primitives/ids.ts'

/** A tenant: one ecforce admin. */
export interface Shop {
  readonly id: ShopId
  readonly name: string
  /** Where its members work, such as `https://hogehoge.com/admin`; `null` until somebody has said. */
  readonly adminUrl: string | null
  readonly factorPolicy: FactorPolicy
  readonly rollout: Rollout | null
}

/** A shop's switch to accounts. */
export interface Rollout {
  readonly announcedAt: Instant
  readonly enforcedAt: Instant
}

/** What a shop asks of its members beyond the password, as data. */
export interface FactorPolicy {
  /** What a first sign-in enrols. */
  readonly firstFactor: 'email' | 'app'
  /** What a mailed code is worth: the usual way, another way beside the app, or none. */
  readonly mailAs: 'primary' | 'fallback' | 'never'
  /** What becomes of members whose shop already asked for an app. */
  readonly legacyTwoFactor: 're-enrol' | 'ask-once' | 'downgrade-with-notice'
  readonly administratorsNeedApp: boolean
}
