import type { Clock, IssuedSession, SignInOutcome } from '@ecforce-accounts/core'
import { stepAnswer } from '@ecforce-accounts/core/wire'
import type { AccountsCookies } from './cookies.ts'
import type { Answer } from './reply.ts'

/** What a step of a flow came to, as an answer with its cookies. */
export function outcomeAnswers(cookies: AccountsCookies, clock: Clock): (outcome: SignInOutcome) => Answer {
  return (outcome) => {
    switch (outcome.outcome) {
      case 'step': {
        const { step, renewed } = outcome
        // A proof changes the flow's secret.
        const kept = renewed && cookies.flow.keep(renewed.secret, renewed.expiresAt, clock.now())
        return { body: stepAnswer(step), ...(kept === null ? {} : { cookies: [kept] }) }
      }
      case 'signed-in': {
        const { step, issued } = outcome
        const kept = issued === null ? [] : [...sessionCookies(cookies, issued, clock), cookies.flow.forget]
        return { body: stepAnswer(step), ...(kept.length === 0 ? {} : { cookies: kept }) }
      }
      case 'rejected': {
        const { code, reason, supportCode, step: open } = outcome
        const problem = { code, supportCode, ...(reason ? { reason } : {}), step: open && stepAnswer(open) }
        return open === null ? { problem, cookies: [cookies.flow.forget] } : { problem }
      }
    }
  }
}

/** The cookies of a session that was just issued, and of its browser where that has a new token too. */
export function sessionCookies(cookies: AccountsCookies, issued: IssuedSession, clock: Clock): string[] {
  const session = cookies.session.keep(issued.sessionToken, issued.expiresAt, clock.now())
  return [session, ...deviceCookies(cookies, issued.device, clock)]
}

/** The cookie of a browser that is known by a new token; none for one that goes on, or is not known. */
export function deviceCookies(cookies: AccountsCookies, device: IssuedSession['device'], clock: Clock): string[] {
  return device === null ? [] : [cookies.device.keep(device.token, device.expiresAt, clock.now())]
}
