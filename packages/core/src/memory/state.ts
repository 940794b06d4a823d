import type { Account, PasswordHash } from '../domain/account.ts'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { BypassGrant, BypassRequest } from '../domain/bypass.ts'
import type { Challenge } from '../domain/challenge.ts'
import type { NewFactor, PendingAppOfSession } from '../domain/factor.ts'
import type { FactorLift, LostFactorCase } from '../domain/factor-lift.ts'
import type { Flow } from '../domain/flow.ts'
import type { Invitation } from '../domain/invitation.ts'
import type { InvitationWish } from '../domain/invitation-wish.ts'
import type { OutboxMail } from '../domain/mail.ts'
import type { KeptFactor, MailedLink } from '../domain/mailed-link.ts'
import type { Member } from '../domain/member.ts'
import type { NewDevice } from '../domain/new-device.ts'
import type { Operator, OperatorSession } from '../domain/operator.ts'
import type { ProviderRecord } from '../domain/provider-record.ts'
import type { RolloutRecord } from '../domain/rollout.ts'
import type { NoticeEntry } from '../domain/rollout-notice.ts'
import type { Service } from '../domain/service.ts'
import type { ServiceEntry } from '../domain/service-entry.ts'
import type { KnownDevice, Session } from '../domain/session.ts'
import type { Retirement, SharedMark } from '../domain/shared-member.ts'
import type { Shop } from '../domain/shop.ts'
import type { Counter } from '../domain/throttle.ts'
import type { Along } from '../ports/along.ts'
import type { BypassUses } from '../ports/bypass-store.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId, BypassGrantId, MemberId, ShopId } from '../primitives/ids.ts'
import { type Table, table, type Undo } from './table.ts'

/** Everything that is stored. */
export interface State {
  readonly accounts: Table<Account, 'email'>
  readonly factors: Table<FactorRow, 'account'>
  readonly recoveryCodes: Table<RecoveryCodeRow, 'account'>
  readonly pendingApps: Table<PendingAppOfSession, 'account'>
  readonly devices: Table<KnownDevice, 'account'>
  readonly members: Table<Member, 'email' | 'account' | 'shop' | 'legacyId'>
  readonly untoldDevices: Table<NewDevice, 'account'>
  readonly deviceTellings: Table<{ readonly accountId: AccountId; readonly toldAt: Instant }>
  readonly sharedMarks: Table<SharedMark & { readonly memberId: MemberId }>
  readonly retirements: Table<Retirement & { readonly memberId: MemberId }>
  readonly declines: Table<{ readonly memberId: MemberId }>
  readonly invitations: Table<Invitation, 'token' | 'email' | 'shop' | 'member'>
  readonly wishes: Table<InvitationWish, 'shop'>
  readonly shops: Table<Shop>
  readonly invitationPolicies: Table<InvitationPolicyRow>
  readonly rollouts: Table<RolloutRecord>
  readonly flows: Table<Flow, 'secret' | 'formerSecret' | 'email'>
  readonly challenges: Table<Challenge, 'flow'>
  readonly sessions: Table<Session, 'id' | 'account' | 'grant'>
  readonly mails: Table<MailRow>
  readonly ledger: Table<LedgerRow, 'member'>
  readonly campaigns: Table<CampaignRow>
  readonly counters: Table<CounterRow>
  readonly events: Table<EventRow, 'subject' | 'supportCode'>
  readonly attempts: Table<AttemptsRow>
  readonly notices: Table<NoticeRow>
  readonly cases: Table<LostFactorCase, 'flow' | 'email'>
  readonly lifts: Table<FactorLift>
  readonly links: Table<LinkRow, 'email' | 'account'>
  readonly operators: Table<Operator>
  readonly entries: Table<EntryRow, 'account'>
  readonly providerRecords: Table<ProviderRecord, 'uid' | 'grant'>
  readonly services: Table<Service>
  readonly operatorSessions: Table<OperatorSession, 'operator'>
  readonly bypassRequests: Table<BypassRequest>
  readonly bypassGrants: Table<BypassGrant, 'member'>
  readonly bypassDays: Table<BypassDayRow, 'grant'>
  readonly bypassUserAgents: Table<BypassUserAgentRow, 'grant'>
  readonly bypassReminders: Table<BypassReminderRow>

  /** All the changes of `work`, or none of them when it throws. It runs in one go, so nobody ever sees a half. */
  atomically<T>(work: () => T): T

  /** Writes what belongs to a decision; only within `atomically`. */
  writeAlong(along: Along): void
}

export interface FactorRow extends NewFactor {
  readonly accountId: AccountId
}

export interface InvitationPolicyRow {
  readonly shopId: ShopId
  readonly days: number
}

export interface LinkRow {
  readonly link: MailedLink
  /** Of a revert: the factors to be put back. */
  readonly kept: readonly KeptFactor[]
}

