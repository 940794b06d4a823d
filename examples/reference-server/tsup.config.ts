import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

/**
 * The workspace's packages are bundled from their sources, so what they depend on has to be found from here.
 * Throws when one of their dependencies is not among this package's own.
 */
function assertBundledDependenciesAreOwn() {
  const own = dependenciesOf('.')
  const bundled = Object.keys(own).filter((name) => name.startsWith('@ecforce-accounts/'))
  for (const name of bundled) {
    const theirs = dependenciesOf(folderOf(name))
    for (const [dependency, version] of Object.entries(theirs)) {
      if (dependency.startsWith('@ecforce-accounts/') || own[dependency] === version) continue
      throw new Error(`${name} needs ${dependency} ${version}: add it to examples/reference-server/package.json`)
    }
  }
}

function folderOf(name: string): string {
  const own = name.replace('@ecforce-accounts/', '')
  return own === 'shop-admin' ? '../shop-admin' : `../../packages/${own}`
}

function dependenciesOf(folder: string): Record<string, string> {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).dependencies ?? {}
}

assertBundledDependenciesAreOwn()

const server = defineConfig({
  entry: {
    demo: 'src/demo.ts',
    serve: 'src/serve.ts',
    cli: 'src/cli.ts',
  },
  format: 'esm',
  platform: 'node',
  target: 'node24',
  removeNodeProtocol: false,
  noExternal: [/^@ecforce-accounts\//],
  esbuildOptions(options) {
    options.conditions = ['source']
  },
  sourcemap: true,
  // The pages are built into dist/pages before.
  clean: false,
  silent: true,
})

/** The banner that the shops' admins of the demonstration serve: one file, as a shop without a bundler has it. */
const banner = defineConfig({
  entry: { 'accounts-banner': '../../packages/client/src/banner.ts' },
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  clean: false,
  silent: true,
})

export default [server, banner].flat()
