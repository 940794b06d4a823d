import { AccountsProblem, type RequestOptions } from '@ecforce-accounts/client'
import type { OperatorSessionAnswer } from '@ecforce-accounts/client/operator'
import { useEffect } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { navigate } from '../router.ts'
import { type Load, useLoad } from '../ui/load.ts'
import { consolePages } from './console-paths.ts'
import { operator } from './operator.ts'

/** What a page of the console shows, and who looks at it. */
export interface OperatorPage<Value> {
  readonly session: OperatorSessionAnswer
  readonly value: Value
}

/** As `useLoad`. Whoever is not signed in as an operator is sent to sign in, and back. */
export function useOperatorLoad<Value>(
  load: (options: RequestOptions) => Promise<Value>,
): Load<OperatorPage<Value>> & { readonly leaving: boolean } {
  const { value, attempt } = useLoad(async (signal) => {
    try {
      const [session, value] = await Promise.all([
        patiently((options) => operator.session.get(options), signal),
        patiently(load, signal),
      ])
      return session && { session, value }
    } catch (error) {
      if (isSignedOut(error)) return 'signed-out'
      throw error
    }
  })
  const leaving = value === 'signed-out'
  useEffect(() => {
    if (leaving) toSignIn()
  }, [leaving])
  return { value: leaving ? null : value, attempt, leaving }
}

/** Asks the server for something; whoever is no longer signed in is sent to sign in, and back. */
export async function asOperator<Answer>(request: (options: RequestOptions) => Promise<Answer>): Promise<Answer> {
  try {
    return await patiently(request)
  } catch (error) {
    if (isSignedOut(error)) toSignIn()
    throw error
  }
}

function isSignedOut(error: unknown): boolean {
  return error instanceof AccountsProblem && error.code === 'operator_required'
}

function toSignIn(): void {
  const back = encodeURIComponent(location.pathname).replaceAll('%2F', '/')
  navigate(`${consolePages.signIn}?returnTo=${back}`, { replace: true })
}
