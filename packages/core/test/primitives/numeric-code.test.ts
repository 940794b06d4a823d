import { describe, expect, it } from 'vitest'
import { newNumericCode, readNumericCode } from '../../src/primitives/numeric-code.ts'
import { systemRandom } from '../../src/primitives/random.ts'
import { seededRandom } from '../../src/testing/index.ts'

/** How far counts are from all alike: Pearson's chi-square, with one degree of freedom fewer than there are bins. */
function chiSquare(values: readonly number[], bins: number): number {
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  const expected = values.length / bins
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

describe('a new code', () => {
  it.each([
    { source: 'a seed', random: seededRandom(26) },
    { source: 'the system', random: systemRandom },
  ])('is six digits, and ten thousand of them from $source are spread evenly', ({ random }) => {
    const codes = Array.from({ length: 10_000 }, () => newNumericCode(random))
    expect(codes.every((code) => /^[0-9]{6}$/.test(code))).toBe(true)

    // Beyond these lies less than one even source in a hundred million.
    for (let place = 0; place < 6; place++)
      expect(
        chiSquare(
          codes.map((code) => Number(code[place])),
          10,
        ),
        `digit ${place + 1}`,
      ).toBeLessThan(56)
    expect(
      chiSquare(
        codes.map((code) => Number(code.slice(0, 3))),
        1000,
      ),
      'first half',
    ).toBeLessThan(1270)
    expect(
      chiSquare(
        codes.map((code) => Number(code.slice(3))),
        1000,
      ),
      'second half',
    ).toBeLessThan(1270)
    expect(new Set(codes).size).toBeGreaterThan(9800)
  })

  it('keeps its leading zeros', () => {
    expect(newNumericCode({ ...systemRandom, below: () => 0 })).toBe('000000')
    expect(newNumericCode({ ...systemRandom, below: () => 42 })).toBe('000042')
  })

  it('may be any of a million', () => {
    const limits: number[] = []
    const below = (limit: number) => {
      limits.push(limit)
      return limit - 1
    }
    expect(newNumericCode({ ...systemRandom, below })).toBe('999999')
    expect(limits).toEqual([1_000_000])
  })
})

describe('a typed code', () => {
  it.each([
    '012345',
    ' 012345 ',
    '012 345',
    '012-345',
    '0 1 2 3 4 5',
    '０１２３４５',
    '０１２　３４５',
    '012\u2010345',
    '012\u2011345',
    '012\u2013345',
    '012\u2014345',
    '012\u2015345',
    '012\u2212345',
    '０１２－３４５',
    '０１２ー３４５',
    '０１２ｰ３４５',
    '012\u00a0345',
    '012345\r\n',
    '\t012345',
  ])('is read from %j', (typed) => {
    expect(readNumericCode(typed)).toBe('012345')
  })

  it.each([
    '',
    ' ',
    '------',
    '12345',
    '0123456',
    '01234a',
    'O12345',
    '012.345',
    '012,345',
    '012_345',
    '+12345',
    '0x1234',
    '1e1234',
    '12345.',
    '〇一二三四五',
    '٠١٢٣٤٥',
    '०१२३४५',
    '012345;012346',
    '012345 012346',
    '012345\0',
    `012345${' '.repeat(59)}`,
  ])('is not read from %j', (typed) => {
    expect(readNumericCode(typed)).toBeNull()
  })

  it('may have as much space around it as sixty-four characters hold', () => {
    expect(readNumericCode(`012345${' '.repeat(58)}`)).toBe('012345')
  })

  it('is read as it was made', () => {
    const random = seededRandom(1)
    for (let i = 0; i < 1000; i++) {
      const code = newNumericCode(random)
      expect(readNumericCode(code)).toBe(code)
    }
  })
})
