import { expect, it } from 'vitest'
import { readsAsLink } from '../../src/primitives/plain-text.ts'

it.each([
  'https://evil.example/',
  'http://10',
  'Please see evil.example',
  'kaoru@evil.example',
  'ここをクリックevil.example/x',
  't.co/abc',
])('%s reads as a link', (text) => expect(readsAsLink(text)).toBe(true))

it.each(['瀬戸かおる', 'J. S. Bach', 'T.Yamada', 'Kaoru Seto, Ph.D.', 'owner/admin', '店長・副店長', 'No. 1', ''])(
  '%s does not',
  (text) => expect(readsAsLink(text)).toBe(false),
)

it('takes no longer for what is long', () => {
  const startedAt = performance.now()
  readsAsLink(`${'a.'.repeat(100_000)}${'b'.repeat(100_000)}`)
  expect(performance.now() - startedAt).toBeLessThan(1000)
})
