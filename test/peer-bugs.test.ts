import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasTest } from './support/named-tests.ts'

const document = readFileSync(join(import.meta.dirname, '../docs/security/peer-bugs.md'), 'utf8')

/** The rows of all its tables but their heads: what went wrong, where, and the tests named. */
const rows = [...document.matchAll(/^\| (?!what went wrong)([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, fault = '', where = '', tests = '']) => ({
    fault,
    where,
    tests: [...tests.matchAll(/“([^”]+)” \(`([^`]+)`\)/g)].map(([, title = '', file = '']) => ({
      title,
      file: file.includes('/') ? file : `peer-bugs/${file}`,
    })),
    rest: tests.replace(/“[^”]+” \(`[^`]+`\)(, )?/g, ''),
  }),
)

describe('what went wrong elsewhere', () => {
  it('is read row by row', () => {
    expect(rows.length).toBe(document.match(/^\| (?!what went wrong)/gm)?.length)
    expect(rows.length).toBeGreaterThan(40)
  })

  it.each(rows)('names tests of ours that exist: $fault', ({ where, tests, rest }) => {
    expect([where.trim() === '', tests.length > 0, rest]).toEqual([false, true, ''])
    for (const { title, file } of tests) expect([title, file, hasTest(title, file)]).toEqual([title, file, true])
  })
})
