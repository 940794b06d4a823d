import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    account: 'src/account.ts',
    banner: 'src/banner.ts',
    members: 'src/members.ts',
    operator: 'src/operator.ts',
  },
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  removeNodeProtocol: false,
  dts: true,
  sourcemap: true,
  clean: true,
  silent: true,
})
