import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownPath } from '../../src/service/return-path.ts'
import { openSignedInShop } from '../support/openid.ts'
import { visitor } from '../support/visitor.ts'

const origin = 'https://shop.example'

describe('where a sign-in comes back to', () => {
  it.each([
    '/admin',
    '/admin/orders/42?state=%E5%87%BA%E8%8D%B7&x=a%26b#top',
    '/admin?next=https://elsewhere.example/',
    '/admin/a;b=c/..%2fx',
    '/',
  ])('may be %s', (path) => {
    expect(ownPath(path, origin)).toBe(path)
    expect(ownPath(`${origin}${path}`, origin)).toBe(path)
  })

  it.each([
    ['/admin/../x', '/x'],
    ['/靴?q=靴', '/%E9%9D%B4?q=%E9%9D%B4'],
    [origin, '/'],
  ])('%s is emitted as %s', (wanted, emitted) => expect(ownPath(wanted, origin)).toBe(emitted))

  const elsewhere = [
    '',
    'admin',
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '///elsewhere.example/',
    '/\\elsewhere.example/',
    '\\\\elsewhere.example/',
    '/\t/elsewhere.example/',
    '/\n/elsewhere.example/',
    '/.//elsewhere.example',
    '/..//elsewhere.example',
    '/admin/..//elsewhere.example',
    '/./\\elsewhere.example',
    'https:elsewhere.example',
    'https:/elsewhere.example',
    'javascript:alert(1)',
    ' /admin',
    '\u0000/admin',
    `${origin}.elsewhere.example/`,
    `${origin}@elsewhere.example/`,
    `${origin}:8443/`,
    `http://shop.example/`,
    'https://user:pass@shop.example/admin',
    'HTTPS://ELSEWHERE.example/',
    `/${'x'.repeat(2048)}`,
  ]
  it.each(elsewhere)('is nowhere for %j', (wanted) => expect(ownPath(wanted, origin)).toBeNull())

  it('is always on the shop’s own origin, whatever is asked for', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '//',
      '@',
      ':',
      '?',
      '#',
      '%2f',
      '%5c',
      '\t',
      '\n',
      'https:',
      'evil.example',
      'admin',
      origin,
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        for (const wanted of [pieces.join(''), `/${pieces.join('')}`]) {
          const path = ownPath(wanted, origin)
          if (path === null) continue
          expect(new URL(path, origin).origin).toBe(origin)
          expect(new URL(`${origin}${path}`).origin).toBe(origin)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('is the admin’s first page for everything else, at the end of a real sign-in', async () => {
    const shop = await openSignedInShop()
    const browser = visitor()
    const own = [
      '/accounts/start',
      '/accounts/callback?code=x',
      '/accounts/sign-out',
      '/admin/sign_in',
      '/ADMIN/sign_in.json?x',
    ]
    for (const wanted of [...elsewhere.slice(0, 20), ...own]) {
      const query = new URLSearchParams({ target_link_uri: wanted, by: 'hand' })
      const end = await browser.follow(`${shop.origin}/accounts/start?${query}`)
      expect([wanted, end.url, end.trail.at(-2)?.location]).toEqual([
        wanted,
        `${shop.origin}/admin`,
        `${shop.origin}/admin`,
      ])
    }
  })
})
