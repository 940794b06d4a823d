/** Why a proof was not accepted. */
export type RejectionReason = 'mismatch' | 'expired' | 'exhausted' | 'replayed' | 'not_asked' | 'not_enrolled'

export type Verdict = { readonly accepted: true } | Rejection

export interface Rejection {
  readonly accepted: false
  readonly reason: RejectionReason
}

export const accepted: Verdict = { accepted: true }

export function rejected(reason: RejectionReason): Rejection {
  return { accepted: false, reason }
}