export interface RecoveryCodeRow {
  readonly accountId: AccountId
  readonly slot: number
  readonly hash: PasswordHash
  readonly usedAt: Instant | null
}

export interface MailRow extends OutboxMail {
  readonly dueAt: Instant
  /** Until when somebody holds it; `null` when nobody does. */
  readonly heldUntil: Instant | null
  readonly attempts: number
  readonly doubts: number
  readonly fate: 'waiting' | 'handed-over' | 'expired' | 'uncertain' | 'refused'
  /** When its fate was sealed. */
  readonly settledAt: Instant | null
  readonly error: string | null
}

export interface LedgerRow extends NoticeEntry {
  /** The order of arrival. */
  readonly position: number
}

export interface CampaignRow {
  readonly key: string
  readonly closedAt: Instant
}

export interface CounterRow extends Counter {
  readonly key: string
}

export interface EntryRow {
  readonly entry: ServiceEntry
  readonly attempts: number
  /** Not to be taken before. */
  readonly dueAt: Instant
  /** What became of telling its service that it has ended. */
  readonly settled: 'told' | 'failed' | null
  readonly settledAt: Instant | null
  readonly error: string | null
}

export type BypassDayRow = BypassUses['days'][number] & { readonly grantId: BypassGrantId }

export type BypassUserAgentRow = BypassUses['userAgents'][number] & { readonly grantId: BypassGrantId }

export interface BypassReminderRow {
  readonly grantId: BypassGrantId
  readonly days: number
}

export interface AttemptsRow {
  readonly factorId: string
  /** Wrong codes in a row. */
  readonly inARow: number
  readonly renewedAt: Instant | null
}

export interface NoticeRow {
  readonly accountId: string
  /** When its owner was last told of a wrong code. */
  readonly toldAt: Instant
}

export interface EventRow {
  readonly event: AuditEvent
  /** The order of arrival, which decides between events of one instant. */
  readonly position: number
}

/** How many rows one sweep erases. */
export const SWEEP_LIMIT = 1000

