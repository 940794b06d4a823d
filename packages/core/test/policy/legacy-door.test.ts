import { describe, expect, it } from 'vitest'
import type { Member } from '../../src/domain/member.ts'
import { COEXISTENCE_MILLISECONDS } from '../../src/domain/rollout.ts'
import { decideLegacyDoor, isLegacyDoorClosed } from '../../src/policy/legacy-door.ts'
import { aClaim, noon } from '../../src/testing/index.ts'

describe('the sign-in of the shop is closed by what was done here', () => {
  it.each([
    { who: 'a claim', row: { state: 'claim' }, untouched: false, closed: true },
    { who: 'a claim that is held', row: { state: 'claim', heldFor: ['stale'] }, untouched: false, closed: false },
    { who: 'a claim held twice', row: { heldFor: ['same_address', 'by_hand'] }, untouched: false, closed: false },
    { who: 'a member who needs an invitation', row: { state: 'pending' }, untouched: false, closed: false },
    { who: 'a member who has set up', row: { state: 'active' }, untouched: false, closed: true },
    { who: 'a member who is suspended', row: { state: 'suspended' }, untouched: true, closed: true },
    { who: 'a member who was removed', row: { state: 'removed' }, untouched: false, closed: true },
  ] satisfies { who: string; row: Partial<Member>; untouched: boolean; closed: boolean }[])(
    'to $who: $untouched, and with a reason for it $closed',
    ({ row, untouched, closed }) => {
      expect(isLegacyDoorClosed(aClaim({ ...row, legacyClosed: false }), null)).toBe(untouched)
      expect(isLegacyDoorClosed(aClaim({ ...row, legacyClosed: true }), null)).toBe(closed)
    },
  )

  it('to whose account is suspended', () => {
    const member = aClaim({ state: 'active' })
    expect(isLegacyDoorClosed(member, { status: 'active' })).toBe(false)
    expect(isLegacyDoorClosed(member, { status: 'suspended' })).toBe(true)
  })
})

describe('the sign-in of the shop works', () => {
  const rollout = { announcedAt: noon, enforcedAt: noon + COEXISTENCE_MILLISECONDS }

  it.each([
    { when: 'a millisecond before the announcement', now: noon - 1, usual: 'open', closedHere: 'open' },
    { when: 'at the announcement', now: noon, usual: 'open', closedHere: 'closed' },
    { when: 'a millisecond before enforcement', now: rollout.enforcedAt - 1, usual: 'open', closedHere: 'closed' },
    { when: 'at enforcement', now: rollout.enforcedAt, usual: 'closed', closedHere: 'closed' },
  ])('$when: $usual, and where it was closed here: $closedHere', ({ now, usual, closedHere }) => {
    expect(decideLegacyDoor(rollout, false, now)).toBe(usual)
    expect(decideLegacyDoor(rollout, true, now)).toBe(closedHere)
  })

  it('for everybody while nothing is planned, and while it is paused for whom it was not closed', () => {
    expect(decideLegacyDoor(null, true, noon)).toBe('open')
    const paused = { announcedAt: noon, enforcedAt: null }
    expect(decideLegacyDoor(paused, false, Number.MAX_SAFE_INTEGER)).toBe('open')
    expect(decideLegacyDoor(paused, true, Number.MAX_SAFE_INTEGER)).toBe('closed')
  })
})
