import type { Account, EnrolledFactor, PasswordHash, StoredPassword } from '../domain/account.ts'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { BypassGrant, BypassRequest } from '../domain/bypass.ts'
import type { Challenge, ChallengeIssue } from '../domain/challenge.ts'
import { CODE_LIFETIME_MILLISECONDS, CODE_RESEND_MILLISECONDS } from '../domain/challenge.ts'
import { type NewFactor, RECOVERY_CODES } from '../domain/factor.ts'
import type { FactorLift, LostFactorCase } from '../domain/factor-lift.ts'
import type { Flow } from '../domain/flow.ts'
import { expiryOf, type Invitation, invitationDays } from '../domain/invitation.ts'
import type { InvitationWish } from '../domain/invitation-wish.ts'
import type { OutboxMail } from '../domain/mail.ts'
import { RESET_LINK_SECONDS, type ResetLink } from '../domain/mailed-link.ts'
import type { LegacyPassword, Member } from '../domain/member.ts'
import type { NewDevice } from '../domain/new-device.ts'
import type { Operator, OperatorSession } from '../domain/operator.ts'
import type { ProviderRecord } from '../domain/provider-record.ts'
import type { Service, ServiceSecret, ServiceWeb } from '../domain/service.ts'
import type { ServiceEntry } from '../domain/service-entry.ts'
import { DEVICE_LIFETIME_MILLISECONDS, type KnownDevice, type Session } from '../domain/session.ts'
import type { Shop } from '../domain/shop.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailAddress } from '../primitives/email-address.ts'
import type {
  AccountId,
  BypassGrantId,
  BypassRequestId,
  ChallengeId,
  EventId,
  FactorId,
  FlowId,
  ImportId,
  InvitationId,
  InvitationWishId,
  MailId,
  NewDeviceId,
  ServiceId,
  SessionId,
  ShopId,
} from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'

/** When the builders' records are made: noon in Japan, on a working day. */
export const noon: Instant = Date.UTC(2026, 3, 15, 3)

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

let serial = 0

/** A name of this kind that no record of this process has yet; as long as real ones. */
function uniqueId<T extends string>(kind: string): T {
  serial++
  return `${kind}${String(serial).padStart(26 - kind.length, '0')}` as T
}

/** What would be stored of a token that nobody has. */
export function aTokenHash(): TokenHash {
  return `${uniqueId('token')}_-${'A'.repeat(15)}`
}

/** An address of its own, typed with a capital letter. */
export function anEmail(local: string = uniqueId('person')): EmailAddress {
  return {
    key: `${local.toLowerCase()}@example.com`,
    typed: `${local.slice(0, 1).toUpperCase()}${local.slice(1)}@Example.com`,
  }
}

/** An argon2id hash in form alone; no password fits it. */
export function aPasswordHash(kid = 'k1'): PasswordHash {
  return `${kid}:$argon2id$v=19$m=65536,t=3,p=1$${uniqueId('salt')}$aGFzaA`
}

/** A shop that nobody has announced. */
export function aShop(changes: Partial<Shop> = {}): Shop {
  const id = uniqueId<ShopId>('shop')
  return {
    id,
    name: `Shop ${id}`,
    adminUrl: `https://${id}.example/admin`,
    factorPolicy: {
      firstFactor: 'email',
      mailAs: 'primary',
      legacyTwoFactor: 're-enrol',
      administratorsNeedApp: false,
    },
    rollout: null,
    ...changes,
  }
}

/** A bcrypt hash in form alone; no password fits it. */
export function aLegacyPassword(changes: Partial<LegacyPassword> = {}): LegacyPassword {
  return {
    scheme: 'bcrypt',
    hash: `$2b$10$${uniqueId('salt')}${'x'.repeat(27)}`,
    pepperKid: null,
    nominalMilliseconds: 49,
    ...changes,
  }
}

/** A row of a shop's member list with a legacy password, signed in to yesterday. */
export function aClaim(changes: Partial<Member> = {}): Member {
  return {
    id: uniqueId('member'),
    shopId: 'hogehoge' as ShopId,
    legacyId: uniqueId('legacy'),
    email: anEmail(),
    name: '山田 太郎',
    role: 'staff',
    state: 'claim',
    heldFor: [],
    leaving: null,
    legacyPassword: aLegacyPassword(),
    legacyTwoFactor: false,
    legacyTotpSecret: null,
    legacyClosed: false,
    lastSignInAt: noon - day,
    accountId: null,
    activatedAt: null,
    robotSince: null,
    confirmedAt: null,
    importedBy: 'import-1' as ImportId,
    ...changes,
  }
}

