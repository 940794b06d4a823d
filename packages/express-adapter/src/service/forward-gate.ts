import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { accountsDoor } from './accounts-door.ts'
import type { OwnRoute } from './accounts-routes.ts'
import type { BrowserSession } from './browser-sessions.ts'
import { decidePassage, type PassageFacts, wantedBy } from './decide-passage.ts'
import { askToSignIn, blockWith, type GateAnswer, leadTo, refuseWith, send } from './gate-answers.ts'
import type { GateMember } from './gate-sessions.ts'
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

/** All that is known of a request from outside: not which session of the shop's own it has. */
type OutsideFacts = Omit<PassageFacts, 'legacySession'>

interface Visit {
  readonly target: string
  readonly facts: OutsideFacts
  readonly signedIn: GateMember | null
  readonly signInUrl: string
  /** The mark of whoever has written what it brings, when that comes too late. */
  readonly author: string | null
  /** Whether it is a form that another member has written. */
  readonly isOthers: boolean
}

/**
 * The same gate for shops that are not Node: a proxy asks it of every request before it hands it on.
 *
 * - `GET /forward-auth` (Caddy, Traefik): the request in `X-Forwarded-Method` and `X-Forwarded-Uri`; what does not pass is
 *   answered with what the visitor is to be answered.
 * - `GET /auth-request` (nginx): the request in `X-Original-Method` and `X-Original-URI`; 401 leads a page to
 *   `Accounts-Sign-In`, 403 refuses data and names the same, 503 blocks.
 * - `/answer`: the whole request once more, with the same headers, when it did not pass: the answer to it, which keeps a form
 *   that came too late.
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
  const door = accountsDoor(settings, kindOf)
  const { browsers, routes, forms } = door
  const viewOf = gateViews(watch, onUnavailable, door)

  return {
    handler: (req, res) =>
      void answerTo(req)
        .catch(() => plain(500))
        .then((answer) => send(res, answer)),
    ready: () => watch.settled,
    refresh: watch.refresh,
    close: watch.close,
  }

  async function answerTo(req: IncomingMessage): Promise<GateAnswer> {
    const { method, url = '', headers } = req
    const route = routes.find(url)
    if (route !== null) return ownAnswer(route, req)
    // Caddy hangs the visitor's query on.
    const [path = ''] = url.split('?')
    if (path === '/answer') {
      return toVisitor(req, headers['x-original-method'], headers['x-original-uri'], { hasForm: true })
    }
    if (method !== 'GET' && method !== 'HEAD') return plain(405)
    const [, legacyId] = /^\/members\/([^/]+)$/.exec(path) ?? []
    if (legacyId !== undefined) return isService(headers.authorization) ? aboutMember(legacyId) : unauthorized
    switch (path) {
      case '/forward-auth':
        return toVisitor(req, headers['x-forwarded-method'], headers['x-forwarded-uri'], { hasForm: false })
      case '/auth-request':
        return toNginx(req, headers['x-original-method'], headers['x-original-uri'])
      case '/healthz':
        return plain(200)
      case '/readyz':
        return plain(watch.phase(clock.now()) === null ? 503 : 200)
      default:
        return plain(404)
    }
  }

  /** The proxy hands on to the gate what lies below `accountsPath`. */
  async function ownAnswer(route: OwnRoute, req: IncomingMessage): Promise<GateAnswer> {
    await watch.settled
    const phase = watch.phase(clock.now())
    if (phase === 'before') return plain(404)
    if (phase === null) return blockWith(wantedBy(req.method, req.headers), req.headers['accept-language'])
    return routes.answer(route, req, req.url ?? '')
  }

  /** What the proxy hands through to whoever asked. `hasForm`: it has handed on what was sent. */
  async function toVisitor(
    req: IncomingMessage,
    method: Header,
    target: Header,
    { hasForm }: { readonly hasForm: boolean },
  ): Promise<GateAnswer> {
    const visit = await visitOf(req, method, target)
    if (visit === null) return plain(400)
    const { facts, signedIn, signInUrl, author } = visit
    const language = req.headers['accept-language']
    if (visit.isOthers) return forms.refuse(req)
    switch (decidePassage({ ...facts, legacySession: 'none' })) {
      case 'pass':
      case 'pass-signed-out':
        return passed(facts, signedIn)
      case 'to-sign-in': {
        if (author === null) return leadTo(signInUrl)
        return hasForm ? ((await forms.keep(req, visit.target, author)) ?? leadTo(signInUrl)) : forms.typeAgain(req)
      }
      case 'refuse':
        return facts.accountsSession === 'over' ? askToSignIn(signInUrl, language) : refuseWith(signInUrl, language)
      case 'block':
        return blockWith(facts.wants, language)
    }
  }

  /** nginx takes 2xx, 401 and 403 and answers the visitor itself; everything else is a failure to it. */
  async function toNginx(req: IncomingMessage, method: Header, target: Header): Promise<GateAnswer> {
    const visit = await visitOf(req, method, target)
    if (visit === null) return plain(400)
    const { facts, signedIn, signInUrl } = visit
    const signIn = { 'Accounts-Sign-In': signInUrl }
    if (visit.isOthers) return plain(401, signIn)
    switch (decidePassage({ ...facts, legacySession: 'none' })) {
      case 'pass':
      case 'pass-signed-out':
        return passed(facts, signedIn)
      case 'to-sign-in':
        return plain(401, signIn)
      case 'refuse':
        return plain(403, signIn)
      case 'block':
        return plain(503)
    }
  }

  /** `null` where the proxy does not say what was asked for: then nothing passes. */
  async function visitOf(req: IncomingMessage, method: Header, target: Header): Promise<Visit | null> {
    if (typeof method !== 'string' || typeof target !== 'string') return null
    const { headers } = req
    const path = kindOf(target)
    if (isGuarded(path)) await watch.settled
    const now = clock.now()
    const phase = watch.phase(now)
    const isKnown = phase !== null && phase !== 'before'
    const look = path === 'open' ? browsers.atOnce : browsers.of
    const browser: BrowserSession = isKnown ? await look(req, now) : { is: 'none' }
    const wants = wantedBy(method, headers)
    const isSeen = method === 'GET' || method === 'HEAD'
    const signedIn = browser.is === 'open' ? browser.session.member : null
    const kept = method === 'POST' && signedIn !== null ? forms.check(target, signedIn.memberId) : null
    return {
      target,
      facts: { phase, path, wants, accountsSession: browser.is, onUnavailable },
      signedIn,
      signInUrl: routes.startUrl(isSeen && wants === 'page' ? target : null),
      author: !isSeen && path === 'protected' && browser.is === 'over' ? browser.mark : null,
      isOthers: kept?.isRight === false,
    }
  }

  function passed(facts: OutsideFacts, signedIn: GateMember | null): GateAnswer {
    const now = clock.now()
    const legacySessions = honouredSessions(facts)
    const { phase, banner, signInUrl } = viewOf({ phase: facts.phase, member: null, signedIn, now })
    const closed = legacySessions === 'open' ? watch.closed() : []
    const told = { phase, legacySessions, closed, member: signedIn, signInUrl, banner }
    return plain(200, { 'Accounts-Gate': signed(told, now) })
  }

  function aboutMember(escaped: string): GateAnswer {
    const legacyId = unescaped(escaped)
    if (legacyId === null) return plain(404)
    const now = clock.now()
    const view = viewOf({ phase: watch.phase(now), member: legacyId, signedIn: null, now })
    const about = { isOpen: view.isOpenFor(legacyId), standing: view.standingOf(legacyId), banner: view.banner }
    return plain(200, { 'Content-Type': 'application/json' }, JSON.stringify(about))
  }

  function isService(authorization: string | undefined): boolean {
    const sent = Buffer.from(authorization ?? '')
    return sent.length === credentials.length && timingSafeEqual(sent, credentials)
  }
}

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
