import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { hasTest } from './support/named-tests.ts'

const root = join(import.meta.dirname, '..')
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/architecture.md',
  'docs/embedding.md',
  'docs/gate.md',
  'docs/operating.md',
  'docs/rpa-scripts.md',
  'docs/rules.md',
  'docs/single-sign-on.md',
]
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** The diagnostics of a program whose one file stands, for the compiler, where its imports can be found. */
function typeErrors(source: string): string[] {
  const path = join(root, 'examples/reference-server/src/readme-example.ts')
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const host = ts.createCompilerHost({ ...options, noEmit: true })
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (file) => file === path || fileExists.call(host, file)
  host.readFile = (file) => (file === path ? source : readFile.call(host, file))
  host.getSourceFile = (file, ...rest) =>
    file === path ? ts.createSourceFile(file, source, rest[0], true) : getSourceFile.call(host, file, ...rest)
  const program = ts.createProgram([path], { ...options, noEmit: true, types: ['node'] }, host)
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

describe('the README', () => {
  const [example = ''] = [...read('README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '')

  it('shows an embedding that compiles as it stands', () => {
    expect(example).toContain('createAccounts')
    expect(typeErrors(example)).toEqual([])
  })

  it('would fail on an example that does not compile', () => {
    expect(typeErrors(example.replace('storage,', 'storge,'))).not.toEqual([])
  })

  it('names two commands, and both are scripts of the workspace', () => {
    const { scripts } = JSON.parse(read('package.json'))
    expect(read('README.md')).toMatch(/^npm start /m)
    expect(read('README.md')).toMatch(/^npm test /m)
    expect(scripts).toMatchObject({ start: expect.any(String), test: expect.any(String) })
  })
})

describe('the documents', () => {
  it('show how to bring a shop in by code that compiles', () => {
    const [example = ''] = [...read('docs/embedding.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(
      ([, code]) => code ?? '',
    )
    expect(example).toContain('importMembers')
    expect(typeErrors(example)).toEqual([])
  })

  it('show how a shop embeds its gate by code that compiles', () => {
    const [example = ''] = [...read('docs/gate.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '')
    expect(example).toContain('serviceGate')
    expect(typeErrors(example)).toEqual([])
  })

  it.each(documents)('%s leads to files that exist', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link)
    for (const link of links) expect(existsSync(join(root, dirname(document), link)), `${document}: ${link}`).toBe(true)
  })

  it('name only commands that are scripts of the workspace', () => {
    const { scripts } = JSON.parse(read('package.json'))
    for (const document of documents) {
      for (const [, name = ''] of read(document).matchAll(/npm run (?:-s )?([a-z:]+)/g))
        expect(scripts, `${document}: ${name}`).toHaveProperty([name])
    }
  })
})

describe('what is asked of a provider', () => {
  const rows = [...read('docs/single-sign-on.md').matchAll(/^\| (?:\d|RFC|RP-|Back-)[^|]+ \| (“.+) \|$/gm)]

  it.each(rows.map(([row, tests = '']) => ({ row, tests })))('names tests that exist: $row', ({ tests }) => {
    const titles = [...tests.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title)
    expect(titles.length).toBeGreaterThan(0)
    for (const title of titles) expect([title, hasTest(title)]).toEqual([title, true])
  })
})
