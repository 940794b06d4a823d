import { describe, expect, it } from 'vitest'
import { argon2id } from '../../src/vendors/argon2.ts'

const salt = Uint8Array.from({ length: 16 }, (_, n) => n)
const pepper = Uint8Array.from({ length: 32 }, (_, n) => 255 - n)
const quick = argon2id({ memoryKiB: 64, passes: 1, parallelism: 1 })

describe('argon2id', () => {
  it('agrees with the reference implementation (its test.c, version 0x13)', async () => {
    const somesalt = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    expect(await quick.verify(somesalt, 'password', null)).toBe(true)
    expect(await quick.verify(somesalt, 'Password', null)).toBe(false)
  })

  it('hashes with 46 MiB, one pass, one lane, 16 bytes of salt and a tag of 32 unless told otherwise', async () => {
    const phc = await argon2id().hash('パスワード', null, salt)
    expect(phc).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$AAECAwQFBgcICQoLDA0ODw\$[A-Za-z0-9+/]{43}$/)
    expect(await argon2id().verify(phc, 'パスワード', null)).toBe(true)
    expect(argon2id().isOutdated(phc)).toBe(false)
  })

  it('needs the pepper it was made with', async () => {
    const phc = await quick.hash('correct horse', pepper, salt)
    expect(await quick.verify(phc, 'correct horse', pepper)).toBe(true)
    expect(await quick.verify(phc, 'correct horse', null)).toBe(false)
    expect(await quick.verify(phc, 'correct horse', pepper.toReversed())).toBe(false)
    expect(phc).not.toContain(Buffer.from(pepper).toString('base64').slice(0, 8))
  })

  it('reads every character of a long password', async () => {
    const phc = await quick.hash(`${'x'.repeat(511)}a`, null, salt)
    expect(await quick.verify(phc, `${'x'.repeat(511)}a`, null)).toBe(true)
    expect(await quick.verify(phc, `${'x'.repeat(511)}b`, null)).toBe(false)
  })

  it.each([
    { change: 'more memory', options: { memoryKiB: 65, passes: 1, parallelism: 1 } },
    { change: 'more passes', options: { memoryKiB: 64, passes: 2, parallelism: 1 } },
    { change: 'more lanes', options: { memoryKiB: 64, passes: 1, parallelism: 2 } },
  ])('finds a hash outdated after a change to $change, and verifies it still', async ({ options }) => {
    const phc = await quick.hash('secret', pepper, salt)
    const changed = argon2id(options)
    expect(quick.isOutdated(phc)).toBe(false)
    expect(changed.isOutdated(phc)).toBe(true)
    expect(await changed.verify(phc, 'secret', pepper)).toBe(true)
  })

  it('refuses what is no argon2id hash, and never repeats it', async () => {
    await expect(quick.verify('$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA', 'x', null)).rejects.toThrow('no argon2id')
    const broken = await quick.verify('$argon2id$v=19$m=64$YWJjZGVmZ2g', 'x', null).catch((error: unknown) => error)
    expect(broken).toBeInstanceOf(Error)
    expect(String(broken)).not.toContain('YWJjZGVmZ2g')
    expect(quick.isOutdated('junk')).toBe(true)
  })

  it('refuses parameters and salts that make no sense', async () => {
    expect(() => argon2id({ memoryKiB: 7 })).toThrow(TypeError)
    expect(() => argon2id({ memoryKiB: 15, parallelism: 2 })).toThrow(TypeError)
    expect(() => argon2id({ passes: 0 })).toThrow(TypeError)
    await expect(quick.hash('x', null, salt.subarray(1))).rejects.toThrow(TypeError)
  })
})
