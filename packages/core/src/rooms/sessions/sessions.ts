import type { LastSeen } from '../../access/last-seen.ts'
import type { RobotSessions, SessionClient } from '../../access/robot-sessions.ts'
import type { SignedInDoor } from '../../access/signed-in.ts'
import { type AuditEventName, newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import { sealNotice } from '../../domain/notice.ts'
import type { Membership, Session, SessionView } from '../../domain/session.ts'
import { isLive, type SessionLifetime } from '../../policy/session-lifetime.ts'
import type { SessionStore } from '../../ports/session-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import type { SessionId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'
import { readSecretToken } from '../../primitives/secret-token.ts'
import { type Browser, readUserAgent } from '../../primitives/user-agent.ts'

/** Who is signed in. */
export interface Sessions {
  /**
   * The live session behind a cookie's token, or `null`. The check of every request: one hash, one look-up, no write.
   * Of a robot's session also its grant is looked up, and `client` asked where the request comes from: without it a robot
   * is nowhere, and its session ends.
   */
  check(token: string | null | undefined, client?: SessionClient): Promise<SessionView | null>

  /** As `check`, with the shops the account is an accepted member of. */
  whoAmI(token: string | null | undefined, client?: SessionClient): Promise<SessionWithMemberships | null>

  /** Audits that a robot's session wanted something of the host's own, which is not for robots. */
  refuseRobot(view: SessionView, client: SessionClient): Promise<void>

  /** Signs out here. Resolves to `false` when there was nothing to end. */
  end(token: string | null | undefined, client: ClientContext): Promise<boolean>

  /** Where the account is signed in now, the latest sign-in first. Throws `SessionRequiredError` and `SessionRestrictedError`. */
  devices(client: ClientContext): Promise<readonly Device[]>

  /**
   * Ends one session of the account. `signed-out`: it was this one, which needs no freshness. Throws as `devices` does,
   * and `StepUpRequiredError`.
   */
  endOne(id: string, client: ClientContext): Promise<'ended' | 'signed-out' | 'not-found'>

  /** Ends every session of the account but this one, and tells the owner by mail. Throws as `endOne` does. */
  endOthers(client: ClientContext): Promise<void>

  /** Writes down when sessions were last seen; called now and then, and before the process ends. */
  flush(): Promise<void>
}

export type SessionWithMemberships = SessionView & { readonly memberships: readonly Membership[] }

/** A session as its owner knows it. */
export interface Device {
  readonly id: SessionId
  /** Whether it is the one that asks. */
  readonly current: boolean
  readonly browser: Browser
  /** Where it was signed in from; `null` when unknown. */
  readonly address: string | null
  readonly signedInAt: Instant
  /** A minute behind at the most. */
  readonly lastSeenAt: Instant
}

export interface SessionsDeps {
  readonly sessions: SessionStore
  readonly signedIn: SignedInDoor
  readonly seen: LastSeen
  readonly robots: RobotSessions
  readonly keys: KeyRing
  readonly mailDomain: string
  readonly clock: Clock
  readonly random: Random
  readonly lifetime: SessionLifetime
}

export function sessions({
  sessions: store,
  signedIn,
  seen,
  robots,
  keys,
  mailDomain,
  ...deps
}: SessionsDeps): Sessions {
  const { clock, random, lifetime } = deps

  return {
    async check(token, client) {
      const tokenHash = readSecretToken(token)
      return tokenHash === null ? null : live(await store.find(tokenHash), client)
    },

    async whoAmI(token, client) {
      const tokenHash = readSecretToken(token)
      return tokenHash === null ? null : live(await store.findWithMemberships(tokenHash, clock.now()), client)
    },

    refuseRobot: ({ session }, client) => robots.refused(session, 'use-host', client),

    async end(token, client) {
      const tokenHash = readSecretToken(token)
      const view = tokenHash === null ? null : await store.find(tokenHash)
      if (tokenHash === null || !view) return false
      return store.end(tokenHash, { events: [event('session.ended', view.session, client)] })
    },

    async devices(client) {
      const { account, session: own } = await signedIn(client, 'see-account')
      const now = clock.now()
      const all = await store.listByAccount(account.id)
      return all
        .map((session) => (session.id === own.id ? { ...session, lastSeenAt: now } : seen.of(session)))
        .filter((session) => isLive(session, lifetime, now))
        .map((session) => ({
          id: session.id,
          current: session.id === own.id,
          browser: readUserAgent(session.client.userAgent),
          address: session.client.address,
          signedInAt: session.createdAt,
          lastSeenAt: session.lastSeenAt,
        }))
    },

    async endOne(id, client) {
      const { session } = await signedIn(client, 'end-own-session')
      if (id === session.id) {
        await store.end(session.tokenHash, { events: [event('session.ended', session, client)] })
        return 'signed-out'
      }
      const { account } = await signedIn(client, 'end-other-sessions')
      const along = { events: [event('session.others_ended', session, client)] }
      return (await store.endOne(account.id, id as SessionId, along)) ? 'ended' : 'not-found'
    },

    async endOthers(client) {
      const { account, session } = await signedIn(client, 'end-other-sessions')
      const sealing = { keys, random, now: clock.now(), domain: mailDomain }
      await store.endOthers(account.id, session.id, {
        mails: [sealNotice(account, { about: 'sessions-ended' }, client, sealing)],
        events: [event('session.others_ended', session, client)],
      })
    },

    flush: () => seen.flush(),
  }

  function event(name: AuditEventName, { id, accountId }: Session, client: ClientContext) {
    const whose = { actor: accountId, subject: accountId, client }
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', ...whose, details: { session: id } })
  }

  /** Without a promise for a person's session: nobody has to be asked. */
  function live<View extends SessionView>(
    view: View | null,
    client: SessionClient | undefined,
  ): View | null | Promise<View | null> {
    const now = clock.now()
    if (view === null || !isLive(view.session, lifetime, now)) return null
    if (view.session.sessionClass === 'robot') return standing(view, client)
    seen.note(view.session, now)
    return view
  }

  async function standing<View extends SessionView>(view: View, client: SessionClient | undefined) {
    if (!(await robots.stands(view.session, client ?? null))) return null
    seen.note(view.session, clock.now())
    return view
  }
}
