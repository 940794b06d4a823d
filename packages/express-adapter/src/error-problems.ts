import {
  FlowConflictError,
  FlowNotFoundError,
  type Instant,
  OverloadedError,
  PasswordUnacceptableError,
  SessionRequiredError,
  SessionRestrictedError,
  type SignInStep,
  StepUpRequiredError,
  StorageError,
  ThrottledError,
} from '@ecforce-accounts/core'
import { stepAnswer } from '@ecforce-accounts/core/wire'
import type { ProblemFacts } from './problems.ts'

/** What a request that could not go on is told, and whether the operator has to hear of it. */
export interface ErrorProblem {
  readonly problem: ProblemFacts
  readonly isFault: boolean
}

/** The problem an error stands for. Of an error that is nobody's everyday life, nothing is told but that it is one. */
export function problemOf(error: unknown, now: Instant): ErrorProblem {
  if (error instanceof FlowConflictError) {
    return told({ code: 'flow_conflict', step: stepAnswer((error as FlowConflictError<SignInStep>).step) })
  }
  if (error instanceof FlowNotFoundError) return told({ code: 'flow_not_found' })
  if (error instanceof SessionRequiredError) return told({ code: 'session_required' })
  if (error instanceof SessionRestrictedError) return told({ code: 'session_restricted', until: error.until })
  if (error instanceof StepUpRequiredError) return told({ code: 'step_up_required' })
  if (error instanceof PasswordUnacceptableError) return told({ code: 'password_unacceptable', reason: error.problem })
  if (error instanceof ThrottledError) {
    const retryAfterSeconds = Math.max(1, Math.ceil((error.retryAt - now) / 1000))
    return told({ code: 'throttled', retryAfterSeconds, supportCode: error.supportCode })
  }
  if (error instanceof OverloadedError) return told({ code: 'overloaded', retryAfterSeconds: error.retryAfterSeconds })
  return { problem: { code: error instanceof StorageError ? 'unavailable' : 'internal' }, isFault: true }
}

function told(problem: ProblemFacts): ErrorProblem {
  return { problem, isFault: false }
}
