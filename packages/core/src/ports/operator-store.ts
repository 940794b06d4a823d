import type { Operator } from '../domain/operator.ts'
import type { Along } from './along.ts'

/** Operators with their authenticator apps. */
export interface OperatorStore {
  /** Resolves to `false`, and nothing is written, when the name is taken. */
  create(operator: Operator, along: Along): Promise<boolean>

  find(name: string): Promise<Operator | null>

  /** By name. */
  list(): Promise<readonly Operator[]>

  /** Resolves to `true` for the one caller that removed it. */
  remove(name: string, along: Along): Promise<boolean>

  /** Accepts a code of this time step: `true` for one caller, and only when no code of it or later was accepted. */
  advanceStep(name: string, step: number): Promise<boolean>

  /** The names of the ring keys that secrets need. */
  keyIdsInUse(): Promise<readonly string[]>
}
