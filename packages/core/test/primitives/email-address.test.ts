import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskEmailAddress, parseEmailAddress, smtpPath } from '../../src/primitives/email-address.ts'

/** The key, or why there is none. */
function read(text: string): string {
  const parsed = parseEmailAddress(text)
  return parsed.ok ? parsed.address.key : `refused: ${parsed.reason}`
}

/** A domain of exactly so many letters. */
const domainOf = (length: number) => `${`${'d'.repeat(61)}.`.repeat(5).slice(0, length - 2)}ee`

describe('an address', () => {
  it.each([
    { typed: 'hiro@hogehoge.example', key: 'hiro@hogehoge.example' },
    { typed: 'Hiro.Kato@HogeHoge.EXAMPLE', key: 'hiro.kato@hogehoge.example' },
    { typed: '  hiro@hogehoge.example ', key: 'hiro@hogehoge.example' },
    { typed: '\u3000hiro@hogehoge.example\u3000', key: 'hiro@hogehoge.example' },
    { typed: 'hiro@hogehoge.example\r\n', key: 'hiro@hogehoge.example' },
    { typed: 'ｈｉｒｏ＠ｈｏｇｅｈｏｇｅ．ｅｘａｍｐｌｅ', key: 'hiro@hogehoge.example' },
    { typed: 'hiro＠hogehoge.example', key: 'hiro@hogehoge.example' },
    { typed: 'hiro．kato@hogehoge．example', key: 'hiro.kato@hogehoge.example' },
    { typed: 'ＨＩＲＯ＋１＠hogehoge.example', key: 'hiro+1@hogehoge.example' },
    { typed: 'hiro@hogehoge。example', key: 'hiro@hogehoge.example' },
    { typed: 'hiro@hogehoge｡example', key: 'hiro@hogehoge.example' },
    { typed: 'a..b@docomo.ne.jp', key: 'a..b@docomo.ne.jp' },
    { typed: 'a.@docomo.ne.jp', key: 'a.@docomo.ne.jp' },
    { typed: '.a@docomo.ne.jp', key: '.a@docomo.ne.jp' },
    { typed: '...@docomo.ne.jp', key: '...@docomo.ne.jp' },
    { typed: "!#$%&'*+/=?^_`{|}~-@symbols.example", key: "!#$%&'*+/=?^_`{|}~-@symbols.example" },
    { typed: 'hiro+shop@hogehoge.example', key: 'hiro+shop@hogehoge.example' },
    { typed: 'h@e.co', key: 'h@e.co' },
    { typed: '1@2.3d', key: '1@2.3d' },
    { typed: 'hiro@例え.テスト', key: 'hiro@xn--r8jz45g.xn--zckzah' },
    { typed: 'hiro@BÜCHER.example', key: 'hiro@xn--bcher-kva.example' },
    { typed: 'hiro@XN--BCHER-KVA.example', key: 'hiro@xn--bcher-kva.example' },
    { typed: 'hiro@straße.example', key: 'hiro@xn--strae-oqa.example' },
    { typed: 'hiro@\u212Aelvin.example', key: 'hiro@kelvin.example' },
    { typed: 'hiro@a-b.c--d.example', key: 'hiro@a-b.c--d.example' },
  ])('$typed is $key', ({ typed, key }) => {
    expect(read(typed)).toBe(key)
  })

  it('is kept as it was typed for the eye, but for its width and the space around it', () => {
    expect(parseEmailAddress(' Ｈiro＠HogeHoge.Example ')).toEqual({
      ok: true,
      address: { key: 'hiro@hogehoge.example', typed: 'Hiro@HogeHoge.Example' },
    })
  })

  it.each([
    { what: 'nothing', typed: '', reason: 'empty' },
    { what: 'spaces', typed: '   ', reason: 'empty' },
    { what: 'wide spaces', typed: '\u3000\u3000', reason: 'empty' },
    { what: 'no @', typed: 'hiro.hogehoge.example', reason: 'not_one_address' },
    { what: 'two @', typed: 'hiro@hogehoge@example', reason: 'not_one_address' },
    { what: 'two @, one wide', typed: 'hiro＠hogehoge@evil.example', reason: 'not_one_address' },
    { what: 'two addresses and a comma', typed: 'a@x.example,b@y.example', reason: 'not_one_address' },
    { what: 'two addresses and a semicolon', typed: 'a@x.example;b@y.example', reason: 'not_one_address' },
    { what: 'two addresses and a wide comma', typed: 'a@x.example，b@y.example', reason: 'not_one_address' },
    {
      what: 'a second recipient on a second line',
      typed: 'a@x.example\r\nBcc: b@y.example',
      reason: 'not_one_address',
    },
    { what: 'a header on a second line', typed: 'a@x.example\r\nSubject: hi', reason: 'domain' },
    { what: 'a line break in the local part', typed: 'a\r\nb@x.example', reason: 'local_part' },
    { what: 'a line feed in the domain', typed: 'a@x\n.example', reason: 'domain' },
    { what: 'a tab in the domain', typed: 'a@x\t.example', reason: 'domain' },
    { what: 'a group', typed: 'friends: a@x.example;', reason: 'local_part' },
    { what: 'an empty group', typed: 'friends:;', reason: 'not_one_address' },
    { what: 'a name and angle brackets', typed: 'Hiro <hiro@hogehoge.example>', reason: 'local_part' },
    { what: 'angle brackets', typed: '<hiro@hogehoge.example>', reason: 'local_part' },
    { what: 'a comma in the local part', typed: 'a,b@x.example', reason: 'local_part' },
    { what: 'a comment', typed: 'hiro(kato)@hogehoge.example', reason: 'local_part' },
    { what: 'a comment in the domain', typed: 'hiro@hogehoge.example(work)', reason: 'domain' },
    { what: 'a quoted local part', typed: '"hiro kato"@hogehoge.example', reason: 'local_part' },
    { what: 'a backslash', typed: 'hi\\ro@hogehoge.example', reason: 'local_part' },
    { what: 'a space in the local part', typed: 'hiro kato@hogehoge.example', reason: 'local_part' },
    { what: 'no local part', typed: '@hogehoge.example', reason: 'local_part' },
    { what: 'a NUL', typed: 'hi\0ro@hogehoge.example', reason: 'local_part' },
    { what: 'kanji in the local part', typed: '弘@hogehoge.example', reason: 'local_part' },
    { what: 'an accent in the local part', typed: 'josé@hogehoge.example', reason: 'local_part' },
    { what: 'the kelvin sign, whose lower case is k', typed: '\u212Aato@hogehoge.example', reason: 'local_part' },
    { what: 'the dotless i', typed: 'h\u0131ro@hogehoge.example', reason: 'local_part' },
    { what: 'half-width katakana', typed: 'ﾋﾛ@hogehoge.example', reason: 'local_part' },
    { what: 'a zero-width space in the local part', typed: 'hi\u200bro@hogehoge.example', reason: 'local_part' },
    { what: 'a small commercial at', typed: 'hiro\ufe6bhogehoge.example', reason: 'not_one_address' },
    { what: 'no domain', typed: 'hiro@', reason: 'domain' },
    { what: 'one label', typed: 'hiro@localhost', reason: 'domain' },
    { what: 'an empty label', typed: 'a@b..c', reason: 'domain' },
    { what: 'a dot before the domain', typed: 'a@.b.c', reason: 'domain' },
    { what: 'a dot after the domain', typed: 'a@b.c.', reason: 'domain' },
    { what: 'a hyphen before a label', typed: 'a@-b.example', reason: 'domain' },
    { what: 'a hyphen after a label', typed: 'a@b-.example', reason: 'domain' },
    { what: 'an underscore', typed: 'a@b_c.example', reason: 'domain' },
    { what: 'an IPv4 address', typed: 'a@1.2.3.4', reason: 'domain' },
    { what: 'a short IPv4 address in hexadecimal', typed: 'a@0x7f.1', reason: 'domain' },
    { what: 'an IPv4 address as one number', typed: 'a@2130706433', reason: 'domain' },
    { what: 'an IPv4 address in octal', typed: 'a@0177.0.0.1', reason: 'domain' },
    { what: 'an IPv4 address in wide digits', typed: 'a@１２７．０．０．１', reason: 'domain' },
    { what: 'a number for a top level', typed: 'a@example.123', reason: 'domain' },
    { what: 'a hexadecimal number for a top level', typed: 'a@example.0x7f', reason: 'domain' },
    { what: 'an address literal', typed: 'a@[127.0.0.1]', reason: 'domain' },
    { what: 'an IPv6 address literal', typed: 'a@[::1]', reason: 'domain' },
    { what: 'a bare IPv6 address', typed: 'a@::1', reason: 'domain' },
    { what: 'a port', typed: 'a@b.example:25', reason: 'domain' },
    { what: 'a path', typed: 'a@b.example/c', reason: 'domain' },
    { what: 'a query', typed: 'a@b.example?c', reason: 'domain' },
    { what: 'a fragment', typed: 'a@b.example#c', reason: 'domain' },
    { what: 'a backslash in the domain', typed: 'a@b.example\\c', reason: 'domain' },
    { what: 'a percent escape', typed: 'a@%65xample.com', reason: 'domain' },
    { what: 'a slash that hides in one character', typed: 'a@b\u2100c.example', reason: 'domain' },
    { what: 'text that runs backwards', typed: 'a@\u202eelpmaxe.com', reason: 'domain' },
  ])('is refused ($reason): $what', ({ typed, reason }) => {
    expect(read(typed)).toBe(`refused: ${reason}`)
  })

  it.each([
    { what: 'a local part of 64', typed: `${'l'.repeat(64)}@x.example`, ok: true },
    { what: 'a local part of 65', typed: `${'l'.repeat(65)}@x.example`, ok: false },
    { what: '254 in all', typed: `l@${domainOf(252)}`, ok: true },
    { what: '255 in all', typed: `ll@${domainOf(252)}`, ok: false },
    { what: '254 in all, the local part the longest', typed: `${'l'.repeat(64)}@${domainOf(189)}`, ok: true },
    { what: '255 in all, the local part the longest', typed: `${'l'.repeat(64)}@${domainOf(190)}`, ok: false },
    { what: 'more than any address has', typed: `${' '.repeat(500)}a@x.example `.padEnd(513), ok: false },
    { what: 'as much as is looked at', typed: 'a@x.example'.padEnd(512), ok: true },
  ])('may have $what: $ok', ({ typed, ok }) => {
    expect(read(typed)).toBe(ok ? typed.trim() : 'refused: too_long')
  })

  it.each([
    { what: 'a label of 63', typed: `a@${'d'.repeat(63)}.example`, ok: true },
    { what: 'a label of 64', typed: `a@${'d'.repeat(64)}.example`, ok: false },
    { what: 'kanji that make a label of 63', typed: `a@${'あ'.repeat(56)}.example`, ok: true },
    { what: 'a domain of 254', typed: `a@${domainOf(254)}`, ok: false },
  ])('may have $what: $ok', ({ typed, ok }) => {
    expect(parseEmailAddress(typed)).toMatchObject(ok ? { ok } : { ok, reason: 'domain' })
  })
})

