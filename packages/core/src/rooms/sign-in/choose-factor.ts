import type { FactorKind } from '../../domain/account.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { FlowReference, Journey, SignInOutcome } from './journey.ts'

/** Asks for another of the ways that are open. What is no such way changes nothing: a wish satisfies no demand. */
export function chooseFactor(journey: Journey) {
  return async (reference: FlowReference, factor: FactorKind, client: ClientContext): Promise<SignInOutcome> => {
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    const wished = flow.wish.factor === factor ? flow : await journey.save({ ...flow, wish: { ...flow.wish, factor } })
    return journey.advance({ flow: wished, secret: null }, claimant, client)
  }
}
