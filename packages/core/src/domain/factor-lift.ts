import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { AccountId, FlowId } from '../primitives/ids.ts'
import type { FactorKind } from './account.ts'

/** What the support desk looks up, as `7K3M-Q9TX`. */
export type CaseNumber = string

/** Somebody who knows the password says that none of the ways to prove oneself can be used. It changes nothing. */
export interface LostFactorCase {
  readonly number: CaseNumber
  /** One case for a flow. */
  readonly flowId: FlowId
  /** The address that was signing in. */
  readonly email: EmailKey
  /** `null` at a first sign-in, where there is no account and nothing to lift. */
  readonly accountId: AccountId | null
  /** The factor that was asked for; `null` when there was none that could be used. */
  readonly factor: FactorKind | null
  readonly openedAt: Instant
}

/** The factor that two operators can lift: the mailbox needs no lifting, and recovery codes go with their app. */
export type LiftedFactor = 'totp'

/** Two operators lift a factor from an account whose owner has lost it. */
export interface FactorLift {
  /** That of the case it answers, or one of its own. */
  readonly caseNumber: CaseNumber
  readonly accountId: AccountId
  readonly factor: LiftedFactor
  readonly status: 'asked' | 'approved' | 'cancelled' | 'lifted'
  /** The operator who asked. */
  readonly askedBy: string
  readonly askedAt: Instant
  /** The other operator who approved. */
  readonly approvedBy: string | null
  /** From then on the factor is lifted; `null` until it is approved. */
  readonly liftsAt: Instant | null
  /** When it was cancelled or carried out. */
  readonly settledAt: Instant | null
}
