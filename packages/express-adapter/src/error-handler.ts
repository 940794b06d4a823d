import { type Accounts, preferredLocale, systemRandom } from '@ecforce-accounts/core'
import type { ErrorRequestHandler } from 'express'
import { problemOf } from './error-problems.ts'
import type { ProblemCode } from './problems.ts'
import { replies } from './reply.ts'
import { requestIds } from './request-id.ts'
import type { ErrorListener } from './require-session.ts'

/** What `accountsErrorHandler` can be told. */
export interface ErrorHandlerOptions {
  /** Told of every error that is the server's fault. Default: nobody. */
  readonly onError?: ErrorListener
}

/**
 * Answers errors that a host's own middlewares raise before the API is reached, for mounting at the same path as the
 * router: a body parser's error holds the raw body, password and all, and the framework's own answer would print it.
 */
export function accountsErrorHandler(
  accounts: Pick<Accounts, 'issuer' | 'clock'>,
  options: ErrorHandlerOptions = {},
): ErrorRequestHandler {
  const reply = replies(accounts.issuer)
  const nextRequestId = requestIds(systemRandom)

  // Express tells a handler of errors from others by its four parameters.
  return (error: unknown, req, res, _next) => {
    if (res.headersSent) {
      res.destroy()
      return
    }
    const requestId = nextRequestId()
    const code = parserProblem(error)
    const { problem, isFault } = code ? { problem: { code }, isFault: false } : problemOf(error, accounts.clock.now())
    if (isFault) options.onError?.(error, { requestId })
    reply.refuse(res, requestId, { problem }, preferredLocale(req.headers['accept-language']))
  }
}

/** What a body parser or the framework says of a request by status; `null` for errors that are not the client's. */
function parserProblem(error: unknown): ProblemCode | null {
  if (!(error instanceof Error) || !('status' in error)) return null
  if (error.status === 413) return 'body_too_large'
  if (error.status === 415) return 'unsupported_media_type'
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? 'request_invalid' : null
}
