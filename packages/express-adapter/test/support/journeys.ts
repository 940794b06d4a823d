import { appCode } from '../../../core/test/support/totp-oracle.ts'
import { type Answer, type Browser, password, type Server } from './server.ts'

/** How long an authenticator app shows a code. */
export const TIME_STEP_MILLISECONDS = 30_000

/** What the app of this secret shows now. */
export function shownBy(server: Server, secret: string): string {
  return appCode(secret, server.clock.now())
}

/** A code that is not this one. */
export function wrongCode(right: string, nth = 1): string {
  return String((Number(right) + nth) % 1_000_000).padStart(6, '0')
}

/** An app as its owner has it afterwards; the code that confirmed it is used up and no longer shown. */
export interface App {
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

/** A first sign-in where the shop asks for an app, all the way. */
export async function enrolApp(server: Server, of: Browser, email: string): Promise<App> {
  const flow = await toApp(server, of, email)
  const { secret } = (await of.post('/sign-in/app', { flow })).body
  const done = await of.post('/sign-in/app/confirm', { flow, code: shownBy(server, secret) })
  server.clock.advance(TIME_STEP_MILLISECONDS)
  return { secret, recoveryCodes: done.body.recoveryCodes }
}

/** Up to where the shop asks for an app: the flow's id. */
export async function toApp(server: Server, of: Browser, email: string): Promise<string> {
  const flow = await of.toCode(email)
  await of.post('/sign-in/code', { flow, code: await server.code(email) })
  return flow
}

/** An app that somebody signed in adds to the account. */
export async function addApp(server: Server, of: Browser, keepMail = true): Promise<App> {
  const { secret } = (await of.post('/factors/app', {})).body
  const { body } = await of.post('/factors/app/confirm', { code: shownBy(server, secret), keepMail })
  server.clock.advance(TIME_STEP_MILLISECONDS)
  return { secret, recoveryCodes: body.recoveryCodes }
}

/** Proves somebody signed in once more, by a code that is mailed. */
export async function stepUp(server: Server, of: Browser, email: string): Promise<Answer> {
  const { flow, factor } = (await of.post('/step-up', {})).body
  if (factor !== 'email') await of.post('/step-up/factor', { flow, factor: 'email' })
  return of.post('/step-up/code', { flow, code: await server.code(email) })
}

/** Signs a browser in by the app. */
export async function signInByApp(server: Server, of: Browser, email: string, { secret }: App): Promise<Answer> {
  const flow = await toFactor(of, email, 'totp')
  return of.post('/sign-in/code', { flow, code: shownBy(server, secret) })
}

/** Up to the code of that factor: the flow's id. */
export async function toFactor(of: Browser, email: string, factor: 'totp' | 'recovery'): Promise<string> {
  const flow = await of.toCode(email)
  await of.post('/sign-in/factor', { flow, factor })
  return flow
}

/** Whatever the flow of this browser still asks for, given: the last answer. */
export async function finish(
  server: Server,
  of: Browser,
  email: string,
  typed: { readonly password: string; readonly app?: App } = { password },
): Promise<Answer> {
  let answer = await of.get('/sign-in')
  for (let steps = 0; steps < 6 && answer.status === 200 && answer.body.step !== 'done'; steps++) {
    const { flow, step, factor } = answer.body
    answer = await next(flow, step, factor)
  }
  return answer

  async function next(flow: string, step: string, factor: string): Promise<Answer> {
    switch (step) {
      case 'password':
        return of.post('/sign-in/password', { flow, password: typed.password })
      case 'code': {
        const code = factor === 'totp' && typed.app ? shownBy(server, typed.app.secret) : await server.code(email)
        return of.post('/sign-in/code', { flow, code })
      }
      case 'new-password':
        return of.post('/sign-in/new-password', { flow, password: 'yuki ni saku hana' })
      case 'enrol-app': {
        const { secret } = (await of.post('/sign-in/app', { flow })).body
        return of.post('/sign-in/app/confirm', { flow, code: shownBy(server, secret) })
      }
      default:
        throw new Error(`nothing finishes ${step}`)
    }
  }
}

/** The session tokens that answers have set. */
export function sessionsIn(answers: readonly Pick<Answer, 'setCookies'>[]): readonly string[] {
  return answers.flatMap(({ setCookies }) => setCookies.filter((line) => /^eca_sid=[\w-]{43};/.test(line)))
}
