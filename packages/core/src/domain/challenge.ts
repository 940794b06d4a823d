import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { ChallengeId, FlowId } from '../primitives/ids.ts'

/** One outstanding question of a flow: a mailed code. Sending again changes the code, not the attempts. */
export interface Challenge {
  readonly id: ChallengeId
  readonly flowId: FlowId
  readonly destination: EmailKey
  readonly purpose: 'enrol' | 'verify'
  readonly issue: ChallengeIssue
  /** How often a code was mailed. */
  readonly sends: number
  /** Attempts spent, over all codes of this challenge. */
  readonly attempts: number
  readonly consumedAt: Instant | null
}

/** The code that counts at the moment. */
export interface ChallengeIssue {
  /** A keyed hash; the code itself stands in the mail alone. */
  readonly codeHash: string
  /** Two letters shown on screen and in the mail. */
  readonly reference: string
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  /** From when on another may be asked for. */
  readonly resendAt: Instant
}

/** Whether another code could be mailed at `now`, and would be of use. */
export function mayBeSentAgain({ issue, sends, attempts }: Challenge, now: Instant): boolean {
  return now >= issue.resendAt && sends < CODE_SENDS && attempts < CODE_ATTEMPTS
}

/** How many codes may be compared in one flow, and how many mailed. */
export const CODE_ATTEMPTS = 5
export const CODE_SENDS = 6
export const CODE_LIFETIME_MILLISECONDS = 10 * 60_000
export const CODE_RESEND_MILLISECONDS = 60_000
