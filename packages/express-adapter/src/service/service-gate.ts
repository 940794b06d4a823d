import { ConfigurationError, type Instant, type Phase } from '@ecforce-accounts/core/gate'
import type { NextFunction, Request, Response } from 'express'
import type { Arriving } from '../address-of.ts'
import { accountsDoor } from './accounts-door.ts'
import type { OwnRoute, ShopMembers } from './accounts-routes.ts'
import type { BrowserSession } from './browser-sessions.ts'
import { asksForSession, decidePassage, type PassageFacts, wantedBy } from './decide-passage.ts'
import { askToSignIn, blockWith, leadTo, refuseWith, send } from './gate-answers.ts'
import { showGate, wholePath } from './gate-of.ts'
import { GateProblem } from './gate-problem.ts'
import type { GateMember } from './gate-sessions.ts'
import { type GateOptions, gateSettings } from './gate-settings.ts'
import { type GateView, gateViews, type Moment } from './gate-view.ts'
import { isGuarded, type PathKind, pathClassifier } from './request-path.ts'
import type { StepUp } from './step-up.ts'
import { stepUpBefore } from './step-up-gate.ts'
import { watchRollout } from './watch-rollout.ts'

/** What a gate in front of an Express application is told. */
export interface ServiceGateOptions extends GateOptions, ShopMembers {
  readonly legacy: LegacyDoor
}

/** The shop's own way of signing in, as the host knows it. */
export interface LegacyDoor {
  /** Every path by which somebody can come in: the form, mailed resets, links that remember. What lies below is covered too. */
  readonly signInPaths: readonly string[]

  /**
   * The legacy id of the member whom the shop's own session signs in; `null` for nobody. By anything that makes the
   * host take the request for a member's, a cookie that remembers included, and never by the credentials of an API.
   */
  isSignedIn(req: Request): string | null | Promise<string | null>

  /** Ends that session and forgets the browser. It may set headers and cookies; it answers nothing. */
  signOut(req: Request, res: Response): void | Promise<void>

  /**
   * Ends every session of the shop's own. Called once the cut has come, by every process and after every restart. Without
   * it a session that nobody has used since the cut is good again when operators roll the switch back (R27).
   */
  signOutAll?(): void | Promise<void>
}

/** Middleware for Express 4 and 5, with its background. */
export interface ServiceGate {
  (req: Request, res: Response, next: NextFunction): void

  /** Resolves when the gate has taken up what was kept or asked accounts once, to whether it knows anything. */
  ready(): Promise<boolean>

  /** Asks accounts now rather than at the next time. Rejects with a `GateProblem`; what is known stays known. */
  refresh(): Promise<void>

  /** What the gate tells at this moment of a member, or of nobody: for what is no request, such as a WebSocket. */
  view(legacyId: string | null): GateView

  /** Who is signed in through accounts, of what is no request to Express; `null` for nobody, and where none can say. */
  memberOf(req: Arriving): Promise<GateMember | null>

  /**
   * Middleware for what not every sign-in is enough for. A page is led through accounts and comes back; a program is
   * answered 401 `step_up_required` with a `stepUpUrl`. It stands behind the gate. Throws `ConfigurationError`.
   */
  requireStepUp(stepUp: StepUp): (req: Request, res: Response, next: NextFunction) => void

  /** Stops asking. Call it as the server stops. */
  close(): void
}

/** Whose sessions a request has. */
interface Visitor {
  readonly browser: BrowserSession
  /** Whom the shop's own session signs in. */
  readonly member: string | null
}

/** A request on its way through. */
interface Arrival {
  readonly req: Request
  readonly res: Response
  readonly next: NextFunction
  readonly phase: Phase | null
  readonly path: PathKind
  readonly now: Instant
  /** Whether accounts had been asked by then. */
  readonly wasSettled: boolean
}

