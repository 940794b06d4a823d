import { describe, expect, it } from 'vitest'
import { systemRandom } from '../../src/primitives/random.ts'
import { hashSecretToken, newSecretToken, readSecretToken } from '../../src/primitives/secret-token.ts'
import { seededRandom } from '../../src/testing/index.ts'

describe('a secret token', () => {
  it('is 32 random bytes in base64url', () => {
    const lengths: number[] = []
    const bytes = (length: number) => {
      lengths.push(length)
      return new Uint8Array(length).fill(255)
    }
    expect(newSecretToken({ ...systemRandom, bytes })).toBe(`${'_'.repeat(42)}8`)
    expect(lengths).toEqual([32])
  })

  it('is another each time: a thousand share no beginning of eight letters', () => {
    const tokens = Array.from({ length: 1000 }, () => newSecretToken(systemRandom))
    expect(new Set(tokens.map((token) => token.slice(0, 8))).size).toBe(1000)
    expect(tokens.every((token) => /^[A-Za-z0-9_-]{43}$/.test(token))).toBe(true)
  })

  it('is stored as its SHA-256', () => {
    // FIPS 180-2 appendix B.1: the digest of "abc" begins ba7816bf and ends f20015ad.
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(hashSecretToken('abc')).toBe(Buffer.from(digest, 'hex').toString('base64url'))
  })

  it('is found again by what was stored', () => {
    const random = seededRandom(3)
    for (let i = 0; i < 100; i++) {
      const token = newSecretToken(random)
      expect(readSecretToken(token)).toBe(hashSecretToken(token))
    }
  })

  const token = newSecretToken(seededRandom(3))
  it.each([
    { what: 'nothing', sent: undefined },
    { what: 'null', sent: null },
    { what: 'an empty text', sent: '' },
    { what: 'one letter too few', sent: token.slice(1) },
    { what: 'one letter too many', sent: `${token}A` },
    { what: 'padding', sent: `${token}=` },
    { what: 'a line break', sent: `${token}\n` },
    { what: 'a space before', sent: ` ${token.slice(1)}` },
    { what: 'plain base64', sent: `+/${token.slice(2)}` },
    { what: 'wide letters', sent: `Ａ${token.slice(1)}` },
    { what: 'a million letters', sent: 'A'.repeat(1_000_000) },
    { what: 'its own hash, quoted', sent: `"${hashSecretToken(token)}"` },
  ])('is not $what', ({ sent }) => {
    expect(readSecretToken(sent)).toBeNull()
  })
})
