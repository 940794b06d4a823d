import {
  type Accounts,
  type ClientContext,
  type FlowReference,
  parseEmailAddress,
  preferredLocale,
  type SignInOutcome,
} from '@ecforce-accounts/core'
import { flowHeader, shownAppAnswer, stepAnswer } from '@ecforce-accounts/core/wire'
import type { Request } from 'express'
import type { AccountsCookies } from '../cookies.ts'
import type { Exchange, Handlers } from '../handlers.ts'
import { addressInvalid, invalidMember, invalidRequest } from '../invalid-request.ts'
import { outcomeAnswers } from '../outcome-answer.ts'
import type { Answer, Refused } from '../reply.ts'

type Operation =
  | 'startSignIn'
  | 'currentSignIn'
  | 'abandonSignIn'
  | 'submitPassword'
  | 'submitCode'
  | 'chooseFactor'
  | 'resendCode'
  | 'reportLostFactor'
  | 'submitNewPassword'
  | 'submitLegacyAppCode'
  | 'beginApp'
  | 'confirmApp'

/** From an address to a session, one request for each step. */
export function signInHandlers(
  { signIn, clock }: Pick<Accounts, 'signIn' | 'clock'>,
  cookies: AccountsCookies,
): Pick<Handlers, Operation> {
  const answer = outcomeAnswers(cookies, clock)

  return {
    async startSignIn({ req, body, client }) {
      const read = parseEmailAddress(body.email)
      if (!read.ok) return { problem: invalidMember('email', addressInvalid) }

      const locale = body.locale ?? preferredLocale(req.headers['accept-language'])
      const { returnTo = null, askForCode = false } = body
      const request = { email: read.address, returnTo, locale, askForCode }
      const started = await signIn.start(request, client())
      return {
        body: stepAnswer(started.step),
        cookies: [cookies.flow.keep(started.secret, started.expiresAt, clock.now())],
      }
    },

    async currentSignIn({ req }) {
      const reference = flowOfHeader(req)
      return 'problem' in reference ? reference : { body: stepAnswer(await signIn.current(reference)) }
    },

    async abandonSignIn({ req, client }) {
      const reference = flowOfHeader(req)
      if ('problem' in reference) return reference
      await signIn.abandon(reference, client())
      return { body: null, cookies: [cookies.flow.forget] }
    },

    submitPassword: (exchange) =>
      step(exchange, (flow, client) =>
        signIn.submitPassword(flow, exchange.body.password, client, exchange.body.proof),
      ),

    submitCode: (exchange) => step(exchange, (flow, client) => signIn.submitCode(flow, exchange.body.code, client)),

    submitLegacyAppCode: (exchange) =>
      step(exchange, (flow, client) => signIn.submitLegacyAppCode(flow, exchange.body.code, client)),

    async beginApp({ req, body }) {
      const secret = cookies.flow.read(req.headers.cookie)
      return { body: shownAppAnswer(await signIn.beginApp({ secret, id: body.flow })) }
    },

    confirmApp: (exchange) =>
      step(exchange, (flow, client) => {
        const { code, keepMail = true } = exchange.body
        return signIn.confirmApp(flow, { code, keepMail }, client)
      }),

    chooseFactor: (exchange) =>
      step(exchange, (flow, client) => signIn.chooseFactor(flow, exchange.body.factor, client)),

    resendCode: (exchange) => step(exchange, (flow, client) => signIn.resend(flow, client)),

    async reportLostFactor({ req, body, client }) {
      const secret = cookies.flow.read(req.headers.cookie)
      return { body: await signIn.reportLostFactor({ secret, id: body.flow }, client()) }
    },

    submitNewPassword: (exchange) =>
      step(exchange, (flow, client) =>
        signIn.submitNewPassword(flow, exchange.body.password, client, exchange.body.name),
      ),
  }

  async function step(
    { req, body, client }: Exchange<{ readonly flow: string }>,
    take: (flow: FlowReference, client: ClientContext) => Promise<SignInOutcome>,
  ): Promise<Answer> {
    const secret = cookies.flow.read(req.headers.cookie)
    return answer(await take({ secret, id: body.flow }, client()))
  }

  /** Where a request has no body: the flow that the page believes to be on, if it knows one after a reload. */
  function flowOfHeader({ headers }: Request): FlowReference | Refused {
    const secret = cookies.flow.read(headers.cookie)
    const named = headers[flowHeader.name]
    if (named === undefined) return { secret, id: null }
    const id = flowHeader.schema.safeParse(named)
    return id.success ? { secret, id: id.data } : { problem: invalidRequest([]) }
  }
}
