import { AccountsProblem, createAccountsClient, type RequestOptions } from '@ecforce-accounts/client'

/** What the clients of these pages are told. */
export const clientOptions = { locale: () => (document.documentElement.lang === 'en' ? 'en' : 'ja') } as const

/** The API beside these pages. */
export const accounts = createAccountsClient(clientOptions)

/** After this long without an answer a request counts as lost, and the screen offers to try again. */
const PATIENCE_MILLISECONDS = 30_000

/** Asks, and gives up when `signal` is aborted or nothing came for too long: that is a problem like being offline. */
export async function patiently<T>(ask: (options: RequestOptions) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const controller = new AbortController()
  const passOn = () => controller.abort(signal?.reason)
  if (signal?.aborted) passOn()
  signal?.addEventListener('abort', passOn)
  const timer = setTimeout(
    () => controller.abort(new AccountsProblem('offline', { cause: new Error('no answer in time') })),
    PATIENCE_MILLISECONDS,
  )
  try {
    return await ask({ signal: controller.signal })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', passOn)
  }
}

/** What is wrong, as a problem that a screen can show. A fault of the page itself is reported to the console too. */
export function problemOf(error: unknown): AccountsProblem {
  if (error instanceof AccountsProblem) return error
  reportError(error)
  return new AccountsProblem('internal', { cause: error })
}
