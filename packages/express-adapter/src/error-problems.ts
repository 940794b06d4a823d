import {
  BypassNotFoundError,
  BypassRefusedError,
  CodeMalformedError,
  FactorRefusedError,
  FlowConflictError,
  FlowNotFoundError,
  type Instant,
  LinkUnusableError,
  MemberNotFoundError,
  MemberRefusedError,
  OperatorRefusedError,
  OverloadedError,
  PasswordUnacceptableError,
  ProofRequiredError,
  ReadinessRefusedError,
  SessionRequiredError,
  SessionRestrictedError,
  ShopNotFoundError,
  type SignInStep,
  StepUpRequiredError,
  StorageError,
  ThrottledError,
} from '@ecforce-accounts/core'
import { stepAnswer } from '@ecforce-accounts/core/wire'
import { bypassProblemWords } from './bypass-words.ts'
import { codeMalformed } from './invalid-request.ts'
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
  if (error instanceof PasswordUnacceptableError) {
    const { problem: reason, missingCharacters } = error
    return told({ code: 'password_unacceptable', reason, ...(missingCharacters === null ? {} : { missingCharacters }) })
  }
  if (error instanceof CodeMalformedError) return told(codeMalformed(error.factor))
  if (error instanceof FactorRefusedError) return told({ code: 'factor_refused', reason: error.reason })
  if (error instanceof ShopNotFoundError) return told({ code: 'not_found' })
  if (error instanceof MemberNotFoundError) return told({ code: 'not_found' })
  if (error instanceof MemberRefusedError) return told({ code: 'member_refused', reason: error.reason })
  if (error instanceof ReadinessRefusedError) return told({ code: 'readiness_refused', reason: error.reason })
  if (error instanceof BypassNotFoundError) return told({ code: 'not_found' })
  if (error instanceof BypassRefusedError) return told(bypassProblem(error))
  if (error instanceof OperatorRefusedError) {
    // What an operator who is signed in gets wrong is the code; one that was used is none.
    return told({ code: 'operator_code_rejected', reason: error.reason === 'too_many' ? 'too_many' : 'wrong_code' })
  }
  if (error instanceof LinkUnusableError) return told({ code: 'link_unusable', supportCode: error.supportCode })
  if (error instanceof ThrottledError) {
    const retryAfterSeconds = Math.max(1, Math.ceil((error.retryAt - now) / 1000))
    return told({ code: 'throttled', retryAfterSeconds, supportCode: error.supportCode })
  }
  if (error instanceof ProofRequiredError) {
    const { challenge, difficultyBits } = error
    return told({ code: 'proof_required', proof: { challenge, difficultyBits } })
  }
  if (error instanceof OverloadedError) return told({ code: 'overloaded', retryAfterSeconds: error.retryAfterSeconds })
  return { problem: { code: error instanceof StorageError ? 'unavailable' : 'internal' }, isFault: true }
}

/** What is wrong with a request, each thing where it stands in the body; or why nothing was changed. */
function bypassProblem({ reason, problems }: BypassRefusedError): ProblemFacts {
  if (reason !== 'invalid') return { code: 'bypass_refused', reason }
  const errors = problems.map((problem) => {
    const field = problem.field === 'memberIds' ? 'members' : problem.field
    const { row, suggestion } = problem
    return {
      pointer: row === null ? `/${field}` : `/${field}/${row}`,
      messages: bypassProblemWords(problem),
      reason: problem.reason,
      ...(suggestion !== null && { suggestion }),
    }
  })
  return { code: 'bypass_invalid', errors }
}

function told(problem: ProblemFacts): ErrorProblem {
  return { problem, isFault: false }
}
