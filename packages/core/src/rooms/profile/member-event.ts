import type { FactorKind } from '../../domain/account.ts'
import type { AuditEvent, AuditEventName } from '../../domain/audit-event.ts'
import type { Instant } from '../../primitives/clock.ts'
import type { EventId } from '../../primitives/ids.ts'
import { type Browser, readUserAgent } from '../../primitives/user-agent.ts'

/** What of the audit log concerns the member whom it happened to. Nothing here is a step on the way to another. */
export const memberEventNames = [
  'account.activated',
  'account.joined',
  'account.password_changed',
  'account.password_reset_asked',
  'account.password_reset',
  'account.address_change_asked',
  'account.address_change_withdrawn',
  'account.address_changed',
  'account.address_reverted',
  'account.factors_changed',
  'account.profile_changed',
  'account.recovery_code_used',
  'authn.signed_in',
  'authn.stepped_up',
  'authn.wrong_code',
  'authn.factor_locked',
  'authn.codes_stopped',
  'authn.factor_lost',
  'session.ended',
  'session.others_ended',
  'session.evicted',
  'factor.lift_asked',
  'factor.lift_approved',
  'factor.lift_cancelled',
  'factor.lifted',
] as const satisfies readonly AuditEventName[]

export type MemberEventName = (typeof memberEventNames)[number]

/** An event as its member is told of it: what, when and from where, and no precise reason of a refusal. */
export interface MemberEvent {
  readonly id: EventId
  readonly at: Instant
  readonly name: MemberEventName
  /** Whether it was a sign-in from a browser that the account did not know. */
  readonly newDevice: boolean
  /** The factors it is about: used, wrong, locked, lifted or added. */
  readonly factors: readonly FactorKind[]
  readonly removedFactors: readonly FactorKind[]
  /** The shop it is about: whose member the account has become. */
  readonly shopName: string | null
  readonly browser: Browser
  readonly address: string | null
}

/** `event` as its member is told of it; it has one of `memberEventNames`. */
export function memberEvent({ id, at, name, reason, address, userAgent, details }: AuditEvent): MemberEvent {
  if (!isMemberEventName(name)) throw new TypeError(`${name} is not for members`)
  return {
    id,
    at,
    name,
    newDevice: details.newDevice === true,
    factors: factorsIn(details.added ?? details.factor ?? (name === 'authn.factor_locked' ? reason : null)),
    removedFactors: factorsIn(details.removed),
    shopName: typeof details.shopName === 'string' ? details.shopName : null,
    browser: readUserAgent(userAgent),
    address,
  }
}

function isMemberEventName(name: AuditEventName): name is MemberEventName {
  return (memberEventNames as readonly AuditEventName[]).includes(name)
}

function factorsIn(said: AuditEvent['details'][string] | undefined): FactorKind[] {
  return typeof said === 'string' ? said.split(' ').filter(isFactorKind) : []
}

function isFactorKind(word: string): word is FactorKind {
  return word === 'email' || word === 'totp' || word === 'recovery'
}
