import type {
  Account,
  AccountId,
  AuditEvent,
  BypassGrant,
  BypassGrantId,
  BypassRequest,
  BypassRequestId,
  BypassSuspension,
  CaseNumber,
  Challenge,
  ChallengeId,
  EventId,
  FactorId,
  FactorKind,
  FactorLift,
  Flow,
  FlowId,
  HeldPassword,
  ImportId,
  Instant,
  Invitation,
  InvitationId,
  InvitationWish,
  InvitationWishId,
  Leaving,
  LegacyScheme,
  LiftedFactor,
  Locale,
  MailedLink,
  MailId,
  Member,
  MemberId,
  NewDeviceId,
  OperatorRole,
  OutboxMail,
  PasswordHash,
  ServiceId,
  SessionClass,
  SessionId,
  ShopId,
  StoredPassword,
} from '@ecforce-accounts/core'
import type { Generated } from 'kysely'

/** 0 or 1: both databases keep booleans as integers. */
export type Flag = 0 | 1

export interface AccountRow {
  id: AccountId
  email_key: string
  email_typed: string
  name: string | null
  locale: Locale
  status: Account['status']
  credential_epoch: number
  password_hash: string
  password_kid: string
  password_origin: StoredPassword['origin']
  password_is_long: Flag
  mail_reset_at: Instant | null
  last_used_factor: Account['lastUsedFactor']
  created_at: Instant
}

export interface FactorRow {
  id: FactorId
  account_id: AccountId
  kind: FactorKind
  enrolled_at: Instant
  last_used_at: Instant | null
  locked_at: Instant | null
  /** The encrypted secret of an app. */
  secret: string | null
  secret_kid: string | null
  /** Of an app: the latest time step that was used. */
  last_step: number | null
  /** Wrong codes in a row. */
  wrong_in_a_row: Generated<number>
  renewed_at: Generated<Instant | null>
}

/** When an account's owner was last told of a wrong code. */
export interface WrongCodeNoticeRow {
  account_id: AccountId
  told_at: Instant
}

export interface RecoveryCodeRow {
  account_id: AccountId
  slot: number
  hash: string
  hash_kid: string
  used_at: Instant | null
}

export interface PendingAppRow {
  session_id: SessionId
  account_id: AccountId
  factor_id: FactorId
  secret: string
  secret_kid: string
  expires_at: Instant
}

export interface OperatorRow {
  name: string
  role: OperatorRole
  password_hash: PasswordHash | null
  password_kid: string | null
  totp_secret: string
  totp_kid: string
  last_step: number
  enrolled_at: Instant
}

export interface OperatorSessionRow {
  token_hash: string
  operator: string
  created_at: Instant
  last_seen_at: Instant
  expires_at: Instant
  address: string | null
  user_agent: string | null
}

export interface LostFactorCaseRow {
  number: CaseNumber
  flow_id: FlowId
  email_key: string
  account_id: AccountId | null
  factor: FactorKind | null
  opened_at: Instant
}

export interface FactorLiftRow {
  case_number: CaseNumber
  account_id: AccountId
  factor: LiftedFactor
  status: FactorLift['status']
  asked_by: string
  asked_at: Instant
  approved_by: string | null
  lifts_at: Instant | null
  settled_at: Instant | null
}

export interface ServiceEntryRow {
  sid: string
  service_id: ServiceId
  shop_id: ShopId
  account_id: AccountId
  session_id: SessionId
  entered_at: number
  attempts: number
  due_at: number
  outcome: 'told' | 'failed' | null
  settled_at: number | null
  last_error: string | null
}

export interface ProviderRecordRow {
  kind: string
  id_hash: string
  uid_hash: string | null
  grant_hash: string | null
  sealed: string
  sealed_kid: string
  expires_at: number
  consumed_at: number | null
}

export interface MailedLinkRow {
  token_hash: string
  kind: MailedLink['kind']
  email_key: string
  email_typed: string
  account_id: AccountId | null
  /** 0 for a revert, which no epoch voids. */
  epoch: number
  created_at: Instant
  expires_at: Instant
  /** Of an address change: the session that asked. */
  session_id: SessionId | null
  /** Of a revert: the factors to be put back, as JSON, and the ring keys they need, with a space between. */
  kept_factors: string | null
  kept_kids: string | null
}

export interface DeviceRow {
  token_hash: string
  account_id: AccountId
  credential_epoch: number
  created_at: Instant
  expires_at: Instant
}

export interface ShopRow {
  id: ShopId
  name: string
  admin_url: string | null
  /** JSON. */
  factor_policy: string
  announced_at: Instant | null
  enforced_at: Instant | null
  rollout_version: Generated<number>
  /** When it is to be announced. */
  announce_at: Generated<Instant | null>
  /** JSON: what else the record of its switch holds; null for one that nobody has touched. */
  rollout_rest: Generated<string | null>
  /** How long its invitations are good for; null where nobody has said. */
  invitation_days: Generated<number | null>
}