/** A request of an administrator, asked at noon for one robot and one address, and due two days later. */
export function aBypassRequest(changes: Partial<BypassRequest> = {}): BypassRequest {
  return {
    id: uniqueId<BypassRequestId>('bypass-request'),
    shopId: 'hogehoge' as ShopId,
    version: 1,
    status: 'pending',
    purpose: '在庫の更新',
    provider: 'ロボ社',
    memberIds: [uniqueId('member')],
    ranges: ['203.0.113.10/32'],
    validDays: 90,
    shadow: false,
    renews: null,
    ticket: null,
    askedBy: { accountId: 'account' as AccountId },
    askedAt: noon,
    dueAt: noon + 2 * day,
    stoppedAt: null,
    question: null,
    answer: null,
    firstApprovedBy: null,
    settledBy: null,
    settledAt: null,
    reason: null,
    ...changes,
  }
}

/** A grant that began at noon and is good for ninety days, waiting for the robot's owner. */
export function aBypassGrant(changes: Partial<BypassGrant> = {}): BypassGrant {
  const startsAt = changes.startsAt ?? noon
  return {
    id: uniqueId<BypassGrantId>('bypass-grant'),
    requestId: 'bypass-request' as BypassRequestId,
    shopId: 'hogehoge' as ShopId,
    memberId: uniqueId('member'),
    ranges: ['203.0.113.10/32'],
    status: 'active',
    suspendedFor: null,
    shadow: false,
    approvedBy: ['engineer-a'],
    startsAt,
    endsAt: startsAt + 90 * day,
    credentialEpoch: null,
    activeSince: startsAt,
    lastUsedAt: null,
    lastAddress: null,
    ...changes,
  }
}

/** A sign-in that has just begun. */
export function aFlow(changes: Partial<Flow> = {}): Flow {
  return {
    id: uniqueId<FlowId>('flow'),
    secretHash: aTokenHash(),
    formerSecretHash: null,
    requirement: { for: 'sign-in', maxAgeSeconds: 900 },
    email: anEmail(),
    evidence: [],
    wish: {},
    heldPassword: null,
    heldApp: null,
    returnTo: null,
    locale: 'ja',
    startedAt: noon,
    expiresAt: noon + 15 * minute,
    status: 'open',
    version: 1,
    attempts: 0,
    ...changes,
  }
}

/** A password that somebody has chosen here; as far as known not a long one. */
export function aPassword(changes: Partial<StoredPassword> = {}): StoredPassword {
  return { hash: aPasswordHash(), origin: 'own', isLong: false, ...changes }
}

/** An active account with a password of its own. */
export function anAccount(changes: Partial<Account> = {}): Account {
  return {
    id: uniqueId<AccountId>('account'),
    email: anEmail(),
    name: '山田 太郎',
    locale: 'ja',
    status: 'active',
    credentialEpoch: 1,
    password: aPassword(),
    mailResetAt: null,
    lastUsedFactor: null,
    createdAt: noon,
    ...changes,
  }
}

/** A mail factor, just enrolled. */
export function aFactor(changes: Partial<EnrolledFactor> = {}): EnrolledFactor {
  return {
    id: uniqueId<FactorId>('factor'),
    kind: 'email',
    enrolledAt: noon,
    lastUsedAt: null,
    lockedAt: null,
    ...changes,
  }
}

/** The same as it is enrolled, without a secret of its own. */
export function aNewFactor(changes: Partial<NewFactor> = {}): NewFactor {
  return { ...aFactor(changes), secret: null, ...changes }
}

/** An authenticator app whose encrypted secret nobody can open. */
export function anApp(changes: Partial<NewFactor> = {}): NewFactor {
  return aNewFactor({
    kind: 'totp',
    secret: { of: 'totp', sealed: `k1.${uniqueId('secret')}`, lastStep: 100 },
    ...changes,
  })
}

/** Ten recovery codes that nobody has. */
export function aRecoverySet(changes: Partial<NewFactor> = {}): NewFactor {
  const hashes = Array.from({ length: RECOVERY_CODES }, () => aPasswordHash())
  return aNewFactor({ kind: 'recovery', secret: { of: 'recovery', hashes }, ...changes })
}

