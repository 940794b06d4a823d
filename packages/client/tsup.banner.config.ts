import { defineConfig } from 'tsup'

/** The banner as one file for shops that have no bundler: it is copied and served as it is. */
export default defineConfig({
  entry: { 'accounts-banner.min': 'src/banner.ts' },
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  removeNodeProtocol: false,
  splitting: false,
  minify: true,
  silent: true,
})
