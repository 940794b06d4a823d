import { describe, expect, it } from 'vitest'
import { locales, preferredLocale } from '../../src/primitives/locale.ts'

describe('the language of somebody whose browser says', () => {
  it.each([
    { says: undefined, locale: 'ja' },
    { says: '', locale: 'ja' },
    { says: '*', locale: 'ja' },
    { says: 'ja', locale: 'ja' },
    { says: 'en', locale: 'en' },
    { says: 'EN', locale: 'en' },
    { says: 'en-US', locale: 'en' },
    { says: 'ja-JP', locale: 'ja' },
    { says: 'ja,en', locale: 'ja' },
    { says: 'en,ja', locale: 'en' },
    { says: 'en-US,en;q=0.9,ja;q=0.8', locale: 'en' },
    { says: 'ja,en-US;q=0.9,en;q=0.8', locale: 'ja' },
    { says: 'en;q=0.8,ja;q=0.9', locale: 'ja' },
    { says: 'ja;q=0.8,en;q=0.9', locale: 'en' },
    { says: 'ja;q=0.899,en;q=0.9', locale: 'en' },
    { says: 'en;q=0.5,ja;q=0.5', locale: 'en' },
    { says: 'fr,de;q=0.9,en;q=0.1', locale: 'en' },
    { says: 'fr-FR,fr', locale: 'ja' },
    { says: 'fr,*;q=0.5', locale: 'ja' },
    { says: 'ja;q=0,en', locale: 'en' },
    { says: 'en;q=0', locale: 'ja' },
    { says: 'en;q=0.000,ja;q=0.001', locale: 'ja' },
    { says: 'ja;q=0.5 , en', locale: 'en' },
    { says: 'ja ; q=0.5, en ; q=0.9', locale: 'en' },
    { says: 'ja;q=0.5,en;level=1;q=0.6', locale: 'en' },
    { says: 'ja;Q=0.5,en;Q=0.6', locale: 'en' },
    { says: 'eng', locale: 'ja' },
    { says: 'jav,en', locale: 'en' },
    { says: 'english', locale: 'ja' },
    { says: 'e,n', locale: 'ja' },
    { says: ',,,en,,', locale: 'en' },
    { says: ';q=1,en;q=0.1', locale: 'en' },
    { says: '__proto__,constructor', locale: 'ja' },
    { says: `${'x,'.repeat(200)}en`, locale: 'ja' },
    { says: `en,${'x'.repeat(100_000)}`, locale: 'en' },
  ])('$says is $locale', ({ says, locale }) => {
    expect(preferredLocale(says)).toBe(locale)
  })

  it('is Japanese or English, Japanese first', () => {
    expect(locales).toEqual(['ja', 'en'])
  })
})