/** A new factor as it is listed afterwards. */
export function listed({ secret, ...factor }: NewFactor): EnrolledFactor {
  return factor
}

/** A full session that has just begun. */
export function aSession(changes: Partial<Session> = {}): Session {
  return {
    id: uniqueId<SessionId>('session'),
    tokenHash: aTokenHash(),
    accountId: 'account' as AccountId,
    acr: 'urn:ecforce:acr:email',
    amr: ['pwd', 'otp', 'mfa'],
    sessionClass: 'full',
    restrictedTo: null,
    grantId: null,
    authTime: noon,
    createdAt: noon,
    lastSeenAt: noon,
    expiresAt: noon + 12 * hour,
    client: { address: '203.0.113.7', userAgent: 'Mozilla/5.0 (contract)' },
    ...changes,
  }
}

/** A browser that an account has just signed in from. */
export function aDevice(changes: Partial<KnownDevice> = {}): KnownDevice {
  return {
    tokenHash: aTokenHash(),
    accountId: 'account' as AccountId,
    credentialEpoch: 1,
    createdAt: noon,
    expiresAt: noon + DEVICE_LIFETIME_MILLISECONDS,
    ...changes,
  }
}

/** A code as it is stored; sent at `issuedAt`, noon unless told. */
export function aChallengeIssue(changes: Partial<ChallengeIssue> = {}): ChallengeIssue {
  const issuedAt = changes.issuedAt ?? noon
  return {
    codeHash: `k1.${uniqueId('code')}`,
    reference: 'KX',
    issuedAt,
    expiresAt: issuedAt + CODE_LIFETIME_MILLISECONDS,
    resendAt: issuedAt + CODE_RESEND_MILLISECONDS,
    ...changes,
  }
}

/** A code mailed once, at noon. */
export function aChallenge(changes: Partial<Challenge> = {}): Challenge {
  return {
    id: uniqueId<ChallengeId>('challenge'),
    flowId: 'flow' as FlowId,
    destination: anEmail().key,
    purpose: 'enrol',
    issue: aChallengeIssue(),
    sends: 1,
    consumedAt: null,
    ...changes,
  }
}

/** A code mail queued at noon and of use for ten minutes. */
export function anOutboxMail(changes: Partial<OutboxMail> = {}): OutboxMail {
  const id = changes.id ?? uniqueId<MailId>('mail')
  const queuedAt = changes.queuedAt ?? noon
  return {
    id,
    messageId: `${id}@accounts.example`,
    kind: 'code',
    sealed: `k1.${'c'.repeat(40)}`,
    queuedAt,
    usefulUntil: queuedAt + 10 * minute,
    ...changes,
  }
}

/** A reset link mailed at noon to an address that nobody has an account at. */
export function aResetLink(changes: Partial<ResetLink> = {}): ResetLink {
  const createdAt = changes.createdAt ?? noon
  return {
    kind: 'reset',
    tokenHash: aTokenHash(),
    email: anEmail(),
    accountId: null,
    epoch: 0,
    createdAt,
    expiresAt: createdAt + RESET_LINK_SECONDS * 1000,
    ...changes,
  }
}

/** An invitation by operators, mailed once at noon and good for a week. */
export function anInvitation(changes: Partial<Invitation> = {}): Invitation {
  const sentAt = changes.sentAt ?? noon
  return {
    id: uniqueId<InvitationId>('invitation'),
    shopId: 'hogehoge' as ShopId,
    memberId: uniqueId('member'),
    email: anEmail(),
    invitedBy: null,
    locale: 'ja',
    lifetimeDays: invitationDays.usual,
    createdAt: sentAt,
    sentAt,
    sends: 1,
    expiresAt: expiryOf(sentAt, invitationDays.usual),
    tokenHash: aTokenHash(),
    codeHash: `k1.${uniqueId('code')}`,
    mailId: uniqueId<MailId>('mail'),
    reminderId: null,
    wrongCodes: 0,
    status: 'open',
    settledAt: null,
    ...changes,
  }
}

/** An open wish for an invitation, asked at noon, of a shop that has no other. */
export function anInvitationWish(changes: Partial<InvitationWish> = {}): InvitationWish {
  return {
    id: uniqueId<InvitationWishId>('wish'),
    shopId: uniqueId<ShopId>('shop'),
    accountId: uniqueId('account'),
    email: anEmail(),
    name: '千葉いつき',
    askedAt: noon,
    status: 'open',
    settledAt: null,
    ...changes,
  }
}

