import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    gate: 'src/gate/index.ts',
    memory: 'src/memory/index.ts',
    testing: 'src/testing/index.ts',
    wire: 'src/wire/index.ts',
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
