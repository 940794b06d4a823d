import { describe, expect, it } from 'vitest'
import { compileRanges, contains, ipv4Union, parseAddressRange, spanOf } from '../../src/primitives/address-range.ts'

describe('an address range', () => {
  it.each([
    ['203.0.113.10', '203.0.113.10/32'],
    ['203.0.113.10/32', '203.0.113.10/32'],
    ['203.0.113.8/29', '203.0.113.8/29'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8:1::/64', '2001:db8:1::/64'],
    ['2001:db8::1', '2001:db8::1/128'],
  ])('reads %s as %s', (text, range) => {
    expect(parseAddressRange(text)).toEqual({ range })
  })

  it.each([
    ['203.0.113.10/28', 'host-bits', '203.0.113.0/28'],
    ['2001:db8::1/64', 'host-bits', '2001:db8::/64'],
    ['010.0.0.1', 'leading-zeros', null],
    ['203.0.113.010/32', 'leading-zeros', null],
    ['203.0.113.0/08', 'leading-zeros', null],
    ['fe80::1%eth0', 'zone', null],
    ['::ffff:203.0.113.10', 'mapped', '203.0.113.10/32'],
    ['::ffff:203.0.113.10/128', 'mapped', '203.0.113.10/32'],
    ['::ffff:203.0.113.0/120', 'mapped', '203.0.113.0/24'],
    ['::ffff:cb00:710a', 'mapped', '203.0.113.10/32'],
    ['::ffff:0.0.0.0/80', 'mapped', null],
    ['2001:DB8::/64', 'not-canonical', '2001:db8::/64'],
    ['2001:0db8::/64', 'not-canonical', '2001:db8::/64'],
    ['2001:db8:0:0::/64', 'not-canonical', '2001:db8::/64'],
    ['203.0.113', 'unreadable', null],
    ['0xcb.0.113.10', 'unreadable', null],
    ['3405803786', 'unreadable', null],
    ['203.0.113.10/33', 'unreadable', null],
    ['203.0.113.10/', 'unreadable', null],
    ['203.0.113.10/+8', 'unreadable', null],
    ['203.0.113.10/28/28', 'unreadable', null],
    ['203.0.113.10-20', 'unreadable', null],
    ['203.0.113.256', 'unreadable', null],
    [' 203.0.113.10', 'unreadable', null],
    ['２０３.0.113.10', 'unreadable', null],
    ['2001:db8::/129', 'unreadable', null],
    ['', 'unreadable', null],
    ['example.com', 'unreadable', null],
  ] as const)('refuses %s: %s', (text, reason, suggestion) => {
    expect(parseAddressRange(text)).toEqual({ refused: { reason, suggestion } })
  })

  it('begins and ends where its prefix says', () => {
    expect(spanOf('203.0.113.8/29')).toEqual({ version: 4, prefix: 29, first: 0xcb007108n, last: 0xcb00710fn })
    expect(() => spanOf('203.0.113.9/29')).toThrow(TypeError)
    expect(() => spanOf('203.0.113.9')).toThrow(TypeError)
  })

  it('counts what IPv4 ranges cover together once', () => {
    expect(ipv4Union(['203.0.113.0/28', '203.0.113.8/29', '203.0.113.15/32', '203.0.113.99/32'])).toBe(17)
    expect(ipv4Union(['2001:db8::/64'])).toBe(0)
  })
})

describe('compiled ranges', () => {
  const isInside = compileRanges([
    '203.0.113.8/29',
    '198.51.100.7/32',
    '203.0.113.16/29',
    '2001:db8:0:1::/64',
    '2001:db8::9/128',
  ])

  it.each([
    ['203.0.113.7', false],
    ['203.0.113.8', true],
    ['203.0.113.15', true],
    ['203.0.113.16', true],
    ['203.0.113.23', true],
    ['203.0.113.24', false],
    ['198.51.100.6', false],
    ['198.51.100.7', true],
    ['198.51.100.8', false],
    ['0.0.0.0', false],
    ['255.255.255.255', false],
    ['2001:db8:0:0:ffff:ffff:ffff:ffff', false],
    ['2001:db8:0:1::', true],
    ['2001:db8:0:1:ffff:ffff:ffff:ffff', true],
    ['2001:db8:0:2::', false],
    ['2001:db8::9', true],
    ['2001:db8::a', false],
    ['::ffff:203.0.113.8', false],
    ['not an address', false],
    ['', false],
  ])('hold %s: %s', (address, expected) => {
    expect(isInside(address)).toBe(expected)
  })

  it('keep what a wider range after a narrower one covers', () => {
    const wide = compileRanges(['10.0.0.0/8', '10.0.0.0/32', '10.1.0.0/16'])
    expect([wide('10.255.255.255'), wide('11.0.0.0')]).toEqual([true, false])
  })

  it('hold nothing when there are none', () => {
    expect(compileRanges([])('203.0.113.8')).toBe(false)
    expect(compileRanges([])('2001:db8::9')).toBe(false)
    expect(contains('0.0.0.0/0', '203.0.113.8')).toBe(true)
    expect(contains('::/0', '203.0.113.8')).toBe(false)
  })
})
