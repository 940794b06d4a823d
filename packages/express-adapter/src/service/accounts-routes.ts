import type { IncomingMessage } from 'node:http'
import type { Clock, Instant, IpAddress } from '@ecforce-accounts/core/gate'
import type { Arriving } from '../address-of.ts'
import { ownOrigin } from '../own-origin.ts'
import { pages } from './accounts-pages.ts'
import type { BrowserSessions } from './browser-sessions.ts'
import { type GateAnswer, leadBack, leadTo } from './gate-answers.ts'
import { type GatePage, pageAnswer } from './gate-pages.ts'
import { GateProblem } from './gate-problem.ts'
import type { GateMember, GateSession, GateSessions } from './gate-sessions.ts'
import type { LogoutTokens } from './logout-token.ts'
import { CLOCK_TOLERANCE_SECONDS, type OpenIdProvider, type Redeemed } from './openid-provider.ts'
import { readForm } from './read-form.ts'
import { ownPath } from './return-path.ts'
import { type AskStanding, confirmedSession, LONGEST_SESSION_MILLISECONDS } from './session-standing.ts'
import { type SignInBrowser, type SignInTicket, type SignInTickets, TICKET_MILLISECONDS } from './sign-in-ticket.ts'
import { isFreshEnough, isStrongEnough } from './step-up.ts'

/** What the shop knows of its own members. */
export interface ShopMembers {
  /** Whether the shop has a row for this member. Left out: it has one for everybody. */
  knows?(memberId: string): boolean | Promise<boolean>

  /**
   * Makes the row of somebody who has been invited at accounts, and comes for the first time. Afterwards that member is
   * signed in. It may throw: then that person is told to ask the shop's administrator, and is not signed in. Of one
   * person it may be called twice at once.
   */
  onFirstEntry?(person: GateMember): void | Promise<void>
}

/** The gate's own places, below `accountsPath`. */
export interface AccountsRoutes {
  /** Which one a request is for; `null` for none. */
  find(target: string): OwnRoute | null

  /** Answers it. Rejects when the host's sessions do. */
  answer(route: OwnRoute, req: IncomingMessage, target: string): Promise<GateAnswer>

  /** Where somebody begins to sign in who is to come back to `target`, if that is a page of the shop's own. */
  startUrl(target: string | null, more?: StartWish): string
}

/** What a sign-in has to come to, and whose page asks for it. */
export interface StartWish {
  readonly acr?: string | null
  readonly maxAgeSeconds?: number | null
}

export type OwnRoute = 'start' | 'callback' | 'sign-out' | 'back-channel-logout' | 'signed-in' | 'signed-out'

export interface RoutesSettings {
  readonly issuer: string
  readonly origin: string
  readonly accountsPath: string
  /** The admin's first page. */
  readonly top: string
  /** Whether a path is one of the shop's own ways of signing in: nobody is sent back there. */
  readonly isSignIn: (path: string) => boolean
  readonly provider: OpenIdProvider
  readonly ask: AskStanding
  readonly tokens: LogoutTokens
  readonly tickets: SignInTickets
  readonly browsers: BrowserSessions
  readonly sessions: GateSessions
  readonly addressOf: (req: Arriving) => IpAddress | null
  readonly members: ShopMembers
  readonly clock: Clock
  readonly onProblem: (problem: GateProblem) => void
}

const methods: Readonly<Record<OwnRoute, 'GET' | 'POST'>> = {
  start: 'GET',
  callback: 'GET',
  'sign-out': 'POST',
  'back-channel-logout': 'POST',
  'signed-in': 'GET',
  'signed-out': 'GET',
}

/** Who comes back to the beginning so soon after two sign-ins has kept neither, and would go round and round. */
const BOUNCE_MILLISECONDS = 10_000
const LONGEST_LOGOUT_TOKEN = 16_384
/** A day: nobody asks for a sign-in that is older than any session. */
const LONGEST_AGE_SECONDS = 86_400
const ACR = /^[\x21-\x7e]{1,200}$/
const LONGEST_HINT = 320

