import { type Quartiles, quartilesOf } from './quartiles.ts'

/** What one slice of load on one server came to. */
export interface Slice {
  readonly requestsPerSecond: number
  readonly cpuMicroseconds: number
  readonly p99Microseconds: number
  /** The share of one core that the server was busy; well below 1, the generator was the limit. */
  readonly busy: number
}

/** How many times better the first of a pair is; above 1 it is better, whichever the figure. */
export interface Comparison {
  readonly requestsPerSecond: Quartiles
  readonly cpu: Quartiles
  readonly p99: Quartiles
}

/**
 * Two servers under load by turns, A B B A A B …, so that a drift of the machine meets both alike. Each ratio is of
 * two slices next to each other.
 */
export async function comparePairs(
  pairs: number,
  a: () => Promise<Slice>,
  b: () => Promise<Slice>,
): Promise<{ readonly comparison: Comparison; readonly a: readonly Slice[]; readonly b: readonly Slice[] }> {
  const slices: { a: Slice; b: Slice }[] = []
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) {
      const first = await a()
      slices.push({ a: first, b: await b() })
    } else {
      const first = await b()
      slices.push({ a: await a(), b: first })
    }
  }
  return {
    comparison: {
      requestsPerSecond: quartilesOf(slices.map(({ a, b }) => a.requestsPerSecond / b.requestsPerSecond)),
      cpu: quartilesOf(slices.map(({ a, b }) => b.cpuMicroseconds / a.cpuMicroseconds)),
      p99: quartilesOf(slices.map(({ a, b }) => b.p99Microseconds / a.p99Microseconds)),
    },
    a: slices.map(({ a }) => a),
    b: slices.map(({ b }) => b),
  }
}
