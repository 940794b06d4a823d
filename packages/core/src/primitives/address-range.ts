import { isIP } from 'node:net'
import { addressNumber, firstAddress, type IpAddress, parseIpAddress } from './client-address.ts'

/** A range of addresses in canonical text, such as `203.0.113.8/29` or `2001:db8:1::/64`; a single one has `/32` or `/128`. */
export type AddressRange = string

/** Why a text is no range, and how what was meant is written where that can be told. */
export interface RangeRefusal {
  /**
   * - `unreadable`: no address, or no prefix length of one.
   * - `leading-zeros`: `010` is ten to one reader and eight to another (CVE-2021-28918).
   * - `zone`: an address of one machine's own network, such as `fe80::1%eth0`.
   * - `mapped`: IPv4 written as IPv6, such as `::ffff:203.0.113.10`.
   * - `not-canonical`: IPv6 other than RFC 5952 has it.
   * - `host-bits`: the address is not the first of its range, as in `203.0.113.10/28`.
   */
  readonly reason: 'unreadable' | 'leading-zeros' | 'zone' | 'mapped' | 'not-canonical' | 'host-bits'
  readonly suggestion: AddressRange | null
}

/** An address range that is written in exactly one way; a bare address is itself alone. */
export function parseAddressRange(
  text: string,
):
  | { readonly range: AddressRange; readonly refused?: never }
  | { readonly refused: RangeRefusal; readonly range?: never } {
  const [address = '', prefix, ...rest] = text.split('/')
  if (rest.length > 0) return refused('unreadable')
  if (address.includes('%')) return refused('zone')
  if (/^\d+(\.\d+){3}$/.test(address) && /(^|\.)0\d/.test(address)) return refused('leading-zeros')
  if (prefix !== undefined && /^0\d+$/.test(prefix)) return refused('leading-zeros')

  const canonical = parseIpAddress(address)
  if (canonical === null) return refused('unreadable')
  const written = isIP(address) === 4 ? 32 : 128
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return refused('unreadable')
  const length = prefix === undefined ? written : Number(prefix)
  if (length > written) return refused('unreadable')

  const bits = isIP(canonical) === 4 ? 32 : 128
  if (bits !== written) return refused('mapped', length < 96 ? null : firstOf(canonical, length - 96))
  const range = firstOf(canonical, length)
  if (address !== canonical) return refused('not-canonical', range)
  return range === `${canonical}/${length}` ? { range } : refused('host-bits', range)
}

function refused(reason: RangeRefusal['reason'], suggestion: AddressRange | null = null) {
  return { refused: { reason, suggestion } }
}

function firstOf(address: IpAddress, length: number): AddressRange {
  return `${firstAddress(address, length)}/${length}`
}

/** The version, first and last address of a range, as numbers. Throws `TypeError` for what is no range. */
export function spanOf(range: AddressRange): {
  readonly version: 4 | 6
  readonly prefix: number
  readonly first: bigint
  readonly last: bigint
} {
  const parsed = parseAddressRange(range)
  if (parsed.range !== range) throw new TypeError(`${range} is no address range in canonical text`)
  const [address = '', length] = range.split('/')
  const version = isIP(address) === 4 ? 4 : 6
  const prefix = Number(length)
  const first = addressNumber(address)
  return { version, prefix, first, last: first + (1n << BigInt((version === 4 ? 32 : 128) - prefix)) - 1n }
}

/** Whether a range holds an address. For many look-ups compile the ranges once. */
export function contains(range: AddressRange, address: IpAddress): boolean {
  return compileRanges([range])(address)
}

/**
 * Whether an address is in one of many ranges: they are sorted and merged once, and a look-up is one binary search that
 * allocates nothing for IPv4. Throws `TypeError` for a range that is none.
 */
export function compileRanges(ranges: readonly AddressRange[]): (address: IpAddress) => boolean {
  const spans = ranges.map(spanOf)
  const v4 = merged(spans.filter(({ version }) => version === 4))
  const v6 = merged(spans.filter(({ version }) => version === 6))
  const [firsts4, lasts4] = [
    Float64Array.from(v4, ([first]) => Number(first)),
    Float64Array.from(v4, ([, last]) => Number(last)),
  ]
  const [firsts6, lasts6] = [v6.map(([first]) => hexOf(first)), v6.map(([, last]) => hexOf(last))]

  return (address) => {
    // An IPv4 address in the clothes of IPv6 is in no range: `IpAddress` has none.
    const version = isIP(address)
    if (version === 6 && firsts6.length > 0 && !/[.%]/.test(address)) {
      const value = digitsOf(address)
      const index = lastAtMost(firsts6, value)
      return index >= 0 && value <= (lasts6[index] ?? '')
    }
    if (version !== 4) return false
    const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
    const index = lastAtMost(firsts4, value)
    return index >= 0 && value <= (lasts4[index] ?? -1)
  }
}

/** The ranges in order, with no two that overlap or touch. */
function merged(spans: readonly { readonly first: bigint; readonly last: bigint }[]): (readonly [bigint, bigint])[] {
  const sorted = spans.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
  const disjoint: [bigint, bigint][] = []
  for (const { first, last } of sorted) {
    const open = disjoint.at(-1)
    if (open === undefined || first > open[1] + 1n) disjoint.push([first, last])
    else if (last > open[1]) open[1] = last
  }
  return disjoint
}

/** Where the last value is that is not greater; -1 where all are. */
function lastAtMost<T extends number | string>(sorted: ArrayLike<T>, value: T): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as T) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The 32 hexadecimal digits of IPv6 in canonical text: they sort as numbers of 128 bits do, at a third of the cost. */
function digitsOf(address: IpAddress): string {
  const [head = '', tail = ''] = address.split('::')
  const [first, last] = [padded(head), padded(tail)]
  return first + last.padStart(32 - first.length, '0')
}

function padded(groups: string): string {
  return groups === '' ? '' : groups.split(':').reduce((digits, group) => digits + group.padStart(4, '0'), '')
}

function hexOf(value: bigint): string {
  return value.toString(16).padStart(32, '0')
}

/** How many addresses the ranges of IPv4 cover together. */
export function ipv4Union(ranges: readonly AddressRange[]): number {
  const spans = ranges.map(spanOf).filter(({ version }) => version === 4)
  return merged(spans).reduce((sum, [first, last]) => sum + Number(last - first) + 1, 0)
}