export function accountsRoutes(settings: RoutesSettings): AccountsRoutes {
  const { issuer, origin, accountsPath, top, provider, ask, tokens, tickets, browsers, sessions, addressOf, clock } =
    settings
  const { members, isSignIn, onProblem } = settings
  const { isOwnPage } = ownOrigin(origin)
  const opening = `${accountsPath}/`
  const signedInPage = `${accountsPath}/signed-in`

  return { find, answer, startUrl }

  function find(target: string): OwnRoute | null {
    if (!target.startsWith(opening)) return null
    const query = target.indexOf('?')
    const name = target.slice(opening.length, query === -1 ? undefined : query)
    return Object.hasOwn(methods, name) ? (name as OwnRoute) : null
  }

  async function answer(route: OwnRoute, req: IncomingMessage, target: string): Promise<GateAnswer> {
    if (req.method !== methods[route]) {
      return { status: 405, headers: { 'Cache-Control': 'no-store', Allow: methods[route] }, body: '' }
    }
    const url = new URL(target, origin)
    switch (route) {
      case 'start':
        return start(req, url)
      case 'callback':
        return callback(req, url)
      case 'sign-out':
        return signOut(req, url)
      case 'back-channel-logout':
        return backChannelLogout(req)
      case 'signed-in':
        return page(req, pages.signedIn(top))
      case 'signed-out':
        return page(req, (url.searchParams.has('here') ? pages.signedOut : pages.signedOutEverywhere)(startUrl(null)))
    }
  }

  /** OpenID Connect Core 4, for the portal's link as for the gate's own redirects. */
  async function start(req: IncomingMessage, { searchParams: asked }: URL): Promise<GateAnswer> {
    const now = clock.now()
    const { cookie } = req.headers
    const returnTo = landing(asked.get('target_link_uri'))
    const named = asked.get('iss')
    if (named !== null && named.replace(/\/$/, '') !== issuer) return page(req, pages.otherIssuer(again(null)))
    const browser = tickets.browserOf(cookie) ?? tickets.newBrowser()
    const former = await browsers.kept(cookie, now)
    if (former === null && goesRound(browser, now) && asked.get('by') !== 'hand') {
      return page(req, pages.notKept(again(returnTo)))
    }
    const loginHint = asked.get('login_hint')
    const ticket: SignInTicket = {
      name: tickets.newBrowser().secret,
      begunAt: now,
      returnTo,
      mark: former && browsers.markOf(former.session.member),
      acr: acrOf(asked.get('acr_values')),
      maxAgeSeconds: secondsOf(asked.get('max_age')),
    }
    try {
      const url = await provider.authorizationUrl({
        state: tickets.seal(ticket, browser),
        ...tickets.secrets(ticket, browser),
        loginHint: loginHint !== null && loginHint.length <= LONGEST_HINT ? loginHint : null,
        acr: ticket.acr,
        maxAgeSeconds: ticket.maxAgeSeconds,
      })
      return leadTo(url, [tickets.keep(browser, now)])
    } catch (error) {
      return page(req, failed(error, again(returnTo)))
    }
  }

  async function callback(req: IncomingMessage, url: URL): Promise<GateAnswer> {
    const { cookie } = req.headers
    const address = addressOf(req)
    const browser = tickets.browserOf(cookie)
    const state = url.searchParams.get('state')
    const ticket = browser && state !== null ? tickets.open(state, browser) : null
    if (browser === null || state === null || ticket === null) return page(req, pages.otherBrowser(again(null)))
    const now = clock.now()
    const former = await browsers.kept(cookie, now)
    // Reloaded, or gone back to: this sign-in has come to the session that is there.
    if (former?.session.signIn === ticket.name) return leadBack(destination(ticket, former.session))
    if (now - ticket.begunAt >= TICKET_MILLISECONDS) return page(req, pages.tookTooLong(again(ticket.returnTo)))

    const { maxAgeSeconds } = ticket
    const redeemed = await provider.redeem(url, { state, ...tickets.secrets(ticket, browser), maxAgeSeconds })
    // Who is signed in by another tab has lost nothing.
    if (redeemed.outcome === 'spent' && former) return leadBack(destination(ticket, former.session))
    if (redeemed.outcome !== 'signed-in') return page(req, refusal(redeemed, again(ticket.returnTo)))
    const begun = await beginning(redeemed, ticket, now, address)
    if (!('member' in begun)) return page(req, begun)
    if (!isAsAsked(begun.member, ticket, now)) return page(req, pages.tooWeak(again(ticket.returnTo)))
    if (!(await isLetIn(begun.member))) return page(req, pages.unknownHere(again(ticket.returnTo), issuer))

    const cookies = [await browsers.begin(cookie, begun), tickets.keep(tickets.returned(browser, now), now)]
    return leadBack(destination(ticket, begun), cookies)
  }

  /** What another member was doing here is not for whoever comes in that member's place. */
  function destination({ mark, returnTo }: SignInTicket, { member }: GateSession): string {
    const isOther = mark !== null && mark !== browsers.markOf(member)
    return `${origin}${isOther ? top : returnTo}`
  }

  /** The session as accounts has it at this moment, or the page that says why there is none. */
  async function beginning(
    { member, sid, idToken }: Extract<Redeemed, { outcome: 'signed-in' }>,
    { name, returnTo }: SignInTicket,
    now: Instant,
    address: IpAddress | null,
  ): Promise<GateSession | GatePage> {
    const times = { begunAt: now, confirmedAt: now, expiresAt: now + LONGEST_SESSION_MILLISECONDS }
    const session: GateSession = { member, sid, idToken, signIn: name, ...times }
    try {
      const standing = await ask(session, () => address)
      if (standing.is === 'active') return confirmedSession(session, standing, now)
      // A robot is asked about at every request, so one that cannot be asked about is none of ours.
      if (standing.is === 'over' || member.sessionClass === 'robot') return pages.spent(again(returnTo))
      return session
    } catch (error) {
      return failed(error, again(returnTo))
    }
  }

  async function isLetIn(member: GateMember): Promise<boolean> {
    if (!members.knows || (await members.knows(member.memberId))) return true
    if (!members.onFirstEntry) return false
    try {
      await members.onFirstEntry(member)
      return true
    } catch (cause) {
      onProblem(new GateProblem('first_entry_failed', 'the shop has not taken a new member', { cause }))
      return false
    }
  }

  async function signOut(req: IncomingMessage, { searchParams }: URL): Promise<GateAnswer> {
    if (!isOwnPage(req.headers)) return page(req, pages.otherPage(top))
    const { cookie } = req.headers
    const now = clock.now()
    const former = await browsers.kept(cookie, now)
    const forget = [await browsers.end(cookie), tickets.keep(tickets.newBrowser(), now)]
    const landingPage = `${origin}${accountsPath}/signed-out`
    if (former === null || searchParams.get('scope') === 'here') return leadBack(`${landingPage}?here`, forget)
    try {
      const { idToken } = former.session
      const url = await provider.signOutUrl({ idToken, returnTo: landingPage })
      // By a page and not by a redirect: a host's own `form-action` would hold back a form that leads to another origin.
      return url === null ? leadBack(`${landingPage}?here`, forget) : page(req, pages.signingOut(url), forget)
    } catch (error) {
      onProblem(problemOf(error))
      return page(req, pages.signedOutHere(again(null), issuer), forget)
    }
  }

  /** OpenID Connect Back-Channel Logout 1.0, section 2.8. */
  async function backChannelLogout(req: IncomingMessage): Promise<GateAnswer> {
    const token = (await readForm(req, LONGEST_LOGOUT_TOKEN))?.get('logout_token') ?? null
    if (token === null) return told(400, 'invalid_request')
    try {
      const about = await tokens.read(token)
      if (about !== null) await sessions.endAll(about)
      return told(200)
    } catch (error) {
      const problem = problemOf(error)
      onProblem(problem)
      return problem.code === 'sign_in_failed' ? told(400, 'invalid_request') : told(503, 'temporarily_unavailable')
    }
  }

  function startUrl(target: string | null, { acr = null, maxAgeSeconds = null }: StartWish = {}): string {
    const asked = new URLSearchParams()
    const returnTo = landing(target)
    if (returnTo !== top) asked.set('target_link_uri', returnTo)
    if (acr !== null) asked.set('acr_values', acr)
    if (maxAgeSeconds !== null) asked.set('max_age', String(maxAgeSeconds))
    return `${origin}${accountsPath}/start${asked.size === 0 ? '' : `?${asked}`}`
  }

  /** By hand: whoever presses a link has seen the page that ends a round. */
  function again(returnTo: string | null): string {
    const url = new URL(startUrl(returnTo))
    url.searchParams.set('by', 'hand')
    return url.href
  }

  /** The first page for everything that is no page of the admin's, or would lead round in a circle. */
  function landing(target: string | null): string {
    const path = ownPath(target, origin)
    if (path === null || isSignIn(path)) return top
    return path.startsWith(opening) && path !== signedInPage ? top : path
  }

  function refusal(redeemed: Exclude<Redeemed, { outcome: 'signed-in' }>, way: string): GatePage {
    switch (redeemed.outcome) {
      case 'denied':
        return redeemed.error === 'temporarily_unavailable' || redeemed.error === 'server_error'
          ? pages.unreachable(way)
          : pages.denied(way, issuer)
      case 'spent':
        return pages.spent(way)
      case 'not-believed':
      case 'unreachable':
        return failed(redeemed.problem, way)
    }
  }

  function failed(error: unknown, way: string): GatePage {
    const problem = problemOf(error)
    onProblem(problem)
    return problem.code === 'sign_in_failed' ? pages.notBelieved(way) : pages.unreachable(way)
  }

  function page(req: IncomingMessage, content: GatePage, cookies: readonly string[] = []): GateAnswer {
    return pageAnswer(content, req.headers['accept-language'], cookies)
  }
}

