import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addressBucket,
  deriveClientAddress,
  parseIpAddress,
  trustedProxies,
  wideAddressBucket,
} from '../../src/primitives/client-address.ts'
import { ConfigurationError } from '../../src/primitives/errors.ts'

const client = '198.51.100.7'
const near = '10.0.0.1' // the proxy that talks to us
const far = '10.0.0.2' // the one before it

describe('an IP address', () => {
  it.each([
    { text: '198.51.100.7', address: '198.51.100.7' },
    { text: '0.0.0.0', address: '0.0.0.0' },
    { text: '255.255.255.255', address: '255.255.255.255' },
    { text: '::1', address: '::1' },
    { text: '::', address: '::' },
    { text: '2001:DB8::0:0:1', address: '2001:db8::1' },
    { text: '2001:0db8:0000:0000:0000:0000:0000:0001', address: '2001:db8::1' },
    { text: '2001:db8:0:1:1:1:1:1', address: '2001:db8:0:1:1:1:1:1' },
    { text: '2001:0:0:1:0:0:0:1', address: '2001:0:0:1::1' },
    { text: '2001:db8:0:0:1:0:0:1', address: '2001:db8::1:0:0:1' },
    { text: '::ffff:198.51.100.7', address: '198.51.100.7' },
    { text: '::FFFF:c633:6407', address: '198.51.100.7' },
    { text: '0:0:0:0:0:ffff:198.51.100.7', address: '198.51.100.7' },
    { text: '64:ff9b::198.51.100.7', address: '64:ff9b::c633:6407' },
    { text: '::198.51.100.7', address: '::c633:6407' },
    { text: '::c633:6407', address: '::c633:6407' },
    { text: '::ffff:0:198.51.100.7', address: '::ffff:0:c633:6407' },
  ])('$text is $address', ({ text, address }) => {
    expect(parseIpAddress(text)).toBe(address)
  })

  it('has one canonical text, which reads as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseIpAddress(text)
        if (address === null) expect.unreachable(`${text} is an address`)
        else expect(parseIpAddress(address)).toBe(address)
      }),
      { numRuns: 3000 },
    )
  })

  it('is nothing else', () => {
    for (const text of [
      '',
      ' ',
      '1.2.3',
      '1',
      '0x7f.0.0.1',
      '127.1',
      '012.0.0.1',
      '1.2.3.4.5',
      '1.2.3.256',
      '::1%lo',
      ':::',
    ])
      expect(parseIpAddress(text), text).toBeNull()
  })
})

/**
 * A forwarded header, and who it makes the client behind one proxy of ours and behind two; without any proxy it is
 * never looked at.
 */
