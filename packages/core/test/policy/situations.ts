import fc from 'fast-check'
import type { FactorKind } from '../../src/domain/account.ts'
import type { Evidence, Requirement, Wish } from '../../src/domain/flow.ts'
import type { FactorPolicy } from '../../src/domain/shop.ts'
import type { Facts, NextStep, Situation } from '../../src/policy/next-step.ts'
import type { ShopId } from '../../src/primitives/ids.ts'
import { noon } from '../../src/testing/index.ts'

export const seconds = 1000
export const hours = 3600 * seconds

export const signIn: Requirement = { for: 'sign-in', maxAgeSeconds: 900 }
export const invitation: Requirement = { for: 'invitation', maxAgeSeconds: 900 }
export const reset: Requirement = { for: 'reset', maxAgeSeconds: 1800 }
export const stepUp: Requirement = { for: 'step-up', maxAgeSeconds: 300 }

/** A member of an announced shop who has never been here. */
export const newcomer: Facts = {
  epoch: 0,
  closed: false,
  enrolled: [],
  locked: [],
  legacyTwoFactor: false,
  legacySecret: false,
  administrator: false,
  lastUsed: null,
  passwordUnfit: null,
  appSince: null,
  mailResetAt: null,
  bypass: null,
  session: 'none',
}
/** An account whose second factor is its mailbox. */
export const withMail: Facts = { ...newcomer, epoch: 4, enrolled: ['email'] }
/** An account with an app, recovery codes, and mail switched on beside them. */
export const withApp: Facts = {
  ...newcomer,
  epoch: 4,
  enrolled: ['email', 'totp', 'recovery'],
  lastUsed: 'totp',
  appSince: noon - 1000 * hours,
}
export const robotsAddress = { shop: 'hogehoge' as ShopId }

export const kinds = [
  'password',
  'email',
  'totp',
  'recovery',
  'link',
  'legacy-app',
  'new-password',
  'new-app',
  'consent',
] as const satisfies readonly Evidence['kind'][]

export function isKind(word: string): word is Evidence['kind'] {
  return kinds.some((kind) => kind === word)
}

/** A step in as few words as tell it from every other. */
export function said(step: NextStep): string {
  switch (step.step) {
    case 'code': {
      const others = step.alternatives.length > 0 ? ` or ${step.alternatives.join(' or ')}` : ''
      return `${step.purpose} ${step.factor}${others}`
    }
    case 'new-password':
    case 'refused':
      return `${step.step}: ${step.reason}`
    case 'done':
      if (step.grants !== 'session') return step.grants
      return `${step.sessionClass} session by ${step.acr.replace('urn:ecforce:acr:', '')}`
    default:
      return step.step
  }
}

/** The proofs any of which answers the step; none when it is an end. */
export function answersTo(step: NextStep): readonly Evidence['kind'][] {
  switch (step.step) {
    case 'code':
      return [step.factor, ...step.alternatives]
    case 'enrol-app':
      return ['new-app']
    case 'confirm':
      return ['consent']
    case 'done':
    case 'refused':
    case 'switch-account':
      return []
    default:
      return [step.step]
  }
}

const aFactor: fc.Arbitrary<FactorKind> = fc.constantFrom('email', 'totp', 'recovery')

export const aWish: fc.Arbitrary<Wish> = fc.record({ factor: aFactor, fullSession: fc.boolean() }, { requiredKeys: [] })

export const aPolicy: fc.Arbitrary<FactorPolicy> = fc.record({
  firstFactor: fc.constantFrom('email', 'app'),
  mailAs: fc.constantFrom('primary', 'fallback', 'never'),
  legacyTwoFactor: fc.constantFrom('re-enrol', 'ask-once', 'downgrade-with-notice'),
  administratorsNeedApp: fc.boolean(),
})

/** Facts that can be true together: a claim has no factor, and a locked factor is no way in. */
export const someFacts: fc.Arbitrary<Facts> = fc
  .record({
    epoch: fc.nat(2),
    closed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    enrolled: fc.oneof(fc.constant<FactorKind[]>(['email']), fc.uniqueArray(aFactor)),
    locked: fc.oneof(fc.constant<FactorKind[]>([]), fc.constant<FactorKind[]>([]), fc.uniqueArray(aFactor)),
    legacyTwoFactor: fc.boolean(),
    legacySecret: fc.boolean(),
    administrator: fc.boolean(),
    lastUsed: fc.constantFrom('email', 'totp', null),
    passwordUnfit: fc.constantFrom('several-claims', 'second-shop', 'below-rules', null, null, null),
    appSince: fc.option(fc.integer({ min: noon - 60 * hours, max: noon })),
    mailResetAt: fc.option(fc.integer({ min: noon - 36 * hours, max: noon })),
    bypass: fc.option(fc.constant(robotsAddress)),
    session: fc.constantFrom('none', 'none', 'full', 'recovered', 'robot', 'of-another-account'),
  })
  .map((facts) =>
    facts.epoch === 0
      ? { ...facts, enrolled: [], locked: [] }
      : { ...facts, enrolled: facts.enrolled.filter((kind) => !facts.locked.includes(kind)) },
  )

const aRequirement: fc.Arbitrary<Requirement> = fc.oneof(
  fc.constantFrom(signIn, invitation, reset, stepUp),
  fc.uniqueArray(aFactor, { minLength: 1 }).map((factors) => ({ ...stepUp, factors })),
)

export const anEvidence: fc.Arbitrary<Evidence> = fc.record({
  kind: fc.constantFrom(...kinds),
  at: fc.integer({ min: noon - 2000 * seconds, max: noon + 5 }),
  epoch: fc.nat(2),
})

/** Any situation at all, half of its evidence fresh enough to count. */
export const aSituation: fc.Arbitrary<Situation> = fc
  .record({
    requirement: aRequirement,
    wish: aWish,
    anyEvidence: fc.array(anEvidence, { maxLength: 5 }),
    freshKinds: fc.subarray([...kinds]),
    facts: someFacts,
    policy: aPolicy,
  })
  .map(({ anyEvidence, freshKinds, ...situation }) => ({
    ...situation,
    evidence: [...anyEvidence, ...freshKinds.map((kind) => ({ kind, at: noon, epoch: situation.facts.epoch }))],
    now: noon,
  }))
