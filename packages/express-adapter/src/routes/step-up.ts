import type { Accounts, ClientContext, FlowReference, SignInOutcome } from '@ecforce-accounts/core'
import type { AccountsCookies } from '../cookies.ts'
import type { Exchange, Handlers } from '../handlers.ts'
import { outcomeAnswers } from '../outcome-answer.ts'
import type { Answer } from '../reply.ts'

type Operation = 'startStepUp' | 'submitStepUpCode' | 'chooseStepUpFactor' | 'resendStepUpCode'

/** A factor proven once more by somebody signed in. */
export function stepUpHandlers(
  { stepUp, clock }: Pick<Accounts, 'stepUp' | 'clock'>,
  cookies: AccountsCookies,
): Pick<Handlers, Operation> {
  const answer = outcomeAnswers(cookies, clock)

  return {
    startStepUp: async ({ client }) => answer(await stepUp.start(client())),
    submitStepUpCode: (exchange) =>
      step(exchange, (flow, client) => stepUp.submitCode(flow, exchange.body.code, client)),
    chooseStepUpFactor: (exchange) =>
      step(exchange, (flow, client) => stepUp.chooseFactor(flow, exchange.body.factor, client)),
    resendStepUpCode: (exchange) => step(exchange, (flow, client) => stepUp.resend(flow, client)),
  }

  async function step(
    { req, body, client }: Exchange<{ readonly flow: string }>,
    take: (flow: FlowReference, client: ClientContext) => Promise<SignInOutcome>,
  ): Promise<Answer> {
    const secret = cookies.flow.read(req.headers.cookie)
    return answer(await take({ secret, id: body.flow }, client()))
  }
}
