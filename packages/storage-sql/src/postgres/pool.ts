/** One statement as `pg` takes it. */
export interface PostgresStatement {
  readonly text: string
  readonly values?: unknown[]
  /** A name under which the connection keeps the compiled statement. */
  readonly name?: string
  readonly rowMode?: 'array'
  /** How values are read, for this statement alone. */
  readonly types?: { getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown }
}

export interface PostgresResult {
  readonly command: string
  readonly rowCount: number | null
  // biome-ignore lint/suspicious/noExplicitAny: rows are what the statement selects, as in pg.
  readonly rows: any[]
}

/** A connection of the pool, the caller's until it is released. */
export interface PostgresClient {
  query(statement: PostgresStatement): Promise<PostgresResult>
  /** Gives the connection back, or away when something was wrong with it. */
  release(discard?: boolean): void
}

/** What is needed of a pool: `pg.Pool` has this shape. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
  query(statement: PostgresStatement): Promise<PostgresResult>
}

const asNumber = (value: string): number => Number(value)
const asText = (value: string): string => value
/** int8, int2, int4, float8, numeric. */
const numeric = new Set([20, 21, 23, 701, 1700])

/** Reads instants and counts as numbers. It goes with each statement, so a pool's own types stay its host's. */
export const numbersAsNumbers: NonNullable<PostgresStatement['types']> = {
  getTypeParser: (oid) => (numeric.has(oid) ? asNumber : asText),
}
