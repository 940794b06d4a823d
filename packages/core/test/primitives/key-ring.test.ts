import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/primitives/errors.ts'
import { createKeyRing, type KeyRing, type RingKey } from '../../src/primitives/key-ring.ts'
import { systemRandom } from '../../src/primitives/random.ts'

const key = (kid: string, fill: number): RingKey => ({ kid, key: new Uint8Array(32).fill(fill) })
const ringOf = (...keys: RingKey[]): KeyRing => createKeyRing(keys, { random: systemRandom })
const old = key('2025', 1)
const young = key('2026', 2)

/** The text with one bit of what it encodes turned over, for every bit; the key's name stays. */
function* bitFlips(stored: string): Generator<string> {
  const [kid = '', text = ''] = stored.split('.')
  const bytes = Buffer.from(text, 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const turned = Buffer.from(bytes)
    turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    yield `${kid}.${turned.toString('base64url')}`
  }
}

/** Other spellings that a lenient reader would take for the same bytes. */
function respellings(stored: string): string[] {
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const spare = last[last.indexOf(stored.at(-1) ?? '') ^ 1]
  return [`${stored}=`, `${stored} `, `${stored}\n`, `${stored}.`, `${stored}A`, `${stored.slice(0, -1)}${spare}`]
}

describe('a sealed text', () => {
  const ring = ringOf(young)

  it('opens again beside its context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ unit: 'grapheme' }), (text, context) => {
        expect(ring.decrypt(ring.encrypt(text, context), context)).toBe(text)
      }),
      { numRuns: 300 },
    )
  })

  it.each(['', 'mail-2', 'mail-1 ', 'Mail-1', 'mail-1\0'])('does not open beside the context %j', (context) => {
    const sealed = ring.encrypt('JBSWY3DPEHPK3PXP', 'mail-1')
    expect(ring.decrypt(sealed, context)).toBeNull()
    expect(ring.decrypt(sealed, 'mail-1')).toBe('JBSWY3DPEHPK3PXP')
  })

  it('does not open with a single bit turned: not of the nonce, the tag or the text', () => {
    const sealed = ring.encrypt('123456', 'mail-1')
    let turned = 0
    for (const wrong of bitFlips(sealed)) {
      turned++
      expect(ring.decrypt(wrong, 'mail-1')).toBeNull()
    }
    expect(turned).toBe((12 + 16 + 6) * 8)
  })

  it('does not open when it was cut or spelled otherwise', () => {
    const sealed = ring.encrypt('123456', 'mail-1')
    for (let length = 0; length < sealed.length; length++)
      expect(ring.decrypt(sealed.slice(0, length), 'mail-1')).toBeNull()
    for (const wrong of respellings(sealed)) expect(ring.decrypt(wrong, 'mail-1'), JSON.stringify(wrong)).toBeNull()
  })

  it.each([
    '',
    '.',
    'nonsense',
    '2026.',
    '2026.AAAA',
    `2026.${'A'.repeat(40)}`,
    `.${'A'.repeat(60)}`,
    '__proto__.AAAA',
  ])('is not %j', (nonsense) => {
    expect(ring.decrypt(nonsense, '')).toBeNull()
  })

  it('does not open under the name of another key', () => {
    const both = ringOf(young, old)
    const sealed = both.encrypt('123456', 'mail-1')
    expect(both.decrypt(sealed.replace('2026.', '2025.'), 'mail-1')).toBeNull()
  })

  it('tells nothing of what it holds, and no two of a thousand share a nonce', () => {
    const sealed = Array.from({ length: 1000 }, () => ring.encrypt('123456', 'mail-1'))
    const nonces = sealed.map((text) =>
      Buffer.from(text.slice('2026.'.length), 'base64url').subarray(0, 12).toString('hex'),
    )
    expect(new Set(nonces).size).toBe(1000)
    expect(nonces[0]).toHaveLength(24)
    expect(sealed.every((text) => /^2026\.[A-Za-z0-9_-]+$/.test(text) && !text.includes('123456'))).toBe(true)
  })
})

describe('a keyed hash', () => {
  const ring = ringOf(young)

  it('matches the value it was made of, for its purpose, and nothing else', () => {
    const stored = ring.keyedHash('mail-code', 'flow-1 123456')
    expect(stored).toMatch(/^2026\.[A-Za-z0-9_-]{43}$/)
    expect(ring.matches(stored, 'mail-code', 'flow-1 123456')).toBe(true)
    expect(ring.matches(stored, 'mail-code', 'flow-1 123457')).toBe(false)
    expect(ring.matches(stored, 'mail-code', 'flow-2 123456')).toBe(false)
    expect(ring.matches(stored, 'mail-code', '')).toBe(false)
    expect(ring.matches(stored, 'pseudonym', 'flow-1 123456')).toBe(false)
  })

  it('is the same each time for the same key, and different for each purpose and key', () => {
    expect(ring.keyedHash('pseudonym', 'a')).toBe(ring.keyedHash('pseudonym', 'a'))
    const body = (text: string) => text.split('.')[1]
    const hashes = [ring, ringOf(old)].flatMap((each) => [
      each.keyedHash('pseudonym', 'a'),
      each.keyedHash('mail-code', 'a'),
    ])
    expect(new Set(hashes.map(body)).size).toBe(4)
  })

  it('does not match with a single bit turned, cut, lengthened or spelled otherwise', () => {
    const stored = ring.keyedHash('mail-code', '123456')
    for (const wrong of bitFlips(stored)) expect(ring.matches(wrong, 'mail-code', '123456')).toBe(false)
    for (let length = 0; length < stored.length; length++)
      expect(ring.matches(stored.slice(0, length), 'mail-code', '123456')).toBe(false)
    for (const wrong of respellings(stored))
      expect(ring.matches(wrong, 'mail-code', '123456'), JSON.stringify(wrong)).toBe(false)
  })

  it.each(['encryption', 'password-pepper'] as const)('is not made for %s', (purpose) => {
    expect(() => ring.keyedHash(purpose, 'a')).toThrow(TypeError)
  })
})

