import { describe, expect, it } from 'vitest'
import { expiryOf, type InvitationCase, reminderOf } from '../../src/domain/invitation.ts'
import { decideInvitation, invitationState, isOver } from '../../src/policy/invitation.ts'
import type { AccountId } from '../../src/primitives/ids.ts'
import { aClaim, anEmail, anInvitation, aShop, noon } from '../../src/testing/index.ts'

const day = 24 * 3_600_000
const inviter = { name: '瀬戸かおる', role: 'administrator' }

function aCase(changes: Partial<InvitationCase> = {}, invitation: Partial<InvitationCase['invitation']> = {}) {
  const email = anEmail()
  return {
    invitation: anInvitation({ email, invitedBy: 'account-1' as AccountId, ...invitation }),
    member: aClaim({ email, state: 'pending' }),
    shop: aShop({ rollout: { announcedAt: noon, enforcedAt: noon + 14 * day } }),
    inviter,
    fate: 'waiting',
    ...changes,
  } satisfies InvitationCase
}

describe('an invitation', () => {
  it.each([
    { fate: 'waiting', state: 'pending' },
    { fate: 'handed-over', state: 'delivered' },
    { fate: 'refused', state: 'bounced' },
    { fate: 'expired', state: 'bounced' },
    { fate: 'uncertain', state: 'bounced' },
  ] as const)('whose mail is $fate is $state and can be accepted', ({ fate, state }) => {
    expect(invitationState(aCase({ fate }), noon)).toBe(state)
    expect(isOver(state)).toBe(false)
    expect(decideInvitation(aCase({ fate }), noon)).toBe('open')
  })

  it('is open until the instant it expires', () => {
    const found = aCase()
    expect(decideInvitation(found, noon + 7 * day - 1)).toBe('open')
    expect(decideInvitation(found, noon + 7 * day)).toBe('expired')
  })

  it.each(['accepted', 'declined', 'revoked', 'exhausted', 'expired'] as const)('that was %s stays that', (status) => {
    expect(decideInvitation(aCase({}, { status }), noon)).toBe(status)
    expect(isOver(status)).toBe(true)
  })

  it.each([
    { what: 'was removed', member: aClaim({ state: 'removed' }) },
    { what: 'is somebody’s already', member: aClaim({ state: 'active' }) },
    { what: 'has another address', member: aClaim({ state: 'pending' }) },
  ])('whose row $what is as good as revoked', ({ member }) => {
    const email = member.state === 'pending' ? anEmail() : member.email
    expect(decideInvitation(aCase({ member }, { email }), noon)).toBe('revoked')
  })

  it('opens from the announcement of its shop on', () => {
    const found = aCase()
    expect(decideInvitation(found, noon - 1)).toBe('not_announced')
    expect(decideInvitation(aCase({ shop: aShop() }), noon)).toBe('not_announced')
  })

  it('needs an inviter who still may, unless operators stand for it', () => {
    expect(decideInvitation(aCase({ inviter: null }), noon)).toBe('revoked')
    expect(decideInvitation(aCase({ inviter: { ...inviter, role: 'staff' } }), noon)).toBe('revoked')
    expect(decideInvitation(aCase({ inviter: null }, { invitedBy: null }), noon)).toBe('open')
  })

  it('is reminded of two days before its end, and a short one not at all', () => {
    expect(reminderOf(noon, 7)).toBe(noon + 5 * day)
    expect(reminderOf(noon, 4)).toBe(noon + 2 * day)
    expect(reminderOf(noon, 3)).toBeNull()
    expect(expiryOf(noon, 30)).toBe(noon + 30 * day)
  })
})
