import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { decidePassage, type PassageFacts, wantedBy } from './decide-passage.ts'
import { blockWith, type GateAnswer, leadTo, refuseWith, send } from './gate-answers.ts'
import { type GateOptions, gateSettings } from './gate-settings.ts'
import { gateTokens, type HonouredSessions } from './gate-token.ts'
import { gateViews } from './gate-view.ts'
import { isGuarded, pathClassifier } from './request-path.ts'
import { watchRollout } from './watch-rollout.ts'

/** What a gate beside a proxy is told. */
export interface ForwardGateOptions extends GateOptions {
  /** Every path by which somebody can come in: the form, mailed resets, links that remember. What lies below is covered too. */
  readonly signInPaths: readonly string[]
}

/** A gate beside a proxy: the handler of an HTTP server that only the proxy and the shop's back end can reach. */
export interface ForwardGate {
  readonly handler: (req: IncomingMessage, res: ServerResponse) => void

  /** Resolves when the gate has taken up what was kept or asked accounts once, to whether it knows anything. */
  ready(): Promise<boolean>

  /** Asks accounts now rather than at the next time. Rejects with a `GateProblem`; what is known stays known. */
  refresh(): Promise<void>

  /** Stops asking. Call it as the server stops. */
  close(): void
}

/** All that is known of a request from outside: not whose session it has. */
type OutsideFacts = Omit<PassageFacts, 'legacySession'>

/**
 * The same gate for shops that are not Node: a proxy asks it of every request before it hands it on.
 *
 * - `GET /forward-auth` (Caddy, Traefik): the request in `X-Forwarded-Method` and `X-Forwarded-Uri`; what does not pass is
 *   answered with what the visitor is to be answered.
 * - `GET /auth-request` (nginx): the request in `X-Original-Method` and `X-Original-URI`; 401 leads a page to
 *   `Accounts-Sign-In`, 403 refuses data and names the same, 503 blocks.
 * - What passes is answered 200 with `Accounts-Gate`, a token (`GateToken`) by which the application behind the proxy
 *   knows what its own sessions are good for.
 * - `GET /members/{legacyId}`, with the service's id and secret: whether that member's door is open, and its banner.
 * - `GET /healthz`; `GET /readyz`: 503 while nothing is known.
 *
 * Each of the two ways reads its own headers alone, since a proxy passes the other's on from whoever sends them. Throws
 * `ConfigurationError`.
 */
export function forwardGate(options: ForwardGateOptions): ForwardGate {
  const settings = gateSettings(options)
  const { protect, api, clock, onUnavailable, client } = settings
  const kindOf = pathClassifier({ signIn: options.signInPaths, protect, api })
  const signed = gateTokens(settings)
  const credentials = Buffer.from(`Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`)
  const watch = watchRollout(settings)
  const viewOf = gateViews(watch, onUnavailable)

  return {
    handler: (req, res) =>
      void answerTo(req)
        .catch(() => plain(500))
        .then((answer) => send(res, answer)),
    ready: () => watch.settled,
    refresh: watch.refresh,
    close: watch.close,
  }

  async function answerTo({ method, url = '', headers }: IncomingMessage): Promise<GateAnswer> {
    if (method !== 'GET' && method !== 'HEAD') return plain(405)
    // Caddy hangs the visitor's query on.
    const [path = ''] = url.split('?')
    const [, legacyId] = /^\/members\/([^/]+)$/.exec(path) ?? []
    if (legacyId !== undefined) return isService(headers.authorization) ? aboutMember(legacyId) : unauthorized
    switch (path) {
      case '/forward-auth':
        return toVisitor(headers, headers['x-forwarded-method'], headers['x-forwarded-uri'])
      case '/auth-request':
        return toNginx(headers, headers['x-original-method'], headers['x-original-uri'])
      case '/healthz':
        return plain(200)
      case '/readyz':
        return plain(watch.phase(clock.now()) === null ? 503 : 200)
      default:
        return plain(404)
    }
  }

  /** What the proxy hands through to whoever asked. */
  async function toVisitor(headers: Headers, method: Header, target: Header): Promise<GateAnswer> {
    const facts = await factsOf(headers, method, target)
    if (facts === null) return plain(400)
    const language = headers['accept-language']
    const signInUrl = watch.signInUrl() ?? ''
    switch (decidePassage({ ...facts, legacySession: 'none' })) {
      case 'pass':
      case 'pass-signed-out':
        return passed(facts)
      case 'to-sign-in':
        return leadTo(signInUrl)
      case 'refuse':
        return refuseWith(signInUrl, language)
      case 'block':
        return blockWith(facts.wants, language)
    }
  }

  /** nginx takes 2xx, 401 and 403 and answers the visitor itself; everything else is a failure to it. */
  async function toNginx(headers: Headers, method: Header, target: Header): Promise<GateAnswer> {
    const facts = await factsOf(headers, method, target)
    if (facts === null) return plain(400)
    const signIn = { 'Accounts-Sign-In': watch.signInUrl() ?? '' }
    switch (decidePassage({ ...facts, legacySession: 'none' })) {
      case 'pass':
      case 'pass-signed-out':
        return passed(facts)
      case 'to-sign-in':
        return plain(401, signIn)
      case 'refuse':
        return plain(403, signIn)
      case 'block':
        return plain(503)
    }
  }

  /** `null` where the proxy does not say what was asked for: then nothing passes. */
  async function factsOf(headers: Headers, method: Header, target: Header): Promise<OutsideFacts | null> {
    if (typeof method !== 'string' || typeof target !== 'string') return null
    const path = kindOf(target)
    if (isGuarded(path)) await watch.settled
    return { phase: watch.phase(clock.now()), path, wants: wantedBy(method, headers), onUnavailable }
  }

  function passed(facts: OutsideFacts): GateAnswer {
    const now = clock.now()
    const legacySessions = honouredSessions(facts)
    const { phase, banner, signInUrl } = viewOf({ phase: facts.phase, member: null, now })
    const closed = legacySessions === 'open' ? watch.closed() : []
    return plain(200, { 'Accounts-Gate': signed({ phase, legacySessions, closed, signInUrl, banner }, now) })
  }

  function aboutMember(escaped: string): GateAnswer {
    const legacyId = unescaped(escaped)
    if (legacyId === null) return plain(404)
    const now = clock.now()
    const view = viewOf({ phase: watch.phase(now), member: legacyId, now })
    const about = { isOpen: view.isOpenFor(legacyId), standing: view.standingOf(legacyId), banner: view.banner }
    return plain(200, { 'Content-Type': 'application/json' }, JSON.stringify(about))
  }

  function isService(authorization: string | undefined): boolean {
    const sent = Buffer.from(authorization ?? '')
    return sent.length === credentials.length && timingSafeEqual(sent, credentials)
  }
}

type Headers = IncomingMessage['headers']
type Header = string | readonly string[] | undefined

/** By asking the one function that decides what it would do with such a session. */
function honouredSessions(facts: OutsideFacts): HonouredSessions {
  if (decidePassage({ ...facts, legacySession: 'closed' }) === 'pass') return 'all'
  return decidePassage({ ...facts, legacySession: 'open' }) === 'pass' ? 'open' : 'none'
}

function plain(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): GateAnswer {
  return { status, headers: { 'Cache-Control': 'no-store', ...headers }, body }
}

const unauthorized = plain(401, { 'WWW-Authenticate': 'Basic realm="accounts gate"' })

function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
