import type { FactorPolicy } from '../domain/shop.ts'

/** The mail code is registered at the first sign-in and asked for at every later one. */
export const emailFirst: FactorPolicy = {
  firstFactor: 'email',
  mailAs: 'primary',
  legacyTwoFactor: 're-enrol',
  administratorsNeedApp: false,
}

/** An authenticator app is enrolled at the first sign-in; mail becomes another way once its owner switches it on. */
export const appFirst: FactorPolicy = {
  firstFactor: 'app',
  mailAs: 'fallback',
  legacyTwoFactor: 're-enrol',
  administratorsNeedApp: true,
}

/** Asks for nothing beyond what every account has: combined with any policy, it leaves that as it is. */
export const mildestPolicy: FactorPolicy = { ...emailFirst, legacyTwoFactor: 'downgrade-with-notice' }

/** From the mildest to the strictest. */
const strictness = {
  firstFactor: ['email', 'app'],
  mailAs: ['primary', 'fallback', 'never'],
  legacyTwoFactor: ['downgrade-with-notice', 'ask-once', 're-enrol'],
} as const

/**
 * What an account in several shops has to meet: the strictest of each part.
 *
 * Associative, commutative and idempotent, so the order of shops means nothing.
 */
export function combinePolicies(a: FactorPolicy, b: FactorPolicy): FactorPolicy {
  return {
    firstFactor: stricter(strictness.firstFactor, a.firstFactor, b.firstFactor),
    mailAs: stricter(strictness.mailAs, a.mailAs, b.mailAs),
    legacyTwoFactor: stricter(strictness.legacyTwoFactor, a.legacyTwoFactor, b.legacyTwoFactor),
    administratorsNeedApp: a.administratorsNeedApp || b.administratorsNeedApp,
  }
}

/** Whether a policy asks this person for an authenticator app. `legacyTwoFactor`: their shop's own system did. */
export function asksForApp(
  policy: FactorPolicy,
  { administrator, legacyTwoFactor }: { readonly administrator: boolean; readonly legacyTwoFactor: boolean },
): boolean {
  return (
    policy.firstFactor === 'app' ||
    policy.mailAs === 'never' ||
    (policy.administratorsNeedApp && administrator) ||
    (legacyTwoFactor && policy.legacyTwoFactor !== 'downgrade-with-notice')
  )
}

function stricter<T>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) >= order.indexOf(b) ? a : b
}