const headers: readonly [header: string | undefined, one: string | null, two: string | null][] = [
  // As proxies write it.
  [client, client, client],
  [`${client}, ${far}`, far, client],
  [`1.1.1.1, ${client}`, client, client],
  [`1.1.1.1, ${client}, ${far}`, far, client],
  [`1.1.1.1,${client},${far}`, far, client],
  [`${client} ,\t${far} `, far, client],
  ['2001:db8::7', '2001:db8::7', '2001:db8::7'],
  ['2001:DB8:0:0::7', '2001:db8::7', '2001:db8::7'],
  [`2001:db8::7, ${far}`, far, '2001:db8::7'],
  // What a client writes to be somebody else stands on the left.
  [`127.0.0.1, ${client}`, client, client],
  [`::1, ${client}`, client, client],
  [`${near}, ${client}`, client, client],
  [`${far}, ${client}`, client, client],
  [`${near}, ${far}, ${client}`, client, client],
  [`203.0.113.9, 203.0.113.10, ${client}`, client, client],
  [`unknown, ${client}`, client, client],
  [`, ${client}`, client, client],
  [`,,,, ${client}`, client, client],
  [`'; DROP TABLE sessions; --, ${client}`, client, client],
  [`<script>alert(1)</script>, ${client}`, client, client],
  [`1.1.1.1:80, ${client}`, client, client],
  [`${'1.1.1.1, '.repeat(500)}${client}`, client, client],
  [`${'x'.repeat(8000)}, ${client}`, client, client],
  [`203.0.113.9, ${client}, ${near}`, client, client],
  [`${client}, ${near}, ${near}`, client, client],
  [`203.0.113.9, ${far}, ${client}, ${far}`, far, client],
  // Nobody but proxies of ours, or nobody at all.
  [undefined, null, null],
  ['', null, null],
  [' ', null, null],
  [',', null, null],
  [', ,', null, null],
  [near, null, null],
  [`${near}, ${near}`, null, null],
  [far, far, null],
  [`${far}, ${near}`, far, null],
  // A hop that cannot be read says nothing, and neither does what stands left of it.
  [`${client},`, null, null],
  [`${client}, `, null, null],
  [`${client}, unknown`, null, null],
  [`${client}, _hidden`, null, null],
  [`${client}, -`, null, null],
  [`${client}, null`, null, null],
  [`${client}, localhost`, null, null],
  [`${client}, proxy.example`, null, null],
  [`${client}, , ${near}`, null, null],
  [`${client}, unknown, ${near}`, null, null],
  [`${client}, unknown, ${far}`, far, null],
  [`${client}; ${far}`, null, null],
  [`${client} ${far}`, null, null],
  [`${client}|${far}`, null, null],
  [`for=${client}`, null, null],
  [`for="[2001:db8::7]"`, null, null],
  // Ports and brackets.
  [`${client}:5678`, null, null],
  [`${client}:`, null, null],
  ['[2001:db8::7]', null, null],
  ['[2001:db8::7]:443', null, null],
  [`"${client}"`, null, null],
  [`'${client}'`, null, null],
  [`(${client})`, null, null],
  // Zone ids.
  ['fe80::1%eth0', null, null],
  ['fe80::1%25eth0', null, null],
  ['2001:db8::7%1', null, null],
  [`::ffff:${client}%1`, null, null],
  // Octal, hexadecimal, short and long forms.
  ['012.0.0.1', null, null],
  ['198.051.100.7', null, null],
  ['0306.063.0144.07', null, null],
  ['0xc6.0x33.0x64.0x07', null, null],
  ['0xc6336407', null, null],
  ['3325256711', null, null],
  ['198.51.25607', null, null],
  ['127.1', null, null],
  ['198.51.100', null, null],
  ['198.51.100.7.1', null, null],
  ['198.51.100.256', null, null],
  ['198.51.100.-7', null, null],
  ['198.51.100.7e0', null, null],
  ['+198.51.100.7', null, null],
  ['１９８.51.100.7', null, null],
  ['198。51。100。7', null, null],
  ['198.51.100.7/32', null, null],
  ['2001:db8::7::1', null, null],
  ['2001:db8:7', null, null],
  ['2001:db8::g', null, null],
  ['12001:db8::7', null, null],
  ['::ffff:198.51.100.256', null, null],
  ['::ffff:198.051.100.7', null, null],
  [`${client}\0`, null, null],
  [`${client}\u200b`, null, null],
  // Mapped addresses are the IPv4 addresses they hold.
  [`::ffff:${client}`, client, client],
  ['::ffff:c633:6407', client, client],
  [`0:0:0:0:0:FFFF:${client}`, client, client],
  [`${client}, ::ffff:${far}`, far, client],
  [`${client}, ::ffff:${near}`, client, client],
  [`${client}, ::ffff:a00:2`, far, client],
  // Others that hold one are not.
  [`::${client}`, '::c633:6407', '::c633:6407'],
  [`64:ff9b::${client}`, '64:ff9b::c633:6407', '64:ff9b::c633:6407'],
  [`${client}, ::${near}`, '::a00:1', '::a00:1'],
]

