import type { Challenge, ChallengeIssue } from '../domain/challenge.ts'
import type { Instant } from '../primitives/clock.ts'
import type { ChallengeId, FlowId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** Codes mailed to a claimant, each consumable once. One challenge per flow. */
export interface ChallengeStore {
  /** Resolves to `true` for the one caller that gives the flow its challenge; the others write nothing. */
  create(challenge: Challenge, along: Along): Promise<boolean>

  /** The flow's challenge, spent, consumed or expired as it may be. */
  findByFlow(flowId: FlowId): Promise<Challenge | null>

  /**
   * Puts a new code in place of the present one; a consumed challenge is open again.
   *
   * Resolves to the challenge for one caller per `resendAt`: only from that instant on and for fewer than `CODE_SENDS`
   * sends. Resolves to `null` otherwise, with nothing written.
   */
  reissue(id: ChallengeId, issue: ChallengeIssue, now: Instant, along: Along): Promise<Challenge | null>

  /**
   * Resolves to `true` for exactly one caller, and only while `codeHash` is still the code that counts, before
   * `expiresAt`.
   */
  consume(id: ChallengeId, codeHash: string, now: Instant): Promise<boolean>

  /** The names of the ring keys that codes open at `now` need. */
  keyIdsInUse(now: Instant): Promise<readonly string[]>
}
