import {
  type Accounts,
  type ClientContext,
  type FlowReference,
  type Instant,
  PasswordUnacceptableError,
  parseEmailAddress,
  passwordRules,
  preferredLocale,
  readNumericCode,
  type SignInOutcome,
} from '@ecforce-accounts/core'
import { flowHeader, stepAnswer } from '@ecforce-accounts/core/wire'
import type { Request } from 'express'
import type { AccountsCookies } from '../cookies.ts'
import type { Exchange, Handlers } from '../handlers.ts'
import { addressInvalid, invalidMember, invalidRequest } from '../invalid-request.ts'
import type { Answer, Refused } from '../reply.ts'

/** From an address to a session, one request for each step. */
export function signInHandlers(
  { signIn, clock }: Pick<Accounts, 'signIn' | 'clock'>,
  cookies: AccountsCookies,
): Omit<Handlers, 'currentSession' | 'endSession' | 'listApps' | 'findShop'> {
  return {
    async startSignIn({ req, body, client }) {
      const read = parseEmailAddress(body.email)
      if (!read.ok) return { problem: invalidMember('email', addressInvalid) }

      const locale = body.locale ?? preferredLocale(req.headers['accept-language'])
      const request = { email: read.address, returnTo: body.returnTo ?? null, locale }
      const started = await signIn.start(request, client())
      return { body: stepAnswer(started.step), cookies: [flowCookie(started)] }
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
      step(exchange, (flow, client) => signIn.submitPassword(flow, exchange.body.password, client)),

    async submitCode(exchange) {
      const code = readNumericCode(exchange.body.code)
      if (code === null) throw new TypeError('the schema lets six digits through alone')
      return step(exchange, (flow, client) => signIn.submitCode(flow, code, client))
    },

    chooseFactor: (exchange) =>
      step(exchange, (flow, client) => signIn.chooseFactor(flow, exchange.body.factor, client)),

    resendCode: (exchange) => step(exchange, (flow, client) => signIn.resend(flow, client)),

    submitNewPassword: (exchange) =>
      step(exchange, (flow, client) => signIn.submitNewPassword(flow, exchange.body.password, client)).catch(
        (error: unknown) => {
          if (error instanceof PasswordUnacceptableError) return unacceptable(error, exchange.body.password)
          throw error
        },
      ),
  }

  async function step(
    { req, body, client }: Exchange<{ readonly flow: string }>,
    take: (flow: FlowReference, client: ClientContext) => Promise<SignInOutcome>,
  ): Promise<Answer> {
    const secret = cookies.flow.read(req.headers.cookie)
    return answerTo(await take({ secret, id: body.flow }, client()))
  }

  function answerTo(outcome: SignInOutcome): Answer {
    switch (outcome.outcome) {
      case 'step':
        return {
          body: stepAnswer(outcome.step),
          ...(outcome.renewed ? { cookies: [flowCookie(outcome.renewed)] } : {}),
        }
      case 'signed-in':
        return {
          body: stepAnswer(outcome.step),
          ...(outcome.issued ? { cookies: sessionCookies(outcome.issued) } : {}),
        }
      case 'rejected': {
        const { code, reason, supportCode, step: open } = outcome
        const problem = { code, supportCode, ...(reason ? { reason } : {}), step: open && stepAnswer(open) }
        return open === null ? { problem, cookies: [cookies.flow.forget] } : { problem }
      }
    }
  }

  /** A proof changes the flow's secret. */
  function flowCookie({ secret, expiresAt }: { readonly secret: string; readonly expiresAt: Instant }): string {
    return cookies.flow.keep(secret, expiresAt, clock.now())
  }

  function sessionCookies(issued: NonNullable<Extract<SignInOutcome, { outcome: 'signed-in' }>['issued']>): string[] {
    const now = clock.now()
    return [
      cookies.session.keep(issued.sessionToken, issued.expiresAt, now),
      cookies.device.keep(issued.deviceToken, issued.deviceExpiresAt, now),
      cookies.flow.forget,
    ]
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

function unacceptable({ problem: reason }: PasswordUnacceptableError, password: string): Refused {
  const missingCharacters = passwordRules.minimumLength - [...password].length
  return {
    problem: { code: 'password_unacceptable', reason, ...(reason === 'too_short' ? { missingCharacters } : {}) },
  }
}
