import { type Accounts, preferredLocale, type SessionView, systemRandom, trustedProxies } from '@ecforce-accounts/core'
import type { Request, RequestHandler } from 'express'
import { arrivalOf } from './address-of.ts'
import { clientContext, goneSignal } from './client-context.ts'
import { accountsCookies } from './cookies.ts'
import { problemOf } from './error-problems.ts'
import { ownOrigin } from './own-origin.ts'
import { replies } from './reply.ts'
import { requestIds } from './request-id.ts'

declare global {
  namespace Express {
    interface Request {
      /** Who is signed in, where `requireSession` let the request through. */
      accounts?: SessionView
    }
  }
}

/** Told of an error that is the server's fault, and of the id that its answer carries in `X-Request-Id`. */
export type ErrorListener = (error: unknown, request: { readonly requestId: string }) => void

/** What `requireSession` can be told. */
export interface RequireSessionOptions {
  /** Told when the session could not be looked up. Default: nobody. */
  readonly onError?: ErrorListener
  /** Whether a robot's session gets through, which has proven no second factor. Default: refused, and audited. */
  readonly robots?: 'refuse' | 'let-through'
  /** The proxies in front of this server, as `accountsRouter` takes them. Default: those of `createAccounts`. */
  readonly trustedProxies?: readonly string[]
}

/**
 * Lets a request through to a host's own route when somebody is signed in, with `req.accounts` set; answers the
 * problem `session_required` otherwise.
 *
 * Everything but GET and HEAD has to come from a page of the issuer's own origin, as with the API itself: the cookie
 * alone does not say who wanted the request. A session of class `recovered` is let through too; what it may do is the
 * route's to decide. One of class `robot` is answered the problem `session_restricted`, unless the options say otherwise.
 */
export function requireSession(
  accounts: Pick<Accounts, 'issuer' | 'sessions' | 'clock' | 'trustedProxies'>,
  options: RequireSessionOptions = {},
): RequestHandler {
  const cookies = accountsCookies(accounts.issuer)
  const isTrustedProxy = trustedProxies(options.trustedProxies ?? accounts.trustedProxies)
  const own = ownOrigin(accounts.issuer)
  const reply = replies(accounts.issuer)
  const nextRequestId = requestIds(systemRandom)

  return async (req, res, next) => {
    const refuse = (problem: Parameters<typeof reply.refuse>[2]['problem'], requestId = nextRequestId()) =>
      reply.refuse(res, requestId, { problem }, preferredLocale(req.headers['accept-language']))
    if (req.method !== 'GET' && req.method !== 'HEAD' && !own.isOwnPage(req.headers))
      return refuse({ code: 'origin_refused' })

    const arrived = arrivalOf(req)
    const client = () =>
      clientContext(arrived, { cookies, isTrustedProxy, requestId: nextRequestId(), signal: goneSignal(res) })
    let found: SessionView | null
    try {
      found = await accounts.sessions.check(cookies.session.read(req.headers.cookie), client)
      if (found?.session.sessionClass === 'robot' && options.robots !== 'let-through') {
        await accounts.sessions.refuseRobot(found, client)
        return refuse({ code: 'session_restricted' })
      }
    } catch (error) {
      const requestId = nextRequestId()
      options.onError?.(error, { requestId })
      return refuse(problemOf(error, accounts.clock.now()).problem, requestId)
    }
    if (found === null) return refuse({ code: 'session_required' })
    req.accounts = found
    next()
  }
}

/** Who is signed in. Throws `TypeError` in a route that `requireSession` does not stand before. */
export function sessionOf(req: Request): SessionView {
  if (!req.accounts) throw new TypeError('put requireSession before this route')
  return req.accounts
}
