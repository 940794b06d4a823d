import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasTest } from './support/named-tests.ts'

const document = readFileSync(join(import.meta.dirname, '../docs/rules.md'), 'utf8')

/** Rule by rule: its number and the text up to the next. */
const rules = [...document.matchAll(/^### (R\d+) [^\n]*\n([\s\S]*?)(?=^### |^## |(?![\s\S]))/gm)].map(
  ([, name = '', text = '']) => ({
    name,
    text,
  }),
)

describe('the rules', () => {
  it('are R1 to R40, each once and in order', () => {
    expect(rules.map(({ name }) => name)).toEqual(Array.from({ length: 40 }, (_, index) => `R${index + 1}`))
  })

  it.each(rules)('$name names tests that exist, or says that it is not yet held', ({ text }) => {
    const titles = [...text.matchAll(/^- “(.+)”/gm)].map(([, title = '']) => title)
    if (titles.length === 0) expect(text).toContain('Not yet held')
    for (const title of titles) expect([title, hasTest(title)]).toEqual([title, true])
  })
})