const atext = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+/=?^_`{|}~-."
const aLocalPart = fc.string({ unit: fc.constantFrom(...atext), minLength: 1, maxLength: 64 })
const aDomain = fc
  .array(fc.string({ unit: fc.constantFrom(...'abcXYZ019-例えßü'), minLength: 1, maxLength: 12 }), {
    minLength: 2,
    maxLength: 4,
  })
  .map((labels) => labels.join('.'))
const widened = (text: string) => text.replace(/[!-~]/g, (narrow) => String.fromCharCode(narrow.charCodeAt(0) + 0xfee0))
/** Something like an address: mostly one, sometimes with a character that spoils it. */
const aText = fc.oneof(
  fc.tuple(aLocalPart, aDomain).map(([local, domain]) => `${local}@${domain}`),
  fc.tuple(aLocalPart, aDomain).map(([local, domain]) => widened(`${local}@${domain}`)),
  fc.string({ unit: fc.constantFrom(...'ab@.．＠。\u212A"<>,;:[]() \r\n%0x1'), maxLength: 12 }),
  fc
    .tuple(fc.string({ maxLength: 5 }), fc.string({ unit: 'grapheme', maxLength: 8 }))
    .map(([a, b]) => `${a}@${b}.example`),
)

// RFC 5321 section 4.1.2: Mailbox = Local-part "@" Domain; Local-part = Dot-string / Quoted-string.
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const quoted = '"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"'
const subdomain = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?'
const mailbox = new RegExp(`^(?:${atom}(?:\\.${atom})*|${quoted})@${subdomain}(?:\\.${subdomain})*$`)

describe('every accepted address', () => {
  const everyAccepted = (holds: (key: string, typed: string) => void) => {
    let accepted = 0
    fc.assert(
      fc.property(aText, (text) => {
        const parsed = parseEmailAddress(text)
        if (!parsed.ok) return
        accepted++
        holds(parsed.address.key, parsed.address.typed)
      }),
      { numRuns: 5000 },
    )
    expect(accepted).toBeGreaterThan(300)
  }

  it('has a key that reads as itself, in ASCII without capitals', () => {
    everyAccepted((key, typed) => {
      expect(read(key)).toBe(key)
      expect(read(typed)).toBe(key)
      expect(key).toMatch(/^[!-?A-Z^-~]+@[a-z0-9.-]+$/)
      expect(key).toBe(key.toLowerCase())
      expect(key.length).toBeLessThanOrEqual(254)
    })
  })

  it('goes to SMTP as exactly one mailbox (RFC 5321 section 4.1.2), and the same one', () => {
    let quotedOnes = 0
    everyAccepted((key) => {
      const path = smtpPath(key)
      expect(path).toMatch(mailbox)
      if (path !== key) quotedOnes++
      expect(path.replace(/^"(.*)"@/, '$1@')).toBe(key)
    })
    expect(quotedOnes).toBeGreaterThan(10)
  })

  it('shows no more than one letter of its local part when it is masked', () => {
    everyAccepted((key) => {
      const at = key.lastIndexOf('@')
      expect(maskEmailAddress(key)).toBe(`${key[0]}***${key.slice(at)}`)
    })
  })
})

describe('the path for SMTP', () => {
  it.each([
    ['hiro.kato@hogehoge.example', 'hiro.kato@hogehoge.example'],
    ['a..b@docomo.ne.jp', '"a..b"@docomo.ne.jp'],
    ['a.@docomo.ne.jp', '"a."@docomo.ne.jp'],
    ['.a@docomo.ne.jp', '".a"@docomo.ne.jp'],
    ['.@docomo.ne.jp', '"."@docomo.ne.jp'],
  ])('of %s is %s', (key, path) => {
    expect(smtpPath(key)).toBe(path)
  })
})

describe('a masked address', () => {
  it.each([
    ['hiro.kato@hogehoge.example', 'h***@hogehoge.example'],
    ['h@hogehoge.example', 'h***@hogehoge.example'],
  ])('of %s is %s', (key, masked) => {
    expect(maskEmailAddress(key)).toBe(masked)
  })
})
