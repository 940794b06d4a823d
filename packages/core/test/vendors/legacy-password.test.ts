import { pbkdf2Sync } from 'node:crypto'
import { hash as bcryptHash } from '@node-rs/bcrypt'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verifyBcrypt } from '../../src/vendors/bcrypt.ts'
import { LEGACY_BOUNDS, parseLegacyHash, verifyLegacyPassword } from '../../src/vendors/legacy-password.ts'
import { pbkdf2, phpass, scrypt } from '../../src/vendors/node-kdf.ts'

const none: ReadonlyMap<string, string> = new Map()

function parsed(text: string, scheme: string | null = null) {
  const reading = parseLegacyHash(text, scheme)
  if (!reading.ok) throw new Error(`${reading.reason}: ${text}`)
  return reading.legacy
}

const reason = (text: string, scheme: string | null = null) => {
  const reading = parseLegacyHash(text, scheme)
  return reading.ok ? 'ok' : reading.reason
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

describe('the key derivations agree with their published vectors', () => {
  // RFC 7914 section 12.
  it.each([
    {
      password: '',
      salt: '',
      cost: { ln: 4, r: 1, p: 1 },
      tag: '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
    },
    {
      password: 'password',
      salt: 'NaCl',
      cost: { ln: 10, r: 8, p: 16 },
      tag: 'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    },
    {
      password: 'pleaseletmein',
      salt: 'SodiumChloride',
      cost: { ln: 14, r: 8, p: 1 },
      tag: '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    },
  ])('scrypt of "$password" and "$salt"', async ({ password, salt, cost, tag }) => {
    expect(hex(await scrypt(password, Buffer.from(salt), cost, 64))).toBe(tag)
  })

  // The first two: RFC 7914 section 11. The others: the inputs of RFC 6070 under SHA-256 and SHA-512.
  it.each([
    {
      digest: 'sha256',
      password: 'passwd',
      salt: 'salt',
      rounds: 1,
      tag: '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
    },
    {
      digest: 'sha256',
      password: 'Password',
      salt: 'NaCl',
      rounds: 80_000,
      tag: '4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d',
    },
    {
      digest: 'sha256',
      password: 'password',
      salt: 'salt',
      rounds: 1,
      tag: '120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b',
    },
    {
      digest: 'sha256',
      password: 'password',
      salt: 'salt',
      rounds: 4096,
      tag: 'c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a',
    },
    {
      digest: 'sha256',
      password: 'passwordPASSWORDpassword',
      salt: 'saltSALTsaltSALTsaltSALTsaltSALTsalt',
      rounds: 4096,
      tag: '348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1c635518c7dac47e9',
    },
    {
      digest: 'sha512',
      password: 'password',
      salt: 'salt',
      rounds: 1,
      tag: '867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce',
    },
  ] as const)('PBKDF2-$digest of "$password", $rounds rounds', async ({ digest, password, salt, rounds, tag }) => {
    expect(hex(await pbkdf2(digest, password, Buffer.from(salt), rounds, tag.length / 2))).toBe(tag)
  })

  it('phpass, as its own test program has it', async () => {
    expect(await phpass('test12345', '$P$9IQRaTwmfeRo')).toBe('$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0')
    expect(await phpass('test12346', '$P$9IQRaTwmfeRo')).not.toBe('$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0')
  })

  it('phpass gives way to the event loop while it works', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await phpass('test12345', '$P$EIQRaTwmfeRo')
    clearInterval(timer)
    expect(turns).toBeGreaterThan(3)
  })
})

describe('a hash of another system', () => {
  const cases = [
    // The test vectors of OpenBSD's and of jBCrypt's suites.
    { form: 'bcrypt 2a', password: 'U*U', hash: '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' },
    {
      form: 'bcrypt 2a of 72 bytes and more',
      password: '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored',
      hash: '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui',
    },
    { form: 'bcrypt 2y', password: 'U*U', hash: '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' },
    { form: 'bcrypt 2b', password: 'U*U', hash: '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' },
    { form: 'phpass $P$', password: 'test12345', hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0' },
    { form: 'phpass $H$', password: 'test12345', hash: '$H$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0' },
    {
      form: 'argon2id',
      password: 'password',
      hash: '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    },
    {
      form: 'scrypt of passlib',
      password: 'password',
      hash: '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
    },
    {
      form: "PBKDF2-SHA256 of passlib (its suite's vector)",
      password: 'password',
      hash: '$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ',
    },
    {
      form: "PBKDF2-SHA256 of passlib outside ASCII (its suite's vector)",
      password: '\u0399\u03c9\u03b1\u03bd\u03bd\u03b7\u03c2',
      hash: '$pbkdf2-sha256$1212$3SABFJGDtyhrQMVt1uABPw$WyaUoqCLgvz97s523nF4iuOqZNbp5Nt8do/cuaa7AiI',
    },
    {
      form: 'PBKDF2-SHA512 of passlib',
      password: 'password',
      hash: `$pbkdf2-sha512$25000$c2FsdHNhbHRzYWx0$${base64(pbkdf2Sync('password', 'saltsaltsalt', 25_000, 64, 'sha512')).replaceAll('+', '.')}`,
    },
    {
      form: 'PBKDF2-SHA256 in PHC form',
      password: 'パスワード',
      hash: `$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHRzYWx0$${base64(pbkdf2Sync('パスワード', 'saltsaltsalt', 1000, 32, 'sha256'))}`,
    },
    {
      form: 'PBKDF2-SHA512 in PHC form without l',
      password: 'x',
      hash: `$pbkdf2-sha512$i=1000$c2FsdHNhbHRzYWx0$${base64(pbkdf2Sync('x', 'saltsaltsalt', 1000, 64, 'sha512'))}`,
    },
    {
      form: 'PBKDF2 of Django',
      password: 'letmein',
      hash: `pbkdf2_sha256$29000$aB3dE5gH7jK9$${pbkdf2Sync('letmein', 'aB3dE5gH7jK9', 29_000, 32, 'sha256').toString('base64')}`,
    },
  ]

  it.each(cases)('opens for its password and for no other: $form', async ({ password, hash }) => {
    const legacy = parsed(hash)
    expect(await verifyLegacyPassword(legacy, password, none)).toBe(true)
    expect(await verifyLegacyPassword(legacy, `!${password}`, none)).toBe(false)
  })

  it.each(cases)('is read again as what it was written: $form', ({ hash }) => {
    const legacy = parsed(hash)
    expect(parsed(legacy.hash)).toEqual(legacy)
    expect(parsed(legacy.hash, legacy.scheme)).toEqual(legacy)
  })

  it('is kept in PHC form, whoever wrote it', () => {
    const salt = base64(Buffer.from('aB3dE5gH7jK9'))
    const tag = Buffer.alloc(32, 0xfb)
    expect(parsed(`pbkdf2_sha256$29000$aB3dE5gH7jK9$${tag.toString('base64')}`).hash).toBe(
      `$pbkdf2-sha256$i=29000,l=32$${salt}$${base64(tag)}`,
    )
    expect(parsed(`$pbkdf2-sha256$29000$${salt}$${base64(tag).replaceAll('+', '.')}`).hash).toBe(
      `$pbkdf2-sha256$i=29000,l=32$${salt}$${base64(tag)}`,
    )
  })

  it.each([
    { hash: '$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/', scheme: null, why: 'unknown_scheme' },
    { hash: '$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', scheme: null, why: 'unknown_scheme' },
    { hash: '$wp$2y$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', scheme: null, why: 'unknown_scheme' },
    { hash: 'pbkdf2_sha1$1000$aB3dE5gH7jK9$AAAAAAAAAAAAAAAAAAAAAA', scheme: null, why: 'unknown_scheme' },
    { hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', scheme: 'sha1', why: 'unknown_scheme' },
    { hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', scheme: 'phpass+pepper:a', why: 'unknown_scheme' },
    { hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', scheme: 'bcrypt+pepper:', why: 'unknown_scheme' },
    { hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', scheme: 'bcrypt', why: 'malformed' },
    { hash: '5f4dcc3b5aa765d61d8327deb882cf99', scheme: null, why: 'malformed' },
    { hash: '', scheme: null, why: 'malformed' },
    { hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L', scheme: null, why: 'malformed' },
    { hash: '$2a$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', scheme: null, why: 'malformed' },
    { hash: '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n', scheme: null, why: 'malformed' },
    { hash: `$2a$05$${'C'.repeat(600)}`, scheme: null, why: 'malformed' },
    { hash: '$argon2id$v=19$m=064,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA', scheme: null, why: 'malformed' },
    { hash: '$pbkdf2-sha256$i=1000,l=31$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA', scheme: null, why: 'malformed' },
    { hash: '$scrypt$ln=4,r=8$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA', scheme: null, why: 'malformed' },
  ])('is refused as $why: $hash as $scheme', ({ hash, scheme, why }) => {
    expect(reason(hash, scheme)).toBe(why)
  })

  const rest = 'CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
  const ends = 'c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA'
  const phpassAt = (digit: string) => `$P$${digit}IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0`
  const sized = (saltBytes: number, tagBytes: number) =>
    `$pbkdf2-sha256$i=1000$${base64(Buffer.alloc(saltBytes, 1))}$${base64(Buffer.alloc(tagBytes, 1))}`

  it.each([
    {
      bound: 'bcrypt cost',
      inside: [`$2b$04$${rest}`, `$2b$14$${rest}`],
      outside: [`$2b$03$${rest}`, `$2b$15$${rest}`, `$2b$31$${rest}`],
    },
    {
      bound: 'argon2id memory',
      inside: [`$argon2id$v=19$m=8,t=1,p=1$${ends}`, `$argon2id$v=19$m=262144,t=1,p=1$${ends}`],
      outside: [`$argon2id$v=19$m=7,t=1,p=1$${ends}`, `$argon2id$v=19$m=262145,t=1,p=1$${ends}`],
    },
    {
      bound: 'argon2id passes and lanes',
      inside: [`$argon2id$v=19$m=64,t=10,p=8$${ends}`],
      outside: [
        `$argon2id$v=19$m=64,t=11,p=8$${ends}`,
        `$argon2id$v=19$m=72,t=10,p=9$${ends}`,
        `$argon2id$v=19$m=63,t=10,p=8$${ends}`,
      ],
    },
    {
      bound: 'PBKDF2 iterations',
      inside: [`$pbkdf2-sha256$i=1000$${ends}`, `$pbkdf2-sha256$i=2000000$${ends}`],
      outside: [
        `$pbkdf2-sha256$i=999$${ends}`,
        `$pbkdf2-sha512$i=2000001$${ends}`,
        `$pbkdf2-sha256$9999999999$${ends}`,
      ],
    },
    {
      bound: 'scrypt cost',
      inside: [`$scrypt$ln=1,r=1,p=1$${ends}`, `$scrypt$ln=17,r=16,p=1$${ends}`],
      outside: [`$scrypt$ln=18,r=16,p=4$${ends}`, `$scrypt$ln=17,r=17,p=4$${ends}`, `$scrypt$ln=17,r=16,p=5$${ends}`],
    },
    {
      bound: 'the time that one verification may take',
      inside: [`$2b$14$${rest}`, `$scrypt$ln=17,r=16,p=1$${ends}`],
      outside: [`$scrypt$ln=17,r=16,p=2$${ends}`, `$pbkdf2-sha512$i=2000000$${ends}`],
    },
    {
      bound: 'phpass rounds',
      inside: [phpassAt('5'), phpassAt('E')],
      outside: [phpassAt('4'), phpassAt('F'), phpassAt('.'), phpassAt('z')],
    },
    {
      bound: 'sizes of salt and tag',
      inside: [sized(8, 16), sized(64, 64)],
      outside: [sized(7, 16), sized(65, 64), sized(8, 15), sized(64, 65)],
    },
  ])('is refused outside the bounds of $bound and taken at them', ({ inside, outside }) => {
    expect(inside.map((hash) => reason(hash))).toEqual(inside.map(() => 'ok'))
    expect(outside.map((hash) => reason(hash))).toEqual(outside.map(() => 'out_of_bounds'))
  })

  it('can be verified at every bound of salt and tag', async () => {
    const legacy = ['argon2id$v=19$m=64,t=1,p=1', 'scrypt$ln=1,r=1,p=1', 'pbkdf2-sha512$i=1000'].flatMap((head) =>
      [8, 64].flatMap((salt) =>
        [16, 64].map((tag) => parsed(`$${head}$${base64(Buffer.alloc(salt, 1))}$${base64(Buffer.alloc(tag, 1))}`)),
      ),
    )
    for (const one of legacy) expect(await verifyLegacyPassword(one, 'x', none)).toBe(false)
  })

  it('tells about how long it takes', () => {
    const of = (hash: string) => parsed(hash).nominalMilliseconds
    expect([`$2b$10$${rest}`, `$2b$11$${rest}`, `$2b$12$${rest}`, `$2b$14$${rest}`].map(of)).toEqual([
      53, 105, 210, 840,
    ])
    expect(of(`$argon2id$v=19$m=47104,t=1,p=1$${ends}`)).toBe(26)
    expect(of(`$argon2id$v=19$m=47104,t=3,p=1$${ends}`)).toBe(78)
    expect(of(`$pbkdf2-sha256$i=1000$${ends}`)).toBe(1)
    expect(of(`$scrypt$ln=17,r=8,p=1$${ends}`)).toBe(2 * of(`$scrypt$ln=16,r=8,p=1$${ends}`))
    expect(of(phpassAt('C'))).toBe(2 * of(phpassAt('B')))
  })

  it('reads any text without throwing, and only what it can read again', () => {
    const piece = fc.constantFrom(
      '$',
      '2a',
      '2b',
      'argon2id',
      'pbkdf2-sha256',
      'pbkdf2_sha256',
      'scrypt',
      'P',
      '05',
      'v=19',
      'm=64,t=1,p=1',
      'i=1000',
      'ln=4,r=8,p=1',
      '29000',
      'c2FsdHNhbHQ',
      rest,
      '=',
      'AAAAAAAAAAAAAAAAAAAAAA',
      '\0',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
    )
    const scheme = fc.option(fc.oneof(fc.string(), fc.constantFrom('bcrypt', 'scrypt', 'phpass', 'bcrypt+pepper:2019')))
    fc.assert(
      fc.property(text, scheme, (hash, named) => {
        const reading = parseLegacyHash(hash, named)
        if (!reading.ok) return
        expect(parsed(reading.legacy.hash).hash).toBe(reading.legacy.hash)
        expect(reading.legacy.nominalMilliseconds).toBeGreaterThan(0)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('bcrypt as Devise uses it', () => {
  const peppers = new Map([['2019', 'pepper-of-the-shop']])

  it('appends the pepper to the password', async () => {
    const legacy = parsed(await bcryptHash('password1pepper-of-the-shop', { cost: 4 }), 'bcrypt+pepper:2019')
    expect(legacy.pepperKid).toBe('2019')
    expect(await verifyLegacyPassword(legacy, 'password1', peppers)).toBe(true)
    expect(await verifyLegacyPassword(legacy, 'password2', peppers)).toBe(false)
    expect(await verifyLegacyPassword({ ...legacy, pepperKid: null }, 'password1', peppers)).toBe(false)
  })

  it('says that a pepper is missing instead of calling the password wrong', async () => {
    const legacy = parsed(await bcryptHash('password1pepper-of-the-shop', { cost: 4 }), 'bcrypt+pepper:2020')
    await expect(verifyLegacyPassword(legacy, 'password1', peppers)).rejects.toThrow('2020')
  })

  it.each([
    {
      cut: 'at 72 bytes of ASCII',
      password: `${'a'.repeat(71)}b`,
      same: `${'a'.repeat(71)}bc`,
      other: `${'a'.repeat(71)}c`,
    },
    {
      cut: 'in the middle of a character',
      password: `${'a'.repeat(71)}あ`,
      same: `${'a'.repeat(71)}い`,
      other: `${'a'.repeat(71)}é`,
    },
    {
      cut: 'between characters',
      password: 'あ'.repeat(24),
      same: `${'あ'.repeat(24)}い`,
      other: `${'あ'.repeat(23)}い`,
    },
  ])('ignores what comes after the cut $cut', async ({ password, same, other }) => {
    const legacy = parsed(await bcryptHash(Buffer.from(password).subarray(0, 72), { cost: 4 }))
    expect(await verifyLegacyPassword(legacy, password, none)).toBe(true)
    expect(await verifyLegacyPassword(legacy, same, none)).toBe(true)
    expect(await verifyLegacyPassword(legacy, other, none)).toBe(false)
  })

  it('reads 71 bytes to the last', async () => {
    const legacy = parsed(await bcryptHash('a'.repeat(71), { cost: 4 }))
    expect(await verifyLegacyPassword(legacy, 'a'.repeat(71), none)).toBe(true)
    expect(await verifyLegacyPassword(legacy, 'a'.repeat(72), none)).toBe(false)
    expect(await verifyLegacyPassword(legacy, 'a'.repeat(70), none)).toBe(false)
  })

  it('never matches a password with a NUL', async () => {
    const hash = await bcryptHash(Buffer.from('abc\0def'), { cost: 4 })
    expect(await verifyLegacyPassword(parsed(hash), 'abc\0def', none)).toBe(false)
    expect(await verifyLegacyPassword(parsed(await bcryptHash('abc', { cost: 4 })), 'abc\0def', none)).toBe(false)
  })

  it('matches a hash whose unused bits were left set, as old writers did', async () => {
    const hash = '$2a$05$bvIG6Nmid91Mu9RcmmWZfP5HJIMCT8riNW0hEp8f6/FuA2/mHZFpe'
    expect(parsed(hash).hash).toBe('$2a$05$bvIG6Nmid91Mu9RcmmWZfO5HJIMCT8riNW0hEp8f6/FuA2/mHZFpe')
    expect(await verifyLegacyPassword(parsed(hash), 'password', none)).toBe(true)
  })

  it('is not computed at a cost outside the bounds', async () => {
    const rest = 'CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
    await expect(verifyBcrypt(`$2a$31$${rest}`, 'U*U', '')).rejects.toThrow(String(LEGACY_BOUNDS.bcryptCost.most))
    await expect(
      verifyLegacyPassword(
        { scheme: 'bcrypt', hash: `$2a$31$${rest}`, pepperKid: null, nominalMilliseconds: 1 },
        'U*U',
        none,
      ),
    ).rejects.toThrow('cannot be read')
  })
})
