import { describe, expect, it } from 'vitest'
import { type AccountAct, accountActs, decideAct, FRESHNESS_MILLISECONDS } from '../../src/policy/account-acts.ts'
import { noon } from '../../src/testing/index.ts'

const acts = Object.keys(accountActs) as AccountAct[]
const fresh = { sessionClass: 'full', authTime: noon, recoveredUntil: null } as const

describe('an act of an account', () => {
  it.each(acts)('%s is open to a full session that has just proven itself', (act) => {
    expect(decideAct(act, fresh, noon)).toBe('allowed')
  })

  it.each(acts)('%s is closed to a robot, however fresh', (act) => {
    expect(decideAct(act, { ...fresh, sessionClass: 'robot' }, noon)).toBe('session_restricted')
  })

  it.each([
    { when: 'an instant before the five minutes end', later: FRESHNESS_MILLISECONDS - 1, said: 'allowed' },
    { when: 'when the five minutes end', later: FRESHNESS_MILLISECONDS, said: 'step_up_required' },
    { when: 'hours later', later: 3 * 3_600_000, said: 'step_up_required' },
  ])('that needs freshness is $said $when', ({ later, said }) => {
    for (const act of acts) {
      const expected = accountActs[act].fresh ? said : 'allowed'
      expect(decideAct(act, fresh, noon + later), act).toBe(expected)
    }
  })

  it.each(['change-factors', 'change-address', 'manage-members', 'ask-for-grant'] as const)(
    '%s waits until the instant a reset by mail is a day old, and no step-up is asked for before',
    (act) => {
      const recovered = { sessionClass: 'recovered', authTime: noon, recoveredUntil: noon + 1000 } as const
      expect(decideAct(act, recovered, noon + 999)).toBe('session_restricted')
      expect(decideAct(act, { ...recovered, authTime: noon - 9e9 }, noon + 999)).toBe('session_restricted')
      expect(decideAct(act, recovered, noon + 1000)).toBe('allowed')
    },
  )

  it('waits for the account’s sake: a session that calls itself full is held back too', () => {
    expect(decideAct('change-factors', { ...fresh, recoveredUntil: noon + 1 }, noon)).toBe('session_restricted')
  })
})
