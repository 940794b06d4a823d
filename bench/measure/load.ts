import { spawn, spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { nextMessage, pinned, startScript, stop } from './processes.ts'

/** One page, asked for over and over by a few keep-alive connections. */
export interface Load {
  readonly url: string
  /** The `Cookie` header. */
  readonly cookie: string
  readonly connections: number
  readonly seconds: number
}

/** What came of a load. */
export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  /** Answers other than 2xx, and requests without an answer. */
  readonly failures: number
  readonly p99Microseconds: number
}

export interface LoadGenerator {
  readonly name: 'wrk' | 'autocannon'
  run(load: Load): Promise<LoadResult>
  close(): Promise<void>
}

/**
 * wrk when it is on the PATH: a page that costs the server some twenty microseconds is answered faster than a
 * generator written in JavaScript can ask. autocannon otherwise, in a process of its own.
 */
export function openLoadGenerator(): LoadGenerator {
  return spawnSync('wrk', ['--version']).error === undefined ? wrk() : autocannon()
}

function autocannon(): LoadGenerator {
  const child = startScript('load', new URL('./autocannon-process.ts', import.meta.url), [])
  return {
    name: 'autocannon',
    async run(load) {
      const answer = nextMessage(child)
      child.send(load)
      return (await answer) as LoadResult
    },
    close: () => stop(child),
  }
}

function wrk(): LoadGenerator {
  return {
    name: 'wrk',
    async run({ url, cookie, connections, seconds }) {
      const [command, args] = pinned('load', 'wrk', [
        '--threads=1',
        `--connections=${connections}`,
        `--duration=${seconds}s`,
        '--latency',
        `--header=Cookie: ${cookie}`,
        url,
      ])
      const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      return readWrkReport(await text(child.stdout))
    },
    close: async () => {},
  }
}

const microsecondsPer: Readonly<Record<string, number>> = { us: 1, ms: 1e3, s: 1e6, m: 60e6 }

/** Reads what `wrk --latency` prints. Throws when it does not look like that. */
export function readWrkReport(report: string): LoadResult {
  const total = /(\d+) requests in ([\d.]+)(ms|s|m),/.exec(report)
  const p99 = /99%\s+([\d.]+)(us|ms|s|m)/.exec(report)
  if (!total || !p99) throw new Error(`wrk said something unexpected:\n${report}`)
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(report)
  const lost = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(report)
  const failures = [bad?.[1], ...(lost?.slice(1) ?? [])].reduce((sum, count) => sum + Number(count ?? 0), 0)
  return {
    requests: Number(total[1]),
    seconds: inMicroseconds(total[2], total[3]) / 1e6,
    failures,
    p99Microseconds: inMicroseconds(p99[1], p99[2]),
  }
}

function inMicroseconds(figure: string | undefined, unit: string | undefined): number {
  return Number(figure) * (microsecondsPer[unit ?? ''] ?? Number.NaN)
}