describe('the client address', () => {
  const one = trustedProxies([near])
  const two = trustedProxies([near, far])
  const none = trustedProxies([])
  const name = (header: string | undefined) =>
    header === undefined ? 'no header' : JSON.stringify(header).slice(0, 60)

  it.each(headers.map(([header, behindOne, behindTwo]) => ({ title: name(header), header, behindOne, behindTwo })))(
    'told by $title',
    ({ header, behindOne, behindTwo }) => {
      expect(deriveClientAddress(client, header, none), 'without a proxy').toBe(client)
      expect(deriveClientAddress('203.0.113.50', header, two), 'from somebody who is no proxy').toBe('203.0.113.50')
      expect(deriveClientAddress(near, header, one), 'behind one proxy').toBe(behindOne)
      expect(deriveClientAddress(`::ffff:${near}`, header, one), 'behind one, on a dual-stack socket').toBe(behindOne)
      expect(deriveClientAddress(near, header, two), 'behind two proxies').toBe(behindTwo)
    },
  )

  it('is put to the test by at least sixty headers', () => {
    expect(new Set(headers.map(([header]) => header)).size).toBeGreaterThanOrEqual(60)
  })

  it.each([undefined, '', 'unknown', '/var/run/accounts.sock', 'fe80::1%eth0', '1.2.3.4:80'])(
    'is unknown when the peer is %s',
    (peer) => {
      expect(deriveClientAddress(peer, client, none)).toBeNull()
      expect(deriveClientAddress(peer, client, () => true)).toBeNull()
    },
  )

  it('is unknown when every hop is trusted', () => {
    expect(deriveClientAddress(near, `${client}, ${far}`, () => true)).toBeNull()
    expect(deriveClientAddress(near, `${client}, ${far}`, trustedProxies(['0.0.0.0/0', '::/0']))).toBeNull()
  })

  it('is the same whatever stands left of it', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6())), fc.ipV4(), (left, address) => {
        fc.pre(address !== near && address !== far)
        const header = [...left, address, far].join(', ')
        expect(deriveClientAddress(near, header, two)).toBe(address)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('trusted proxies', () => {
  it.each([
    { range: '10.0.0.0/8', inside: ['10.0.0.0', '10.255.255.255'], outside: ['9.255.255.255', '11.0.0.0', '::a00:1'] },
    { range: '10.0.0.4/30', inside: ['10.0.0.4', '10.0.0.7'], outside: ['10.0.0.3', '10.0.0.8'] },
    { range: '10.0.0.1', inside: ['10.0.0.1'], outside: ['10.0.0.0', '10.0.0.2'] },
    { range: ' 10.0.0.1/32 ', inside: ['10.0.0.1'], outside: ['10.0.0.0', '10.0.0.2'] },
    { range: '0.0.0.0/0', inside: ['0.0.0.0', '255.255.255.255'], outside: ['::', '::1'] },
    { range: '::1', inside: ['::1'], outside: ['::', '::2', '127.0.0.1'] },
    { range: '2001:db8::/32', inside: ['2001:db8::', '2001:db8:ffff::1'], outside: ['2001:db7::', '2001:db9::'] },
    { range: '::/0', inside: ['::', 'ffff::'], outside: ['0.0.0.0', '127.0.0.1'] },
    { range: '::ffff:10.0.0.1', inside: ['10.0.0.1'], outside: ['10.0.0.2', '::1'] },
  ])('named by $range are those and no others', ({ range, inside, outside }) => {
    const isTrusted = trustedProxies(['192.0.2.1', range])
    for (const address of inside) expect(isTrusted(address), address).toBe(true)
    for (const address of outside) expect(isTrusted(address), address).toBe(false)
  })

  it('are nobody when none is named', () => {
    expect(trustedProxies([])('127.0.0.1')).toBe(false)
  })

  it.each([
    '',
    '/8',
    '10/8',
    '10.0.0/8',
    '010.0.0.0/8',
    '0x0a.0.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8.0',
    '10.0.0.0/1e1',
    '10.0.0.0/ 8',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0/8/16',
    '10.0.0.0-10.0.0.9',
    '10.0.0.*',
    '10.0.0.1,10.0.0.2',
    '2001:db8::/129',
    '[2001:db8::]/32',
    'fe80::1%eth0',
    'fe80::%eth0/64',
    '::ffff:10.0.0.0/104',
    '::ffff:10.0.0.0/8',
    'loopback',
    'true',
    '1',
  ])('are not named by %j', (range) => {
    expect(() => trustedProxies(['10.0.0.1', range])).toThrow(ConfigurationError)
  })
})

describe('what counts as one place', () => {
  const place = (text: string) => addressBucket(parseIpAddress(text))
  const network = (text: string) => wideAddressBucket(parseIpAddress(text))

  it('is an IPv4 address, mapped or not', () => {
    expect(place('198.51.100.7')).toBe('198.51.100.7')
    expect(place('::ffff:198.51.100.7')).toBe(place('198.51.100.7'))
    expect(place('::ffff:198.51.100.8')).not.toBe(place('::ffff:198.51.100.7'))
    expect(new Set(Array.from({ length: 256 }, (_, n) => place(`::ffff:198.51.100.${n}`))).size).toBe(256)
    expect(network('198.51.100.7')).toBeNull()
    expect(network('::ffff:198.51.100.7')).toBeNull()
  })

  it.each([
    { a: '2001:db8:0:1::', b: '2001:db8:0:1:ffff:ffff:ffff:ffff', samePlace: true, sameNetwork: true },
    { a: '2001:db8:0:1::', b: '2001:db8:0:2::', samePlace: false, sameNetwork: true },
    { a: '2001:db8:0:1::', b: '2001:db8:0:ffff::', samePlace: false, sameNetwork: true },
    { a: '2001:db8:0:ffff::', b: '2001:db8:1::', samePlace: false, sameNetwork: false },
    { a: '2001:db8::1', b: '2001:DB8:0:0:1::', samePlace: true, sameNetwork: true },
  ])('is an IPv6 /64 ($samePlace), in a /48 ($sameNetwork): $a and $b', ({ a, b, samePlace, sameNetwork }) => {
    expect(place(a) === place(b)).toBe(samePlace)
    expect(network(a) === network(b)).toBe(sameNetwork)
  })

  it('is named by its network', () => {
    expect(place('2001:db8:0:1:2:3:4:5')).toBe('2001:db8:0:1::/64')
    expect(network('2001:db8:0:1:2:3:4:5')).toBe('2001:db8::/48')
  })

  it('is one for all who are unknown, and nobody else is there', () => {
    expect(addressBucket(null)).toBe('unknown')
    expect(wideAddressBucket(null)).toBeNull()
  })
})
