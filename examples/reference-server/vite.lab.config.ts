import { defineConfig, mergeConfig } from 'vite'
import pages from './vite.config.ts'

/** The pages of the lab: a build of their own, so that nothing of them lies where production serves from. */
export default mergeConfig(
  pages,
  defineConfig({
    root: 'src/lab/pages',
    base: '/lab/',
    publicDir: false,
    build: { outDir: '../../../dist/lab-pages' },
  }),
)
