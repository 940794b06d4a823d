import type { BenchmarkOptions, BenchmarkResult } from '../benchmark.ts'
import { type Databases, postgresDatabases, postgresUrl, sqliteDatabases } from '../measure/databases.ts'
import { type LoadGenerator, openLoadGenerator } from '../measure/load.ts'
import { comparePairs, type Slice } from '../measure/pairs.ts'
import { canPin } from '../measure/processes.ts'
import { measureInProcess } from './in-process.ts'
import { type ComparedPair, goals, type SessionFigures, sessionReport } from './report.ts'
import { type RunningServer, startServer, type Variant } from './server.ts'

const CONNECTIONS = 16

/** Who is compared, under the names that the report gives them. Floor over floor shows what is mere noise. */
const comparisons: readonly (readonly [Side, Side])[] = [
  ['floor', 'floor again'],
  ['accounts', 'floor'],
  ['accounts', 'better-auth'],
  ['accounts', 'better-auth-cookie-cache'],
]

type Side = Variant | 'floor again'

/** `GET /session` of the whole stack, side by side with the least that could answer it and with a peer. */
export async function sessionBenchmark(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const { say } = options
  const figures: SessionFigures[] = []
  const load = openLoadGenerator()
  say(
    `load from ${load.name}, ${CONNECTIONS} connections${canPin ? ', server and load on a core each' : ', nothing pinned'}`,
  )
  try {
    figures.push(await onDatabase(await sqliteDatabases(), load, options))
    const postgres = await postgresDatabases()
    if (postgres) figures.push(await onDatabase(postgres, load, options))
    else say(`PostgreSQL left out: no server answers at ${new URL(postgresUrl).host} (set BENCH_DATABASE_URL)`)
  } finally {
    await load.close()
  }
  return { markdown: sessionReport(figures, load.name), figures: { load: load.name, goals, databases: figures } }
}

async function onDatabase(
  databases: Databases,
  load: LoadGenerator,
  { pairs, seconds, profiles, say }: BenchmarkOptions,
): Promise<SessionFigures> {
  const { kind } = databases
  const servers = new Map<Side, RunningServer>()
  try {
    say(`${kind}: filling databases`)
    for (const side of new Set(comparisons.flat())) {
      const variant = side === 'floor again' ? 'floor' : side
      const profiling =
        profiles === null
          ? []
          : ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${kind}-${side}.cpuprofile`]
      servers.set(side, await startServer(variant, await databases.fresh(), profiling))
    }
    const sliceOf = (side: Side) => () => slice(serverAt(side), load, seconds)
    for (const side of servers.keys()) await sliceOf(side)()
    for (const side of servers.keys()) await sliceOf(side)()

    const compared: ComparedPair[] = []
    const slices = new Map<Side, Slice[]>()
    for (const [ours, theirs] of comparisons) {
      say(`${kind}: ${ours} beside ${theirs}, ${pairs} pairs`)
      const { comparison, a, b } = await comparePairs(pairs, sliceOf(ours), sliceOf(theirs))
      compared.push({ ours, theirs, ...comparison })
      slices.set(ours, [...(slices.get(ours) ?? []), ...a])
      slices.set(theirs, [...(slices.get(theirs) ?? []), ...b])
    }
    say(`${kind}: in process`)
    const others = (['accounts', 'better-auth', 'better-auth-cookie-cache'] as const).map(serverAt)
    const inProcess = await measureInProcess(serverAt('floor'), others)
    return { database: kind, compared, slices: Object.fromEntries(slices), inProcess }
  } finally {
    for (const server of servers.values()) await server.stop()
    await databases.drop()
  }

  function serverAt(side: Side): RunningServer {
    const server = servers.get(side)
    if (!server) throw new Error(`${side} was never started`)
    return server
  }
}

async function slice(server: RunningServer, load: LoadGenerator, seconds: number): Promise<Slice> {
  const { url, cookie, variant } = server
  const before = await server.use()
  const result = await load.run({ url, cookie, connections: CONNECTIONS, seconds })
  const after = await server.use()
  if (result.failures > 0 || result.requests === 0) {
    throw new Error(`${variant} failed ${result.failures} of ${result.requests + result.failures} requests`)
  }
  const cpu = after.cpuMicroseconds - before.cpuMicroseconds
  return {
    requestsPerSecond: result.requests / result.seconds,
    cpuMicroseconds: cpu / result.requests,
    p99Microseconds: result.p99Microseconds,
    busy: cpu / 1e6 / result.seconds,
  }
}