/**
 * The gate of a shop's back end: leads its members from the shop's own sign-in to accounts, at the instants that accounts
 * has announced. Mount it before everything else but what `legacy.isSignedIn` needs, at the root.
 *
 * Accounts is asked in the background alone. What the gate guards waits for it only while nothing is known and it was
 * never asked.
 * Before the announcement, and for API credentials always, request and response pass as they are. Throws
 * `ConfigurationError`.
 */
export function serviceGate(options: ServiceGateOptions): ServiceGate {
  const settings = gateSettings(options)
  const { protect, api, clock, onUnavailable, onProblem } = settings
  const { legacy } = options
  if (options.onFirstEntry && !options.knows) throw new ConfigurationError('onFirstEntry', 'needs knows beside it')
  const kindOf = pathClassifier({ signIn: legacy.signInPaths, protect, api })
  const door = accountsDoor(settings, kindOf, options)
  const { browsers, routes, forms } = door
  let isCut = false
  const watch = watchRollout(settings, () => noteCut())
  const viewOf = gateViews(watch, onUnavailable, door)

  return Object.assign(arrive, {
    ready: () => watch.settled,
    refresh: watch.refresh,
    view(legacyId: string | null) {
      const now = clock.now()
      return viewOf({ phase: watch.phase(now), member: legacyId, signedIn: null, now })
    },
    async memberOf(req: Arriving) {
      const now = clock.now()
      const phase = watch.phase(now)
      return phase === null || phase === 'before' ? null : memberIn(await browsers.of(req, now))
    },
    requireStepUp: (stepUp: StepUp) => stepUpBefore(stepUp, { clock, routes, top: door.top }),
    close: watch.close,
  })

  function arrive(req: Request, res: Response, next: NextFunction) {
    const now = clock.now()
    const phase = watch.phase(now)
    if (phase === 'before') return pass(req, next, { phase, member: null, signedIn: null, now })
    if (phase === 'enforced' && !isCut) noteCut()

    const target = wholePath(req)
    const route = routes.find(target)
    if (route !== null) return takeOwn(route, target, { req, res, next, phase })
    const path = kindOf(target)
    const arrival = { req, res, next, phase, path, now, wasSettled: watch.isSettled }
    if (isGuarded(path) && !arrival.wasSettled) return comeBack(arrival)
    if (phase === null) return askHost(arrival, none)
    const browser = (path === 'open' ? browsers.atOnce : browsers.of)(req, now)
    if ('then' in browser) browser.then((known) => askHost(arrival, known)).catch(next)
    else askHost(arrival, browser)
  }

  /** Before the announcement the gate has no places of its own. */
  function takeOwn(
    route: OwnRoute,
    target: string,
    { req, res, next, phase }: Pick<Arrival, 'req' | 'res' | 'next' | 'phase'>,
  ) {
    if (phase === null && !watch.isSettled) return comeBack({ req, res, next })
    if (phase === null) return send(res, blockWith(wantedBy(req.method, req.headers), req.headers['accept-language']))
    routes
      .answer(route, req, target)
      .then((answer) => send(res, answer))
      .catch(next)
  }

  function askHost(arrival: Arrival, browser: BrowserSession) {
    const { req, next, phase, path } = arrival
    const isIn = browser.is === 'open'
    if (!isIn && !asksForSession({ phase, path, onUnavailable, anyClosed: watch.anyClosed })) {
      return decide(arrival, { browser, member: null })
    }
    const signedIn = legacy.isSignedIn(req)
    if (typeof signedIn !== 'object' || signedIn === null) decide(arrival, { browser, member: signedIn })
    else
      Promise.resolve(signedIn)
        .then((member) => decide(arrival, { browser, member }))
        .catch(next)
  }

  function decide(arrival: Arrival, { browser, member }: Visitor) {
    const { req, res, next, phase, path, now } = arrival
    const wants = wantedBy(req.method, req.headers)
    const sessions = { legacySession: sessionOf(member), accountsSession: browser.is }
    const passage = decidePassage({ phase, path, wants, ...sessions, onUnavailable })
    const signedIn = memberIn(browser)
    if (passage === 'pass') return passOwn(arrival, { phase, member, signedIn, now })
    if (passage === 'pass-signed-out') return passSignedOut(arrival, { phase, member: null, signedIn, now })
    const language = req.headers['accept-language']
    if (passage === 'block') return arrival.wasSettled ? send(res, blockWith(wants, language)) : comeBack(arrival)

    const visitor = { browser, member }
    if (member === null) return answer(arrival, visitor, passage)
    endSession(req, res)
      .then(() => answer(arrival, visitor, passage))
      .catch(next)
  }

  /** What somebody is answered who has to sign in. */
  function answer({ req, res, next, path }: Arrival, visitor: Visitor, passage: 'to-sign-in' | 'refuse') {
    const top = routes.startUrl(null)
    if (passage === 'refuse') {
      const ask = visitor.browser.is === 'over' ? askToSignIn : refuseWith
      return send(res, ask(top, req.headers['accept-language']))
    }
    const target = wholePath(req)
    if (req.method === 'GET' || req.method === 'HEAD') return send(res, leadTo(routes.startUrl(target)))
    const author = path === 'protected' ? authorOf(visitor) : null
    if (author === null) return send(res, leadTo(top))
    forms
      .keep(req, target, author)
      .then((kept) => send(res, kept ?? leadTo(top)))
      .catch(next)
  }

  /** Whoever was signed in, by accounts or by the shop, has written what comes now. */
  function authorOf({ browser, member }: Visitor): string | null {
    if (browser.is === 'over') return browser.mark
    return member === null ? null : browsers.markOf({ memberId: member })
  }

  /** A form that was kept goes on without its seal, and for whoever has written it alone. */
  function passOwn({ req, res, next }: Arrival, moment: Moment) {
    const target = req.method === 'POST' ? wholePath(req) : ''
    const kept = forms.check(target, moment.signedIn?.memberId ?? moment.member)
    if (kept === null) return pass(req, next, moment)
    if (!kept.isRight) return send(res, forms.refuse(req))
    const sealLength = target.length - kept.target.length
    req.originalUrl = req.originalUrl.slice(0, -sealLength)
    req.url = req.url.slice(0, -sealLength)
    pass(req, next, moment)
  }

  /** What is for everybody is not closed to who had a session; but one that could not be ended does not get through. */
  function passSignedOut(arrival: Arrival, moment: Moment) {
    const { req, res, next } = arrival
    const blocked = blockWith(wantedBy(req.method, req.headers), req.headers['accept-language'])
    endSession(req, res)
      .then((ended) => (ended ? passOwn(arrival, moment) : send(res, blocked)))
      .catch(next)
  }

  /** Notes whether the cut has come; as it does, every session of the shop's own is over. */
  function noteCut() {
    const wasCut = isCut
    isCut = watch.phase(clock.now()) === 'enforced'
    if (isCut && !wasCut) void reported(async () => legacy.signOutAll?.())
  }

  /** When it is known where the switch stands, or that nobody can say. */
  function comeBack({ req, res, next }: Pick<Arrival, 'req' | 'res' | 'next'>) {
    watch.settled.then(() => arrive(req, res, next)).catch(next)
  }

  function sessionOf(member: string | null): PassageFacts['legacySession'] {
    if (member === null) return 'none'
    if (typeof member !== 'string') throw new TypeError('legacy.isSignedIn answers with a legacy id or null')
    return watch.isClosed(member) ? 'closed' : 'open'
  }

  /** Whether it could be ended. One that could not opens nothing all the same: the gate looks at each of its requests. */
  function endSession(req: Request, res: Response): Promise<boolean> {
    return reported(async () => legacy.signOut(req, res))
  }

  async function reported(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (cause) {
      onProblem(new GateProblem('sign_out_failed', 'the shop could not end a session', { cause }))
      return false
    }
  }

  function pass(req: Request, next: NextFunction, moment: Moment): void {
    showGate(req, viewOf(moment))
    next()
  }
}

const none: BrowserSession = { is: 'none' }

function memberIn(browser: BrowserSession): GateMember | null {
  return browser.is === 'open' ? browser.session.member : null
}
