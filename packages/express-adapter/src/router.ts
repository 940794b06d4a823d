import {
  type Accounts,
  type ClientContext,
  type OperatorSessionView,
  OverloadedError,
  preferredLocale,
  type ServiceListing,
  systemRandom,
  trustedProxies,
} from '@ecforce-accounts/core'
import { type OperationId, type Route, routes } from '@ecforce-accounts/core/wire'
import type { Request, RequestHandler, Response } from 'express'
import { arrivalOf } from './address-of.ts'
import { basicCredentials } from './basic-credentials.ts'
import { clientContext, goneSignal } from './client-context.ts'
import { accountsCookies } from './cookies.ts'
import { problemOf } from './error-problems.ts'
import type { Exchange, Handlers } from './handlers.ts'
import { invalidRequest } from './invalid-request.ts'
import { ownOrigin } from './own-origin.ts'
import { type Answer, type Refused, replies } from './reply.ts'
import { readBody } from './request-body.ts'
import { requestIds } from './request-id.ts'
import type { ErrorListener } from './require-session.ts'
import { addressHandlers } from './routes/address.ts'
import { bypassDeskHandlers, bypassHandlers } from './routes/bypass.ts'
import { factorHandlers } from './routes/factors.ts'
import { memberHandlers } from './routes/members.ts'
import { operatorHandlers } from './routes/operator.ts'
import { passwordResetHandlers } from './routes/password-reset.ts'
import { profileHandlers } from './routes/profile.ts'
import { serviceHandlers } from './routes/services.ts'
import { sessionHandlers } from './routes/session.ts'
import { shopHandlers } from './routes/shops.ts'
import { signInHandlers } from './routes/sign-in.ts'
import { stepUpHandlers } from './routes/step-up.ts'

/** How the API is reached. */
export interface AccountsRouterOptions {
  /** The proxies in front of this server, as CIDR ranges; their `X-Forwarded-For` is believed. Default: those of `createAccounts`. */
  readonly trustedProxies?: readonly string[]
  /** Values of `Host` that are served besides the issuer's own, such as a proxy's name for this server. Default: none. */
  readonly allowedHosts?: readonly string[]
  /** Told of every error that is the server's fault, beside the id that its answer carries. Default: nobody. */
  readonly onError?: ErrorListener
}

interface Operation {
  readonly id: OperationId
  readonly route: Route
  readonly handle: (exchange: Exchange<unknown>) => Promise<Answer>
}

/** What stands at one path. */
interface Endpoint {
  readonly methods: ReadonlyMap<string, Operation>
  readonly allow: string
}

/** A path that was asked for: what stands there, and the segments it names. */
interface Found {
  readonly endpoint: Endpoint
  readonly segments: Readonly<Record<string, string>>
}

/** About how long the queue of hashes takes to get shorter. */
const BUSY_SECONDS = 2

/**
 * The API as `routes` of the wire describes it, for the host to mount, usually at `/api`.
 *
 * It answers everything below that mount, and needs nothing of the host: whether bodies are parsed before it makes no
 * difference. Throws `ConfigurationError` for a proxy range that cannot be read.
 */
