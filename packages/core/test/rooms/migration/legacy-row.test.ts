import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLegacyRow } from '../../../src/rooms/migration/legacy-row.ts'
import { importColumns, type RawRow } from '../../../src/rooms/migration/read-rows.ts'
import { showable } from '../../../src/rooms/migration/row-problem.ts'

const context = { shops: new Set(['hogehoge']), now: Date.UTC(2029, 0, 1), peppers: new Map([['2019', 'a pepper']]) }
const required = { shop_id: 'hogehoge', legacy_id: '42', email: 'Taro@Example.JP' }
const bcrypt = '$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'

type Fields = RawRow['fields']

function parse(fields: Fields) {
  return parseLegacyRow({ line: 7, fields }, context)
}

function row(fields: Fields) {
  const reading = parse({ ...required, ...fields })
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading.row
}

function problems(fields: Fields) {
  const reading = parse({ ...required, ...fields })
  return reading.ok ? [] : reading.problems.map(({ column, code }) => `${column} ${code}`)
}

describe('a row of an import', () => {
  it('needs its shop, its id there and an address, and knows nothing more', () => {
    expect(row({})).toEqual({
      line: 7,
      shopId: 'hogehoge',
      legacyId: '42',
      email: { key: 'taro@example.jp', typed: 'Taro@Example.JP' },
      name: null,
      role: null,
      legacyPassword: null,
      lastSignInAt: null,
      twoFactorEnabled: false,
      totpSecret: null,
    })
  })

  it('brings everything the shop knows', () => {
    const full = row({
      name: '　山田 太郎 ',
      role: 'owner',
      password_hash: bcrypt,
      password_scheme: 'bcrypt+pepper:2019',
      last_sign_in_at: '2026-10-01T09:30:00+09:00',
      two_factor_enabled: 'true',
      totp_secret: 'jbsw y3dp ehpk 3pxp',
    })
    expect(full).toMatchObject({
      name: '山田 太郎',
      role: 'owner',
      legacyPassword: { scheme: 'bcrypt', hash: bcrypt, pepperKid: '2019' },
      lastSignInAt: Date.UTC(2026, 9, 1, 0, 30),
      twoFactorEnabled: true,
      totpSecret: 'JBSWY3DPEHPK3PXP',
    })
  })

  it('of a shop the import does not name is a bad row', () => {
    expect(problems({ shop_id: 'other' })).toEqual(['shop_id shop_not_named'])
    expect(problems({ shop_id: 'hogehoge ' })).toEqual([])
    expect(problems({ shop_id: 'Hogehoge' })).toEqual(['shop_id shop_not_named'])
  })

  it('tells everything that is wrong at once, in both languages, with its line', () => {
    const reading = parse({ shop_id: 'other', legacy_id: ' ', email: 'nobody', password_hash: 'x', totp_secret: '1' })
    if (reading.ok) throw new Error('taken')
    expect(reading.problems.map(({ code }) => code)).toEqual([
      'shop_not_named',
      'required',
      'invalid_email',
      'malformed_hash',
      'invalid_totp_secret',
    ])
    for (const { line, message } of reading.problems) {
      expect(line).toBe(7)
      expect(message.ja).toMatch(/。$/)
      expect(message.en).toMatch(/\.$/)
    }
  })

  it.each([
    { column: 'shop_id', code: 'required', value: null },
    { column: 'legacy_id', code: 'required', value: '　' },
    { column: 'email', code: 'required', value: '' },
    { column: 'legacy_id', code: 'too_long', value: '1'.repeat(129) },
    { column: 'name', code: 'too_long', value: 'あ'.repeat(201) },
    { column: 'role', code: 'too_long', value: 'r'.repeat(65) },
    { column: 'totp_secret', code: 'too_long', value: 'A'.repeat(257) },
    { column: 'name', code: 'control_character', value: '山田\n太郎' },
    { column: 'name', code: 'control_character', value: 'a\u0000b' },
    { column: 'name', code: 'control_character', value: 'a\u202eb' },
    { column: 'name', code: 'control_character', value: 'a\ud800b' },
    { column: 'legacy_id', code: 'control_character', value: '4\u00852' },
    { column: 'name', code: 'undecodable', value: '佐\ufffd藤' },
    { column: 'email', code: 'invalid_email', value: 'a@x.jp, b@x.jp' },
    { column: 'password_hash', code: 'unknown_scheme', value: '$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/' },
    { column: 'password_hash', code: 'hash_out_of_bounds', value: bcrypt.replace('$12$', '$15$') },
    { column: 'two_factor_enabled', code: 'invalid_boolean', value: 'maybe' },
    { column: 'totp_secret', code: 'invalid_totp_secret', value: 'JBSWY3DPEHPK3PX' },
    { column: 'totp_secret', code: 'invalid_totp_secret', value: 'JBSWY3DPEHPK3PX1' },
    { column: 'totp_secret', code: 'invalid_totp_secret', value: 'A'.repeat(104) },
  ] as const)('is bad when $column is $value: $code', ({ column, code, value }) => {
    expect(problems({ [column]: value })).toEqual([`${column} ${code}`])
  })

  it.each([
    { fits: { legacy_id: '1'.repeat(128) } },
    { fits: { name: 'あ'.repeat(200) } },
    { fits: { name: '👨‍👩‍👧 家' } },
    { fits: { email: 'a..b.@docomo.ne.jp' } },
    { fits: { totp_secret: 'A'.repeat(103) } },
    { fits: { totp_secret: 'JBSWY3DPEHPK3PXPJA======' } },
    { fits: { password_scheme: 'bcrypt' } },
  ])('is good at the edge: $fits', ({ fits }) => {
    expect(problems(fits)).toEqual([])
  })

  it('names the column at fault when the scheme is', () => {
    expect(problems({ password_hash: bcrypt, password_scheme: 'md5' })).toEqual(['password_scheme unknown_scheme'])
    expect(problems({ password_hash: bcrypt, password_scheme: 'bcrypt+pepper:2020' })).toEqual([
      'password_scheme unknown_pepper',
    ])
    expect(problems({ password_hash: bcrypt, password_scheme: 'scrypt' })).toEqual(['password_hash malformed_hash'])
  })

  it.each([
    { text: '2026-10-01T00:00:00Z', instant: Date.UTC(2026, 9, 1) },
    { text: '2026-10-01T09:00:00+09:00', instant: Date.UTC(2026, 9, 1) },
    { text: '2026-10-01 09:00:00 +0900', instant: Date.UTC(2026, 9, 1) },
    { text: '2026-10-01 00:00:00 UTC', instant: Date.UTC(2026, 9, 1) },
    { text: '2026-09-30T19:00:00-05', instant: Date.UTC(2026, 9, 1) },
    { text: '2026-10-01 09:00:00', instant: Date.UTC(2026, 9, 1) },
    { text: '2026-10-01T09:00', instant: Date.UTC(2026, 9, 1) },
    { text: '2026-10-01', instant: Date.UTC(2026, 8, 30, 15) },
    { text: '2026-10-01T00:00:00.123456Z', instant: Date.UTC(2026, 9, 1, 0, 0, 0, 123) },
    { text: '2026-10-01T00:00:00.5Z', instant: Date.UTC(2026, 9, 1, 0, 0, 0, 500) },
    { text: '2028-02-29T23:59:59Z', instant: Date.UTC(2028, 1, 29, 23, 59, 59) },
  ])('last signed in at $text', ({ text, instant }) => {
    expect(row({ last_sign_in_at: text }).lastSignInAt).toBe(instant)
  })

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-10-01T24:00:00Z',
    '2026-10-01T00:60:00Z',
    '2026-10-01T00:00:00+15:00',
    '0000-00-00 00:00:00',
    '1969-12-31T00:00:00Z',
    '10/01/2026',
    '1790000000',
    'yesterday',
  ])('did not sign in at %s', (text) => {
    expect(problems({ last_sign_in_at: text })).toEqual(['last_sign_in_at invalid_instant'])
  })

  it('tells never from not known', () => {
    expect(row({}).lastSignInAt).toBe(null)
    expect(row({ last_sign_in_at: '' }).lastSignInAt).toBe('never')
    expect(row({ last_sign_in_at: null }).lastSignInAt).toBe('never')
  })

  it.each([
    { fields: {}, enabled: false, kept: null },
    { fields: { totp_secret: 'JBSWY3DPEHPK3PXP' }, enabled: true, kept: 'JBSWY3DPEHPK3PXP' },
    { fields: { totp_secret: 'JBSWY3DPEHPK3PXP', two_factor_enabled: 'f' }, enabled: false, kept: null },
    { fields: { two_factor_enabled: 'TRUE' }, enabled: true, kept: null },
    { fields: { two_factor_enabled: '1' }, enabled: true, kept: null },
    { fields: { two_factor_enabled: '0' }, enabled: false, kept: null },
  ])('has two factors or not: $fields', ({ fields, enabled, kept }) => {
    expect(row(fields)).toMatchObject({ twoFactorEnabled: enabled, totpSecret: kept })
  })
})