/** A state with nothing in it. */
export function emptyState(): State {
  const journal: Undo[] = []
  const mails = table<MailRow>({ name: 'mails', key: (mail) => mail.id, journal })
  const events = table<EventRow, 'subject' | 'supportCode'>({
    name: 'events',
    key: ({ event }) => event.id,
    index: { subject: ({ event }) => event.subject, supportCode: ({ event }) => event.supportCode },
    journal,
  })
  const untoldDevices = table<NewDevice, 'account'>({
    name: 'untold devices',
    key: ({ id }) => id,
    index: { account: ({ accountId }) => accountId },
    journal,
  })
  let position = 0

  return {
    accounts: table({
      name: 'accounts',
      key: (account) => account.id,
      unique: { email: (account) => account.email.key },
      journal,
    }),
    factors: table({ name: 'factors', key: (factor) => factor.id, index: { account: (f) => f.accountId }, journal }),
    recoveryCodes: table({
      name: 'recovery codes',
      key: (code) => slotOf(code.accountId, code.slot),
      index: { account: (code) => code.accountId },
      journal,
    }),
    pendingApps: table({
      name: 'pending apps',
      key: (pending) => pending.sessionId,
      index: { account: (pending) => pending.accountId },
      journal,
    }),
    devices: table({ name: 'devices', key: (d) => d.tokenHash, index: { account: (d) => d.accountId }, journal }),
    members: table({
      name: 'members',
      key: (member) => member.id,
      unique: { legacyId: (member) => shopLegacyId(member.shopId, member.legacyId) },
      index: { email: (m) => m.email.key, account: (m) => m.accountId, shop: (m) => m.shopId },
      journal,
    }),
    untoldDevices,
    deviceTellings: table({ name: 'device tellings', key: ({ accountId }) => accountId, journal }),
    sharedMarks: table({ name: 'shared marks', key: ({ memberId }) => memberId, journal }),
    retirements: table({ name: 'retirements', key: ({ memberId }) => memberId, journal }),
    declines: table({ name: 'declines', key: ({ memberId }) => memberId, journal }),
    invitations: table({
      name: 'invitations',
      key: (invitation) => invitation.id,
      unique: { token: (invitation) => invitation.tokenHash },
      index: { email: (i) => i.email.key, shop: (i) => i.shopId, member: (i) => i.memberId },
      journal,
    }),
    wishes: table({ name: 'wishes', key: (wish) => wish.id, index: { shop: (wish) => wish.shopId }, journal }),
    shops: table({ name: 'shops', key: (shop) => shop.id, journal }),
    invitationPolicies: table({ name: 'invitation policies', key: ({ shopId }) => shopId, journal }),
    ledger: table({
      name: 'notices told',
      key: ledgerKey,
      index: { member: (row: LedgerRow) => row.memberId },
      journal,
    }),
    campaigns: table({ name: 'campaigns', key: ({ key }) => key, journal }),
    rollouts: table({ name: 'rollouts', key: ({ shopId }) => shopId, journal }),
    flows: table({
      name: 'flows',
      key: (flow) => flow.id,
      unique: { secret: (flow) => flow.secretHash },
      index: { formerSecret: (flow) => flow.formerSecretHash, email: (flow) => flow.email.key },
      journal,
    }),
    challenges: table({ name: 'challenges', key: (c) => c.id, unique: { flow: (c) => c.flowId }, journal }),
    sessions: table({
      name: 'sessions',
      key: (session) => session.tokenHash,
      unique: { id: (session) => session.id },
      index: { account: (session) => session.accountId, grant: (session) => session.grantId },
      journal,
    }),
    mails,
    counters: table({ name: 'counters', key: (counter) => counter.key, journal }),
    events,
    attempts: table({ name: 'attempts', key: (row) => row.factorId, journal }),
    notices: table({ name: 'notices', key: (row) => row.accountId, journal }),
    cases: table({
      name: 'cases',
      key: (row) => row.number,
      unique: { flow: (row) => row.flowId },
      index: { email: (row) => row.email },
      journal,
    }),
    lifts: table({ name: 'lifts', key: (lift) => lift.caseNumber, journal }),
    links: table({
      name: 'links',
      key: ({ link }) => link.tokenHash,
      index: { email: ({ link }) => link.email.key, account: ({ link }) => link.accountId },
      journal,
    }),
    operators: table({ name: 'operators', key: (operator) => operator.name, journal }),
    entries: table({
      name: 'service entries',
      key: ({ entry }) => entry.sid,
      index: { account: ({ entry }) => entry.accountId },
      journal,
    }),
    providerRecords: table<ProviderRecord, 'uid' | 'grant'>({
      name: 'provider records',
      key: providerKey,
      index: { uid: (record) => record.uidHash, grant: (record) => record.grantHash },
      journal,
    }),
    services: table({ name: 'services', key: (service) => service.id, journal }),
    operatorSessions: table({
      name: 'operator sessions',
      key: (session) => session.tokenHash,
      index: { operator: (session) => session.operator },
      journal,
    }),
    bypassRequests: table({ name: 'bypass requests', key: (request) => request.id, journal }),
    bypassGrants: table({
      name: 'bypass grants',
      key: (grant) => grant.id,
      index: { member: (grant) => grant.memberId },
      journal,
    }),
    bypassDays: table({
      name: 'bypass days',
      key: ({ grantId, day }) => `${grantId} ${day}`,
      index: { grant: ({ grantId }) => grantId },
      journal,
    }),
    bypassUserAgents: table({
      name: 'bypass user agents',
      key: ({ grantId, userAgent }) => `${grantId} ${userAgent}`,
      index: { grant: ({ grantId }) => grantId },
      journal,
    }),
    bypassReminders: table({ name: 'bypass reminders', key: ({ grantId, days }) => `${grantId} ${days}`, journal }),

    atomically(work) {
      journal.length = 0
      try {
        return work()
      } catch (error) {
        for (const undo of journal.splice(0).toReversed()) undo()
        throw error
      }
    },

    writeAlong(along) {
      for (const mail of along.mails ?? []) {
        mails.insert({
          ...mail,
          dueAt: mail.dueAt ?? mail.queuedAt,
          heldUntil: null,
          attempts: 0,
          doubts: 0,
          fate: 'waiting',
          settledAt: null,
          error: null,
        })
      }
      for (const device of along.newDevices ?? []) untoldDevices.insert(device)
      for (const event of along.events ?? []) events.insert({ event, position: position++ })
    },
  }
}

/** By what it is found that a member was told something. */
export function ledgerKey({ memberId, notice }: Pick<NoticeEntry, 'memberId' | 'notice'>): string {
  return `${memberId} ${notice}`
}

export function campaignKey(shopId: string, notice: string): string {
  return `${shopId} ${notice}`
}

/** By what a recovery code is found. */
export function slotOf(accountId: AccountId, slot: number): string {
  return `${accountId} ${slot}`
}

/** By what a record of the OpenID provider is found. */
export function providerKey({ kind, idHash }: Pick<ProviderRecord, 'kind' | 'idHash'>): string {
  return `${kind} ${idHash}`
}

/** By what a row of a shop is found under its name there. */
export function shopLegacyId(shopId: string, legacyId: string): string {
  // A shop's id has no blank in it.
  return `${shopId} ${legacyId}`
}

/** The names of the keys under which these were made; stored texts begin with the name and the separator. */
export function keyNames(stored: Iterable<string | null>, separator: '.' | ':'): string[] {
  const names = new Set<string>()
  for (const text of stored) if (text !== null) names.add(text.slice(0, Math.max(0, text.indexOf(separator))))
  return [...names]
}