export function accountsRouter(accounts: Accounts, options: AccountsRouterOptions = {}): RequestHandler {
  const cookies = accountsCookies(accounts.issuer)
  const proxies = options.trustedProxies ?? accounts.trustedProxies
  const isTrustedProxy = trustedProxies(proxies)
  const own = ownOrigin(accounts.issuer, options.allowedHosts)
  const reply = replies(accounts.issuer)
  const nextRequestId = requestIds(systemRandom)
  const handlers: Handlers = {
    ...signInHandlers(accounts, cookies),
    ...passwordResetHandlers(accounts, cookies),
    ...addressHandlers(accounts, cookies),
    ...sessionHandlers(accounts, cookies),
    ...profileHandlers(accounts, cookies),
    ...shopHandlers(accounts),
    ...memberHandlers(accounts, cookies),
    ...bypassHandlers(accounts),
    ...bypassDeskHandlers(accounts),
    ...serviceHandlers(accounts),
    ...stepUpHandlers(accounts, cookies),
    ...operatorHandlers(accounts, cookies, proxies),
    ...factorHandlers(accounts, cookies),
  }
  const find = finder(handlers)

  // A plain handler: it knows its routes itself, and one layer less stands before the session check.
  return (req, res, next) => void serve(req, res).catch(next)

  async function serve(req: Request, res: Response): Promise<void> {
    const requestId = nextRequestId()
    try {
      const answer = await answerTo(req, res, requestId)
      if (answer === null || res.destroyed) return
      if ('problem' in answer) reply.refuse(res, requestId, answer, localeOf(req))
      else reply.send(res, requestId, answer)
    } catch (error) {
      fail(req, res, requestId, error)
    }
  }

  /** `null` when the client has gone. */
  async function answerTo(req: Request, res: Response, requestId: string): Promise<Answer | null> {
    if (!own.isOwnHost(req.headers.host)) return { problem: { code: 'host_refused' } }
    // Compared as it was sent: a path in another spelling is another path, and none of ours.
    const found = find(pathOf(req.url))
    if (found === null) return { problem: { code: 'not_found' } }
    const operation = found.endpoint.methods.get(req.method)
    if (operation === undefined) return { problem: { code: 'method_not_allowed' }, allow: found.endpoint.allow }

    const arrived = arrivalOf(req)
    const client = () => clientContext(arrived, { cookies, isTrustedProxy, requestId, signal: goneSignal(res) })
    const { route, handle } = operation
    const params = route.params === undefined ? noParams : route.params.safeParse(found.segments)
    // A name that nothing can have names nothing.
    if (!params.success) return { problem: { code: 'not_found' } }
    const query = route.query === undefined ? noParams : route.query.safeParse(queryOf(req.url))
    if (!query.success) return { problem: invalidRequest([]) }
    let service: ServiceListing | null = null
    if (route.needs === 'service') {
      service = await serviceBehind(req, client)
      if (service === null) return { problem: { code: 'service_rejected' } }
    }
    // Nobody can ride on a service: no browser adds its secret by itself.
    if (route.method !== 'get' && service === null && !own.isOwnPage(req.headers)) {
      return { problem: { code: 'origin_refused' } }
    }
    let operator: OperatorSessionView | null = null
    if (route.needs === 'operator') {
      operator = await accounts.operatorSignIn.check(cookies.operator.read(req.headers.cookie))
      if (operator === null) return { problem: { code: 'operator_required' } }
    }
    const exchange = { req, params: params.data, query: query.data, body: undefined, service, operator, client }
    if (route.method === 'get') return handle(exchange)
    // Before the body is read: a queue that is full costs nobody the upload.
    if (route.costly && !accounts.hasRoom()) throw new OverloadedError(BUSY_SECONDS)
    if (route.body === undefined) return handle(exchange)

    const received = await readBody(req, route.largestBodyBytes)
    if (received.outcome === 'gone') return null
    if (received.outcome === 'refused') return { problem: received.problem }
    const body = route.body.safeParse(received.value)
    if (!body.success) return { problem: invalidRequest(body.error.issues) }
    return handle({ ...exchange, body: body.data })
  }

  async function serviceBehind(req: Request, client: () => ClientContext): Promise<ServiceListing | null> {
    const credentials = basicCredentials(req.headers.authorization)
    return credentials && accounts.services.authenticate(credentials.id, credentials.secret, client())
  }

  function fail(req: Request, res: Response, requestId: string, error: unknown): void {
    if (res.destroyed && isAbort(error)) return // given up because nobody waits for it any more
    const { problem, isFault } = problemOf(error, accounts.clock.now())
    const refused: Refused =
      problem.code === 'flow_not_found' ? { problem, cookies: [cookies.flow.forget] } : { problem }
    if (res.headersSent) res.destroy()
    else if (!res.destroyed) reply.refuse(res, requestId, refused, localeOf(req))
    if (isFault) options.onError?.(error, { requestId })
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

const noParams = { success: true, data: {} } as const

/** Looks a path up: first among those that name no segment, in one step, then among the others by their shape. */
function finder(handlers: Handlers): (path: string) => Found | null {
  const all = operations(handlers)
  const paths = [...new Set(all.map(({ route }) => route.path))]
  const endpoints = paths.map((path) => ({ path, endpoint: endpoint(all.filter(({ route }) => route.path === path)) }))
  const plain = new Map(endpoints.map(({ path, endpoint }) => [path, { endpoint, segments: {} }]))
  const shaped = endpoints.flatMap(({ path, endpoint }) =>
    path.includes('{') ? [{ shape: shapeOf(path), endpoint }] : [],
  )

  return (path) => {
    const found = plain.get(path)
    if (found !== undefined) return found
    for (const { shape, endpoint } of shaped) {
      const segments = shape.exec(path)?.groups
      if (segments !== undefined) return { endpoint, segments }
    }
    return null
  }
}

/** `/sessions/{id}` as an expression with a group for each segment that is named. What it may be, its schema says. */
function shapeOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
}

function operations(handlers: Handlers): Operation[] {
  return Object.entries(routes).map(([name, route]) => {
    const id = name as OperationId
    // Each handler takes what its own route's schema lets through; the pairing is by id.
    return { id, route, handle: handlers[id] as Operation['handle'] }
  })
}

function endpoint(operations: readonly Operation[]): Endpoint {
  const methods = new Map<string, Operation>()
  for (const operation of operations) {
    methods.set(operation.route.method.toUpperCase(), operation)
    if (operation.route.method === 'get') methods.set('HEAD', operation)
  }
  return { methods, allow: [...methods.keys()].join(', ') }
}

function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

/** Of a name that stands twice, the latter. */
function queryOf(url: string): Record<string, string> {
  const query = url.indexOf('?')
  return query === -1 ? {} : Object.fromEntries(new URLSearchParams(url.slice(query + 1)))
}

function localeOf(req: Request) {
  return preferredLocale(req.headers['accept-language'])
}
