import type { ImportId, ShopId } from '../../primitives/ids.ts'
import type { ImportWarning } from './read-rows.ts'
import type { RowProblem } from './row-problem.ts'

export interface ImportRequest {
  readonly source: AsyncIterable<Uint8Array>
  readonly format: 'csv' | 'jsonl'
  /** The shops the file may speak of; a row of another is a bad row. */
  readonly shops: readonly ShopId[]
  /** Turns what the file does not list into tombstones: claims and pending rows of the named shops. Default: no. */
  readonly removeMissing?: boolean
  /**
   * Reads, checks and counts everything, and writes nothing. Default: no. A member listed twice more than 1,000 rows
   * apart is counted twice.
   */
  readonly dryRun?: boolean
  /** Who imports, such as `operator:funakoshi`. */
  readonly actor: string
  /** Told of every bad row as it is met. */
  readonly onProblem?: (problem: RowProblem) => void
  readonly onWarning?: (warning: ImportWarning) => void
  /** Told after every batch. */
  readonly onProgress?: (progress: { readonly rows: number }) => void
}

export interface ImportReport {
  readonly importId: ImportId
  readonly dryRun: boolean
  /** Rows read, good and bad. */
  readonly rows: number
  readonly added: number
  readonly refreshed: number
  readonly unchanged: number
  /** Added or changed after the roster closed: they need an invitation. */
  readonly pending: number
  /** Rows that belong to an account already and are never touched. */
  readonly keptForAccounts: number
  /** Rows that were removed before and stay removed. */
  readonly stayedRemoved: number
  readonly bad: number
  /** Rows that somebody else changed meanwhile; import again to settle them. */
  readonly lost: number
  readonly removed: number
  /**
   * Shops for which `removeMissing` was left undone: the file lists nobody of theirs, or has rows that could not be
   * read far enough to know whom they list.
   */
  readonly removalSkipped: readonly ShopId[]
  /** Claims held because another row of their shop has the same address; a dry run, which holds none, says 0. */
  readonly heldForAddress: number
  /** What the password step's floor has to be at least, in milliseconds, for what is stored now. */
  readonly floorMilliseconds: number
}
