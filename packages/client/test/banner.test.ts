import { type Banner as CoreBanner, decideBanner } from '@ecforce-accounts/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { AccountsBanner, type Banner } from '../src/banner.ts'
import { readBanner, webAddress } from '../src/banner-data.ts'

const now = Date.parse('2026-11-20T01:00:00Z')
const decided = decideBanner(
  { announcedAt: now - 86_400_000, enforcedAt: now + 13 * 86_400_000 },
  { now, mine: 'not-done', portalUrl: 'https://accounts.example/portal/apps' },
)

describe('the banner', () => {
  it('takes what the gate decides, type for type', () => {
    expectTypeOf<Banner>().toEqualTypeOf<CoreBanner>()
    expect(decided).not.toBeNull()
    expect(readBanner(JSON.parse(JSON.stringify(decided)))).toEqual(decided)
    expect(readBanner(null)).toBeNull()
  })

  it.each([
    ['nothing of it', {}],
    ['a text', 'text'],
    ['a number', 7],
    ['a severity of no kind', { ...decided, severity: 'critical"><script>' }],
    ['a title that is one text', { ...decided, title: 'text' }],
    ['a body in one language', { ...decided, body: { ja: 'text' } }],
    ['an address that is none', { ...decided, actionUrl: ['https://accounts.example'] }],
    ['a wish to be dismissible', { ...decided, dismissible: 'yes' }],
    ['somebody else’s state', { ...decided, mine: true }],
  ])('is none of %s', (_what, value) => {
    expect(() => readBanner(value)).toThrow(TypeError)
  })

  it.each([
    ['https://accounts.example/portal/apps', 'https://accounts.example/portal/apps'],
    ['http://127.0.0.1:3000/portal/apps', 'http://127.0.0.1:3000/portal/apps'],
    ['javascript:alert(1)', null],
    [' JaVaScRiPt:alert(1)', null],
    ['java\nscript:alert(1)', null],
    ['data:text/html,<script>alert(1)</script>', null],
    ['vbscript:x', null],
    ['blob:https://accounts.example/x', null],
    ['file:///etc/passwd', null],
    ['/portal/apps', null],
    ['//evil.example', null],
    ['', null],
  ])('links to addresses of the web alone: %j', (text, address) => {
    expect(webAddress(text)).toBe(address)
  })

  it('can be imported where there are no elements, and defines nothing there', () => {
    expect('customElements' in globalThis).toBe(false)
    expect(AccountsBanner.observedAttributes).toEqual(['data', 'src', 'lang'])
  })
})
