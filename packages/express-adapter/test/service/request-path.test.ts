import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PathKind, pathClassifier } from '../../src/service/request-path.ts'

const paths = { protect: ['/admin'], signIn: ['/admin/sign_in', '/login'], api: ['/api', '/admin/hooks'] }
const kindOf = pathClassifier(paths)

function table(kind: PathKind, targets: readonly string[]) {
  it.each(targets.map((target) => ({ target })))(`is ${kind}: $target`, ({ target }) => {
    expect(kindOf(target)).toBe(kind)
  })
}

describe('a path that is written plainly', () => {
  table('protected', [
    '/admin',
    '/admin/',
    '/admin/orders/42',
    '/admin?x=/api',
    '/Admin',
    '/ADMIN/orders',
    '/admin.json',
  ])
  table('sign-in', [
    '/admin/sign_in',
    '/admin/sign_in/',
    '/admin/Sign_In',
    '/admin/sign_in.json',
    '/login/remembered',
    '/login?a',
  ])
  table('api', [
    '/api',
    '/api/',
    '/api/v1.0/orders',
    '/api/v1/orders?path=/../admin',
    '/api/admin',
    '/admin/hooks/paid',
    // Express takes capitals for the same path, and so would the session that a request there has.
    '/API/v1',
    '/Admin/Hooks/paid',
    // What somebody searches for in Japanese is long.
    `/api/v1/search/${encodeURIComponent('さくら'.repeat(100))}`,
  ])
  table('open', ['/', '/products/1', '/administration', '/admin-tour', '/apiary', '/.well-known/acme', '/a:b@c'])
})

describe('a path that can be read in two ways', () => {
  table('protected', [
    // Long, and with more in it than letters.
    ...['%2e%2e', '%2f', '%c0%ae', '%ef%bc%8f', ';'].map((odd) => `/api/${'%e3%81%95'.repeat(200)}${odd}/admin`),
    // Dots.
    ...[
      '/admin/../api',
      '/admin/../api/v1',
      '/api/../admin',
      '/api/v1/../../admin/x',
      '/./admin',
      '/x/../admin',
      '/api/..',
    ],
    // Slashes.
    ...['//admin', '//api/v1', '/api//../admin', '///admin//orders', '/admin//..//api'],
    // Escapes, once and several times.
    ...[
      '/%61dmin',
      '/%41dmin',
      '/%2e/admin',
      '/api/%2e%2e/admin',
      '/api/%2E%2e%2Fadmin',
      '/api/..%2fadmin',
      '/api%2f..%2fadmin',
    ],
    ...['/api/%252e%252e/admin', '/api/%25252e%25252e/admin', '/admin%2forders', '/%2fadmin', '/x%2f..%2fadmin'],
    ...['/api/%2525252525252e/x', '/api/%u002e%u002e/admin', '/api/%c0%ae%c0%ae/admin', '/api/%c0%ae%c0%ae%c0%afadmin'],
    // Parameters.
    ...['/admin;x', '/admin;x=1/orders', '/api/..;/admin', '/api/..;a=b/admin', '/;x/admin', '/admin/..;/api'],
    // Backslashes.
    ...['\\admin', '/\\admin', '/api\\..\\admin', '/api/%5c..%5cadmin', '/api/..%5c../admin'],
    // Null bytes, control characters and spaces.
    ...[
      '/admin%00',
      '/admin%00/x',
      '/adm%00in',
      '/api/%00/../../admin',
      '/admin%20',
      '/ad%09min',
      '/admin%0a',
      '/admin%ef%bb%bf',
    ],
    // Ends of segments.
    ...['/admin.', '/admin..', '/admin./orders', '/admin%2e', '/admin%20%2e'],
    // Letters that are taken for others.
    ...['/%EF%BD%81dmin', '/%EF%BC%8Fadmin', '/adm%C4%B1n%2f..%2f..%2fadmin'],
    // Whole addresses and what is none.
    ...[
      'http://shop.example/admin',
      'http://shop.example/admin/x?y',
      '//shop.example/admin',
      '/admin#x',
      '/admin%23',
      '/admin%3fx',
    ],
    // More than anybody can tell.
    ...[`/api/${'%2e'.repeat(1000)}`, `/products/${'/;'.repeat(1500)}`],
  ])
  table('sign-in', [
    '/admin/sign%5fin',
    '/admin//sign_in',
    '//login',
    '/admin/x/../sign_in',
    '/login;x',
    '/login.',
    '/admin./sign_in',
    '/api/../login',
  ])
})

