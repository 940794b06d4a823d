import type { Clock, Instant, IpAddress } from '@ecforce-accounts/core/gate'
import { GateProblem } from './gate-problem.ts'
import type { GateMember, GateSession } from './gate-sessions.ts'
import { type OpenIdProvider, ROBOT } from './openid-provider.ts'

/** What accounts says of a session. */
export type Standing =
  | { readonly is: 'active'; readonly member: GateMember; readonly expiresAt: Instant }
  | { readonly is: 'over' }
  /** This provider cannot be asked. */
  | { readonly is: 'unknown' }

/**
 * Asks accounts how a session stands, which counts as activity there; `address`: where the request came from that brought it,
 * looked at for a robot's alone. Rejects with a `GateProblem`.
 */
export type AskStanding = (
  session: Pick<GateSession, 'sid' | 'member'>,
  address: () => IpAddress | null,
) => Promise<Standing>

export interface StandingSettings {
  readonly client: { readonly id: string; readonly secret: string }
  readonly fetch: typeof fetch
  readonly provider: OpenIdProvider
}

const PATIENCE_MILLISECONDS = 5_000
const LONGEST_ANSWER = 65_536

export function standingSource({ client, fetch, provider }: StandingSettings): AskStanding {
  const authorization = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`

  return async ({ sid, member }, address) => {
    // Before anything is waited for: of a visitor who has gone meanwhile nobody could say it any more.
    const from = isRobot({ member }) ? { address: address() } : {}
    const { sessions: url } = await provider.places()
    if (url === null || sid === null) return { is: 'unknown' }
    const response = await answerTo(url, { sid, ...from })
    if (response.status === 401) throw new GateProblem('service_rejected', `${url} does not know this service`)
    if (response.status !== 200) throw new GateProblem('accounts_unreachable', `${url} answers ${response.status}`)
    const answer = await bodyOf(response, url)
    if (answer.active === false) return { is: 'over' }
    const told = toldOf(answer)
    if (told === null) throw new GateProblem('accounts_unreachable', `${url} answers something else than described`)
    // A name of one person's sign-in never becomes another's.
    return told.member.subject === member.subject ? { is: 'active', ...told } : { is: 'over' }
  }

  async function answerTo(
    url: URL,
    asked: { readonly sid: string; readonly address?: IpAddress | null },
  ): Promise<Response> {
    try {
      return await fetch(url, {
        method: 'POST',
        // A redirect would carry the secret to wherever it leads.
        redirect: 'error',
        headers: { accept: 'application/json', 'content-type': 'application/json', authorization },
        body: JSON.stringify(asked),
        signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
      })
    } catch (cause) {
      throw new GateProblem('accounts_unreachable', `${url} cannot be reached`, { cause })
    }
  }
}

async function bodyOf(response: Response, url: URL): Promise<Record<string, unknown>> {
  try {
    const text = await response.text()
    const answer: unknown = text.length > LONGEST_ANSWER ? null : JSON.parse(text)
    if (typeof answer === 'object' && answer !== null) return answer as Record<string, unknown>
  } catch (cause) {
    throw new GateProblem('accounts_unreachable', `${url} cannot be read`, { cause })
  }
  throw new GateProblem('accounts_unreachable', `${url} answers something else than described`)
}

const sessionClasses = ['full', 'recovered', 'robot'] as const

function toldOf(answer: Record<string, unknown>): { readonly member: GateMember; readonly expiresAt: Instant } | null {
  const { active, sub, memberId, role, email, name, locale, acr, amr, authTime, expiresAt } = answer
  const sessionClass = sessionClasses.find((known) => known === answer.sessionClass)
  const [authenticated, end] = [instantOf(authTime), instantOf(expiresAt)]
  if (active !== true || typeof sub !== 'string' || typeof memberId !== 'string') return null
  if (sessionClass === undefined || authenticated === null || end === null) return null
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  const member: GateMember = {
    memberId,
    subject: sub,
    email: text(email),
    name: text(name),
    locale: text(locale),
    role: text(role),
    acr: text(acr),
    amr: Array.isArray(amr) ? amr.filter((method) => typeof method === 'string') : [],
    authTime: authenticated,
    sessionClass: text(acr) === null ? 'robot' : sessionClass,
  }
  return { member, expiresAt: end }
}

function instantOf(text: unknown): Instant | null {
  const instant = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isFinite(instant) ? instant : null
}

/** What a request's session is good for. */
export type Confirmed = GateSession | 'over' | 'unreachable'

/** Sees to it that a session is one that accounts still knows (R31). */
export interface SessionConfirmation {
  /**
   * For a request at `now`. One that was confirmed less than a minute ago passes; up to five minutes it passes and is
   * confirmed in the background; then, and for a robot always, the request waits for it. `address`: as of `AskStanding`.
   */
  ofRequest(
    key: string,
    session: GateSession,
    now: Instant,
    address: () => IpAddress | null,
  ): Confirmed | Promise<Confirmed>

  /** The same without waiting: what would have to wait is `unreachable` for this once. */
  atOnce(key: string, session: GateSession, now: Instant, address: () => IpAddress | null): Confirmed
}

export interface ConfirmationSettings {
  readonly ask: AskStanding
  /** Replaces the session unless it has ended meanwhile; `false` when it has. */
  readonly replace: (key: string, session: GateSession) => boolean | Promise<boolean>
  readonly end: (key: string) => void | Promise<void>
  readonly clock: Clock
  readonly onProblem: (problem: GateProblem) => void
}

export const FRESH_MILLISECONDS = 60_000
export const DEAD_MILLISECONDS = 300_000
/** However long accounts lets it last. */
export const LONGEST_SESSION_MILLISECONDS = 12 * 3_600_000
/** So long nobody tries again in the background once it has failed. */
const PAUSE_MILLISECONDS = 2_000

export function sessionConfirmation({
  ask,
  replace,
  end,
  clock,
  onProblem,
}: ConfirmationSettings): SessionConfirmation {
  /** Of each person's session one confirmation at a time; whoever comes meanwhile waits for that one. */
  const underWay = new Map<string, Promise<Confirmed>>()
  let pausedUntil = Number.NEGATIVE_INFINITY

  return {
    ofRequest(key, session, now, address) {
      const age = ageOf(session, now)
      if (age < FRESH_MILLISECONDS) return session
      if (age >= DEAD_MILLISECONDS) return confirmed(key, session, address)
      inBackground(key, session, address)
      return session
    },

    atOnce(key, session, now, address) {
      // What accounts would say is good for one request, and this one does not wait for it.
      if (isRobot(session)) return 'unreachable'
      const age = ageOf(session, now)
      if (age >= FRESH_MILLISECONDS) inBackground(key, session, address)
      return age < DEAD_MILLISECONDS ? session : 'unreachable'
    },
  }

  function inBackground(key: string, session: GateSession, address: () => IpAddress | null): void {
    if (clock.elapsed() >= pausedUntil) void confirmed(key, session, address)
  }

  function confirmed(key: string, session: GateSession, address: () => IpAddress | null): Promise<Confirmed> {
    if (isRobot(session)) return confirmedNow(key, session, address)
    const running = underWay.get(key)
    if (running) return running
    const confirming = confirmedNow(key, session, address).finally(() => underWay.delete(key))
    underWay.set(key, confirming)
    return confirming
  }

  function confirmedNow(key: string, session: GateSession, address: () => IpAddress | null): Promise<Confirmed> {
    return confirm(key, session, address).catch((error: unknown): Confirmed => {
      pausedUntil = clock.elapsed() + PAUSE_MILLISECONDS
      const isTold = error instanceof GateProblem
      onProblem(isTold ? error : new GateProblem('state_failed', 'a session cannot be kept', { cause: error }))
      return 'unreachable'
    })
  }

  async function confirm(key: string, session: GateSession, address: () => IpAddress | null): Promise<Confirmed> {
    const askedAt = clock.now()
    const standing = await ask(session, address)
    if (standing.is === 'unknown') return 'over'
    if (standing.is === 'over') {
      await end(key)
      return 'over'
    }
    const next = confirmedSession(session, standing, askedAt)
    return (await replace(key, next)) && askedAt < next.expiresAt ? next : 'over'
  }
}

/** The session once accounts has said at `now` how it stands. */
export function confirmedSession(
  session: GateSession,
  { member, expiresAt }: Extract<Standing, { is: 'active' }>,
  now: Instant,
): GateSession {
  const end = Math.min(expiresAt, session.begunAt + LONGEST_SESSION_MILLISECONDS)
  return { ...session, member, confirmedAt: now, expiresAt: end }
}

/** A robot's counts for no request but the one it was asked for. A clock that went back makes nothing young. */
function ageOf(session: GateSession, now: Instant): number {
  return isRobot(session) ? Number.POSITIVE_INFINITY : Math.abs(now - session.confirmedAt)
}

/** Whoever says nothing of how strong a sign-in was has said that it is the weakest (ASVS 6.8.4). */
function isRobot({ member: { sessionClass, acr } }: Pick<GateSession, 'member'>): boolean {
  return sessionClass === 'robot' || acr === ROBOT || acr === null
}
