import type { AccountsProblem } from '@ecforce-accounts/client'
import type { Words } from '../words-context.ts'

/** What is wrong with the code of an app, with `n` tries left. */
export function appCodeError(problem: AccountsProblem | null, n: number, say: Words['say']): string | null {
  if (problem?.code !== 'code_rejected') return null
  return problem.problem?.reason === 'replayed' ? say('app.replayed') : say('code.rejected.app', { n })
}
