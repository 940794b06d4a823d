import type { ShopId } from '../primitives/ids.ts'
import type { Rollout } from './rollout.ts'

/** A tenant: one ecforce admin. */
export interface Shop {
  readonly id: ShopId
  readonly name: string
  /** Where its members work, such as `https://hogehoge.com/admin`; `null` until somebody has said. */
  readonly adminUrl: string | null
  readonly factorPolicy: FactorPolicy
  /** `null` until its switch is announced. */
  readonly rollout: Rollout | null
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
