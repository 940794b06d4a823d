import assert from 'node:assert/strict'
import type { Storage } from '../ports/storage.ts'

/** One promise of a storage port, tried out. */
export interface ContractCase {
  /** Whose promise it is: a port's name in `Storage`, or `storage` itself. */
  readonly port: keyof Storage | 'storage'
  /** The promise as a sentence. */
  readonly title: string
  /** Resolves when the promise was kept; rejects with an `AssertionError` when not. Needs no `this`. */
  run(context: ContractContext): Promise<void>
}

/** What a case runs against. Whoever runs it closes every handle afterwards. */
export interface ContractContext {
  /** A handle on a fresh, empty database. */
  readonly storage: Storage
  /** Opens one more handle on the same database, as another node would; may be the same object where none can. */
  another(): Promise<Storage>
}

/** Calls `attempt` twenty times at once, in turns on two handles. */
export async function twentyAtOnce<T>(
  context: ContractContext,
  attempt: (storage: Storage, index: number) => Promise<T>,
): Promise<T[]> {
  const handles = [context.storage, await context.another()] as const
  return Promise.all(Array.from({ length: 20 }, (_, index) => attempt(handles[index % 2 === 0 ? 0 : 1], index)))
}

/** How many of them are `true`. */
export function winners(answers: readonly boolean[]): number {
  return answers.filter(Boolean).length
}

/** The database could not do it and says so: a `StorageError`, told by its name. */
export async function assertFails(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, { name: 'StorageError' })
}

/** The record, which the case has just stored and cannot do without. */
export function present<T>(record: T | null | undefined): T {
  assert.ok(record !== null && record !== undefined, 'a record that was stored is not found')
  return record
}
