import type { BenchmarkOptions, BenchmarkResult } from '../benchmark.ts'
import { type Databases, postgresDatabases, postgresUrl, sqliteDatabases } from '../measure/databases.ts'
import { type LoadGenerator, openLoadGenerator } from '../measure/load.ts'
import { comparePairs, type Slice } from '../measure/pairs.ts'
import { canPin } from '../measure/processes.ts'
import { measureInProcess } from './in-process.ts'
import { type ComparedPair, goals, type SessionFigures, sessionReport } from './report.ts'
import { type RunningServer, startServer, type Variant } from './server.ts'

const CONNECTIONS = 16

/** Which page of which server. */
interface Side {
  readonly variant: Variant
  /** The name of one of the server's pages. */
  readonly page: string
  /** Of several servers of one variant. */
  readonly copy?: 'again'
}

const floor: Side = { variant: 'floor', page: 'floor' }
const ours: Side = { variant: 'accounts', page: 'accounts' }
const ownRoute: Side = { variant: 'accounts', page: "accounts, a host's own route" }

/** Floor over floor shows what is mere noise. */
const comparisons: readonly (readonly [Side, Side])[] = [
  [floor, { ...floor, copy: 'again' }],
  [ours, floor],
  [ownRoute, floor],
  [ours, { variant: 'better-auth', page: 'better-auth' }],
  [ours, { variant: 'better-auth-cookie-cache', page: 'better-auth-cookie-cache' }],
]

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
  const servers = new Map<string, RunningServer>()
  try {
    say(`${kind}: filling databases`)
    for (const side of comparisons.flat()) {
      const name = serverName(side)
      if (servers.has(name)) continue
      const profiling = ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${kind}-${name}.cpuprofile`]
      servers.set(name, await startServer(side.variant, await databases.fresh(), profiles === null ? [] : profiling))
    }
    const sliceOf = (side: Side) => () => slice(serverAt(side), side.page, load, seconds)
    const pages = new Map(comparisons.flat().map((side) => [pageName(side), side]))
    for (let warmUps = 0; warmUps < 2; warmUps++) for (const side of pages.values()) await sliceOf(side)()

    const compared: ComparedPair[] = []
    const slices = new Map<string, Slice[]>()
    for (const [first, second] of comparisons) {
      const [firstName, secondName] = [pageName(first), pageName(second)]
      say(`${kind}: ${firstName} beside ${secondName}, ${pairs} pairs`)
      const { comparison, a, b } = await comparePairs(pairs, sliceOf(first), sliceOf(second))
      compared.push({ ours: firstName, theirs: secondName, ...comparison })
      slices.set(firstName, [...(slices.get(firstName) ?? []), ...a])
      slices.set(secondName, [...(slices.get(secondName) ?? []), ...b])
    }

    say(`${kind}: in process`)
    const others = [...servers.values()].filter(({ variant }) => variant !== 'floor')
    const inProcess = await measureInProcess(serverAt(floor), others)
    return { database: kind, compared, slices: Object.fromEntries(slices), inProcess }
  } finally {
    for (const server of servers.values()) await server.stop()
    await databases.drop()
  }

  function serverAt(side: Side): RunningServer {
    const server = servers.get(serverName(side))
    if (!server) throw new Error(`${serverName(side)} was never started`)
    return server
  }
}

function serverName({ variant, copy }: Side): string {
  return copy ? `${variant} ${copy}` : variant
}

function pageName({ page, copy }: Side): string {
  return copy ? `${page} ${copy}` : page
}

async function slice(server: RunningServer, page: string, load: LoadGenerator, seconds: number): Promise<Slice> {
  const { cookie, variant } = server
  const url = server.urls[page]
  if (url === undefined) throw new Error(`${variant} has no page ${page}`)
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
