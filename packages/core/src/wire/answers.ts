import type { z } from 'zod'
import type { ShownApp } from '../domain/factor.ts'
import type { Shop } from '../domain/shop.ts'
import { decideCoexistence } from '../policy/coexistence.ts'
import { passwordRules } from '../policy/password.ts'
import type { Instant } from '../primitives/clock.ts'
import type { PendingAddress } from '../rooms/address-change/address-change.ts'
import type { EnterableShop, EntryOffer } from '../rooms/entry/entry.ts'
import type { FactorsView } from '../rooms/factors/factors.ts'
import type { EventsPage, ProfileView } from '../rooms/profile/profile.ts'
import type { Device, SessionWithMemberships } from '../rooms/sessions/sessions.ts'
import type { SignInStep } from '../rooms/sign-in/sign-in-step.ts'
import type {
  AddressAnswer,
  AppsAnswer,
  DevicesAnswer,
  EventsAnswer,
  FactorsAnswer,
  ProfileAnswer,
  SessionAnswer,
  ShopAnswer,
  ShownAppAnswer,
  Step,
} from './schemas.ts'

/** A step as the API says it. */
export function stepAnswer(step: SignInStep): z.infer<typeof Step> {
  if (step.step === 'done') return { ...step, recoveryCodes: step.recoveryCodes && [...step.recoveryCodes] }
  if (step.step !== 'code') return step
  return {
    ...step,
    alternatives: [...step.alternatives],
    validUntil: step.validUntil === null ? null : timestamp(step.validUntil),
    resendAt: step.resendAt === null ? null : timestamp(step.resendAt),
    now: timestamp(step.now),
  }
}

/** A new app as the API says it. */
export function shownAppAnswer({ secret, uri, validUntil, now }: ShownApp): z.infer<typeof ShownAppAnswer> {
  return { secret, uri, validUntil: timestamp(validUntil), now: timestamp(now) }
}

/** Somebody's factors as the API says them, with recovery codes that were just made. */
export function factorsAnswer(
  { factors, recoveryCodesLeft, mail, needsApp }: FactorsView,
  recoveryCodes: readonly string[] | null,
): z.infer<typeof FactorsAnswer> {
  return {
    factors: factors.map(({ id, kind, enrolledAt, lastUsedAt, lockedAt }) => ({
      id,
      kind,
      enrolledAt: timestamp(enrolledAt),
      lastUsedAt: lastUsedAt === null ? null : timestamp(lastUsedAt),
      lockedAt: lockedAt === null ? null : timestamp(lockedAt),
    })),
    recoveryCodesLeft,
    mail,
    needsApp,
    recoveryCodes: recoveryCodes && [...recoveryCodes],
  }
}

/** Somebody's own account as the API says it. */
export function profileAnswer({ account, recoveredUntil, factorLift }: ProfileView): z.infer<typeof ProfileAnswer> {
  return {
    name: account.name,
    email: account.email.typed,
    locale: account.locale,
    createdAt: timestamp(account.createdAt),
    recoveredUntil: recoveredUntil === null ? null : timestamp(recoveredUntil),
    factorLift: factorLift && {
      ...factorLift,
      liftsAt: factorLift.liftsAt === null ? null : timestamp(factorLift.liftsAt),
    },
    minimumPasswordLength: passwordRules.minimumLength,
  }
}

/** Where an account is signed in, as the API says it. */
export function devicesAnswer(devices: readonly Device[]): z.infer<typeof DevicesAnswer> {
  return {
    sessions: devices.map(({ signedInAt, lastSeenAt, ...device }) => ({
      ...device,
      signedInAt: timestamp(signedInAt),
      lastSeenAt: timestamp(lastSeenAt),
    })),
  }
}

/** A page of an account's events as the API says them. */
export function eventsAnswer({ events, next }: EventsPage): z.infer<typeof EventsAnswer> {
  return {
    events: events.map(({ at, factors, removedFactors, ...event }) => ({
      ...event,
      at: timestamp(at),
      factors: [...factors],
      removedFactors: [...removedFactors],
    })),
    next,
  }
}

/** An address with the change that waits, as the API says them. */
export function addressAnswer({ email, pending }: PendingAddress): z.infer<typeof AddressAnswer> {
  const waiting = pending && { email: pending.email.typed, validUntil: timestamp(pending.validUntil) }
  return { email: email.typed, pending: waiting }
}

/** A live session as the API says it. */
export function sessionAnswer({
  session,
  account,
  memberships,
}: SessionWithMemberships): z.infer<typeof SessionAnswer> {
  return {
    account: { id: session.accountId, email: account.email, name: account.name, locale: account.locale },
    session: {
      class: session.sessionClass,
      acr: session.acr,
      amr: [...session.amr],
      authTime: timestamp(session.authTime),
      expiresAt: timestamp(session.expiresAt),
    },
    memberships: memberships.map(({ shopId, shopName, role }) => ({ shop: shopId, shopName, role })),
  }
}

/** The services of the portal as the API says them; `issuer` is who they are told to ask (OpenID Connect Core 4). */
export function appsAnswer({ services, unconnected }: EntryOffer, issuer: string): z.infer<typeof AppsAnswer> {
  return {
    services: services.map(({ id, name, web, shop, lastEnteredAt }) => ({
      id,
      name,
      icon: web.icon,
      url: startUrlOf(web.startUrl, issuer),
      ...shopOf(shop),
      lastEnteredAt: maybeTimestamp(lastEnteredAt),
    })),
    unconnected: unconnected.map((shop) => ({ ...shopOf(shop), legacySignIn: shop.legacySignIn })),
  }
}

function startUrlOf(startUrl: string, issuer: string): string {
  const url = new URL(startUrl)
  url.searchParams.set('iss', issuer)
  return url.href
}

function shopOf({ id, name, adminUrl, rollout, legacySignIn }: EnterableShop) {
  const until = legacySignIn === 'open' ? (rollout?.enforcedAt ?? null) : null
  return { shop: id, shopName: name, adminUrl, legacySignInUntil: maybeTimestamp(until) }
}

/** A shop as the API tells anybody of it; `null` before its announcement. */
export function shopAnswer({ id, name, adminUrl, rollout }: Shop, now: Instant): z.infer<typeof ShopAnswer> | null {
  const { phase } = decideCoexistence(rollout, now)
  if (rollout === null || phase === 'before') return null
  return {
    shop: id,
    name,
    adminUrl,
    phase,
    announcedAt: timestamp(rollout.announcedAt),
    enforcedAt: maybeTimestamp(rollout.enforcedAt),
  }
}

export function timestamp(instant: Instant): string {
  return new Date(instant).toISOString()
}

export function maybeTimestamp(instant: Instant | null): string | null {
  return instant === null ? null : timestamp(instant)
}
