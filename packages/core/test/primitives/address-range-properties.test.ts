import process from 'node:process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRanges, ipv4Union, parseAddressRange } from '../../src/primitives/address-range.ts'

/** How many random cases all properties together have; `npm run soak:ranges` has a million. */
const cases = Number(process.env.RANGE_CASES ?? 20_000)
const runs = (share: number) => ({ numRuns: Math.round(cases * share) })

/** What the tests hold the code against: arithmetic with whole numbers alone, and one way to write each. */
interface Span {
  readonly version: 4 | 6
  readonly value: bigint
  readonly prefix: number
}

const widthOf = (version: 4 | 6) => (version === 4 ? 32 : 128)
const hostBits = ({ version, prefix }: Span) => BigInt(widthOf(version) - prefix)
const firstOf = (span: Span) => (span.value >> hostBits(span)) << hostBits(span)
const covers = (span: Span, version: 4 | 6, value: bigint) =>
  span.version === version && value >> hostBits(span) === span.value >> hostBits(span)

function textOf(version: 4 | 6, value: bigint): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')
  // RFC 5952 section 4: the longest run of at least two groups of zeros is left out, the first of equals.
  const groups = groupsOf(value).map((group) => group.toString(16))
  let left = { at: -1, length: 1 }
  for (let at = 0; at < 8; at++) {
    let length = 0
    while (groups[at + length] === '0') length++
    if (length > left.length) left = { at, length }
  }
  if (left.at === -1) return groups.join(':')
  return `${groups.slice(0, left.at).join(':')}::${groups.slice(left.at + left.length).join(':')}`
}

function groupsOf(value: bigint): bigint[] {
  return [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => (value >> shift) & 0xffffn)
}

const rangeText = (span: Span) => `${textOf(span.version, firstOf(span))}/${span.prefix}`

/** What a text says when it is written in the one way that counts; `null` for every other text. */
function read(text: string): Span | null {
  const slash = text.indexOf('/')
  const address = slash === -1 ? text : text.slice(0, slash)
  const version = address.includes(':') ? 6 : 4
  const value = version === 4 ? read4(address) : read6(address)
  if (value === null || textOf(version, value) !== address) return null
  const prefix = slash === -1 ? widthOf(version) : read10(text.slice(slash + 1), widthOf(version))
  if (prefix === null) return null
  const span: Span = { version, value, prefix }
  const isMapped = version === 6 && value >> 32n === 0xffffn
  return isMapped || firstOf(span) !== value ? null : span
}

function read4(text: string): bigint | null {
  const octets = text.split('.').map((octet) => read10(octet, 255))
  if (octets.length !== 4 || octets.includes(null)) return null
  return octets.reduce((sum, octet) => sum * 256n + BigInt(octet ?? 0), 0n)
}

function read6(text: string): bigint | null {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')))
  const [head = [], tail = []] = halves
  const left = 8 - head.length - tail.length
  if (halves.length > 2 || (halves.length === 1 ? left !== 0 : left < 1)) return null
  const groups = [...head, ...Array.from({ length: left }, () => '0'), ...tail]
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/.test(group))) return null
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

function read10(text: string, most: number): number | null {
  return /^(0|[1-9][0-9]*)$/.test(text) && Number(text) <= most ? Number(text) : null
}

const value4 = fc.oneof(
  fc.bigInt(0n, 2n ** 32n - 1n),
  fc.constantFrom(0n, 2n ** 32n - 1n, 0x7f000001n, 0x0a000000n, 0xcb00710an),
)
const value6 = fc
  .array(fc.oneof(fc.constantFrom(0n, 0n, 0n, 1n, 0xffffn), fc.bigInt(0n, 0xffffn)), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.reduce((sum, group) => sum * 65_536n + group, 0n))
const mapped = value4.map((value) => (0xffffn << 32n) + value)
const span4 = fc.record({ version: fc.constant(4 as const), value: value4, prefix: fc.integer({ min: 0, max: 32 }) })
const span6 = fc.record({
  version: fc.constant(6 as const),
  value: fc.oneof({ weight: 9, arbitrary: value6 }, { weight: 1, arbitrary: mapped }),
  prefix: fc.integer({ min: 0, max: 128 }),
})
const span: fc.Arbitrary<Span> = fc.oneof(span4, span6)

