import type { ClientContext } from '../../domain/flow.ts'
import type { NewPassword } from '../../factors/new-password.ts'
import type { FlowReference, Journey, SignInOutcome } from './journey.ts'

export interface NewPasswordStepDeps {
  readonly journey: Journey
  readonly newPassword: NewPassword
}

/** A password chosen inside the flow, with a name if one is said: held by it, and nobody's until the flow is done. */
export function newPasswordStep({ journey, newPassword }: NewPasswordStepDeps) {
  return async (
    reference: FlowReference,
    typed: string,
    client: ClientContext,
    name: string | null = null,
  ): Promise<SignInOutcome> => {
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    if (journey.stepNow(flow, claimant).step !== 'new-password') throw await journey.conflict(flow)

    const password = await newPassword(typed, claimant.contextWords, client.signal)
    const proven = journey.prove(flow, 'new-password', claimant)
    const claimId = flow.heldPassword?.claimId ?? null
    const wish = name === null ? flow.wish : { ...flow.wish, name }
    const chosen = { ...proven.flow, wish, heldPassword: { ...password, belowRules: false, claimId } }
    return journey.advance({ flow: await journey.save(chosen), secret: proven.secret }, claimant, client)
  }
}
