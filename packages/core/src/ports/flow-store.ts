import type { Flow } from '../domain/flow.ts'
import type { Instant } from '../primitives/clock.ts'
import type { FlowId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { Along } from './along.ts'

/** Journeys under way. */
export interface FlowStore {
  create(flow: Flow, along: Along): Promise<void>

  /** The flow of this secret or former secret, whatever its status, before its `expiresAt`; `null` from then on. */
  findBySecret(secretHash: TokenHash, now: Instant): Promise<Flow | null>

  /**
   * Stores `flow` over the open flow of its id and of version `flow.version - 1`.
   *
   * Attempts stay as they are counted, whatever `flow.attempts` says, unless a proof is added: then they begin anew.
   * Resolves to `false`, and nothing is written, when another request stored that version first or the flow is not
   * open any more.
   */
  update(flow: Flow, along: Along): Promise<boolean>

  /**
   * Spends one attempt, before any code is compared; the flow's version stays.
   *
   * Resolves to how many are spent, for at most `CODE_ATTEMPTS` calls per proof however many run at once, and to `null`
   * after that and when the flow is not open.
   */
  spendAttempt(id: FlowId): Promise<number | null>

  /** Takes one attempt back: nothing was compared. Never below zero. */
  refundAttempt(id: FlowId): Promise<void>

  /** The names of the ring keys that flows open at `now` need for an app being enrolled. */
  keyIdsInUse(now: Instant): Promise<readonly string[]>

  /** Ends an open flow, whatever its version. `false` when it was not open. */
  end(id: FlowId, along: Along): Promise<boolean>

  /** Erases flows, with their challenges, that expired before `before`; at most 1,000. Resolves to how many. */
  sweep(before: Instant): Promise<number>
}
