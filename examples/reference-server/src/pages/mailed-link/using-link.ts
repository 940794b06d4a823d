import type { RequestOptions } from '@ecforce-accounts/client'
import { patiently, problemOf } from '../accounts.ts'
import { forgetMailedToken } from './mailed-token.ts'

/** Where the page of a mailed link stands once the link was used. */
export type Settled =
  | { readonly at: 'unusable'; readonly supportCode: string | null }
  | { readonly at: 'done'; readonly email: string }

/**
 * Uses a link, whose token is forgotten whatever came of it: it is used up or no good. Rejects with every other problem,
 * which leaves it as it was.
 */
export async function usingLink(
  use: (options: RequestOptions) => Promise<{ readonly email: string }>,
): Promise<Settled> {
  const settled = await patiently(use).then(
    ({ email }) => ({ at: 'done', email }) as const,
    (error: unknown) => {
      const problem = problemOf(error)
      if (problem.code !== 'link_unusable') throw problem
      return { at: 'unusable', supportCode: problem.problem?.supportCode ?? null } as const
    },
  )
  forgetMailedToken()
  return settled
}
