/**
 * ecforce accounts: one account per person, for every shop. `createAccounts` wires it over a storage and a mailer.
 *
 * @module
 */
export type { InvitationTicket } from './access/invitation-tickets.ts'
export type { IssuedSession } from './access/issue.ts'
export type { SolvedProof } from './access/password-proof.ts'
export type { SessionClient, SessionOrigin } from './access/robot-sessions.ts'
export type { OperatorProof } from './access/two-operators.ts'
export { type Accounts, createAccounts } from './accounts/create-accounts.ts'
export type { AccountsOptions } from './accounts/options.ts'
export {
  type Account,
  type EnrolledFactor,
  type FactorKind,
  isLongPassword,
  LONG_PASSWORD,
  type PasswordHash,
  RECOVERED_MILLISECONDS,
  type StoredPassword,
  standsAlone,
} from './domain/account.ts'
export type { AuditEvent, AuditEventName } from './domain/audit-event.ts'
export {
  BYPASS_ADDRESSES,
  BYPASS_MEMBERS,
  BYPASS_UNUSED_MILLISECONDS,
  type BypassAsker,
  type BypassFacts,
  type BypassGrant,
  type BypassRequest,
  type BypassSuspension,
  bypassDays,
  bypassReminderDays,
  dueReminder,
  ROBOT_PASSWORD_LENGTH,
  robotSessionLifetime,
} from './domain/bypass.ts'
export {
  type Challenge,
  type ChallengeIssue,
  CODE_LIFETIME_MILLISECONDS,
  CODE_RESEND_MILLISECONDS,
  CODE_SENDS,
  type CodePurpose,
} from './domain/challenge.ts'
export {
  type FactorChange,
  type FactorSecret,
  type NewFactor,
  type PendingApp,
  type PendingAppOfSession,
  RECOVERY_CODES,
  type ShownApp,
} from './domain/factor.ts'
export type { CaseNumber, FactorLift, LiftedFactor, LostFactorCase } from './domain/factor-lift.ts'
export {
  type ClientContext,
  CODE_ATTEMPTS,
  type Evidence,
  type Flow,
  type HeldApp,
  type HeldPassword,
  type Requirement,
  type Wish,
} from './domain/flow.ts'
export {
  expiryOf,
  INVITATION_CODE_ATTEMPTS,
  INVITATION_RESEND_MILLISECONDS,
  INVITATIONS_AT_ONCE,
  type Invitation,
  type InvitationCase,
  type InvitationIssue,
  type Inviter,
  invitationDays,
  invitedLegacyId,
  isInvitationDays,
} from './domain/invitation.ts'
export type { InvitationWish } from './domain/invitation-wish.ts'
export type {
  AboutRobot,
  AddressFacts,
  AddressMail,
  CodeMail,
  InvitationMail,
  Mail,
  MailedFrom,
  NoticeFacts,
  NoticeMail,
  OutboxMail,
  ResetFacts,
  ResetMail,
  ResetRefusal,
  RolloutMail,
  ServiceChange,
} from './domain/mail.ts'
export {
  ADDRESS_CHANGE_MILLISECONDS,
  ADDRESS_REVERT_MILLISECONDS,
  type AddressChangeLink,
  type AddressRevertLink,
  type KeptFactor,
  type MailedLink,
  RESET_LINK_SECONDS,
  type ResetLink,
  restored,
  usedUp,
} from './domain/mailed-link.ts'
export {
  type HoldReason,
  isAdministratorRole,
  isStale,
  type LastSignIn,
  type Leaving,
  type LegacyPassword,
  type LegacyScheme,
  type Member,
  type MemberState,
  type MemberTally,
  ownPassword,
  type ShopAdministrator,
  STALE_AFTER_MILLISECONDS,
} from './domain/member.ts'
export { DEVICE_TELLING_MILLISECONDS, type NewDevice } from './domain/new-device.ts'
export { isOperatorName, type Operator, type OperatorRole, type OperatorSession } from './domain/operator.ts'
export type { ProviderRecord } from './domain/provider-record.ts'
export {
  COEXISTENCE_MILLISECONDS,
  type Pause,
  type Rollout,
  type RolloutAct,
  type RolloutPlan,
  type RolloutRecord,
  untouchedRollout,
  usualPlan,
} from './domain/rollout.ts'
export {
  DOCUMENT_LIFETIME_SECONDS,
  type RolloutDocument,
  rolloutOf,
  type VerifyingKey,
} from './domain/rollout-document.ts'
export type { NoticeEntry, NoticeFate, NoticeKey, NoticeProgress, ToldMember } from './domain/rollout-notice.ts'
export { type Service, type ServiceSecret, type ServiceWeb, serviceActor, unfitPart } from './domain/service.ts'
export {
  type EndedEntry,
  type LogoutDeliveries,
  type ServiceEntry,
  type Subject,
  subjectOf,
} from './domain/service-entry.ts'
export {
  type Acr,
  type Amr,
  DEVICE_LIFETIME_MILLISECONDS,
  type KnownDevice,
  type Membership,
  type RenewedSession,
  SESSIONS_PER_ACCOUNT,
  type Session,
  type SessionClass,
  type SessionGrant,
  type SessionView,
} from './domain/session.ts'
export { type Retirement, SHARED_REMINDER_MILLISECONDS, type SharedMark } from './domain/shared-member.ts'
export type { FactorPolicy, Shop } from './domain/shop.ts'
export type { Counter, ThrottleRule } from './domain/throttle.ts'
export { type BreachedRangeOptions, breachedRange } from './factors/breached-passwords.ts'
export type { RejectionReason } from './factors/factor.ts'
export { PasswordUnacceptableError } from './factors/new-password.ts'
export { type AccountAct, accountActs, FRESHNESS_MILLISECONDS } from './policy/account-acts.ts'
export { type Banner, decideBanner } from './policy/banner.ts'
export { type BypassAsked, type BypassDecision, type BypassRefusal, decideBypass, nearMissOf } from './policy/bypass.ts'
export type { BypassMissing } from './policy/bypass-checklist.ts'
export type { BypassDraft, BypassProblem, BypassProblemReason } from './policy/bypass-request.ts'
export { type CoexistenceDecision, decideCoexistence, type Phase } from './policy/coexistence.ts'
export { decideCut, type IsHoliday } from './policy/cut.ts'
export {
  decideEntry,
  type EntryDecision,
  type EntryFacts,
  type EntryRefusal,
  type EntryWish,
  wishesNothing,
} from './policy/entry.ts'
export { decideRenewal, FACTOR_ATTEMPTS, RENEWAL_MILLISECONDS, type RenewalDecision } from './policy/factor-lock.ts'
export { appFirst, combinePolicies, emailFirst, mildestPolicy } from './policy/factor-policy.ts'
export {
  decideInvitation,
  type InvitationRefusal,
  type InvitationState,
  invitationState,
  isOver,
} from './policy/invitation.ts'
export { decideLegacyDoor, isLegacyDoorClosed } from './policy/legacy-door.ts'
export {
  decideMemberAct,
  isActingAdministrator,
  type MemberAct,
  type MemberActDecision,
  mayManageMembers,
  memberActs,
} from './policy/member-acts.ts'
export {
  type Facts,
  type NewPasswordReason,
  type NextStep,
  nextStep,
  type RefusalReason,
  type Situation,
} from './policy/next-step.ts'
export { announcementKey, type DueNotice, decideLateMail, decideNotice, REMINDER_HOURS } from './policy/notices.ts'
export { type PasswordProblem, passwordRules } from './policy/password.ts'
export type { PasswordAlarm } from './policy/password-alarm.ts'
export {
  type FindingCode,
  findingsOf,
  findingWords,
  type ReadinessFacts,
  type ReadinessMember,
  shopFindingWords,
} from './policy/readiness.ts'
export {
  CHANGED_DATE_NOTICE_MILLISECONDS,
  decideRolloutAct,
  MAIL_ALLOWANCE_MILLISECONDS,
  needsTwoOperators,
  type RolloutDecision,
  type RolloutFacts,
  type RolloutRefusal,
} from './policy/rollout-acts.ts'
export { type AccountsOutlook, decideOutlook, type Outlook } from './policy/rollout-outlook.ts'
export type { SaidRow } from './policy/roster.ts'
export type { SessionLifetime } from './policy/session-lifetime.ts'
export { spendFrom, throttleRules } from './policy/throttle.ts'
export type { AccountStore, AccountWithFactors, Activation, ProfileChanges } from './ports/account-store.ts'
export type { Along } from './ports/along.ts'
export type { AuditLog, EventsAmong } from './ports/audit-log.ts'
export type { BackChannel } from './ports/back-channel.ts'
export {
  BYPASS_USER_AGENTS,
  type BypassStore,
  type BypassUse,
  type BypassUses,
  type GrantSelection,
} from './ports/bypass-store.ts'
export type { ChallengeStore } from './ports/challenge-store.ts'
export type { FactorAttempts } from './ports/factor-attempts.ts'
export type { FactorLifts } from './ports/factor-lifts.ts'
export type { FactorStore, StoredRecoveryCode, StoredTotp } from './ports/factor-store.ts'
export type { FlowStore } from './ports/flow-store.ts'
export type { Acceptance, InvitationStore, NewInvitation } from './ports/invitation-store.ts'
export type { AskedWish, InvitationWishes } from './ports/invitation-wishes.ts'
export type { MailedLinks } from './ports/mailed-links.ts'
export { type Mailer, MailRefusedError, MailUncertainError } from './ports/mailer.ts'
export {
  LEGACY_CANDIDATES,
  type MemberMark,
  type MemberOfShop,
  type MemberStore,
  type RosterBatch,
} from './ports/member-store.ts'
export type { MemberSyncStore, SyncedRow } from './ports/member-sync-store.ts'
export type { ListedMembership, MemberChange, MembershipStore } from './ports/membership-store.ts'
export type { NewDevices, UntoldDevices } from './ports/new-devices.ts'
export type { NoticeLedger } from './ports/notice-ledger.ts'
export type { OperatorSessionStore, OperatorSessionView } from './ports/operator-session-store.ts'
export type { OperatorStore } from './ports/operator-store.ts'
export { type HeldMail, type Lease, MAIL_DOUBTS, type Outbox } from './ports/outbox.ts'
export type { CommonPasswords } from './ports/password-hasher.ts'
export type { ProviderRecords } from './ports/provider-records.ts'
export type { RolloutStore } from './ports/rollout-store.ts'
export type { ServiceEntries } from './ports/service-entries.ts'
export type { ServiceStore } from './ports/service-store.ts'
export type { FactorUse, SessionIssue, SessionRefresh, SessionStore } from './ports/session-store.ts'
export type { DueMember, SharedMembers } from './ports/shared-members.ts'
export type { ShopStore } from './ports/shop-store.ts'
export type { Storage } from './ports/storage.ts'
export type { Spend, ThrottleCounters } from './ports/throttle-counters.ts'
export {
  type AddressRange,
  compileRanges,
  contains,
  parseAddressRange,
  type RangeRefusal,
} from './primitives/address-range.ts'
export {
  deriveClientAddress,
  type IpAddress,
  parseIpAddress,
  type TrustedProxies,
  trustedProxies,
} from './primitives/client-address.ts'
export { type Clock, type Instant, systemClock } from './primitives/clock.ts'
export {
  type EmailAddress,
  type EmailKey,
  type EmailProblem,
  maskEmailAddress,
  parseEmailAddress,
  smtpPath,
} from './primitives/email-address.ts'
export * from './primitives/errors.ts'
export {
  type AccountId,
  afterImport,
  type BypassGrantId,
  type BypassRequestId,
  type ChallengeId,
  type EventId,
  type FactorId,
  type FlowId,
  type ImportId,
  type InvitationId,
  type InvitationWishId,
  isServiceId,
  isShopId,
  type MailId,
  type MemberId,
  type NewDeviceId,
  type ServiceId,
  type SessionId,
  type ShopId,
} from './primitives/ids.ts'
export { isLoopbackHost } from './primitives/issuer.ts'
export {
  addDays,
  daysBetween,
  isJapanDay,
  JAPAN_OFFSET_MILLISECONDS,
  type JapanDay,
  japanDay,
  japanInstant,
} from './primitives/japan-time.ts'
export type { RingKey } from './primitives/key-ring.ts'
export { type Bilingual, type Locale, locales, preferredLocale } from './primitives/locale.ts'
export { readNumericCode } from './primitives/numeric-code.ts'
export { type Random, systemRandom } from './primitives/random.ts'
export type { TokenHash } from './primitives/secret-token.ts'
export { type Browser, readUserAgent } from './primitives/user-agent.ts'
export type { AddressChange, PendingAddress } from './rooms/address-change/address-change.ts'
export type { AddressDoctor, AddressFinding, AddressQuestion } from './rooms/address-doctor/address-doctor.ts'
export type { BypassesOfShops } from './rooms/bypass/asking.ts'
export type { BypassDesk, DeskOperator } from './rooms/bypass/desk.ts'
export type { OverdueRequest } from './rooms/bypass/due.ts'
export { type BypassActRefusal, BypassNotFoundError, BypassRefusedError } from './rooms/bypass/refusals.ts'
export type { RobotFlags } from './rooms/bypass/robot-flags.ts'
export type { BypassGrantView, BypassRequestView, RobotView } from './rooms/bypass/views.ts'
export type {
  EnterableService,
  EnterableShop,
  Entrant,
  Entry,
  EntryAnswer,
  EntryOffer,
  ServiceToEnter,
} from './rooms/entry/entry.ts'
export type { FactorLiftRoom } from './rooms/factor-lift/factor-lift.ts'
export type { FactorOutcome, Factors, FactorsView } from './rooms/factors/factors.ts'
export type { AdministratorRequest, Administrators } from './rooms/invitations/administrators.ts'
export type {
  Invitations,
  InvitationsPage,
  InvitationTold,
  InvitationView,
  InviteOptions,
  InviteOutcome,
  InviteResult,
} from './rooms/invitations/invitations.ts'
export type { InviteeProblem, TypedInvitee } from './rooms/invitations/invitee-list.ts'
export type { WishAnswer, Wishes, WishOptions } from './rooms/invitations/wishes.ts'
export type { Logouts } from './rooms/logouts/logouts.ts'
export type { MailDelivery, MailProblem } from './rooms/mail-delivery/mail-delivery.ts'
export type { ListedMember, MemberStanding, MemberSync, MembersPage } from './rooms/member-sync/member-sync.ts'
export type { ListedMembers, Members, MemberView } from './rooms/members/members.ts'
export type { Memberships, MembershipsView } from './rooms/memberships/memberships.ts'
export type { ImportReport, ImportRequest } from './rooms/migration/import-report.ts'
export { ImportUnreadableError, type ImportUnreadableReason } from './rooms/migration/import-unreadable.ts'
export type { Migration } from './rooms/migration/migration.ts'
export type { ImportWarning } from './rooms/migration/read-rows.ts'
export type { RowProblem, RowProblemCode } from './rooms/migration/row-problem.ts'
export type { MemberNotices, NoticeStatus } from './rooms/notices/notice-status.ts'
export type { Notices } from './rooms/notices/notices.ts'
export type {
  OperatorCredentials,
  OperatorSignIn,
  OperatorSignInOutcome,
} from './rooms/operator-sign-in/operator-sign-in.ts'
export type { ListedOperator, OperatorDraft, Operators, ProtectedDraft } from './rooms/operators/operators.ts'
export type { PasswordReset } from './rooms/password-reset/password-reset.ts'
export type { MemberEvent, MemberEventName } from './rooms/profile/member-event.ts'
export type { EventsPage, Profile, ProfileView } from './rooms/profile/profile.ts'
export type {
  MemberProgress,
  Progress,
  ProgressDay,
  ProgressOverview,
  ShopProgress,
  ShopTally,
} from './rooms/progress/progress.ts'
export type { KeptPayload, ProviderPayload, ProviderState } from './rooms/provider/provider-state.ts'
export type {
  MemberReadiness,
  Readiness,
  ReadinessOptions,
  ReadinessReport,
  Selection,
  ShopReadiness,
} from './rooms/readiness/readiness.ts'
export type { MoveBy, Moved } from './rooms/rollout/moves.ts'
export type { Meeting, MemberPreview, RolloutPreview } from './rooms/rollout/preview.ts'
export { RolloutRefusedError } from './rooms/rollout/refusals.ts'
export type { Announcement, Rollouts, ShopChanges } from './rooms/rollout/rollouts.ts'
export { type ServiceRefusal, ServiceRefusedError } from './rooms/services/refusals.ts'
export type { RolloutDocuments } from './rooms/services/rollout-documents.ts'
export type { NewService, ServiceActBy, ServiceListing, Services } from './rooms/services/services.ts'
export type { Device, Sessions, SessionWithMemberships } from './rooms/sessions/sessions.ts'
export type { AcceptanceOutcome } from './rooms/sign-in/invitation-step.ts'
export type { InvitationAsked } from './rooms/sign-in/invitation-wish-step.ts'
export type { FlowReference, SignInOutcome } from './rooms/sign-in/journey.ts'
export type { WaysOut } from './rooms/sign-in/lost-factor-step.ts'
export type { SignIn, SignInRequest, StartedFlow } from './rooms/sign-in/sign-in.ts'
export type { OpenStep, SignedInStep, SignInStep } from './rooms/sign-in/sign-in-step.ts'
export type { StepUp } from './rooms/sign-in/step-up.ts'
export type { LogoutClaims, SigningKey } from './vendors/jose.ts'
export { type DocumentReading, type DocumentRefusal, verifyRolloutDocument } from './vendors/jose.ts'
