import { defineConfig, mergeConfig } from 'vite'
import pages from './vite.config.ts'

/** The pages of the lab: a build of their own, so that nothing of them lies where production serves from. */
export default mergeConfig(
  pages,
  defineConfig({
    root: 'src/lab/pages',
    base: '/lab/',
    publicDir: false,
    build: {
      outDir: '../../../dist/lab-pages',
      // No file of the lab has the name of a page's, though both may hold the same part.
      rolldownOptions: {
        output: {
          entryFileNames: 'assets/lab-[name]-[hash].js',
          chunkFileNames: 'assets/lab-[name]-[hash].js',
          assetFileNames: 'assets/lab-[name]-[hash][extname]',
        },
      },
    },
  }),
)
