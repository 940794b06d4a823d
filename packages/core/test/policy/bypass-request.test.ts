import { describe, expect, it } from 'vitest'
import { type BypassDraft, bypassProblems, canonicalRanges, isWide } from '../../src/policy/bypass-request.ts'
import type { MemberId } from '../../src/primitives/ids.ts'

const robot = { id: 'robot' as MemberId, state: 'active', role: 'staff' } as const
const claim = { id: 'claim' as MemberId, state: 'claim', role: null } as const
const boss = { id: 'boss' as MemberId, state: 'active', role: '管理者' } as const
const gone = { id: 'gone' as MemberId, state: 'removed', role: 'staff' } as const
const members = [robot, claim, boss, gone]

const draft: BypassDraft = {
  purpose: '在庫の更新\n毎朝6時',
  provider: 'ロボ社',
  memberIds: ['robot', 'claim'],
  ranges: ['8.8.8.8', '8.8.4.0/28', '2606:4700:4700::/64'],
  validDays: 90,
  shadow: false,
}
const problemsOf = (changes: Partial<BypassDraft>, documentationRanges = false) =>
  bypassProblems({ ...draft, ...changes }, members, { documentationRanges })
const reasonsOf = (changes: Partial<BypassDraft>) => problemsOf(changes).map(({ row, reason }) => [row, reason])

