import { describe, expect, it } from 'vitest'
import type { Member } from '../../src/domain/member.ts'
import {
  type FindingCode,
  findingsOf,
  findingWords,
  type ReadinessMember,
  shopFindingsOf,
} from '../../src/policy/readiness.ts'
import { aClaim, aLegacyPassword, noon } from '../../src/testing/index.ts'

const day = 24 * 3_600_000
const facts = { now: noon, staleAfterDays: 180, rowsWithAddress: 1, shopsWithAddress: 1 }
const at = (local: string, domain = 'shop.example') => ({
  email: { key: `${local}@${domain}`, typed: `${local}@${domain}` },
})
const plain = { ...at('hiro.kato'), name: '加藤ひろ', role: 'staff', lastSignInAt: noon - day }

const found = (changes: Partial<ReadinessMember>, more: Partial<typeof facts> = {}) =>
  findingsOf(aClaim({ ...plain, ...changes }), { ...facts, ...more })

describe('a member', () => {
  it('with nothing to look at has no finding', () => {
    expect(found({})).toEqual([])
  })

  it.each<[FindingCode, string, Partial<ReadinessMember>, Partial<typeof facts>, Partial<ReadinessMember>]>([
    ['never-signed-in', 'never', { lastSignInAt: 'never' }, {}, { lastSignInAt: null }],
    [
      'never-signed-in',
      'never, pending',
      { lastSignInAt: 'never', state: 'pending' },
      {},
      { lastSignInAt: 'never', state: 'active' },
    ],
    ['stale', 'at 180 days', { lastSignInAt: noon - 180 * day }, {}, { lastSignInAt: noon - 180 * day + 1 }],
    [
      'stale',
      'at the days asked for',
      { lastSignInAt: noon - 30 * day },
      { staleAfterDays: 30 },
      { lastSignInAt: noon - 30 * day + 1 },
    ],
    ['role-mailbox', 'info@', at('info'), {}, at('info.kato')],
    ['role-mailbox', 'shop@', at('shop'), {}, at('shopkeeper')],
    ['shared-suspect', 'by name', { name: '店舗共有' }, {}, { name: '共田 有' }],
    ['shared-suspect', 'by address', at('team-a'), {}, at('steam')],
    ['robot-suspect', 'by name', { name: '在庫ロボ' }, {}, { name: 'Abbott' }],
    ['robot-suspect', 'by address', at('rpa-zaiko'), {}, at('carpa')],
    ['robot-suspect', 'by a numbered address', at('bot2'), {}, at('talbot')],
    ['unusable-address', 'a name of the office network', at('kato', 'office.local'), {}, at('kato', 'local.example')],
    ['unusable-address', 'a box nobody reads', at('no-reply'), {}, at('reply')],
    ['administrator', 'by role', { role: '管理者' }, {}, { role: 'スタッフ' }],
    ['no-password', 'without one', { legacyPassword: null }, {}, { legacyPassword: null, state: 'active' }],
    [
      'weak-hash',
      'bcrypt 9',
      { legacyPassword: aLegacyPassword({ nominalMilliseconds: 25 }) },
      {},
      { legacyPassword: aLegacyPassword({ nominalMilliseconds: 49 }) },
    ],
    ['legacy-two-factor', 'with an app', { legacyTwoFactor: true }, {}, { legacyTwoFactor: true, state: 'active' }],
    ['needs-invitation', 'pending', { state: 'pending' }, {}, { state: 'claim' }],
  ])('is %s: %s', (code, _, has, more, hasNot) => {
    expect(found(has, more)).toContain(code)
    expect(found(hasNot, more)).not.toContain(code)
  })

  it.each([
    ['same-address', { rowsWithAddress: 2 }],
    ['several-shops', { shopsWithAddress: 2 }],
  ] as const)('is %s by what is known beside the row', (code, more) => {
    expect(found({}, more)).toEqual([code])
  })

  it('has the gravest finding first', () => {
    const everything = found(
      { ...at('no-reply'), lastSignInAt: 'never', role: 'admin', legacyPassword: null, legacyTwoFactor: true },
      { rowsWithAddress: 2, shopsWithAddress: 3 },
    )
    const order = Object.keys(findingWords)
    expect(everything).toEqual(everything.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))
    expect(everything[0]).toBe('unusable-address')
    expect(everything.length).toBeGreaterThan(6)
  })

  it.each(Object.entries(findingWords))('%s says why and what to do, in both languages', (_, { why, todo }) => {
    for (const words of [why, todo]) {
      expect(words.ja).toMatch(/[ぁ-ん].*。$/)
      expect(words.en).toMatch(/^[A-Z"].*\.$/)
    }
  })
})

describe('a shop', () => {
  const admin = { ...plain, role: 'administrator' }
  const other = aClaim({ ...plain, ...at('yui.kimura') })
  it.each<[string, Partial<Member>, boolean, boolean]>([
    ['an administrator who acts', { state: 'active' }, true, true],
    ['an administrator who may sign in', {}, true, true],
    ['nobody but staff', { role: 'staff', state: 'active' }, false, false],
    ['one who is suspended', { state: 'suspended' }, false, false],
    ['one who needs an invitation', { state: 'pending' }, false, false],
    ['one who is held', { heldFor: ['stale'] }, false, false],
    ['one who is held from the announcement on', { lastSignInAt: noon - 180 * day }, false, true],
    ['one who was last here a millisecond later', { lastSignInAt: noon - 180 * day + 1 }, true, true],
    ['one who never was here', { lastSignInAt: 'never' }, false, true],
    ['one who never was here, and is confirmed', { lastSignInAt: 'never', confirmedAt: noon }, true, true],
    ['one who shares an address', at('yui.kimura'), false, true],
    ['one who is left to an invitation', { leaving: 'invite' }, false, true],
  ])('with %s', (_, changes, before, announced) => {
    const rows = [aClaim({ ...admin, ...changes }), other]
    const isFound = (after: boolean) =>
      shopFindingsOf(rows, { now: noon, announced: after }).includes('no-administrator')
    expect([!isFound(false), !isFound(true)]).toEqual([before, announced])
  })

  it('with nobody listed has nobody who administers it', () => {
    expect(shopFindingsOf([], { now: noon, announced: false })).toEqual(['no-administrator'])
  })
})
