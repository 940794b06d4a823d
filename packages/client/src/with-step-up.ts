import { AccountsProblem } from './problem.ts'

/**
 * Does `action`; where that needs a fresh proof (`step_up_required`), has `prove` ask for one and does `action` once
 * more, as it was. `prove` resolves to whether the proof was given; where it was not, the problem is the answer.
 *
 * ```ts
 * await withStepUp(() => account.profile.changePassword(typed), () => dialog.ask())
 * ```
 */
export async function withStepUp<Answer>(
  action: () => Promise<Answer>,
  prove: () => Promise<boolean>,
): Promise<Answer> {
  try {
    return await action()
  } catch (problem) {
    const stale = problem instanceof AccountsProblem && problem.code === 'step_up_required'
    if (!stale || !(await prove())) throw problem
    return action()
  }
}