export interface ServiceRow {
  id: ServiceId
  shop_id: ShopId
  name: string
  secret_hash: string
  secret_issued_at: Instant
  /** The older of two secrets. */
  former_hash: string | null
  former_issued_at: Instant | null
  added_at: Instant
  web: string | null
}

export interface MemberRow {
  id: MemberId
  shop_id: ShopId
  legacy_id: string
  email_key: string
  email_typed: string
  name: string | null
  role: string | null
  state: Member['state']
  held_stale: Flag
  held_same_address: Flag
  held_by_hand: Flag
  leaving: Leaving | null
  legacy_scheme: LegacyScheme | 'own' | null
  legacy_hash: string | null
  legacy_pepper_kid: string | null
  /** Not null exactly when there is a hash. */
  legacy_nominal_ms: number | null
  legacy_two_factor: Flag
  legacy_totp_secret: string | null
  legacy_totp_kid: string | null
  /** `NEVER_SIGNED_IN` for never, null for unknown. */
  last_sign_in_at: Instant | null
  legacy_closed: Flag
  account_id: AccountId | null
  activated_at: Instant | null
  robot_since: Instant | null
  confirmed_at: Instant | null
  imported_by: ImportId
}

/** What was arranged for a row, which no roster writes; a tombstone has none of it. */
export interface SharedColumns {
  shared_responsible: Generated<MemberId | null>
  shared_marked_at: Generated<Instant | null>
  shared_reminds_at: Generated<Instant | null>
  retires_on: Generated<string | null>
  retires_told: Generated<number | null>
  retires_due_at: Generated<Instant | null>
  /** Whether its person has declined it since it was invited last. */
  declined: Generated<Flag>
}

export interface InvitationRow {
  id: InvitationId
  shop_id: ShopId
  member_id: MemberId
  email_key: string
  email_typed: string
  /** Null where operators invited. */
  invited_by: AccountId | null
  locale: Locale
  lifetime_days: number
  created_at: Instant
  sent_at: Instant
  sends: number
  expires_at: Instant
  token_hash: string
  code_hash: string
  code_kid: string
  mail_id: MailId
  reminder_id: MailId | null
  wrong_codes: number
  status: Invitation['status']
  settled_at: Instant | null
}

export interface NewDeviceRow {
  id: NewDeviceId
  account_id: AccountId
  at: Instant
  user_agent: string | null
  address: string | null
}

/** When an account was told of new devices last. */
export interface DeviceTellingRow {
  account_id: AccountId
  told_at: Instant
}

export interface InvitationWishRow {
  id: InvitationWishId
  shop_id: ShopId
  account_id: AccountId
  email_key: string
  email_typed: string
  name: string
  asked_at: Instant
  status: InvitationWish['status']
  settled_at: Instant | null
}

/** Whether an import leaves this column of a claim alone once its owner has chosen a password here. */
export function isPasswordColumn(column: string): boolean {
  return ['legacy_scheme', 'legacy_hash', 'legacy_pepper_kid', 'legacy_nominal_ms'].includes(column)
}

/** Before every real sign-in, so that "at or before" finds those who never came, too. */
export const NEVER_SIGNED_IN = -2

/** Where an unknown sign-in stands in the order: after all known ones, before never. */
export const UNKNOWN_SIGN_IN = -1

export interface FlowRow {
  id: FlowId
  secret_hash: string
  former_secret_hash: string | null
  /** JSON. */
  requirement: string
  email_key: string
  email_typed: string
  /** JSON. */
  evidence: string
  /** JSON. */
  wish: string
  held_hash: string | null
  held_kid: string | null
  held_origin: HeldPassword['origin'] | null
  held_below_rules: Flag | null
  held_is_long: Flag | null
  held_claim: MemberId | null
  return_to: string | null
  locale: Locale
  started_at: Instant
  expires_at: Instant
  status: Flow['status']
  version: number
  attempts: number
  /** JSON. */
  held_app: string | null
  held_app_kid: string | null
}

export interface ChallengeRow {
  id: ChallengeId
  flow_id: FlowId
  destination: string
  purpose: Challenge['purpose']
  code_hash: string
  code_kid: string
  reference: string
  issued_at: Instant
  expires_at: Instant
  resend_at: Instant
  sends: number
  consumed_at: Instant | null
}

