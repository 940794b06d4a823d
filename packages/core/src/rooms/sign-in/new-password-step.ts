import type { ClientContext } from '../../domain/flow.ts'
import { isTriedFirst } from '../../factors/password.ts'
import { decideNewPassword, type PasswordProblem, productWords } from '../../policy/password.ts'
import type { CommonPasswords, PasswordHasher } from '../../ports/password-hasher.ts'
import { AccountsError } from '../../primitives/errors.ts'
import type { FlowReference, Journey, SignInOutcome } from './journey.ts'

/** The password chosen cannot be taken; `problem` says why. */
export class PasswordUnacceptableError extends AccountsError {
  readonly problem: PasswordProblem

  constructor(problem: PasswordProblem) {
    super('password_unacceptable', `the password cannot be taken: ${problem}`)
    this.problem = problem
  }
}

export interface NewPasswordStepDeps {
  readonly journey: Journey
  readonly hasher: PasswordHasher
  readonly common: CommonPasswords
}

/** A password chosen inside the flow: held by it, and nobody's until the flow is done. */
export function newPasswordStep({ journey, hasher, common }: NewPasswordStepDeps) {
  return async (reference: FlowReference, password: string, client: ClientContext): Promise<SignInOutcome> => {
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    if (journey.stepNow(flow, claimant).step !== 'new-password') throw await journey.conflict(flow)

    const context = [...productWords, ...claimant.contextWords]
    const problem = decideNewPassword({ password, common: await isTriedFirst(password, common), context })
    if (problem) throw new PasswordUnacceptableError(problem)

    const hash = await hasher.hash(password, client.signal)
    const proven = journey.prove(flow, 'new-password', claimant)
    const claimId = flow.heldPassword?.claimId ?? null
    const chosen = { ...proven.flow, heldPassword: { hash, origin: 'own', belowRules: false, claimId } as const }
    return journey.advance({ flow: await journey.save(chosen), secret: proven.secret }, claimant, client)
  }
}
