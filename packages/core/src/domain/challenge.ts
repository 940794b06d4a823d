import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { ChallengeId, FlowId } from '../primitives/ids.ts'

/** One outstanding question of a flow: a mailed code. */
export interface Challenge {
  readonly id: ChallengeId
  readonly flowId: FlowId
  readonly destination: EmailKey
  readonly purpose: CodePurpose
  readonly issue: ChallengeIssue
  /** How often a code was mailed. */
  readonly sends: number
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

/** What a mailed code is for: the first sign-in, a later one, or a sensitive act of somebody signed in. */
export type CodePurpose = 'enrol' | 'verify' | 'step-up'

/** Whether another code could be mailed at `now`. */
export function mayBeSentAgain({ issue, sends }: Challenge, now: Instant): boolean {
  return now >= issue.resendAt && sends < CODE_SENDS
}

/** How many codes may be mailed in one flow. */
export const CODE_SENDS = 6
export const CODE_LIFETIME_MILLISECONDS = 10 * 60_000
export const CODE_RESEND_MILLISECONDS = 60_000
