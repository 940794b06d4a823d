import { describe, expect, it } from 'vitest'
import { COEXISTENCE_MILLISECONDS } from '../../src/domain/rollout.ts'
import { decideOutlook } from '../../src/policy/rollout-outlook.ts'
import { aClaim, noon } from '../../src/testing/index.ts'

const rollout = { announcedAt: noon, enforcedAt: noon + COEXISTENCE_MILLISECONDS }

describe('what a member meets', () => {
  it.each([
    { when: 'a millisecond before the announcement', now: noon - 1, usual: true, closed: true },
    { when: 'at the announcement', now: noon, usual: true, closed: false },
    { when: 'a millisecond before enforcement', now: rollout.enforcedAt - 1, usual: true, closed: false },
    { when: 'at enforcement', now: rollout.enforcedAt, usual: false, closed: false },
  ])('at the shop $when is a sign-in that works: $usual, and where it was closed here: $closed', (edge) => {
    expect(decideOutlook(aClaim(), rollout, edge.now).legacy).toBe(edge.usual)
    expect(decideOutlook(aClaim({ legacyClosed: true }), rollout, edge.now).legacy).toBe(edge.closed)
    expect(decideOutlook(aClaim({ state: 'suspended' }), rollout, edge.now).legacy).toBe(edge.closed)
  })
})