describe('a request for a robot', () => {
  it('is looked at in no time, however many ranges it has', () => {
    const ranges = Array.from({ length: 512 }, (_, nth) => `2400:${(nth + 1).toString(16)}::/64`)
    const startedAt = performance.now()
    expect(reasonsOf({ ranges })).toEqual([[null, 'too-many']])
    expect(performance.now() - startedAt).toBeLessThan(1500)
  })

  it('is in order as it is', () => {
    expect(problemsOf({})).toEqual([])
    expect(canonicalRanges([' 8.8.8.8 ', '8.8.4.0/28'])).toEqual(['8.8.8.8/32', '8.8.4.0/28'])
  })

  it.each([
    ['10.0.0.1', 'private'],
    ['172.16.5.0/28', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.10', 'private'],
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['100.64.0.0/28', 'carrier-nat'],
    ['100.127.255.255', 'carrier-nat'],
    ['192.0.2.1', 'documentation'],
    ['198.51.100.0/28', 'documentation'],
    ['203.0.113.10', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['0.0.0.0', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['192.0.0.8', 'reserved'],
    ['::1', 'loopback'],
    ['fe80::/64', 'link-local'],
    ['fc00::/64', 'private'],
    ['fd12:3456:789a:1::/64', 'private'],
    ['ff02::1', 'multicast'],
    ['2001:db8::/64', 'documentation'],
    ['3fff:1::/64', 'documentation'],
    ['2002:cb00:710a::/64', 'embeds-ipv4'],
    ['2001:0:cb00:710a::/64', 'embeds-ipv4'],
    ['64:ff9b::/96', 'embeds-ipv4'],
    ['64:ff9b::cb00:710a', 'embeds-ipv4'],
    ['64:ff9b:1::/64', 'embeds-ipv4'],
    ['::cb00:710a', 'embeds-ipv4'],
    ['::ffff:0:0:0/96', 'embeds-ipv4'],
    ['2606:4700::5efe:cb00:710a', 'embeds-ipv4'],
    ['2606:4700::200:5efe:cb00:710a', 'embeds-ipv4'],
    ['::', 'embeds-ipv4'],
    ['4000::/64', 'reserved'],
    ['5f00::/64', 'reserved'],
    ['::ffff:8.8.8.8', 'mapped'],
    ['8.8.8.8/28', 'host-bits'],
    ['010.8.8.8', 'leading-zeros'],
    ['2606:4700::1%eth0', 'zone'],
    ['2606:4700:0:0::/64', 'not-canonical'],
    ['robo.example', 'unreadable'],
    ['8.8.0.0/23', 'too-wide'],
    ['2606:4700::/63', 'too-wide'],
    // It has addresses in it that are nobody's, too; that is told first.
    ['0.0.0.0/0', 'reserved'],
    ['::/0', 'loopback'],
  ] as const)('does not have %s: %s', (range, reason) => {
    expect(problemsOf({ ranges: ['1.1.1.1', range] })).toMatchObject([
      { field: 'ranges', row: 1, reason, typed: range, other: null },
    ])
  })

  it.each([
    ['9.255.255.255', '11.0.0.0'],
    ['172.15.255.255', '172.32.0.0'],
    ['100.63.255.255', '100.128.0.0'],
    ['223.255.255.255', '192.0.1.0'],
    ['8.8.8.0/24', '2606:4700::/64'],
  ])('may have the neighbours %s and %s', (...ranges) => {
    expect(problemsOf({ ranges })).toEqual([])
  })

  it('has a documentation address where that is said, and no other special one', () => {
    expect(problemsOf({ ranges: ['203.0.113.10', '2001:db8::/64'] }, true)).toEqual([])
    expect(problemsOf({ ranges: ['10.0.0.1'] }, true)).toMatchObject([{ reason: 'private' }])
  })

  it('names the rows that are the same or overlap, and says how a row is written', () => {
    expect(problemsOf({ ranges: ['8.8.8.0/28', '1.1.1.1', '8.8.8.4', '1.1.1.1/32', '8.8.8.9/28'] })).toMatchObject([
      { row: 2, reason: 'overlap', other: 0 },
      { row: 3, reason: 'duplicate', other: 1 },
      { row: 4, reason: 'host-bits', suggestion: '8.8.8.0/28' },
    ])
    expect(problemsOf({ ranges: ['::ffff:8.8.8.8'] })).toMatchObject([{ reason: 'mapped', suggestion: '8.8.8.8/32' }])
  })

  it('covers 64 IPv4 addresses at the most, or 256 where two have to approve it', () => {
    const blocks = (count: number, from = '1.1') => Array.from({ length: count }, (_, index) => `${from}.${index}.0/28`)
    expect(reasonsOf({ ranges: blocks(4) })).toEqual([])
    expect(reasonsOf({ ranges: [...blocks(4), '8.8.8.8'] })).toEqual([[null, 'too-many']])
    expect(reasonsOf({ ranges: ['8.8.8.0/25', ...blocks(8)] })).toEqual([])
    expect(reasonsOf({ ranges: ['8.8.8.0/25', ...blocks(8), '9.9.9.9'] })).toEqual([[null, 'too-many']])
    expect(reasonsOf({ ranges: ['8.8.8.0/24'] })).toEqual([])
    const sixes = Array.from({ length: 65 }, (_, index) => `2606:4700:0:${(index + 1).toString(16)}::/64`)
    expect(reasonsOf({ ranges: sixes.slice(0, 64) })).toEqual([])
    expect(reasonsOf({ ranges: sixes })).toEqual([[null, 'too-many']])
  })

  it('takes two when an IPv4 range is wider than /28', () => {
    expect([isWide(['8.8.8.0/28', '2606:4700::/64']), isWide(['8.8.8.0/27'])]).toEqual([false, true])
  })

  it('has members of the shop that are no administrators, each once', () => {
    expect(reasonsOf({ memberIds: [] })).toEqual([[null, 'missing']])
    expect(reasonsOf({ memberIds: ['robot', 'boss', 'gone', 'nobody', 'robot'] })).toEqual([
      [1, 'administrator'],
      [2, 'unknown'],
      [3, 'unknown'],
      [4, 'duplicate'],
    ])
    expect(reasonsOf({ memberIds: Array.from({ length: 21 }, () => 'robot') })).toEqual([[null, 'too-many']])
  })

  it.each([
    ['purpose', ' \n ', 'missing'],
    ['purpose', 'あ'.repeat(501), 'too-long'],
    ['purpose', 'a\u202eb', 'not-plain'],
    ['provider', '', 'missing'],
    ['provider', 'a'.repeat(101), 'too-long'],
    ['validDays', 0, 'out-of-bounds'],
    ['validDays', 181, 'out-of-bounds'],
    ['validDays', 1.5, 'out-of-bounds'],
    ['ranges', [], 'missing'],
  ] as const)('says of %s %j: %s', (field, value, reason) => {
    expect(problemsOf({ [field]: value })).toMatchObject([{ field, reason, row: null }])
  })

  it.each([1, 180])('may be for %i days', (validDays) => {
    expect(problemsOf({ validDays })).toEqual([])
  })
})