describe('a ring whose keys change', () => {
  const before = ringOf(old)
  const during = ringOf(young, old)
  const after = ringOf(young)

  it('gives a value the same pseudonym while newer keys are added, on nodes with and without them', () => {
    expect(during.pseudonym('a')).toBe(before.pseudonym('a'))
    expect(during.pseudonym('a')).not.toBe(during.pseudonym('b'))
    expect(after.pseudonym('a')).not.toBe(before.pseudonym('a'))
  })

  it('makes everything new with the newest', () => {
    expect(during.newestKid).toBe('2026')
    expect(during.keyedHash('pseudonym', 'a')).toMatch(/^2026\./)
    expect(during.encrypt('a', 'b')).toMatch(/^2026\./)
    expect([...during.kids]).toEqual(['2026', '2025'])
  })

  it('still verifies and opens what the old one made, until that is taken off', () => {
    const [hash, sealed] = [before.keyedHash('mail-code', '123456'), before.encrypt('secret', 'c')]
    expect([during.matches(hash, 'mail-code', '123456'), during.decrypt(sealed, 'c')]).toEqual([true, 'secret'])
    expect([after.matches(hash, 'mail-code', '123456'), after.decrypt(sealed, 'c')]).toEqual([false, null])
    expect(after.passwordPepper('2025')).toBeNull()
  })

  it('lets what was made on the way be verified and opened afterwards', () => {
    const [hash, sealed] = [during.keyedHash('mail-code', '123456'), during.encrypt('secret', 'c')]
    expect([after.matches(hash, 'mail-code', '123456'), after.decrypt(sealed, 'c')]).toEqual([true, 'secret'])
    expect([before.matches(hash, 'mail-code', '123456'), before.decrypt(sealed, 'c')]).toEqual([false, null])
  })

  it('asks no other key for one that it does not know', () => {
    const [hash, sealed] = [after.keyedHash('mail-code', '123456'), after.encrypt('secret', 'c')]
    expect(after.matches(hash.replace('2026.', '2027.'), 'mail-code', '123456')).toBe(false)
    expect(after.decrypt(sealed.replace('2026.', '2027.'), 'c')).toBeNull()
  })

  it('knows a key by its bytes, not by its name alone', () => {
    const impostor = ringOf(key('2025', 9))
    expect(impostor.matches(before.keyedHash('mail-code', '123456'), 'mail-code', '123456')).toBe(false)
    expect(impostor.decrypt(before.encrypt('secret', 'c'), 'c')).toBeNull()
  })

  it('gives each key a pepper of its own, of 32 bytes, that is not the key and is the same in every ring', () => {
    const peppers = [during.passwordPepper('2025'), during.passwordPepper('2026')]
    expect(peppers.map((pepper) => pepper?.length)).toEqual([32, 32])
    expect(peppers[0]).not.toEqual(peppers[1])
    expect(Buffer.from(peppers[0] ?? [])).not.toEqual(Buffer.from(old.key))
    expect(before.passwordPepper('2025')).toEqual(peppers[0])
  })
})

describe('a ring', () => {
  it.each([
    { why: 'empty', keys: [] },
    { why: 'a key of 31 bytes', keys: [{ kid: 'a', key: new Uint8Array(31) }] },
    { why: 'a key of 33 bytes', keys: [{ kid: 'a', key: new Uint8Array(33) }] },
    { why: 'a key of none', keys: [key('a', 1), { kid: 'b', key: new Uint8Array(0) }] },
    { why: 'a name twice', keys: [key('a', 1), key('b', 2), key('a', 3)] },
    { why: 'no name', keys: [key('', 1)] },
    { why: 'a dot in a name', keys: [key('a.b', 1)] },
    { why: 'a colon in a name', keys: [key('a:b', 1)] },
    { why: 'a line break after a name', keys: [key('a\n', 1)] },
    { why: 'a name of 33 letters', keys: [key('a'.repeat(33), 1)] },
  ])('is refused: $why', ({ keys }) => {
    expect(() => ringOf(...keys)).toThrow(ConfigurationError)
  })

  it('takes names of up to 32 letters, digits, - and _', () => {
    expect(ringOf(key('A-z_0', 1), key('b'.repeat(32), 2)).kids.size).toBe(2)
  })

  it('says no byte of a key when it refuses one', () => {
    const secret = Buffer.from('correct-horse-battery-staple-26')
    expect(() => ringOf({ kid: 'a', key: secret })).toThrow(expect.not.stringContaining('correct') as never)
  })

  it('does not change when the bytes it was made of are wiped', () => {
    const bytes = new Uint8Array(32).fill(5)
    const ring = ringOf({ kid: 'a', key: bytes })
    const [hash, sealed] = [ring.keyedHash('pseudonym', 'a'), ring.encrypt('a', 'b')]
    bytes.fill(0)
    expect([ring.matches(hash, 'pseudonym', 'a'), ring.decrypt(sealed, 'b')]).toEqual([true, 'a'])
    expect(ring.keyedHash('pseudonym', 'a')).toBe(hash)
  })

  it('keeps the peppers of legacy systems by name, none by default', () => {
    const legacyPeppers = new Map([['devise', 'salt and pepper']])
    const ring = createKeyRing([young], { random: systemRandom, legacyPeppers })
    expect(ring.legacyPeppers.get('devise')).toBe('salt and pepper')
    expect(ringOf(young).legacyPeppers.size).toBe(0)
  })
})
