/** Why a proof was not accepted. */
export type RejectionReason = 'mismatch' | 'expired' | 'exhausted' | 'replayed' | 'not_asked'

export interface Rejection {
  readonly accepted: false
  readonly reason: RejectionReason
  /** Attempts that the flow has left. */
  readonly attemptsLeft: number
}

export type Verdict = { readonly accepted: true } | Rejection

export function rejected(reason: RejectionReason, attemptsLeft: number): Rejection {
  return { accepted: false, reason, attemptsLeft }
}
