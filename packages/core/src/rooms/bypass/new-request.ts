import type { BypassRequest } from '../../domain/bypass.ts'

/** A request as it is first asked for. */
export function newRequest(
  asked: Omit<
    BypassRequest,
    | 'version'
    | 'status'
    | 'stoppedAt'
    | 'question'
    | 'answer'
    | 'firstApprovedBy'
    | 'settledBy'
    | 'settledAt'
    | 'reason'
  >,
): BypassRequest {
  return {
    ...asked,
    version: 1,
    status: 'pending',
    stoppedAt: null,
    question: null,
    answer: null,
    firstApprovedBy: null,
    settledBy: null,
    settledAt: null,
    reason: null,
  }
}
