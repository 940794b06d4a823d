import { parseIpAddress } from '@ecforce-accounts/core'
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import type { LabClock } from './clock.ts'

/** The first and last instants that every part of the product can write down. */
const EARLIEST = Date.parse('2000-01-01T00:00:00Z')
const LATEST = Date.parse('2100-01-01T00:00:00Z')

const ClockRequest = z.union([
  z.strictObject({ now: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)) }),
  z.strictObject({
    advanceSeconds: z
      .number()
      .min(0)
      .max(100 * 366 * 86_400),
  }),
])

/**
 * `GET /clock` and `POST /clock { now | advanceSeconds }`, both answering `{ now, offsetSeconds }`.
 *
 * For demonstrations and tests alone: only this machine is answered, under the issuer's own name, and no page of
 * another site.
 */
export function clockRoutes(clock: LabClock, issuer: string): Router {
  const router = Router()
  router.use('/clock', loopbackOnly(issuer))
  router.get('/clock', (_req, res) => answer(res, clock))
  router.post('/clock', ownPagesOnly(issuer), express.json({ limit: '1kb', inflate: false }), (req, res) => {
    const read = ClockRequest.safeParse(req.body)
    if (!read.success)
      return refuse(res, 400, 'request_invalid', 'Send { "now": ISO 8601 } or { "advanceSeconds": number }.')
    const wanted = 'now' in read.data ? read.data.now : clock.now() + read.data.advanceSeconds * 1000
    if (wanted < EARLIEST || wanted >= LATEST)
      return refuse(res, 400, 'request_invalid', 'The clock runs from 2000 to 2100.')
    clock.set(wanted)
    answer(res, clock)
  })
  router.use('/clock', (_req, res) =>
    refuse(res.set('Allow', 'GET, POST'), 405, 'method_not_allowed', 'Allowed here: GET, POST.'),
  )
  router.use(unreadableBody)
  return router
}

function answer(res: Response, clock: LabClock): void {
  res.json({ now: new Date(clock.now()).toISOString(), offsetSeconds: clock.offsetMilliseconds() / 1000 })
}

/** A name of another machine means that a foreign page has re-pointed its own name at loopback. */
function loopbackOnly(issuer: string): RequestHandler {
  const { host } = new URL(issuer)
  return (req, res, next) => {
    if (isLoopback(req) && req.headers.host === host) next()
    else refuse(res, 403, 'host_refused', 'The lab is for this machine alone.')
  }
}

/** Browsers say where a request comes from; what says nothing at all is no browser. */
function ownPagesOnly(issuer: string): RequestHandler {
  return (req, res, next) => {
    const { origin, 'sec-fetch-site': site } = req.headers
    const isForeign = (site !== undefined && site !== 'same-origin') || (origin !== undefined && origin !== issuer)
    if (isForeign) refuse(res, 403, 'origin_refused', 'Requests from other sites are not accepted.')
    else if (!req.is('application/json')) refuse(res, 415, 'unsupported_media_type', 'Send application/json.')
    else next()
  }
}

const unreadableBody: ErrorRequestHandler = (_error, _req, res, _next) => {
  refuse(res, 400, 'request_invalid', 'The body cannot be read as JSON of at most 1 kB.')
}

function isLoopback(req: Request): boolean {
  const address = parseIpAddress(req.socket.remoteAddress ?? '')
  return address !== null && (address === '::1' || address.startsWith('127.'))
}

function refuse(res: Response, status: number, code: string, title: string): void {
  res
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', status, code, title }))
}
