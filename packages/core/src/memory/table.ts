import { StorageError } from '../primitives/errors.ts'

/** Undoes one change. */
export type Undo = () => void

/** Rows by key. What is stored is a frozen copy, so that nobody can change it from outside. */
export interface Table<Row, Name extends string = never> {
  get(key: string): Row | undefined

  /** Stores a new row; throws `StorageError` when its key or a unique value of it is taken. */
  insert(row: Row): void

  /** Stores the row over the one of its key, or as a new one. */
  put(row: Row): void

  delete(key: string): void

  /** The rows whose index of this name has this value, in no order. */
  by(name: Name, value: string): readonly Row[]

  rows(): Iterable<Row>
}

export interface TableOptions<Row, Name extends string> {
  /** For the error of a taken key. */
  readonly name: string
  readonly key: (row: Row) => string
  /** Values to find rows by that no two rows share. */
  readonly unique?: Readonly<Partial<Record<Name, (row: Row) => string>>>
  /** Values to find rows by; `null` for rows that are not to be found so. */
  readonly index?: Readonly<Partial<Record<Name, (row: Row) => string | null>>>
  /** Where the undoing of every change is noted. */
  readonly journal: Undo[]
}

/** An empty table. */
export function table<Row, Name extends string = never>(options: TableOptions<Row, Name>): Table<Row, Name> {
  const { name, key, journal } = options
  const rows = new Map<string, Row>()
  const unique = Object.entries(options.unique ?? {}) as [Name, (row: Row) => string][]
  const indexes = [...unique, ...(Object.entries(options.index ?? {}) as [Name, (row: Row) => string | null][])].map(
    ([indexName, readValue]) => ({ indexName, readValue, keys: new Map<string, Set<string>>() }),
  )

  function store(rowKey: string, next: Row | undefined): void {
    const before = rows.get(rowKey)
    for (const { readValue, keys } of indexes) {
      const from = before === undefined ? null : readValue(before)
      const to = next === undefined ? null : readValue(next)
      if (from === to) continue
      if (from !== null) {
        const left = keys.get(from)
        left?.delete(rowKey)
        if (left?.size === 0) keys.delete(from)
      }
      if (to !== null) {
        const there = keys.get(to)
        if (there) there.add(rowKey)
        else keys.set(to, new Set([rowKey]))
      }
    }
    if (next === undefined) rows.delete(rowKey)
    else rows.set(rowKey, next)
  }

  function change(rowKey: string, next: Row | undefined): void {
    const before = rows.get(rowKey)
    store(rowKey, next)
    journal.push(() => store(rowKey, before))
  }

  function by(indexName: Name, value: string): readonly Row[] {
    const keys = indexes.find((index) => index.indexName === indexName)?.keys.get(value) ?? []
    return Array.from(keys, (rowKey) => rows.get(rowKey)).filter((row) => row !== undefined)
  }

  function putUnique(row: Row): void {
    for (const [indexName, readValue] of unique) {
      const holder = by(indexName, readValue(row))[0]
      if (holder !== undefined && key(holder) !== key(row)) throw taken(`${name}.${indexName}`)
    }
    change(key(row), frozenCopy(row))
  }

  return {
    get: (rowKey) => rows.get(rowKey),
    insert(row) {
      if (rows.has(key(row))) throw taken(name)
      putUnique(row)
    },
    put: putUnique,
    delete(rowKey) {
      if (rows.has(rowKey)) change(rowKey, undefined)
    },
    by,
    rows: () => rows.values(),
  }
}

function taken(what: string): StorageError {
  return new StorageError('the record could not be written', new Error(`${what} is taken`))
}

function frozenCopy<T>(record: T): T {
  return freezeDeep(structuredClone(record))
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) freezeDeep(inner)
  }
  return value
}
