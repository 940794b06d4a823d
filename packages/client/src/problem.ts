import type { Problem } from './wire.ts'

/** What can be wrong, as the server says it. */
export type ProblemCode = Problem['code']

/**
 * A request that was not done. The flow stands where `problem.step` says, or where it stood.
 *
 * An aborted request is no problem: it rejects with the signal's own reason.
 */
export class AccountsProblem extends Error {
  /**
   * The server's code, or `offline` when no answer came at all. Something that answers in the server's place, without
   * a problem of its own, is `unavailable`.
   */
  readonly code: ProblemCode | 'offline'
  /** The HTTP status; 0 when `offline`. */
  readonly status: number
  /** The whole body; `null` when the answer was not the server's own. */
  readonly problem: Problem | null
  /** After how many seconds the same request may succeed, from the body or else from `Retry-After`. */
  readonly retryAfterSeconds: number | null

  constructor(
    code: ProblemCode | 'offline',
    facts: { status?: number; problem?: Problem; retryAfterSeconds?: number | null; cause?: unknown } = {},
  ) {
    super(facts.problem?.title ?? code, { cause: facts.cause })
    this.name = 'AccountsProblem'
    this.code = code
    this.status = facts.status ?? 0
    this.problem = facts.problem ?? null
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null
  }
}
