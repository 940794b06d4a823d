import type { SignedInDoor } from '../../access/signed-in.ts'
import type { FactorKind } from '../../domain/account.ts'
import type { ClientContext } from '../../domain/flow.ts'
import { FRESHNESS_MILLISECONDS } from '../../policy/account-acts.ts'
import { FlowNotFoundError, SessionRequiredError } from '../../primitives/errors.ts'
import { chooseFactor } from './choose-factor.ts'
import { type CodeStepDeps, codeStep } from './code-step.ts'
import { type FlowReference, type JourneyDeps, journey, type SignInOutcome } from './journey.ts'
import { flowMaker } from './new-flow.ts'

/**
 * Proving a factor once more, for what a session alone may not do. The same flow as a sign-in with another requirement;
 * at its end the session goes on, fresh, under another token.
 *
 * Every method throws `SessionRequiredError` and `SessionRestrictedError`, and what the sign-in's throw.
 */
export interface StepUp {
  /** Opens a step-up for the session of this browser; its secret is in `renewed`. */
  start(client: ClientContext): Promise<SignInOutcome>

  submitCode(flow: FlowReference, typed: string, client: ClientContext): Promise<SignInOutcome>

  chooseFactor(flow: FlowReference, factor: FactorKind, client: ClientContext): Promise<SignInOutcome>

  resend(flow: FlowReference, client: ClientContext): Promise<SignInOutcome>
}

export interface StepUpDeps extends Omit<JourneyDeps, 'purposes'>, Omit<CodeStepDeps, 'journey'> {
  readonly signedIn: SignedInDoor
}

export function stepUp(deps: StepUpDeps): StepUp {
  const { flows, signedIn } = deps
  const newFlow = flowMaker(deps)
  const steps = journey({ ...deps, purposes: ['step-up'] })
  const code = codeStep({ ...deps, journey: steps })
  const choose = chooseFactor(steps)

  return {
    async start(client) {
      const { account } = await signedIn(client, 'see-account')
      const { flow, secret } = newFlow({
        requirement: { for: 'step-up', maxAgeSeconds: FRESHNESS_MILLISECONDS / 1000 },
        email: account.email,
        returnTo: null,
        locale: account.locale,
      })
      const started = { name: 'authn.step_up_started', outcome: 'ok', subject: account.id, client } as const
      await flows.create(flow, { events: [steps.event({ ...started, actor: account.id })] })
      return steps.advance({ flow, secret }, await steps.claimantOf(flow), client)
    },

    submitCode: async (flow, typed, client) => code.submit(await ownOrDone(flow, client), typed, client),
    chooseFactor: async (flow, factor, client) => choose(await own(flow, client), factor, client),
    resend: async (flow, client) => code.resend(await own(flow, client), client),
  }

  /**
   * Of a double click the second finds its session under another token already. The flow is done then, and whoever has
   * its secret and the same code is told so, and nothing else.
   */
  async function ownOrDone(reference: FlowReference, client: ClientContext): Promise<FlowReference> {
    try {
      return await own(reference, client)
    } catch (error) {
      if (!(error instanceof SessionRequiredError) || !(await isDone(reference))) throw error
      return reference
    }
  }

  async function isDone(reference: FlowReference): Promise<boolean> {
    const found = await steps.find(reference).catch((error: unknown) => {
      if (error instanceof FlowNotFoundError) return null
      throw error
    })
    return found?.flow.status === 'done'
  }

  /** A step-up is its session's: beside another account's, or none, it is not found. */
  async function own(reference: FlowReference, client: ClientContext): Promise<FlowReference> {
    const { account } = await signedIn(client, 'see-account')
    const { flow } = await steps.find(reference)
    if (flow.email.key !== account.email.key) throw new FlowNotFoundError()
    return reference
  }
}
