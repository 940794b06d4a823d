import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FactorPolicy } from '../../src/domain/shop.ts'
import { appFirst, combinePolicies, emailFirst, mildestPolicy, mayAskForApp } from '../../src/policy/factor-policy.ts'
import { nextStep } from '../../src/policy/next-step.ts'
import { noon } from '../../src/testing/index.ts'
import { aPolicy, invitation, kinds, newcomer, signIn, withMail } from './situations.ts'

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

describe('whether a policy may ask for an app', () => {
  /** Whether anybody at all, however far they have come, is asked for an app under this policy. */
  const asksSomebody = (policy: FactorPolicy) =>
    [newcomer, withMail].some((person) =>
      [true, false].some((legacyTwoFactor) =>
        [true, false].some((administrator) =>
          [signIn, invitation].some((requirement) => {
            const facts = { ...person, legacyTwoFactor, administrator }
            const evidence = kinds
              .filter((kind) => kind !== 'new-app' && kind !== 'legacy-app')
              .map((kind) => ({ kind, at: noon, epoch: facts.epoch }))
            const { step } = nextStep({ requirement, wish: {}, evidence, facts, policy, now: noon })
            return step === 'enrol-app' || step === 'legacy-app'
          }),
        ),
      ),
    )

  it('is yes exactly when there is somebody whom the next step asks for one', () => {
    const answers = everyPolicy.map((policy) => mayAskForApp(policy))
    expect(answers).toEqual(everyPolicy.map(asksSomebody))
    expect(new Set(answers).size).toBe(2)
  })

  it.each([
    { name: 'emailFirst', policy: emailFirst, may: true },
    { name: 'appFirst', policy: appFirst, may: true },
    { name: 'mildestPolicy', policy: mildestPolicy, may: false },
  ])('is $may for $name', ({ policy, may }) => {
    expect(mayAskForApp(policy)).toBe(may)
  })
})
