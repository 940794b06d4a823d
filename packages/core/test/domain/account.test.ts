import { describe, expect, it } from 'vitest'
import { isLongPassword, standsAlone } from '../../src/domain/account.ts'

describe('a password that may stand alone', () => {
  it.each([
    ['fourteen letters', 'a'.repeat(14), false],
    ['fifteen letters', 'a'.repeat(15), true],
    ['fourteen characters of two code units', '𠮷'.repeat(14), false],
    ['fifteen of them', '𠮷'.repeat(15), true],
  ])('has fifteen code points: %s', (_, password, expected) => {
    expect(isLongPassword(password)).toBe(expected)
  })

  it.each([
    ['own', true, true],
    ['own', false, false],
    ['legacy', true, false],
    ['legacy', false, false],
  ] as const)('is %s and long=%s: %s', (origin, isLong, expected) => {
    expect(standsAlone({ origin, isLong })).toBe(expected)
  })
})
