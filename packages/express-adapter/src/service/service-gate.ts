import type { Instant, Phase } from '@ecforce-accounts/core/gate'
import type { NextFunction, Request, Response } from 'express'
import { asksForSession, decidePassage, type PassageFacts, wantedBy } from './decide-passage.ts'
import { blockWith, leadTo, refuseWith, send } from './gate-answers.ts'
import { GateProblem } from './gate-problem.ts'
import { type GateOptions, gateSettings } from './gate-settings.ts'
import { type GateView, gateViews } from './gate-view.ts'
import { isGuarded, type PathKind, pathClassifier } from './request-path.ts'
import { watchRollout } from './watch-rollout.ts'

/** What a gate in front of an Express application is told. */
export interface ServiceGateOptions extends GateOptions {
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

  /** Stops asking. Call it as the server stops. */
  close(): void
}

/** What the gate tells of this request, as `req.accounts` does. Throws `TypeError` in a route that no gate stands before. */
export function gateOf(req: Request): GateView {
  const { accounts } = req as unknown as GatedRequest
  if (!accounts?.isOpenFor) throw new TypeError('put serviceGate before this route')
  return accounts
}

/** Where a router stands above the gate, it has taken its part of the path away; a bare server knows no routers. */
function wholePath({ baseUrl = '', url }: Partial<Request>): string {
  return `${baseUrl}${url}`
}

/** `requireSession` has its own facts under this name, on the other side. */
interface GatedRequest {
  accounts?: GateView
}

/** A request on its way through. */
interface Visit {
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
  const kindOf = pathClassifier({ signIn: legacy.signInPaths, protect, api })
  let isCut = false
  const watch = watchRollout(settings, () => noteCut())
  const viewOf = gateViews(watch, onUnavailable)

  return Object.assign(arrive, {
    ready: () => watch.settled,
    refresh: watch.refresh,
    view(legacyId: string | null) {
      const now = clock.now()
      return viewOf({ phase: watch.phase(now), member: legacyId, now })
    },
    close: watch.close,
  })

  function arrive(req: Request, res: Response, next: NextFunction) {
    const now = clock.now()
    const phase = watch.phase(now)
    if (phase === 'before') return pass(req, next, phase, null, now)
    if (phase === 'enforced' && !isCut) noteCut()

    const path = kindOf(wholePath(req))
    const visit = { req, res, next, phase, path, now, wasSettled: watch.isSettled }
    if (isGuarded(path) && !visit.wasSettled) return comeBack(visit)
    if (!asksForSession({ phase, path, onUnavailable, anyClosed: watch.anyClosed })) return decide(visit, null)
    const signedIn = legacy.isSignedIn(req)
    if (typeof signedIn !== 'object' || signedIn === null) decide(visit, signedIn)
    else
      Promise.resolve(signedIn)
        .then((member) => decide(visit, member))
        .catch(next)
  }

  function decide(visit: Visit, member: string | null) {
    const { req, res, next, phase, path, now } = visit
    const wants = wantedBy(req.method, req.headers)
    const passage = decidePassage({ phase, path, wants, legacySession: sessionOf(member), onUnavailable })
    if (passage === 'pass') return pass(req, next, phase, member, now)
    if (passage === 'pass-signed-out') return passSignedOut(visit)
    if (passage === 'block' && !visit.wasSettled) return comeBack(visit)

    const language = req.headers['accept-language']
    const signInUrl = watch.signInUrl()
    if (passage === 'block' || signInUrl === null) return send(res, blockWith(wants, language))
    const answer = passage === 'refuse' ? refuseWith(signInUrl, language) : leadTo(signInUrl)
    if (member === null) return send(res, answer)
    endSession(req, res)
      .then(() => send(res, answer))
      .catch(next)
  }

  /** What is for everybody is not closed to who had a session; but one that could not be ended does not get through. */
  function passSignedOut({ req, res, next, phase, now }: Visit) {
    const blocked = blockWith(wantedBy(req.method, req.headers), req.headers['accept-language'])
    endSession(req, res)
      .then((ended) => (ended ? pass(req, next, phase, null, now) : send(res, blocked)))
      .catch(next)
  }

  /** Notes whether the cut has come; as it does, every session of the shop's own is over. */
  function noteCut() {
    const wasCut = isCut
    isCut = watch.phase(clock.now()) === 'enforced'
    if (isCut && !wasCut) void reported(async () => legacy.signOutAll?.())
  }

  /** When it is known where the switch stands, or that nobody can say. */
  function comeBack({ req, res, next }: Visit) {
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

  function pass(req: Request, next: NextFunction, phase: Phase | null, member: string | null, now: Instant): void {
    ;(req as unknown as GatedRequest).accounts = viewOf({ phase, member, now })
    next()
  }
}
