import { describe, expect, it } from 'vitest'
import type { Member, MemberState } from '../../src/domain/member.ts'
import { decideRosterChange, decideSyncChange, type ListedRow } from '../../src/policy/roster.ts'
import { aClaim, noon } from '../../src/testing/index.ts'

const listed: ListedRow = {
  email: { key: 'hiro@hogehoge.example', typed: 'hiro@hogehoge.example' },
  name: '加藤ひろ',
  role: 'staff',
  legacyPassword: { scheme: 'bcrypt', hash: '$2b$04$one', pepperKid: null, nominalMilliseconds: 50 },
  legacyTwoFactor: false,
  legacyTotpSecret: null,
  lastSignInAt: noon,
}
const moved: ListedRow = { ...listed, email: { key: 'new@hogehoge.example', typed: 'new@hogehoge.example' } }
const renamed: ListedRow = { ...listed, name: '加藤弘' }
const inState = (state: MemberState): Member => aClaim({ ...listed, state })

const unchanged = { change: 'none', reason: 'unchanged' }
const removed = { change: 'none', reason: 'removed' }
const account = { change: 'none', reason: 'account' }
const refreshed = (state: MemberState) => ({ change: 'refresh', state })

describe('a row that an import lists', () => {
  it.each([
    { state: 'claim', row: listed, says: 'the same', open: unchanged, closed: unchanged },
    { state: 'claim', row: renamed, says: 'another name', open: refreshed('claim'), closed: refreshed('claim') },
    { state: 'claim', row: moved, says: 'another address', open: refreshed('claim'), closed: refreshed('pending') },
    { state: 'pending', row: listed, says: 'the same', open: unchanged, closed: unchanged },
    { state: 'pending', row: renamed, says: 'another name', open: refreshed('pending'), closed: refreshed('pending') },
    { state: 'pending', row: moved, says: 'another address', open: refreshed('pending'), closed: refreshed('pending') },
    { state: 'active', row: listed, says: 'the same', open: account, closed: account },
    { state: 'active', row: renamed, says: 'another name', open: account, closed: account },
    { state: 'active', row: moved, says: 'another address', open: account, closed: account },
    { state: 'suspended', row: listed, says: 'the same', open: account, closed: account },
    { state: 'suspended', row: renamed, says: 'another name', open: account, closed: account },
    { state: 'suspended', row: moved, says: 'another address', open: account, closed: account },
    { state: 'removed', row: listed, says: 'the same', open: removed, closed: removed },
    { state: 'removed', row: renamed, says: 'another name', open: removed, closed: removed },
    { state: 'removed', row: moved, says: 'another address', open: removed, closed: removed },
  ] as const)('of $state and $says', ({ state, row, open, closed }) => {
    expect(decideRosterChange(inState(state), row, true), 'until the announcement').toEqual(open)
    expect(decideRosterChange(inState(state), row, false), 'after the announcement').toEqual(closed)
  })

  it('and that nobody knew is a claim until the announcement and needs an invitation after it', () => {
    expect(decideRosterChange(null, listed, true)).toEqual({ change: 'add', state: 'claim' })
    expect(decideRosterChange(null, listed, false)).toEqual({ change: 'add', state: 'pending' })
  })

  it.each([
    { what: 'spelling of the address', row: { ...listed, email: { ...listed.email, typed: 'Hiro@hogehoge.example' } } },
    { what: 'name', row: { ...listed, name: null } },
    { what: 'role', row: { ...listed, role: 'owner' } },
    { what: 'password', row: { ...listed, legacyPassword: { ...listed.legacyPassword, hash: '$2b$04$two' } } },
    { what: 'pepper', row: { ...listed, legacyPassword: { ...listed.legacyPassword, pepperKid: 'devise' } } },
    { what: 'password, which is gone', row: { ...listed, legacyPassword: null } },
    { what: 'second factor', row: { ...listed, legacyTwoFactor: true } },
    { what: 'TOTP secret', row: { ...listed, legacyTotpSecret: 'JBSWY3DPEHPK3PXP' } },
    { what: 'last sign-in', row: { ...listed, lastSignInAt: noon + 1 } },
    { what: 'last sign-in, which never was', row: { ...listed, lastSignInAt: 'never' } },
    { what: 'last sign-in, which is unknown', row: { ...listed, lastSignInAt: null } },
  ] as { what: string; row: ListedRow }[])('with another $what is refreshed where it stands', ({ row }) => {
    expect(decideRosterChange(inState('claim'), row, false)).toEqual(refreshed('claim'))
  })

  it('that moves back to its old address after the roster closed still needs its invitation', () => {
    const pending = aClaim({ ...moved, state: 'pending' })
    expect(decideRosterChange(pending, listed, false)).toEqual(refreshed('pending'))
  })
})

describe('a row that a shop’s back end brings', () => {
  const { email, name, role } = listed
  const said = { email, name: '加藤弘', role: 'owner' }
  const elsewhere = { ...said, email: moved.email }
  const saved = (state: MemberState, address = email) => ({
    change: 'save',
    state,
    email: address,
    name: '加藤弘',
    role: 'owner',
  })

  it.each([
    { state: 'claim', row: said, says: 'its address', open: saved('claim'), closed: saved('claim') },
    {
      state: 'claim',
      row: elsewhere,
      says: 'another address',
      open: saved('claim', moved.email),
      closed: saved('pending', moved.email),
    },
    { state: 'pending', row: said, says: 'its address', open: saved('pending'), closed: saved('pending') },
    {
      state: 'pending',
      row: elsewhere,
      says: 'another address',
      open: saved('pending', moved.email),
      closed: saved('pending', moved.email),
    },
    { state: 'active', row: said, says: 'its address', open: saved('active'), closed: saved('active') },
    { state: 'active', row: elsewhere, says: 'another address', open: saved('active'), closed: saved('active') },
    {
      state: 'suspended',
      row: elsewhere,
      says: 'another address',
      open: saved('suspended'),
      closed: saved('suspended'),
    },
    { state: 'removed', row: said, says: 'its address', open: removed, closed: removed },
    { state: 'removed', row: elsewhere, says: 'another address', open: removed, closed: removed },
  ] as const)('of $state and $says', ({ state, row, open, closed }) => {
    expect(decideSyncChange(inState(state), row, true), 'until the announcement').toEqual(open)
    expect(decideSyncChange(inState(state), row, false), 'after the announcement').toEqual(closed)
  })

  it('and that nobody knew is a claim until the announcement and needs an invitation after it', () => {
    expect(decideSyncChange(null, said, true)).toEqual({ change: 'add', state: 'claim' })
    expect(decideSyncChange(null, said, false)).toEqual({ change: 'add', state: 'pending' })
  })

  it('keeps what the back end does not say', () => {
    expect(decideSyncChange(inState('claim'), { email }, false)).toMatchObject({ name, role })
    expect(decideSyncChange(inState('active'), { email, role: 'owner' }, false)).toMatchObject({ name, role: 'owner' })
  })
})
