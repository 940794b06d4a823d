import { describe, expect, it } from 'vitest'
import { decideRenewal, RENEWAL_MILLISECONDS } from '../../src/policy/factor-lock.ts'
import { noon } from '../../src/testing/index.ts'

describe('a reset by mail', () => {
  it.each([
    { case: 'renews a locked mail factor that was never renewed', kind: 'email', renewedAt: null, decision: 'renewed' },
    {
      case: 'renews nothing a millisecond before a day has passed since',
      kind: 'email',
      renewedAt: noon - RENEWAL_MILLISECONDS + 1,
      decision: 'too_soon',
    },
    {
      case: 'renews it again when a day has passed',
      kind: 'email',
      renewedAt: noon - RENEWAL_MILLISECONDS,
      decision: 'renewed',
    },
    { case: 'never renews a locked app', kind: 'totp', renewedAt: null, decision: 'not_by_mail' },
    { case: 'never renews locked recovery codes', kind: 'recovery', renewedAt: null, decision: 'not_by_mail' },
  ] as const)('$case', ({ kind, renewedAt, decision }) => {
    expect(decideRenewal({ kind, lockedAt: noon - 1 }, renewedAt, noon)).toBe(decision)
  })

  it('leaves a factor that is not locked as it is', () => {
    expect(decideRenewal({ kind: 'email', lockedAt: null }, null, noon)).toBe('not_locked')
  })
})
