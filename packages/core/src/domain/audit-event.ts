import type { IpAddress } from '../primitives/client-address.ts'
import type { Instant } from '../primitives/clock.ts'
import { type EventId, newId } from '../primitives/ids.ts'
import type { Random } from '../primitives/random.ts'
import type { ClientContext } from './flow.ts'

/** What can happen that somebody may later have to explain. */
export type AuditEventName =
  | 'authn.identify'
  | 'authn.abandoned'
  | 'authn.password'
  | 'authn.code_sent'
  | 'authn.code'
  | 'authn.throttled'
  | 'authn.factor_locked'
  | 'authn.codes_stopped'
  | 'authn.signed_in'
  | 'authn.wrong_code'
  | 'authn.step_up_started'
  | 'authn.stepped_up'
  | 'account.activated'
  | 'account.joined'
  | 'account.password_changed'
  | 'account.password_reset_asked'
  | 'account.password_reset'
  | 'account.address_change_asked'
  | 'account.address_change_withdrawn'
  | 'account.address_changed'
  | 'account.address_reverted'
  | 'authn.link_refused'
  | 'account.factors_changed'
  | 'account.profile_changed'
  | 'account.recovery_code_used'
  | 'session.created'
  | 'session.ended'
  | 'session.others_ended'
  | 'session.evicted'
  | 'migration.imported'
  | 'migration.claim_confirmed'
  | 'migration.claim_marked'
  | 'member.synced'
  | 'member.removed'
  | 'member.role_changed'
  | 'member.suspended'
  | 'member.resumed'
  | 'member.shared'
  | 'member.unshared'
  | 'member.retirement_set'
  | 'member.retirement_withdrawn'
  | 'member.retirement_failed'
  | 'member.robot_flagged'
  | 'member.robot_unflagged'
  | 'bypass.requested'
  | 'bypass.edited'
  | 'bypass.questioned'
  | 'bypass.answered'
  | 'bypass.withdrawn'
  | 'bypass.first_approved'
  | 'bypass.approved'
  | 'bypass.rejected'
  | 'bypass.reminded'
  | 'bypass.expired'
  | 'bypass.suspended'
  | 'bypass.resumed'
  | 'bypass.revoked'
  | 'bypass.stopped'
  | 'membership.accepted'
  | 'membership.declined'
  | 'invitation.asked'
  | 'invitation.wish_dismissed'
  | 'invitation.policy_changed'
  | 'invitation.created'
  | 'invitation.resent'
  | 'invitation.revoked'
  | 'invitation.accepted'
  | 'invitation.declined'
  | 'invitation.exhausted'
  | 'invitation.refused'
  | 'rollout.scheduled'
  | 'rollout.unscheduled'
  | 'rollout.announced'
  | 'rollout.postponed'
  | 'rollout.extended'
  | 'rollout.paused'
  | 'rollout.resumed'
  | 'rollout.rolled_back'
  | 'shop.saved'
  | 'service.added'
  | 'service.secret_added'
  | 'service.addresses_changed'
  | 'service.entered'
  | 'service.logout_failed'
  | 'service.secret_retired'
  | 'service.removed'
  | 'service.rejected'
  | 'bypass.used'
  | 'bypass.would_waive'
  | 'bypass.near_miss'
  | 'bypass.denied'
  | 'bypass.act_refused'
  | 'authn.factor_lost'
  | 'factor.lift_asked'
  | 'factor.lift_approved'
  | 'factor.lift_cancelled'
  | 'factor.lifted'
  | 'operator.added'
  | 'operator.removed'
  | 'operator.password_set'
  | 'operator.signed_in'
  | 'operator.refused'
  | 'operator.signed_out'
  | 'defence.refused'
  | 'defence.alarm'

/**
 * One line of the audit log. It names things by id and by keyed or plain hash; no password, code, token, cookie or
 * secret is ever part of it.
 */
export interface AuditEvent {
  readonly id: EventId
  readonly at: Instant
  readonly name: AuditEventName
  readonly outcome: 'ok' | 'refused'
  /** The precise reason of a refusal, which the claimant is never told. */
  readonly reason: string | null
  /** What the refusal showed and the support desk looks up. */
  readonly supportCode: string | null
  /** Who did it: an account's id, `operator:<name>`, `service:<id>`, `system`, or `null` for somebody unproven. */
  readonly actor: string | null
  /** Whom or what it happened to: an account's, member's, shop's or flow's id. */
  readonly subject: string | null
  readonly shopId: string | null
  readonly address: IpAddress | null
  readonly userAgent: string | null
  readonly requestId: string | null
  /** Small facts: counts, kinds, classes. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>
}

/** What has to be said of an event; everything left out is `null`. */
export interface EventFacts extends Partial<Omit<AuditEvent, 'id' | 'at' | 'name' | 'outcome'>> {
  readonly name: AuditEventName
  readonly outcome: AuditEvent['outcome']
  /** Where it came from. */
  readonly client?: ClientContext | null
}

/** A new event at `at`. */
export function newAuditEvent(random: Random, at: Instant, { client, ...facts }: EventFacts): AuditEvent {
  return {
    id: newId(random),
    at,
    reason: null,
    supportCode: null,
    actor: null,
    subject: null,
    shopId: null,
    address: client?.address ?? null,
    userAgent: client?.userAgent ?? null,
    requestId: client?.requestId ?? null,
    details: {},
    ...facts,
  }
}
