import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FactorPolicy } from '../../src/domain/shop.ts'
import { appFirst, asksForApp, combinePolicies, emailFirst, mildestPolicy } from '../../src/policy/factor-policy.ts'
import { type Facts, nextStep } from '../../src/policy/next-step.ts'
import { noon } from '../../src/testing/index.ts'
import { aPolicy, kinds, newcomer, signIn } from './situations.ts'

const everyPolicy: FactorPolicy[] = (['email', 'app'] as const).flatMap((firstFactor) =>
  (['primary', 'fallback', 'never'] as const).flatMap((mailAs) =>
    (['downgrade-with-notice', 'ask-once', 're-enrol'] as const).flatMap((legacyTwoFactor) =>
      [false, true].map((administratorsNeedApp) => ({ firstFactor, mailAs, legacyTwoFactor, administratorsNeedApp })),
    ),
  ),
)
const mildest: FactorPolicy = {
  firstFactor: 'email',
  mailAs: 'primary',
  legacyTwoFactor: 'downgrade-with-notice',
  administratorsNeedApp: false,
}
const strictest: FactorPolicy = {
  firstFactor: 'app',
  mailAs: 'never',
  legacyTwoFactor: 're-enrol',
  administratorsNeedApp: true,
}

/** How strict a policy is in each part, from 0. */
const ranks = (policy: FactorPolicy) => [
  { email: 0, app: 1 }[policy.firstFactor],
  { primary: 0, fallback: 1, never: 2 }[policy.mailAs],
  { 'downgrade-with-notice': 0, 'ask-once': 1, 're-enrol': 2 }[policy.legacyTwoFactor],
  policy.administratorsNeedApp ? 1 : 0,
]

describe('policies of several shops', () => {
  it('combine to the strictest of each part', () => {
    for (const a of everyPolicy)
      for (const b of everyPolicy) {
        const [x, y] = [ranks(a), ranks(b)]
        expect(ranks(combinePolicies(a, b))).toEqual(x.map((rank, part) => Math.max(rank, y[part] ?? 0)))
      }
  })

  it('combine alike in any order and grouping', () => {
    fc.assert(
      fc.property(aPolicy, aPolicy, aPolicy, (a, b, c) => {
        expect(combinePolicies(a, b)).toEqual(combinePolicies(b, a))
        expect(combinePolicies(combinePolicies(a, b), c)).toEqual(combinePolicies(a, combinePolicies(b, c)))
        expect(combinePolicies(a, a)).toEqual(a)
      }),
      { numRuns: 2000 },
    )
  })

  it('are not changed by the mildest and are all absorbed by the strictest', () => {
    for (const policy of everyPolicy) {
      expect(combinePolicies(policy, mildest)).toEqual(policy)
      expect(combinePolicies(policy, strictest)).toEqual(strictest)
    }
  })

  it('leave neither preset milder than it was', () => {
    expect(combinePolicies(emailFirst, appFirst)).toEqual(appFirst)
    expect(combinePolicies(mildestPolicy, emailFirst)).toEqual(emailFirst)
  })

  it('are left as they were', () => {
    const [a, b] = [Object.freeze({ ...emailFirst }), Object.freeze({ ...appFirst })]
    expect(combinePolicies(a, b)).not.toBe(b)
    expect(a).toEqual(emailFirst)
  })
})

describe('whether a policy asks somebody for an app', () => {
  /** Whether this person, with everything else proven, is asked to enrol one. */
  const isAsked = (policy: FactorPolicy, facts: Facts) => {
    const evidence = kinds.filter((kind) => kind !== 'new-app').map((kind) => ({ kind, at: noon, epoch: facts.epoch }))
    return nextStep({ requirement: signIn, wish: {}, evidence, facts, policy, now: noon }).step === 'enrol-app'
  }
  const bools = [true, false]

  it('is yes exactly when the next step asks them', () => {
    const answers = everyPolicy.flatMap((policy) =>
      bools.flatMap((administrator) =>
        bools.map((legacyTwoFactor) => {
          const said = asksForApp(policy, { administrator, legacyTwoFactor })
          expect(said).toBe(isAsked(policy, { ...newcomer, administrator, legacyTwoFactor }))
          return said
        }),
      ),
    )
    expect(new Set(answers).size).toBe(2)
  })

  it.each([
    { name: 'emailFirst', policy: emailFirst, staff: false, formerly: true },
    { name: 'appFirst', policy: appFirst, staff: true, formerly: true },
    { name: 'mildestPolicy', policy: mildestPolicy, staff: false, formerly: false },
  ])('is $staff of $name for staff, and $formerly for who had one at the shop', ({ policy, staff, formerly }) => {
    expect(asksForApp(policy, { administrator: false, legacyTwoFactor: false })).toBe(staff)
    expect(asksForApp(policy, { administrator: false, legacyTwoFactor: true })).toBe(formerly)
  })
})