/** A sign-in at noon from a browser that an account of its own did not know. */
export function aNewDevice(changes: Partial<NewDevice> = {}): NewDevice {
  return {
    id: uniqueId<NewDeviceId>('new-device'),
    accountId: uniqueId('account'),
    at: noon,
    userAgent: 'Mozilla/5.0 (contract)',
    address: '203.0.113.9' as NewDevice['address'],
    ...changes,
  }
}

/** An engineer with an app; no code fits it. */
export function anOperator(changes: Partial<Operator> = {}): Operator {
  return {
    name: uniqueId('operator'),
    role: 'engineer',
    password: aPasswordHash(),
    totpSecret: `k1.${'s'.repeat(40)}`,
    lastStep: 1,
    enrolledAt: noon,
    ...changes,
  }
}

/** An authorization code of the OpenID provider, good for a minute from noon on. */
export function aProviderRecord(changes: Partial<ProviderRecord> = {}): ProviderRecord {
  return {
    kind: 'AuthorizationCode',
    idHash: aTokenHash(),
    uidHash: null,
    grantHash: null,
    sealed: `k1.${'p'.repeat(40)}`,
    expiresAt: noon + minute,
    consumedAt: null,
    ...changes,
  }
}

/** A secret that nobody has, issued at noon. */
export function aServiceSecret(changes: Partial<ServiceSecret> = {}): ServiceSecret {
  return { hash: aTokenHash(), issuedAt: noon, ...changes }
}

/** The back end of a shop with one secret, added at noon. */
export function aService(changes: Partial<Service> = {}): Service {
  const id = uniqueId<ServiceId>('service')
  return {
    id,
    shopId: 'hogehoge' as ShopId,
    name: `Service ${id}`,
    secrets: [aServiceSecret()],
    addedAt: noon,
    web: null,
    ...changes,
  }
}

/** A session of an operator that has just begun. */
export function anOperatorSession(changes: Partial<OperatorSession> = {}): OperatorSession {
  return {
    tokenHash: aTokenHash(),
    operator: 'akira',
    createdAt: noon,
    lastSeenAt: noon,
    expiresAt: noon + 8 * hour,
    client: { address: '203.0.113.7', userAgent: 'Mozilla/5.0 (contract)' },
    ...changes,
  }
}

/** Where a service is entered. */
export function aServiceWeb(changes: Partial<ServiceWeb> = {}): ServiceWeb {
  return {
    startUrl: 'https://hogehoge.example/admin/accounts/start',
    redirectUris: ['https://hogehoge.example/admin/accounts/callback'],
    postLogoutUris: ['https://hogehoge.example/admin'],
    backChannelLogoutUrl: 'https://hogehoge.example/admin/accounts/logout',
    icon: null,
    ...changes,
  }
}

/** An entry at noon, by nobody who is known. */
export function aServiceEntry(changes: Partial<ServiceEntry> = {}): ServiceEntry {
  return {
    sid: uniqueId('sid'),
    serviceId: uniqueId<ServiceId>('service'),
    shopId: 'hogehoge' as ShopId,
    accountId: uniqueId<AccountId>('account'),
    sessionId: uniqueId<SessionId>('session'),
    enteredAt: noon,
    ...changes,
  }
}

/** A case that was opened at noon where an app was asked for. */
export function aLostFactorCase(changes: Partial<LostFactorCase> = {}): LostFactorCase {
  return {
    number: uniqueId('case'),
    flowId: uniqueId<FlowId>('flow'),
    email: anEmail().key,
    accountId: null,
    factor: 'totp',
    openedAt: noon,
    ...changes,
  }
}

/** A lift of an app that was asked for at noon. */
export function aFactorLift(changes: Partial<FactorLift> = {}): FactorLift {
  return {
    caseNumber: uniqueId('case'),
    accountId: 'account' as AccountId,
    factor: 'totp',
    status: 'asked',
    askedBy: 'support-a',
    askedAt: noon,
    approvedBy: null,
    liftsAt: null,
    settledAt: null,
    ...changes,
  }
}

/** Something that went well at noon. */
export function anAuditEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: uniqueId<EventId>('event'),
    at: noon,
    name: 'authn.identify',
    outcome: 'ok',
    reason: null,
    supportCode: null,
    actor: null,
    subject: null,
    shopId: null,
    address: '203.0.113.7',
    userAgent: null,
    requestId: null,
    details: {},
    ...changes,
  }
}
