import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Everything that importing this file loads at once: files of ours by path, other modules by name. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const imports = /^(?:import|export) (?!type )(?:[^']*? from )?'([^']+)'/gm
  for (const [, to = ''] of readFileSync(file, 'utf8').matchAll(imports)) {
    if (to.startsWith('.')) loadedBy(join(dirname(file), to), seen)
    else seen.add(to)
  }
  return seen
}

describe("a gate's share of the core", () => {
  it('loads no library but the reader of addresses before there is a document to verify', () => {
    const loaded = [...loadedBy(join(import.meta.dirname, '../src/gate/index.ts'))]
    expect(loaded.length).toBeGreaterThan(8)
    expect(loaded.filter((module) => !existsSync(module) && !module.startsWith('node:'))).toEqual(['ipaddr.js'])
  })

  it('would be seen to load one', () => {
    expect([...loadedBy(join(import.meta.dirname, '../src/index.ts'))]).toContain('zod')
  })
})