/** Once is no circle: somebody may sign in and, in another window, out. */
function goesRound({ returns }: SignInBrowser, now: Instant): boolean {
  return returns.length === 2 && returns.every((at) => Math.abs(now - at) < BOUNCE_MILLISECONDS)
}

function isAsAsked(member: GateMember, { acr, maxAgeSeconds }: SignInTicket, now: Instant): boolean {
  return isStrongEnough(member, acr) && isFreshEnough(member, maxAgeSeconds, now, CLOCK_TOLERANCE_SECONDS)
}

function acrOf(asked: string | null): string | null {
  return asked !== null && ACR.test(asked) ? asked : null
}

function secondsOf(asked: string | null): number | null {
  const seconds = asked !== null && /^\d{1,6}$/.test(asked) ? Number(asked) : null
  return seconds !== null && seconds <= LONGEST_AGE_SECONDS ? seconds : null
}

function told(status: number, error?: string): GateAnswer {
  const headers = { 'Cache-Control': 'no-store', 'Content-Type': 'application/json' }
  return { status, headers, body: error === undefined ? '' : JSON.stringify({ error }) }
}

function problemOf(error: unknown): GateProblem {
  if (error instanceof GateProblem) return error
  return new GateProblem('state_failed', 'the gate’s sessions cannot be read or written', { cause: error })
}
