import type { Account, EnrolledFactor } from '../../domain/account.ts'
import { type AuditEvent, type EventFacts, newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext, Flow } from '../../domain/flow.ts'
import {
  DEVICE_LIFETIME_MILLISECONDS,
  type KnownDevice,
  type Session,
  type SessionGrant,
} from '../../domain/session.ts'
import type { SessionLifetime } from '../../policy/session-lifetime.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { SessionStore } from '../../ports/session-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { type AccountId, type FactorId, newId, type SessionId } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'
import { hashSecretToken, newSecretToken, readSecretToken } from '../../primitives/secret-token.ts'
import type { Claimant } from './claimant.ts'

/** The tokens of a session that was just issued: said once, stored as hashes. */
export interface IssuedSession {
  readonly sessionToken: string
  readonly expiresAt: Instant
  readonly deviceToken: string
  readonly deviceExpiresAt: Instant
  readonly accountId: AccountId
}

export interface CompletionDeps {
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly clock: Clock
  readonly random: Random
  readonly lifetime: SessionLifetime
}

type Completion = ReturnType<typeof completion>

export type { Completion }

/** What happens at `done`: an account comes into being if there is none, and a session is issued, in one write. */
export function completion({ accounts, sessions, clock, random, lifetime }: CompletionDeps) {
  return {
    /** Resolves to `null` when another request completed the flow first, or what it rests on has changed. */
    async complete(
      flow: Flow,
      claimant: Claimant,
      grant: SessionGrant,
      client: ClientContext,
    ): Promise<IssuedSession | null> {
      const now = clock.now()
      const account = claimant.account ?? newAccount(flow, claimant, now)
      const { session, sessionToken } = newSession(account.id, flow, grant, client, now)
      const { device, deviceToken } = newDevice(account, now)
      const earned = {
        session,
        device,
        flow: { id: flow.id, version: flow.version },
        replaces: readSecretToken(client.sessionToken),
      }
      const signedIn = event(now, {
        name: 'authn.signed_in',
        outcome: 'ok',
        actor: account.id,
        subject: account.id,
        client,
        details: { session: session.id, class: grant.sessionClass, acr: grant.acr, flow: flow.id },
      })

      const won = claimant.account
        ? await sessions.issue({ ...earned, credentialEpoch: account.credentialEpoch }, { events: [signedIn] })
        : await accounts.activateAccount(
            { ...earned, account, factor: mailFactor(now), memberIds: claimant.claims.map((claim) => claim.id) },
            { events: [activated(account, claimant, client, now), signedIn] },
          )
      if (!won) return null

      if (claimant.account) await accounts.noteFactorUse(account.id, 'email', now)
      return {
        sessionToken,
        expiresAt: session.expiresAt,
        deviceToken,
        deviceExpiresAt: device.expiresAt,
        accountId: account.id,
      }
    },
  }

  function newAccount(flow: Flow, { claims }: Claimant, now: Instant): Account {
    if (!flow.heldPassword) throw new TypeError('a flow without a password cannot become an account')
    const { hash, origin, claimId } = flow.heldPassword
    return {
      id: newId(random),
      email: flow.email,
      // Of the shop whose password was known, if any; another shop's word for somebody is not their name.
      name: (claims.find((claim) => claim.id === claimId) ?? claims[0])?.name ?? null,
      locale: flow.locale,
      status: 'active',
      credentialEpoch: 1,
      password: { hash, origin },
      mailResetAt: null,
      lastUsedFactor: 'email',
      createdAt: now,
    }
  }

  function mailFactor(now: Instant): EnrolledFactor {
    return { id: newId<FactorId>(random), kind: 'email', enrolledAt: now, lastUsedAt: now, lockedAt: null }
  }

  function newSession(accountId: AccountId, flow: Flow, grant: SessionGrant, client: ClientContext, now: Instant) {
    const sessionToken = newSecretToken(random)
    const proven = flow.evidence.filter(({ kind }) => kind === 'email' || kind === 'totp' || kind === 'recovery')
    const session: Session = {
      id: newId<SessionId>(random),
      tokenHash: hashSecretToken(sessionToken),
      accountId,
      acr: grant.acr,
      amr: grant.amr,
      sessionClass: grant.sessionClass,
      restrictedTo: grant.restrictedTo,
      authTime: proven.reduce((latest, { at }) => Math.max(latest, at), flow.startedAt),
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + lifetime.absoluteSeconds * 1000,
      client: { address: client.address, userAgent: client.userAgent },
    }
    return { session, sessionToken }
  }

  function newDevice(account: Account, now: Instant) {
    const deviceToken = newSecretToken(random)
    const device: KnownDevice = {
      tokenHash: hashSecretToken(deviceToken),
      accountId: account.id,
      credentialEpoch: account.credentialEpoch,
      createdAt: now,
      expiresAt: now + DEVICE_LIFETIME_MILLISECONDS,
    }
    return { device, deviceToken }
  }

  function activated(account: Account, { claims }: Claimant, client: ClientContext, now: Instant): AuditEvent {
    return event(now, {
      name: 'account.activated',
      outcome: 'ok',
      actor: account.id,
      subject: account.id,
      client,
      details: { memberships: claims.length, shops: claims.map((claim) => claim.shopId).join(' ') },
    })
  }

  function event(now: Instant, facts: EventFacts): AuditEvent {
    return newAuditEvent(random, now, facts)
  }
}
