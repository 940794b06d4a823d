import { describe, expect, it } from 'vitest'
import {
  coresOf,
  decideNewPassword,
  isBelowRules,
  isMonotonous,
  isOverlong,
  passwordRules,
  productWords,
} from '../../src/policy/password.ts'

const decide = (password: string, context: readonly string[] = [], common = false) =>
  decideNewPassword({ password, common, context })

describe('the length of a new password', () => {
  it.each([
    { length: 0, problem: 'too_short' },
    { length: 7, problem: 'too_short' },
    { length: 11, problem: 'too_short' },
    { length: 12, problem: null },
    { length: 13, problem: null },
    { length: 64, problem: null },
    { length: 127, problem: null },
    { length: 128, problem: null },
    { length: 129, problem: 'too_long' },
    { length: 513, problem: 'too_long' },
  ])('of $length: $problem', ({ length, problem }) => {
    expect(decide('x'.repeat(length))).toBe(problem)
  })

  it.each([
    { of: 'eleven kanji of three bytes', password: '朝'.repeat(11), problem: 'too_short' },
    { of: 'twelve kanji', password: '朝'.repeat(12), problem: null },
    { of: '128 kanji, 384 bytes', password: '朝'.repeat(128), problem: null },
    { of: 'six emoji, twelve UTF-16 units', password: '🌸'.repeat(6), problem: 'too_short' },
    { of: 'eleven emoji', password: '🌸'.repeat(11), problem: 'too_short' },
    { of: 'twelve emoji', password: '🌸'.repeat(12), problem: null },
    { of: '128 emoji, 512 bytes', password: '🌸'.repeat(128), problem: null },
    { of: '129 emoji', password: '🌸'.repeat(129), problem: 'too_long' },
    { of: 'twelve accents on one letter', password: `e${'\u0301'.repeat(11)}`, problem: null },
  ])('counts code points: $of: $problem', ({ password, problem }) => {
    expect(decide(password)).toBe(problem)
  })

  it('is overlong from 513 bytes on, counted as UTF-8', () => {
    expect(isOverlong('x'.repeat(512))).toBe(false)
    expect(isOverlong('x'.repeat(513))).toBe(true)
    expect(isOverlong('🌸'.repeat(128))).toBe(false)
    expect(isOverlong(`${'🌸'.repeat(128)}x`)).toBe(true)
    expect(isOverlong('\ud83c'.repeat(171))).toBe(true) // each becomes U+FFFD, three bytes
  })
})

