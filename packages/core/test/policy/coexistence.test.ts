import { describe, expect, it } from 'vitest'
import { COEXISTENCE_MILLISECONDS } from '../../src/domain/rollout.ts'
import { decideCoexistence } from '../../src/policy/coexistence.ts'
import { noon } from '../../src/testing/index.ts'

const announcedAt = noon
const enforcedAt = noon + COEXISTENCE_MILLISECONDS
const both = { legacySignIn: true, accountsSignIn: true }
const legacyAlone = { legacySignIn: true, accountsSignIn: false }
const accountsAlone = { legacySignIn: false, accountsSignIn: true }

describe('the ways in to a shop', () => {
  it.each([
    { when: 'long before the announcement', now: 0, phase: 'before', ways: legacyAlone, ends: null },
    { when: 'a millisecond before it', now: announcedAt - 1, phase: 'before', ways: legacyAlone, ends: null },
    { when: 'at the announcement', now: announcedAt, phase: 'coexistence', ways: both, ends: enforcedAt },
    { when: 'a millisecond after it', now: announcedAt + 1, phase: 'coexistence', ways: both, ends: enforcedAt },
    {
      when: 'a millisecond before enforcement',
      now: enforcedAt - 1,
      phase: 'coexistence',
      ways: both,
      ends: enforcedAt,
    },
    { when: 'at enforcement', now: enforcedAt, phase: 'enforced', ways: accountsAlone, ends: enforcedAt },
    { when: 'a millisecond after it', now: enforcedAt + 1, phase: 'enforced', ways: accountsAlone, ends: enforcedAt },
    { when: 'ever after', now: Number.MAX_SAFE_INTEGER, phase: 'enforced', ways: accountsAlone, ends: enforcedAt },
  ])('are those of "$phase" $when', ({ now, phase, ways, ends }) => {
    expect(decideCoexistence({ announcedAt, enforcedAt }, now)).toEqual({ phase, ...ways, enforcedAt: ends })
  })

  it('are the legacy one alone while nothing is planned', () => {
    expect(decideCoexistence(null, Number.MAX_SAFE_INTEGER)).toEqual({
      phase: 'before',
      ...legacyAlone,
      enforcedAt: null,
    })
  })

  it.each([noon - 1, noon, noon + 1, Number.MAX_SAFE_INTEGER])(
    'have no end while the switch is paused: at %i',
    (now) => {
      const { phase, enforcedAt: ends } = decideCoexistence({ announcedAt: noon, enforcedAt: null }, now)
      expect({ phase, ends }).toEqual({ phase: now < noon ? 'before' : 'coexistence', ends: null })
    },
  )

  it('of a shop born enforced never coexist', () => {
    const born = { announcedAt: noon, enforcedAt: noon }
    expect(decideCoexistence(born, noon - 1).phase).toBe('before')
    expect(decideCoexistence(born, noon).phase).toBe('enforced')
  })

  it('coexist for two weeks of whole days at the least', () => {
    expect(COEXISTENCE_MILLISECONDS).toBe(1_209_600_000)
  })
})
