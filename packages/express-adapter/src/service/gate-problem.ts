import type { DocumentRefusal } from '@ecforce-accounts/core/gate'

/** What can go wrong behind a gate. */
export type GateProblemCode =
  /** No answer of accounts that could be used; `cause` says why when there is more to say. */
  | 'accounts_unreachable'
  /** Accounts does not take the service's id and secret. */
  | 'service_rejected'
  /** A document was not taken; the gate goes on by the one it has. */
  | 'document_refused'
  /** What was kept could not be read, or not be written. */
  | 'state_failed'
  /** The host's `legacy.signOut` has thrown. The session opens nothing all the same. */
  | 'sign_out_failed'
  /** What the provider has answered to a sign-in, or told of a sign-out, cannot be believed or is not as agreed. */
  | 'sign_in_failed'
  /** The host's `onFirstEntry` has thrown: that member was not let in. */
  | 'first_entry_failed'

/** Why a document was not taken: it cannot be trusted, or it is not the newest. */
export type NotTaken =
  | DocumentRefusal
  /** Made too long ago, or by a clock that is ahead: perhaps this machine's is wrong. */
  | 'not_fresh'
  /** Older than the one that stands. */
  | 'older'

/** Something went wrong in a gate's background. Requests are decided by what it knows all the same. */
export class GateProblem extends Error {
  override readonly name = 'GateProblem'
  readonly code: GateProblemCode
  /** With `document_refused`. */
  readonly reason: NotTaken | null

  constructor(
    code: GateProblemCode,
    message: string,
    { reason = null, cause }: { readonly reason?: NotTaken | null; readonly cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.code = code
    this.reason = reason
  }
}
