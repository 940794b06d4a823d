import type { BypassProblem } from '../../policy/bypass-request.ts'
import { AccountsError } from '../../primitives/errors.ts'

/** Why nothing was changed about a robot's exemption. */
export type BypassActRefusal =
  /** `problems` say row by row what is wrong. */
  | 'invalid'
  /** It does not stand where that could be done. */
  | 'wrong_state'
  /** It is another version than the one that was seen, or others changed it at the same time. */
  | 'conflict'
  /** An engineer has to do that. */
  | 'not_engineer'
  /** Whoever asked does not approve. */
  | 'self_approval'
  /** The second approval is another operator's. */
  | 'same_operator'
  | 'text_missing'
  /** A robot is no administrator. */
  | 'robot_administrator'
  /** A robot has one shop. */
  | 'robot_other_membership'
  /** A robot's password is chosen here and has fifteen characters at least. */
  | 'robot_password'

/** That cannot be done with this request, exemption or robot; nothing was changed. */
export class BypassRefusedError extends AccountsError {
  readonly reason: BypassActRefusal
  readonly problems: readonly BypassProblem[]

  constructor(reason: BypassActRefusal, problems: readonly BypassProblem[] = []) {
    super('bypass_refused', `nothing was changed about the exemption: ${reason}`)
    this.reason = reason
    this.problems = problems
  }
}

/** There is no such request or exemption, or it is another shop's. */
export class BypassNotFoundError extends AccountsError {
  constructor() {
    super('bypass_not_found', 'there is no such request or exemption')
  }
}
