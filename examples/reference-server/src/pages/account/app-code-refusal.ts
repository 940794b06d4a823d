import type { AccountsProblem } from '@ecforce-accounts/client'
import { accountWords } from '../words/account.ts'
import { useWords, useWordsOf } from '../words-context.ts'

/** What is wrong with the code of an app, where nobody counts the tries that are left. */
export function useAppCodeRefusal(problem: AccountsProblem | null): string | null {
  const { say } = useWords()
  const sayAccount = useWordsOf(accountWords)
  if (problem?.code !== 'code_rejected') return null
  return problem.problem?.reason === 'replayed' ? say('app.replayed') : sayAccount('profile.code.rejected')
}