describe('a path that is odd, and the same in every reading', () => {
  table('api', [
    '/api/caf%C3%A9',
    '/api/%E5%95%86%E5%93%81/1',
    '/api//orders',
    '/api/a%2Fb',
    '/api/x;v=1',
    '/api/50%25',
    '/api/v1/./x',
    '/api/%8a%bf',
    '/api/x/..',
  ])
  table('open', [
    '/products/%E9%9D%B4',
    '/products/a;b',
    '/products//1',
    '/products/a%2Fb',
    '/products/sale.',
    '/%zz',
    '/a%20b',
    '',
    '*',
    '/..',
  ])
})

describe('paths', () => {
  /** Ways to write a path so that some server takes it for the same. */
  const spellings: readonly ((path: string) => string)[] = [
    (path) => path.replace(/[a-z]/, (letter) => letter.toUpperCase()),
    (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    (path) => path.replaceAll('/', '//'),
    (path) => path.replace('/', '/./'),
    (path) => path.replace('/', '/api/../'),
    (path) => path.replace('/', '/api/%2e%2e/'),
    (path) => path.replace('/', '/x;y/..;z/'),
    (path) => path.replace(/\/(?=.)/, '\\'),
    (path) => path.replace(/$/, ';a=b'),
    (path) => path.replace(/$/, '%00'),
    (path) => path.replace(/$/, '.'),
    (path) => path.replaceAll('%', '%25'),
  ]

  it('that lead into the admin in any spelling are neither open nor the API', () => {
    const spelt = fc
      .tuple(
        fc.constantFrom('/admin', '/admin/orders/42', '/login', '/admin/sign_in'),
        fc.array(fc.constantFrom(...spellings), { maxLength: 4 }),
      )
      .map(([path, ways]) => ways.reduce<string>((spelling, way) => way(spelling), path))
    fc.assert(
      fc.property(spelt, (path) => {
        expect(['sign-in', 'protected'], path).toContain(kindOf(path))
      }),
      { numRuns: 2000 },
    )
  })

  it('are told whatever is sent, and soon', () => {
    const letters = fc.constantFrom(...'/.;%\\?#:%2e%2f%5c%00aA \u00a0'.split(''), '..', '%25', 'admin', '/api')
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 400 }), (parts) => {
        const path = parts.join('')
        const began = performance.now()
        kindOf(path)
        expect(performance.now() - began).toBeLessThan(500)
      }),
    )
  })

  it('are known in any capitals, also where the setting has some', () => {
    const capital = pathClassifier({ protect: ['/Admin'], signIn: ['/Admin/Sign_in'], api: ['/API'] })
    expect(['/admin', '/admin/sign_in', '/api/x', '/API/x'].map(capital)).toEqual([
      'protected',
      'sign-in',
      'api',
      'api',
    ])
  })

  it('are protected below the root unless a longer one is the API', () => {
    const everything = pathClassifier({ protect: ['/'], signIn: [], api: ['/api'] })
    expect(['/', '/x', '/API', '/api', '/api/x', '/api/../x', '*'].map(everything)).toEqual([
      ...['protected', 'protected', 'api', 'api', 'api', 'protected', 'protected'],
    ])
  })

  it('of one length are protected rather than the API', () => {
    expect(pathClassifier({ protect: ['/same'], signIn: [], api: ['/same'] })('/same/x')).toBe('protected')
  })

  it.each(['admin', '/admin/../x', '/admin;x', '/%61dmin', '/admin?x', '', '//admin'])(
    'are not taken as settings when they are not plain: %j',
    (path) => {
      for (const name of ['protect', 'signIn', 'api'] as const) {
        expect(() => pathClassifier({ ...paths, [name]: [path] })).toThrow(/is no path such as/)
      }
    },
  )
})