describe('a new password', () => {
  // ASVS 5.0 6.2.5: no rules of composition.
  it.each([
    'aaaaaaaabbbbbbbb',
    'lowercase letters only',
    'UPPERCASEONLYHERE',
    '8302715946038271',
    '!@#$%^&*()_+{}|:"',
    '            x',
    'ひらがなだけのことばです',
    'tab\tand\nnewline in it',
  ])('may be made of anything: %j', (password) => {
    expect(decide(password)).toBeNull()
  })

  it('may not be a common one', () => {
    expect(decide('correct horse battery', [], true)).toBe('common')
    expect(decide('correct horse battery', [], false)).toBeNull()
  })

  it('is told the first thing that is wrong with it', () => {
    expect(decide('short', ['short'], true)).toBe('too_short')
    expect(decide('x'.repeat(129), ['xxxx'], true)).toBe('too_long')
    expect(decide('hogehoge-2026', ['hogehoge'], true)).toBe('common')
  })

  it.each([
    { password: 'hogehoge-2026', context: ['hogehoge'], problem: 'context', why: 'the shop and five more' },
    { password: 'hogehoge1234567', context: ['hogehoge'], problem: 'context', why: 'seven are left' },
    { password: 'hogehoge12345678', context: ['hogehoge'], problem: null, why: 'eight are left' },
    { password: '1234hogehoge567', context: ['hogehoge'], problem: 'context', why: 'seven are left around it' },
    { password: 'hogehogehogehoge1', context: ['hogehoge'], problem: 'context', why: 'the word twice and one' },
    { password: 'HogeHoge-2026', context: ['hogehoge'], problem: 'context', why: 'capitals make no difference' },
    { password: 'hogehoge-2026', context: ['HOGEHOGE'], problem: 'context', why: 'nor in the word' },
    {
      password: 'hogehoge🌸🌸🌸🌸🌸🌸🌸',
      context: ['hogehoge'],
      problem: 'context',
      why: 'seven code points are left',
    },
    { password: 'hogehoge🌸🌸🌸🌸🌸🌸🌸🌸', context: ['hogehoge'], problem: null, why: 'eight code points are left' },
    { password: 'abc-abc-abc-a', context: ['abc'], problem: null, why: 'a word of three says nothing' },
    { password: 'abcd-abcd-abcd', context: ['abcd'], problem: 'context', why: 'a word of four does' },
    {
      password: 'mizu no oto 26',
      context: ['hogehoge', 'mizu no oto'],
      problem: 'context',
      why: 'the second of two words',
    },
    {
      password: 'renkubo-renshu',
      context: ['ren.kubo', 'renshu-shoes'],
      problem: 'context',
      why: 'two words run together',
    },
    { password: 'renshu no kutsu', context: ['ren.kubo', 'renshu-shoes'], problem: null, why: 'nine are left' },
    { password: 'mizu no oto 26', context: [''], problem: null, why: 'no word at all' },
    { password: 'a.b+c.b+c.b+c', context: ['.b+c'], problem: 'context', why: 'a word is no pattern' },
    { password: 'aXb+caXb+caXb', context: ['a.b+c'], problem: null, why: 'a word is no pattern' },
  ])('$password beside $context: $problem ($why)', ({ password, context, problem }) => {
    expect(decide(password, context)).toBe(problem)
  })

  it.each(['ecforce12345', 'ec-force-2026', 'EcForceAccounts', 'ecforceaccounts2026'])(
    'does not lean on the name of the product: %s',
    (password) => {
      expect(decide(password, productWords)).toBe('context')
      expect(decide(password)).toBeNull()
    },
  )
})

describe('a password carried over from a shop', () => {
  it.each([
    { password: 'neko777', common: false, below: true },
    { password: 'neko7777', common: false, below: false },
    { password: 'neko7777', common: true, below: true },
    { password: '🌸'.repeat(7), common: false, below: true },
    { password: '🌸'.repeat(8), common: false, below: false },
  ])('$password is below the rules ($below) when common is $common', ({ password, common, below }) => {
    expect(isBelowRules({ password, common })).toBe(below)
  })

  it('is asked for less than one chosen here', () => {
    expect(passwordRules).toEqual({
      minimumLength: 12,
      maximumLength: 128,
      maximumBytes: 512,
      operatorMinimumLength: 15,
      legacyMinimumLength: 8,
    })
  })
})

describe('what a password comes down to', () => {
  it.each([
    ['password12345678', ['password12345678', 'password']],
    ['neko77neko77', ['neko77neko77', 'neko77', 'neko77neko', 'neko']],
    ['2026!!Dragon', ['2026!!dragon', 'dragon']],
    ['yuki ni saku hana', ['yuki ni saku hana']],
    ['123456789012', ['123456789012']],
  ])('of %s is %j', (password, cores) => {
    expect(coresOf(password)).toEqual(cores)
  })

  it.each([
    'aaaaaaaaaaaa',
    '123456789012',
    '210987654321',
    'abcdefghijkl',
    'zyxwvutsrqpo',
    'abababababab',
    'あああああああああああああ',
  ])('is nothing much where one character follows from another: %s', (password) =>
    expect(isMonotonous(password)).toBe(true),
  )

  it.each(['yuki ni saku hana', 'asagao-no-kaze-26', 'aaaaaaaaaaab', '135791357924'])(
    'is itself otherwise: %s',
    (password) => expect(isMonotonous(password)).toBe(false),
  )
})