export interface SessionRow {
  token_hash: string
  id: SessionId
  account_id: AccountId
  acr: string
  /** Methods with a space between, such as `pwd otp`. */
  amr: string
  class: SessionClass
  restricted_to: ShopId | null
  grant_id: BypassGrantId | null
  auth_time: Instant
  created_at: Instant
  last_seen_at: Instant
  expires_at: Instant
  address: string | null
  user_agent: string | null
}

export interface BypassRequestRow {
  id: BypassRequestId
  shop_id: ShopId
  version: number
  status: BypassRequest['status']
  purpose: string
  provider: string
  /** JSON. */
  member_ids: string
  /** JSON. */
  ranges: string
  valid_days: number
  shadow: Flag
  renews: BypassGrantId | null
  ticket: string | null
  /** One of the two is null. */
  asked_by_account: AccountId | null
  asked_by_operator: string | null
  asked_at: Instant
  due_at: Instant
  stopped_at: Instant | null
  question: string | null
  answer: string | null
  first_approved_by: string | null
  settled_by: string | null
  settled_at: Instant | null
  reason: string | null
}

export interface BypassGrantRow {
  id: BypassGrantId
  request_id: BypassRequestId
  shop_id: ShopId
  member_id: MemberId
  /** JSON. */
  ranges: string
  status: BypassGrant['status']
  suspended_for: BypassSuspension | null
  shadow: Flag
  /** JSON. */
  approved_by: string
  starts_at: Instant
  ends_at: Instant
  credential_epoch: number | null
  active_since: Instant
  last_used_at: Instant | null
  last_address: string | null
}

export interface BypassDayRow {
  grant_id: BypassGrantId
  day: string
  uses: number
  shadow: number
  near_misses: number
}

export interface BypassUserAgentRow {
  grant_id: BypassGrantId
  user_agent: string
  last_seen_at: Instant
}

export interface BypassReminderRow {
  grant_id: BypassGrantId
  /** How many days before the end. */
  days: number
}

export interface OutboxRow {
  id: MailId
  message_id: string
  kind: OutboxMail['kind']
  sealed: string | null
  sealed_kid: string | null
  queued_at: Instant
  useful_until: Instant
  state: 'waiting' | 'handed_over' | 'expired' | 'uncertain' | 'refused'
  due_at: Instant
  /** Until when somebody holds it; null: nobody does. */
  leased_until: Instant | null
  attempts: number
  doubts: number
  settled_at: Instant | null
  last_error: string | null
}

/** That a member was told something. */
export interface NoticeToldRow {
  member_id: MemberId
  notice: string
  enforced_at: Instant | null
  mail_id: MailId
  queued_at: Instant
}

/** That everybody has been told. */
export interface NoticeClosedRow {
  shop_id: ShopId
  notice: string
  closed_at: Instant
}

export interface CounterRow {
  key: string
  count: number
  window_ends_at: Instant
  opens_at: Instant
}

export interface AuditEventRow {
  /** The order of arrival. */
  seq: Generated<number>
  id: EventId
  at: Instant
  name: AuditEvent['name']
  outcome: AuditEvent['outcome']
  reason: string | null
  support_code: string | null
  actor: string | null
  subject: string | null
  shop_id: string | null
  address: string | null
  user_agent: string | null
  request_id: string | null
  /** JSON. */
  details: string
}

/** Every table by its name. */
export interface Tables {
  accounts: AccountRow
  factors: FactorRow
  wrong_code_notices: WrongCodeNoticeRow
  recovery_codes: RecoveryCodeRow
  pending_apps: PendingAppRow
  mailed_links: MailedLinkRow
  devices: DeviceRow
  operators: OperatorRow
  provider_records: ProviderRecordRow
  operator_sessions: OperatorSessionRow
  service_entries: ServiceEntryRow
  lost_factor_cases: LostFactorCaseRow
  factor_lifts: FactorLiftRow
  shops: ShopRow
  services: ServiceRow
  members: MemberRow & SharedColumns
  invitations: InvitationRow
  invitation_wishes: InvitationWishRow
  new_devices: NewDeviceRow
  device_tellings: DeviceTellingRow
  flows: FlowRow
  challenges: ChallengeRow
  sessions: SessionRow
  bypass_requests: BypassRequestRow
  bypass_grants: BypassGrantRow
  bypass_days: BypassDayRow
  bypass_user_agents: BypassUserAgentRow
  bypass_reminders: BypassReminderRow
  outbox: OutboxRow
  notices_told: NoticeToldRow
  notices_closed: NoticeClosedRow
  counters: CounterRow
  audit_events: AuditEventRow
}

/** The name of the ring key at the head of a stored secret: `kid:…` for passwords, `kid.…` for all others. */
export function keyIdOf(stored: string, separator: ':' | '.'): string {
  return stored.slice(0, Math.max(0, stored.indexOf(separator)))
}