describe('a problem', () => {
  it('repeats what helps to find the row', () => {
    const reading = parse({ ...required, email: 'nobody\u0007' })
    expect(reading).toMatchObject({ ok: false, problems: [{ value: 'nobody\\u{7}' }] })
  })

  it.each([
    bcrypt,
    'JBSWY3DPEHPK3PXP',
    'jbswy3dpehpk3pxp',
    '5f4dcc3b5aa765d61d8327deb882cf99',
    'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0',
  ])('never repeats %s, whatever column it slipped into', (secret) => {
    for (const column of importColumns) {
      const reading = parse({ ...required, [column]: `\u0000${secret}\u0000` })
      expect(JSON.stringify(reading)).not.toContain(secret)
      expect(reading.ok).toBe(false)
    }
    expect(showable(secret)).toBe(null)
  })

  it('never repeats a hash or a secret, however short or malformed', () => {
    for (const column of ['password_hash', 'totp_secret'] as const) {
      expect(JSON.stringify(parse({ ...required, [column]: 'hunter2' }))).not.toContain('hunter2')
    }
  })

  it('is all that any text can cause', () => {
    const value = fc.option(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('hogehoge', 'a@x.jp', bcrypt, 'bcrypt', 'true', '2026-10-01', '$', '\ud800'),
      ),
      { nil: null },
    )
    const fields = fc.record(Object.fromEntries(importColumns.map((column) => [column, value])), { requiredKeys: [] })
    fc.assert(
      fc.property(fields, (given) => {
        const reading = parseLegacyRow({ line: 1, fields: given }, context)
        if (!reading.ok) expect(reading.problems.length).toBeGreaterThan(0)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a sign-in that lies in the future', () => {
  const now = Date.UTC(2026, 3, 15)
  const read = (at: number) =>
    parseLegacyRow(
      { line: 2, fields: { ...required, last_sign_in_at: new Date(at).toISOString() } },
      { shops: new Set(['hogehoge']), peppers: new Map(), now },
    )

  it.each([
    ['a millisecond less than a day ahead is a difference of clocks', 86_400_000 - 1, true],
    ['a day ahead is no instant of a sign-in', 86_400_000, false],
  ])('%s', (_, ahead, ok) => {
    expect(read(now + ahead).ok).toBe(ok)
  })
})