/** The ways in which people and programs write what is no canonical range. */
const spellings: readonly ((span: Span) => string)[] = [
  (one) => `${textOf(one.version, one.value)}/${one.prefix}`,
  (one) => textOf(one.version, one.value),
  (one) => rangeText(one).toUpperCase(),
  (one) => rangeText(one).replace(/\d+/, (digits) => `0${digits}`),
  (one) => rangeText(one).replace('/', '/0'),
  (one) => rangeText(one).replace('/', '%eth0/'),
  (one) => ` ${rangeText(one)}`,
  (one) => `${rangeText(one)}/8`,
  (one) => rangeText(one).replace(/\/.*/, '/129'),
  (one) => rangeText(one).replace(/\/.*/, '/255.255.255.0'),
  (one) => rangeText(one).replace(/\.\d+\//, '/'),
  (one) => rangeText(one).replace(/^\d+/, '256'),
  (one) =>
    `${groupsOf(firstOf(one))
      .map((group) => group.toString(16))
      .join(':')}/${one.prefix}`,
  (one) =>
    `${groupsOf(firstOf(one))
      .map((group) => group.toString(16).padStart(4, '0'))
      .join(':')}/${one.prefix}`,
  (one) => `::ffff:${textOf(4, firstOf(one) & 0xffffffffn)}/${one.prefix}`,
  (one) => `::${textOf(4, firstOf(one) & 0xffffffffn)}/${one.prefix}`,
  (one) => `0x${firstOf(one).toString(16)}/${one.prefix}`,
]

const misspelt = fc.tuple(span, fc.constantFrom(...spellings)).map(([one, spell]) => spell(one))
const damaged = fc
  .tuple(fc.oneof(span.map(rangeText), misspelt), fc.nat(50), fc.constantFrom(...'0123456789af:./%x +'), fc.boolean())
  .map(([text, at, character, replaces]) => text.slice(0, at) + character + text.slice(replaces ? at + 1 : at))
const anyText = fc.oneof(
  { weight: 4, arbitrary: span.map(rangeText) },
  { weight: 4, arbitrary: misspelt },
  { weight: 2, arbitrary: damaged },
)

/** Ranges that lie close to each other, and an address at one of their edges or beside it. */
const crowd = fc
  .tuple(
    fc.array(fc.tuple(fc.oneof(value4, fc.bigInt(0xcb007100n, 0xcb0072ffn)), fc.integer({ min: 20, max: 32 })), {
      maxLength: 8,
    }),
    fc.array(fc.tuple(fc.bigInt(0n, 511n), fc.integer({ min: 112, max: 128 })), { maxLength: 6 }),
    fc.nat(),
    fc.constantFrom('before', 'first', 'within', 'last', 'after', 'elsewhere'),
    value4,
  )
  .map(([near4, near6, pick, where, elsewhere]) => {
    const ranges: readonly Span[] = [
      ...near4.map(([value, prefix]): Span => ({ version: 4, value, prefix })),
      ...near6.map(([offset, prefix]): Span => ({ version: 6, value: (0x20010db8n << 96n) + offset, prefix })),
    ]
    const chosen = ranges[pick % Math.max(1, ranges.length)]
    if (!chosen || where === 'elsewhere') return { ranges, version: 4 as const, value: elsewhere }
    const first = firstOf(chosen)
    const last = first + (1n << hostBits(chosen)) - 1n
    const at = { before: first - 1n, first, within: (first + last) / 2n, last, after: last + 1n }[where]
    const most = (1n << BigInt(widthOf(chosen.version))) - 1n
    return { ranges, version: chosen.version, value: at < 0n ? 0n : at > most ? most : at }
  })

/** A million of them take minutes. */
const patience = { timeout: Math.max(60_000, cases) }

describe('an address range, over random cases', patience, () => {
  it('is a text exactly when plain arithmetic reads it, and what is suggested in the place of another is one', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(anyText, (text) => {
        const oracle = read(text)
        const parsed = parseAddressRange(text)
        seen.add(parsed.refused?.reason ?? 'a range')
        expect(parsed.range ?? null).toBe(oracle && rangeText(oracle))
        const suggestion = parsed.refused?.suggestion ?? null
        if (suggestion !== null) expect(parseAddressRange(suggestion).range).toBe(suggestion)
      }),
      runs(0.5),
    )
    expect([...seen].toSorted()).toEqual([
      'a range',
      'host-bits',
      'leading-zeros',
      'mapped',
      'not-canonical',
      'unreadable',
      'zone',
    ])
  })

  it('is suggested so that it covers the address that was written, as far as that was meant', () => {
    fc.assert(
      fc.property(span, (one) => {
        const text = `${textOf(one.version, one.value)}/${one.prefix}`
        const { refused } = parseAddressRange(text)
        if (refused?.reason !== 'host-bits') return
        expect(refused.suggestion).toBe(rangeText(one))
      }),
      runs(0.1),
    )
  })

  it('holds, compiled with others that overlap and touch, the addresses that plain arithmetic finds in one of them', () => {
    fc.assert(
      fc.property(crowd, ({ ranges, version, value }) => {
        const holds = compileRanges(ranges.map(rangeText))
        expect(holds(textOf(version, value))).toBe(ranges.some((range) => covers(range, version, value)))
        if (version === 4) expect(holds(`::ffff:${textOf(4, value)}`)).toBe(false)
      }),
      runs(0.3),
    )
  })

  it('counts with others as many addresses as they have between them', () => {
    const small = fc.record({
      version: fc.constant(4 as const),
      value: fc.bigInt(0xcb007100n, 0xcb0071ffn),
      prefix: fc.integer({ min: 27, max: 32 }),
    })
    fc.assert(
      fc.property(fc.array(small, { maxLength: 8 }), (ranges) => {
        const all = new Set<bigint>()
        for (const range of ranges) {
          for (let at = 0n; at < 1n << hostBits(range); at++) all.add(firstOf(range) + at)
        }
        expect(ipv4Union([...ranges.map(rangeText), '2001:db8::/64'])).toBe(all.size)
      }),
      runs(0.1),
    )
  })
})
