import type { FactorKind } from '../../domain/account.ts'
import { type Challenge, CODE_ATTEMPTS, CODE_SENDS } from '../../domain/challenge.ts'
import type { Flow } from '../../domain/flow.ts'
import type { NewPasswordReason, NextStep, RefusalReason } from '../../policy/next-step.ts'
import { passwordRules } from '../../policy/password.ts'
import type { Instant } from '../../primitives/clock.ts'
import { maskEmailAddress } from '../../primitives/email-address.ts'
import { ConfigurationError } from '../../primitives/errors.ts'
import type { FlowId } from '../../primitives/ids.ts'

/** Everything a screen needs to ask for the next proof. */
export type SignInStep =
  | (StepOfFlow & { readonly step: 'password' })
  | (StepOfFlow & {
      readonly step: 'code'
      readonly factor: FactorKind
      readonly purpose: 'enrol' | 'verify'
      readonly maskedDestination: string
      /** `null` when no code could be mailed yet. */
      readonly reference: string | null
      readonly validUntil: Instant | null
      /** From when on another code may be asked for; `null` when no more are sent in this flow. */
      readonly resendAt: Instant | null
      readonly attemptsLeft: number
      readonly alternatives: readonly FactorKind[]
      /** The server's clock, so that a screen can count down with a wrong one. */
      readonly now: Instant
    })
  | (StepOfFlow & { readonly step: 'new-password'; readonly reason: NewPasswordReason; readonly minimumLength: number })
  | (StepOfFlow & { readonly step: 'refused'; readonly reason: RefusalReason })
  | SignedInStep

export interface SignedInStep {
  readonly step: 'done'
  /** Where to go on: a path of our own. */
  readonly returnTo: string
  /** Whether the account came into being just now. */
  readonly firstSignIn: boolean
}

interface StepOfFlow {
  readonly flow: FlowId
  /** The address as it was typed. */
  readonly email: string
}

/** A step that asks for something; `done` is made where the session is. */
export type OpenStep = Exclude<SignInStep, SignedInStep>

/** The screen's view of a step that is not done. */
export function viewStep(
  step: Exclude<NextStep, { step: 'done' }>,
  flow: Flow,
  challenge: Challenge | null,
  now: Instant,
): OpenStep {
  const base: StepOfFlow = { flow: flow.id, email: flow.email.typed }
  switch (step.step) {
    case 'password':
      return { ...base, step: 'password' }
    case 'code':
      return {
        ...base,
        step: 'code',
        factor: step.factor,
        purpose: step.purpose,
        maskedDestination: maskEmailAddress(challenge?.destination ?? flow.email.key),
        reference: challenge?.issue.reference ?? null,
        validUntil: challenge?.issue.expiresAt ?? null,
        resendAt: challenge ? resendAt(challenge) : now,
        attemptsLeft: CODE_ATTEMPTS - (challenge?.attempts ?? 0),
        alternatives: step.alternatives,
        now,
      }
    case 'new-password':
      return { ...base, step: 'new-password', reason: step.reason, minimumLength: passwordRules.minimumLength }
    case 'refused':
      return { ...base, step: 'refused', reason: step.reason }
    default:
      // Shops cannot be given a policy that leads here: see `assertServable` of the rollout room.
      throw new ConfigurationError('factorPolicy', `no factor of this installation can serve the step ${step.step}`)
  }
}

function resendAt(challenge: Challenge): Instant | null {
  return challenge.sends < CODE_SENDS && challenge.attempts < CODE_ATTEMPTS ? challenge.issue.resendAt : null
}
