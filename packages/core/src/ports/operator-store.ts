import type { PasswordHash } from '../domain/account.ts'
import type { Operator } from '../domain/operator.ts'
import type { Along } from './along.ts'

/** Operators with their authenticator apps. */
export interface OperatorStore {
  /** Resolves to `false`, and nothing is written, when the name is taken. */
  create(operator: Operator, along: Along): Promise<boolean>

  find(name: string): Promise<Operator | null>

  /** By name. */
  list(): Promise<readonly Operator[]>

  /** Puts a password in place of the present one, if any, and ends the operator's sessions. `false`: there is none of this name. */
  setPassword(name: string, password: PasswordHash, along: Along): Promise<boolean>

  /** Puts a better hash of the same password in place of `from`; does nothing when it is another by now. */
  rehashPassword(name: string, from: PasswordHash, to: PasswordHash): Promise<void>

  /** Resolves to `true` for the one caller that removed it, with its sessions. */
  remove(name: string, along: Along): Promise<boolean>

  /** Accepts a code of this time step: `true` for one caller, and only when no code of it or later was accepted. */
  advanceStep(name: string, step: number): Promise<boolean>

  /** The names of the ring keys that secrets and passwords need. */
  keyIdsInUse(): Promise<readonly string[]>
}
