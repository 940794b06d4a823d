import type { Account } from '../domain/account.ts'
import { robotSessionLifetime } from '../domain/bypass.ts'
import type { ClientContext } from '../domain/flow.ts'
import {
  DEVICE_LIFETIME_MILLISECONDS,
  type KnownDevice,
  type RenewedSession,
  type Session,
  type SessionGrant,
} from '../domain/session.ts'
import { type SessionLifetime, shorter } from '../policy/session-lifetime.ts'
import type { Clock, Instant } from '../primitives/clock.ts'
import { type AccountId, newId, type SessionId } from '../primitives/ids.ts'
import type { Random } from '../primitives/random.ts'
import { hashSecretToken, newSecretToken } from '../primitives/secret-token.ts'
import type { Waiver } from './claimant.ts'

/** The tokens of a session that was just issued: said once, stored as hashes. */
export interface IssuedSession {
  readonly accountId: AccountId
  readonly sessionToken: string
  readonly expiresAt: Instant
  /** The browser's new token; `null` when the one it has goes on. */
  readonly device: IssuedDevice | null
}

/** By what a browser is known from now on: said once, stored as a hash. */
export interface IssuedDevice {
  readonly token: string
  readonly expiresAt: Instant
}

export interface IssueDeps {
  readonly clock: Clock
  readonly random: Random
  readonly lifetime: SessionLifetime
}

export type Issue = ReturnType<typeof issue>

/** Makes sessions and known browsers, with the tokens that are told once. Stores nothing. */
export function issue({ clock, random, lifetime }: IssueDeps) {
  return { session, device, goOn, renew }

  /** `waiver`: what a robot's session is given by, which it never outlasts. */
  function session(
    accountId: AccountId,
    grant: SessionGrant,
    authTime: Instant,
    client: ClientContext,
    waiver: Waiver | null = null,
  ) {
    const now = clock.now()
    const token = newSecretToken(random)
    const { absoluteSeconds } = waiver === null ? lifetime : shorter(lifetime, robotSessionLifetime)
    const made: Session = {
      ...grant,
      id: newId<SessionId>(random),
      tokenHash: hashSecretToken(token),
      accountId,
      grantId: waiver?.grantId ?? null,
      authTime,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: Math.min(now + absoluteSeconds * 1000, waiver?.endsAt ?? Number.POSITIVE_INFINITY),
      client: { address: client.address, userAgent: client.userAgent },
    }
    return { session: made, token }
  }

  function device(account: Pick<Account, 'id' | 'credentialEpoch'>) {
    const now = clock.now()
    const token = newSecretToken(random)
    const made: KnownDevice = {
      tokenHash: hashSecretToken(token),
      accountId: account.id,
      credentialEpoch: account.credentialEpoch,
      createdAt: now,
      expiresAt: now + DEVICE_LIFETIME_MILLISECONDS,
    }
    return { device: made, token }
  }

  /** The session as it goes on, under another token; it ends no later than it did. */
  function goOn(former: Session, changes: Partial<Pick<Session, 'authTime' | 'acr' | 'amr' | 'sessionClass'>> = {}) {
    const token = newSecretToken(random)
    const made: Session = { ...former, ...changes, tokenHash: hashSecretToken(token), lastSeenAt: clock.now() }
    return { session: made, token }
  }

  /** What outlives a change of credentials, whose epoch `account` carries already, and what its browser is told. */
  function renew(
    former: Session,
    account: Pick<Account, 'id' | 'credentialEpoch'>,
    changes: Parameters<typeof goOn>[1] = {},
  ): { readonly renewed: RenewedSession; readonly issued: IssuedSession } {
    const next = goOn(former, changes)
    const known = device(account)
    return {
      renewed: { former: former.tokenHash, session: next.session, device: known.device },
      issued: issuedOf(next, known),
    }
  }
}

/** What a browser is told of its session. */
export function issuedOf(
  { session, token }: { readonly session: Session; readonly token: string },
  known: { readonly device: KnownDevice; readonly token: string } | null,
): IssuedSession {
  return {
    accountId: session.accountId,
    sessionToken: token,
    expiresAt: session.expiresAt,
    device: known && issuedDevice(known),
  }
}

/** What a browser is told of being known. */
export function issuedDevice({
  device: { expiresAt },
  token,
}: {
  readonly device: KnownDevice
  readonly token: string
}): IssuedDevice {
  return { token, expiresAt }
}
