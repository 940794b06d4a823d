import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

/** The part of esbuild's interface that is used here; it comes with tsup. */
interface Esbuild {
  build(options: object): Promise<{ readonly outputFiles: readonly { readonly contents: Uint8Array }[] }>
}

const esbuild: Esbuild = createRequire(import.meta.resolve('tsup'))('esbuild')

it('costs a shop’s page three and a half kilobytes at the most, minified and zipped: the banner', async () => {
  expect(await zipped('banner')).toBeLessThan(3500)
})

it.each([
  { entry: 'index', atMost: 2000 },
  { entry: 'account', atMost: 1500 },
  { entry: 'members', atMost: 1500 },
  { entry: 'operator', atMost: 1500 },
])('costs a page less than two kilobytes, minified and zipped: $entry', async ({ entry, atMost }) => {
  const size = await zipped(entry)
  expect(size).toBeGreaterThan(500)
  expect(size).toBeLessThan(atMost)
})

/** The bytes of an entry with all it brings along. */
async function zipped(entry: string): Promise<number> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL(`../src/${entry}.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).byteLength
}
