import { availableParallelism } from 'node:os'
import process from 'node:process'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { leftOutReporter } from './test/support/left-out.ts'

const leftOut = leftOutReporter()
process.on('exit', leftOut.onProcessExit)

/** The tests that open a browser, told by their names. */
const browserTests = 'examples/reference-server/test/{*-journeys,*-page,*-pages,page-*,scenes}.test.ts'
/** For what starts servers and browsers. */
const patient = { testTimeout: 120_000, hookTimeout: 120_000 }
/** For files that keep nothing in modules or in the process: they share what a worker has loaded. */
const sharing = { isolate: false }

/** By size, as ever, but for the scenes: their file is short and takes longest, and begun last it keeps one core alone. */
class ScenesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isScenes = ({ moduleId }: TestSpecification) => moduleId.endsWith('/scenes.test.ts')
    return (await super.sort(files)).toSorted((a, b) => Number(isScenes(b)) - Number(isScenes(a)))
  }
}

function project(name: string, folder: string, test: object = {}) {
  return { extends: true as const, test: { name, include: [`${folder}/**/*.test.{ts,tsx}`], ...test } }
}

export default defineConfig({
  // Packages are tested as they are written: `source` leads to src, where publishing leads to dist.
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'development|production'] } },
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: availableParallelism(),
    sequence: { sequencer: ScenesFirst },
    reporters: [leftOut, 'default'],
    // A machine that is busy with others is no failure; what hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      project('core', 'packages/core/test', sharing),
      project('storage-sql', 'packages/storage-sql/test'),
      project('counters-redis', 'packages/counters-redis/test'),
      project('mailer-smtp', 'packages/mailer-smtp/test'),
      project('express-adapter', 'packages/express-adapter/test', sharing),
      project('client', 'packages/client/test'),
      project('repo', 'test'),
      project('shop-admin', 'examples/shop-admin/test'),
      project('reference-server', 'examples/reference-server/test', { exclude: [browserTests], ...patient }),
      // Browsers fill both cores: they begin when everything else is done.
      project('browser', 'examples/reference-server/test', {
        include: [browserTests],
        sequence: { groupOrder: 1 },
        ...patient,
      }),
    ],
  },
})
