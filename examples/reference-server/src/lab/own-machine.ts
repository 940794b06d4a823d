import { parseIpAddress } from '@ecforce-accounts/core'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'

/**
 * Lets through what asks from this machine by a name that `isOwnHost` knows. A name of another machine means that a
 * foreign page has re-pointed its own name at loopback.
 */
export function thisMachineOnly(isOwnHost: (host: string) => boolean): RequestHandler {
  return (req, res, next) => {
    if (isLoopback(req) && isOwnHost(req.headers.host ?? '')) next()
    else refuse(res, 403, 'host_refused', 'The lab is for this machine alone.')
  }
}

/** Browsers say where a request comes from; what says nothing at all is no browser. */
export const ownPagesOnly: RequestHandler = (req, res, next) => {
  const { origin, host, 'sec-fetch-site': site } = req.headers
  const isForeign =
    (site !== undefined && site !== 'same-origin') || (origin !== undefined && origin !== `http://${host}`)
  if (isForeign) refuse(res, 403, 'origin_refused', 'Requests from other sites are not accepted.')
  else next()
}

export const jsonOnly: RequestHandler = (req, res, next) => {
  if (req.is('application/json')) next()
  else refuse(res, 415, 'unsupported_media_type', 'Send application/json.')
}

export const unreadableBody: ErrorRequestHandler = (_error, _req, res, _next) => {
  refuse(res, 400, 'request_invalid', 'The body cannot be read as JSON, or is too long.')
}

/** Answers any other method than those of the routes before with the ones that are allowed. */
export function otherMethods(...allowed: readonly string[]): RequestHandler {
  const list = allowed.join(', ')
  return (_req, res) => refuse(res.set('Allow', list), 405, 'method_not_allowed', `Allowed here: ${list}.`)
}

/** A problem (RFC 9457). */
export function refuse(res: Response, status: number, code: string, title: string): void {
  // JSON has no charset parameter (RFC 8259 section 11), which Express would add.
  res.setHeader('Content-Type', 'application/problem+json')
  res.status(status).end(JSON.stringify({ type: 'about:blank', status, code, title }))
}

/** Whether a person at a browser asks, not a program. */
export function wantsPage(req: Request): boolean {
  return req.accepts(['json', 'html']) === 'html'
}

function isLoopback(req: Request): boolean {
  const address = parseIpAddress(req.socket.remoteAddress ?? '')
  return address !== null && (address === '::1' || address.startsWith('127.'))
}
