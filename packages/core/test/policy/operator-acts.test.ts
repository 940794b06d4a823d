import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type BypassAct, bypassActs, mayDo } from '../../src/policy/operator-acts.ts'

const document = readFileSync(join(import.meta.dirname, '../../../../docs/robots.md'), 'utf8')

describe('what operators do about robots', () => {
  it('is what the documents say, act by act', () => {
    const rows = document.split('\n').filter((line) => /^\| `[a-z-]+` \| (support|engineer)/.test(line))
    const inCode = Object.entries(bypassActs).map(
      ([act, { roles, code }]) => `| \`${act}\` | ${roles.join(', ')} | ${code ? 'yes' : 'no'} |`,
    )
    expect(rows).toEqual(inCode)
  })

  it('is decided by engineers alone', () => {
    const acts = Object.keys(bypassActs) as BypassAct[]
    expect(acts.filter((act) => !mayDo(act, 'support'))).toEqual(['approve', 'reject', 'resume', 'revoke'])
    expect(acts.every((act) => mayDo(act, 'engineer'))).toBe(true)
  })
})
