import type { OperatorRole } from '@ecforce-accounts/core'
import { appCode } from '../../../core/test/support/totp-oracle.ts'
import type { Answer, Browser, Server } from './server.ts'

/** Every operator's password. */
export const operatorPassword = 'tsuki no ura made aruku'

export type OperatorInHand = Awaited<ReturnType<typeof enrolOperator>>

/** An operator with the app in the hand. */
export async function enrolOperator({ accounts, clock }: Server, name = 'akira', role: OperatorRole = 'support') {
  const { operators } = accounts
  const draft = await operators.withPassword(await operators.begin(name, role), operatorPassword)
  await operators.enrol(draft, appCode(draft.secret, clock.now()), 'operator:root')
  return {
    name,
    /** What the app shows now; each code is heard once. */
    code: () => appCode(draft.secret, clock.now()),
  }
}

/** Signs an operator in, half a minute later: a code is heard once. */
export async function signInOperator(server: Server, of: Browser, { name, code }: OperatorInHand): Promise<Answer> {
  server.clock.advance(30_000)
  return of.post('/operator/session', { name, password: operatorPassword, code: code() })
}
