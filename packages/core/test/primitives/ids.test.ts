import { describe, expect, it } from 'vitest'
import { isShopId, newId, newReference, newSupportCode } from '../../src/primitives/ids.ts'
import { systemRandom } from '../../src/primitives/random.ts'
import { seededRandom } from '../../src/testing/index.ts'

const many = <T>(make: () => T) => Array.from({ length: 5000 }, make)
const lettersOf = (texts: readonly string[]) => [...new Set(texts.join(''))].toSorted().join('')

describe('a new id', () => {
  it('is 26 letters, each one of 32', () => {
    const ids = many(() => newId(seeded) as string)
    expect(ids.every((id) => /^[0-9a-z]{26}$/.test(id))).toBe(true)
    expect(lettersOf(ids)).toBe('0123456789abcdefghjkmnpqrstvwxyz')
    expect(new Set(ids).size).toBe(ids.length)
  })
  const seeded = seededRandom(4)
})

describe('a support code', () => {
  const codes = many(() => newSupportCode(systemRandom))

  it('is twice four characters and a hyphen', () => {
    expect(codes.every((code) => /^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(code))).toBe(true)
  })

  it('can be read out: it has no I, L, O or U, and all the rest', () => {
    expect(lettersOf(codes)).toBe('-0123456789ABCDEFGHJKMNPQRSTVWXYZ')
  })

  it('is another each time', () => {
    expect(new Set(codes).size).toBeGreaterThan(4995)
  })
})

describe('a reference', () => {
  const references = many(() => newReference(systemRandom))

  it('is two capital letters that cannot be taken for digits or for each other', () => {
    expect(references.every((reference) => reference.length === 2)).toBe(true)
    expect(lettersOf(references)).toBe('ABCDEFGHJKMNPQRSTVWXYZ')
  })

  it('may be any of them, in both places', () => {
    expect(new Set(references.map(([first]) => first)).size).toBe(22)
    expect(new Set(references.map(([, second]) => second)).size).toBe(22)
  })
})

describe('a shop', () => {
  it.each(['ab', 'hogehoge', 'renshu-shoes', 'a1', '1a', '12', 'a--b', 'x'.repeat(63), `a${'-'.repeat(61)}b`])(
    'may be named %s',
    (text) => {
      expect(isShopId(text)).toBe(true)
    },
  )

  it.each([
    '',
    'a',
    '1',
    '-',
    '--',
    '-a',
    'a-',
    'ab-',
    'Hogehoge',
    'hoge_hoge',
    'hoge.hoge',
    'hoge hoge',
    ' hogehoge',
    'hogehoge ',
    'hogehoge\n',
    'hoge\nhoge',
    'hoge/../hoge',
    '..',
    'ほげ',
    'ｈｏｇｅ',
    'hogé',
    '\u212Aelvin',
    'x'.repeat(64),
  ])('may not be named %j', (text) => {
    expect(isShopId(text)).toBe(false)
  })
})
