/** How many shops have ranges, and how many each. */
export const SHOPS = 5_000
const RANGES = 20
const QUESTIONS = 4_096

/** A look-up, and its right answer. */
export interface Question {
  readonly shop: number
  readonly address: string
  readonly isIn: boolean
}

/**
 * The ranges of every shop, no two of which overlap: fifteen of IPv4, `/28` to `/32`, and five of IPv6, `/64` to `/128`.
 * In each block that a range lies in, the address behind it is nobody's.
 */
export function rangesOfShops(): string[][] {
  return Array.from({ length: SHOPS }, (_, shop) =>
    Array.from({ length: RANGES }, (_, index) => {
      const number = shop * RANGES + index
      if (index % 4 !== 3) return `${address4(number, 0)}/${28 + (number % 5)}`
      return `${address6(number, 0)}/${64 + (number % 5) * 16}`
    }),
  )
}

/** Of both versions, who is in and who is not; the shops in no order. */
export function questions(ranges: readonly (readonly string[])[]): Record<string, readonly Question[]> {
  const ask = (version: 4 | 6, isIn: boolean): Question[] =>
    Array.from({ length: QUESTIONS }, (_, index) => {
      const shop = (index * 2_654_435_761) % SHOPS
      const of = (ranges[shop] ?? []).flatMap((range, at) => (range.includes(':') === (version === 6) ? [at] : []))
      const number = shop * RANGES + (of[index % of.length] ?? 0)
      const address = version === 4 ? address4(number, isIn ? 0 : 16) : address6(number, isIn ? 0 : 1)
      return { shop, address, isIn }
    })
  return { 'IPv4, in': ask(4, true), 'IPv4, not': ask(4, false), 'IPv6, in': ask(6, true), 'IPv6, not': ask(6, false) }
}

/** The first address of the range so numbered, or one beyond it: blocks of thirty-two. */
function address4(number: number, beyond: number): string {
  const value = 0x20000000 + number * 32 + beyond
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
}

/** Blocks of two networks: the second is nobody's. */
function address6(number: number, network: number): string {
  return `2400:${(number >>> 12).toString(16)}:${((number & 0xfff) * 2 + network + 1).toString(16)}:1::`
}
