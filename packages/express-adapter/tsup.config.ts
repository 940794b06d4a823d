import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    service: 'src/service/index.ts',
    testing: 'src/testing/index.ts',
  },
  format: 'esm',
  platform: 'node',
  target: 'node22',
  removeNodeProtocol: false,
  dts: true,
  sourcemap: true,
  clean: true,
  silent: true,
})
