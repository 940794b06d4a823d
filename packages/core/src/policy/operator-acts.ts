import type { OperatorRole } from '../domain/operator.ts'

/** What operators do about robots' exemptions. */
export type BypassAct =
  | 'see'
  | 'take-request'
  | 'ask-information'
  | 'approve'
  | 'reject'
  | 'suspend'
  | 'stop'
  | 'resume'
  | 'revoke'

interface BypassActRule {
  readonly roles: readonly OperatorRole[]
  /** Whether a code of the operator's own app comes with the request, used up by it. */
  readonly code: boolean
}

/**
 * The one table of which operator may do what: whatever opens something is an engineer's, and whatever closes something
 * for now is anybody's who notices.
 */
export const bypassActs = {
  see: { roles: ['support', 'engineer'], code: false },
  'take-request': { roles: ['support', 'engineer'], code: false },
  'ask-information': { roles: ['support', 'engineer'], code: false },
  approve: { roles: ['engineer'], code: true },
  reject: { roles: ['engineer'], code: true },
  suspend: { roles: ['support', 'engineer'], code: true },
  stop: { roles: ['support', 'engineer'], code: true },
  resume: { roles: ['engineer'], code: true },
  revoke: { roles: ['engineer'], code: true },
} as const satisfies Record<BypassAct, BypassActRule>

/** Whether an operator of this role may do that. */
export function mayDo(act: BypassAct, role: OperatorRole): boolean {
  const { roles }: BypassActRule = bypassActs[act]
  return roles.includes(role)
}
