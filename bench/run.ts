import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, platform, release } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Benchmark } from './benchmark.ts'
import { gateBenchmark } from './gate/benchmark.ts'
import { dataFolder } from './measure/data-folder.ts'
import { rangesBenchmark } from './ranges/benchmark.ts'
import { sessionBenchmark } from './session/benchmark.ts'
import { signOnBenchmark } from './sign-on/benchmark.ts'

const benchmarks: Readonly<Record<string, Benchmark>> = {
  session: sessionBenchmark,
  gate: gateBenchmark,
  'sign-on': signOnBenchmark,
  ranges: rangesBenchmark,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '1' },
    profile: { type: 'boolean', default: false },
  },
})
const chosen = positionals.length === 0 ? Object.keys(benchmarks) : positionals

await mkdir(dataFolder, { recursive: true })
const began = new Date()
const figures: Record<string, unknown> = {}
for (const name of chosen) {
  const benchmark = benchmarks[name]
  if (!benchmark) throw new TypeError(`no benchmark ${name}; there is ${Object.keys(benchmarks).join(', ')}`)
  const result = await benchmark({
    pairs: wholeNumber('pairs', values.pairs),
    seconds: wholeNumber('seconds', values.seconds),
    profiles: values.profile ? join(dataFolder, 'profiles') : null,
    say: (line) => console.error(`${name}: ${line}`),
  })
  figures[name] = result.figures
  console.log(`${result.markdown}\n`)
}

const machine = {
  node: process.version,
  system: `${platform()} ${release()}`,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
}
const file = join(dataFolder, `${began.toISOString().replaceAll(':', '-')}.json`)
await writeFile(file, `${JSON.stringify({ began, options: values, machine, ...figures }, null, 2)}\n`)
console.error(`written to ${file}`)

function wholeNumber(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new TypeError(`--${name} is a whole number from 1 on`)
  return number
}
