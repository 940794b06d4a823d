import { describe, expect, it } from 'vitest'
import { ownPath } from '../../../src/rooms/sign-in/return-path.ts'
import { client, openWorld, password } from '../../support/world.ts'

const issuer = 'https://accounts.example'

const hostile = [
  'https://evil.example/',
  'http://accounts.example/',
  'https://accounts.example.evil.example/',
  'https://accounts.example@evil.example/',
  'https://accounts.example/portal/apps',
  '//evil.example',
  '//evil.example/portal',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '/\\/evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '\u0000//evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/./\\evil.example',
  '/portal/..//evil.example',
  '/portal/../..//evil.example',
  '/%2e//evil.example',
  '/%2E%2E//evil.example',
  '/.\t//evil.example',
  '/./%2e//evil.example',
  '//accounts.example:8443/',
  '//user@accounts.example:8443/',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,hello',
  'portal/apps',
  './/evil.example',
  '?next=//evil.example',
  '#//evil.example',
  'https:evil.example',
  'https:/evil.example',
  '//[::1]/',
  '//evil。example/',
  `/${'a'.repeat(2048)}`,
  '',
]

const harmless = [
  ['/', '/'],
  ['/portal/apps', '/portal/apps'],
  ['/portal/apps?tab=a&b=%2F%2Fevil.example#top', '/portal/apps?tab=a&b=%2F%2Fevil.example#top'],
  ['/authorize?redirect_uri=https://shop.example/cb', '/authorize?redirect_uri=https://shop.example/cb'],
  ['/portal/../help', '/help'],
  ['/検索', '/%E6%A4%9C%E7%B4%A2'],
  ['/a//b', '/a//b'],
  ['/@evil.example', '/@evil.example'],
  ['/:8443', '/:8443'],
  ['/%5Cevil.example', '/%5Cevil.example'],
  ['/%2F%2Fevil.example', '/%2F%2Fevil.example'],
  [`/${'a'.repeat(2047)}`, `/${'a'.repeat(2047)}`],
] as const

describe('the path to return to', () => {
  it.each(hostile)('is none for %j', (wanted) => {
    expect(ownPath(wanted, issuer)).toBeNull()
  })

  it.each(harmless)('of %j is %j', (wanted, expected) => {
    expect(ownPath(wanted, issuer)).toBe(expected)
  })

  it.each([...hostile, ...harmless.map(([wanted]) => wanted)])(
    'that is emitted for %j stays on our own origin when a browser reads it, and is emitted the same again',
    (wanted) => {
      const emitted = ownPath(wanted, issuer) ?? '/portal/apps'
      expect(emitted).toMatch(/^\/(?![/\\])/)
      for (const base of [issuer, `${issuer}/sign-in`, `${issuer}/deep/down?x#y`]) {
        expect(new URL(emitted, base).origin).toBe(issuer)
      }
      expect(ownPath(emitted, issuer)).toBe(emitted)
    },
  )

  it.each([null, undefined])('is none for %s', (wanted) => {
    expect(ownPath(wanted, issuer)).toBeNull()
  })

  it('that is hostile is noted and passed over: the sign-in leads to the portal; a harmless one is kept', async () => {
    const world = await openWorld()
    const email = 'hiro@renshu-shoes.example'
    await world.importRows([{ shop: 'renshu-shoes', legacyId: '5', email, password }])
    await world.announce('renshu-shoes')
    for (const [wanted, landed] of [
      ['//evil.example', '/portal/apps'],
      ['/help', '/help'],
    ] as const) {
      const flow = await world.start(email, {}, wanted)
      await world.accounts.signIn.submitPassword(flow, password, client())
      const outcome = await world.accounts.signIn.submitCode(flow, await world.mailedCode(email), client())
      expect(outcome).toMatchObject({ outcome: 'signed-in', step: { returnTo: landed } })
      const strayed = (await world.reasons(flow.id)).filter((line) => line === 'defence.refused return_to')
      expect(strayed).toHaveLength(landed === wanted ? 0 : 1)
    }
  })
})
