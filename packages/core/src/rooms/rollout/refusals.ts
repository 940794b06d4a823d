import type { RolloutRefusal } from '../../policy/rollout-acts.ts'
import { AccountsError } from '../../primitives/errors.ts'

/** The switch stands where this act means nothing, or cannot be moved so; nothing was changed. */
export class RolloutRefusedError extends AccountsError {
  /** `conflict`: others are moving it at the same time; look at where it stands, and begin anew. */
  readonly reason: RolloutRefusal | 'two_operators' | 'reason_missing' | 'conflict'

  constructor(reason: RolloutRefusedError['reason']) {
    super('rollout_refused', `the switch cannot be moved so: ${reason}`)
    this.reason = reason
  }
}
