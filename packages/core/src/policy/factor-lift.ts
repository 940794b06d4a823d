import type { FactorLift } from '../domain/factor-lift.ts'
import type { Operator } from '../domain/operator.ts'

/** How long a lift waits after its approval, so that a member who never asked can cancel it. */
export const LIFT_DELAY_MILLISECONDS = 24 * 3_600_000

export type ApprovalDecision = 'approved' | 'settled' | 'self_approval' | 'not_engineer'

/** Whether this operator may approve: an engineer, and another one than who asked. */
export function decideApproval(
  { status, askedBy }: Pick<FactorLift, 'status' | 'askedBy'>,
  { name, role }: Pick<Operator, 'name' | 'role'>,
): ApprovalDecision {
  if (status !== 'asked') return 'settled'
  if (name === askedBy) return 'self_approval'
  return role === 'engineer' ? 'approved' : 'not_engineer'
}
