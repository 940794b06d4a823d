/**
 * What a shop's gate needs of the core: the switch, its document and its banner. Loads nothing else.
 *
 * @module
 */
export type { Rollout } from '../domain/rollout.ts'
export {
  DOCUMENT_LIFETIME_SECONDS,
  type RolloutDocument,
  rolloutOf,
  type VerifyingKey,
} from '../domain/rollout-document.ts'
export { type Banner, decideBanner } from '../policy/banner.ts'
export { type CoexistenceDecision, decideCoexistence, type Phase } from '../policy/coexistence.ts'
export {
  deriveClientAddress,
  type IpAddress,
  type TrustedProxies,
  trustedProxies,
} from '../primitives/client-address.ts'
export { type Clock, type Instant, systemClock } from '../primitives/clock.ts'
export { AccountsError, type AccountsErrorCode, ConfigurationError } from '../primitives/errors.ts'
export { isShopId, type ShopId } from '../primitives/ids.ts'
export { isIssuer } from '../primitives/issuer.ts'
export { type Bilingual, type Locale, preferredLocale } from '../primitives/locale.ts'
export { type Random, systemRandom } from '../primitives/random.ts'
export { hashSecretToken, newSecretToken, readSecretToken, type TokenHash } from '../primitives/secret-token.ts'
export { type DocumentReading, type DocumentRefusal, verifyRolloutDocument } from '../vendors/jose.ts'
