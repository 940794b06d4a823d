/** What every benchmark is told. */
export interface BenchmarkOptions {
  /** Pairs of slices for each comparison. */
  readonly pairs: number
  /** Seconds of load for each slice. */
  readonly seconds: number
  /** A folder for V8 CPU profiles of the servers; `null` for none. They cost time, so figures taken with them mislead. */
  readonly profiles: string | null
  /** Told what is going on, a line at a time. */
  readonly say: (line: string) => void
}

/** What a benchmark found. */
export interface BenchmarkResult {
  /** For people. */
  readonly markdown: string
  /** For programs: plain JSON. */
  readonly figures: unknown
}

export type Benchmark = (options: BenchmarkOptions) => Promise<BenchmarkResult>
