import type { Accounts, FactorOutcome } from '@ecforce-accounts/core'
import { factorsAnswer, shownAppAnswer } from '@ecforce-accounts/core/wire'
import type { AccountsCookies } from '../cookies.ts'
import type { Handlers } from '../handlers.ts'
import { sessionCookies } from '../outcome-answer.ts'
import type { Answer } from '../reply.ts'

type Operation =
  | 'listFactors'
  | 'beginFactorApp'
  | 'confirmFactorApp'
  | 'switchMailOn'
  | 'removeFactor'
  | 'makeRecoveryCodes'

/** The factors of somebody signed in. */
export function factorHandlers(
  { factors, clock }: Pick<Accounts, 'factors' | 'clock'>,
  cookies: AccountsCookies,
): Pick<Handlers, Operation> {
  return {
    listFactors: async ({ client }) => ({ body: factorsAnswer(await factors.list(client()), null) }),
    beginFactorApp: async ({ client }) => ({ body: shownAppAnswer(await factors.beginApp(client())) }),
    async confirmFactorApp({ body: { code, keepMail = true }, client }) {
      return answer(await factors.confirmApp({ code, keepMail }, client()))
    },
    switchMailOn: async ({ body, client }) => answer(await factors.switchMailOn(body.code, client())),
    removeFactor: async ({ params, client }) => answer(await factors.remove(params.id, client())),
    makeRecoveryCodes: async ({ client }) => answer(await factors.newRecoveryCodes(client())),
  }

  function answer(outcome: FactorOutcome<{ readonly recoveryCodes?: readonly string[] }>): Answer {
    if (outcome.outcome === 'rejected') return { problem: { code: 'code_rejected', reason: outcome.reason } }
    const { view, issued, recoveryCodes = null } = outcome
    return { body: factorsAnswer(view, recoveryCodes), cookies: sessionCookies(cookies, issued, clock) }
  }
}
