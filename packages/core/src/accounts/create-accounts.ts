import { administratorNotices } from '../access/administrator-notices.ts'
import { codeAttempts } from '../access/code-attempts.ts'
import { grantRanges } from '../access/grant-ranges.ts'
import { invitationTickets } from '../access/invitation-tickets.ts'
import { issue } from '../access/issue.ts'
import { knownBrowser } from '../access/known-browser.ts'
import { lastSeen } from '../access/last-seen.ts'
import { mailedTokens } from '../access/mailed-tokens.ts'
import { operatorCodes } from '../access/operator-codes.ts'
import { operatorDoor } from '../access/operator-door.ts'
import { passwordAlarm } from '../access/password-alarm.ts'
import { passwordProof } from '../access/password-proof.ts'
import { presentSession } from '../access/present-session.ts'
import { robotNotices } from '../access/robot-notices.ts'
import { robotSessions } from '../access/robot-sessions.ts'
import { robotSignIn } from '../access/robot-sign-in.ts'
import { shopDoor } from '../access/shop-door.ts'
import { signInThrottle } from '../access/sign-in-throttle.ts'
import { signedInDoor } from '../access/signed-in.ts'
import { emailCodeFactor } from '../factors/email-code.ts'
import { newPassword } from '../factors/new-password.ts'
import { passwordFactor } from '../factors/password.ts'
import { recoveryFactor } from '../factors/recovery-code.ts'
import { totpFactor } from '../factors/totp.ts'
import { nominalHashMilliseconds } from '../policy/password-floor.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import { boundedQueue } from '../primitives/bounded-queue.ts'
import { type Clock, systemClock } from '../primitives/clock.ts'
import { createKeyRing } from '../primitives/key-ring.ts'
import { systemRandom } from '../primitives/random.ts'
import { type AddressChange, addressChange } from '../rooms/address-change/address-change.ts'
import { type AddressDoctor, addressDoctor } from '../rooms/address-doctor/address-doctor.ts'
import type { BypassesOfShops } from '../rooms/bypass/asking.ts'
import { bypassRoom } from '../rooms/bypass/bypass.ts'
import type { BypassDesk } from '../rooms/bypass/desk.ts'
import type { RobotFlags } from '../rooms/bypass/robot-flags.ts'
import { type Entry, entryRoom } from '../rooms/entry/entry.ts'
import { type FactorLiftRoom, factorLift } from '../rooms/factor-lift/factor-lift.ts'
import { type Factors, factorsRoom } from '../rooms/factors/factors.ts'
import { type Administrators, administratorsRoom } from '../rooms/invitations/administrators.ts'
import { type Invitations, invitationsRoom } from '../rooms/invitations/invitations.ts'
import { type Wishes, wishesRoom } from '../rooms/invitations/wishes.ts'
import { type Logouts, logouts } from '../rooms/logouts/logouts.ts'
import { type MailDelivery, mailDelivery } from '../rooms/mail-delivery/mail-delivery.ts'
import { type MemberSync, memberSync } from '../rooms/member-sync/member-sync.ts'
import { deviceDigests } from '../rooms/members/device-digests.ts'
import { dueMembers } from '../rooms/members/due-members.ts'
import { type Members, membersRoom } from '../rooms/members/members.ts'
import { type Memberships, membershipsRoom } from '../rooms/memberships/memberships.ts'
import { type Migration, migration } from '../rooms/migration/migration.ts'
import { type Notices, noticesRoom } from '../rooms/notices/notices.ts'
import { type OperatorSignIn, operatorSignIn } from '../rooms/operator-sign-in/operator-sign-in.ts'
import { type Operators, operators } from '../rooms/operators/operators.ts'
import { type PasswordReset, passwordReset } from '../rooms/password-reset/password-reset.ts'
import { type Profile, profile } from '../rooms/profile/profile.ts'
import { type Progress, progress } from '../rooms/progress/progress.ts'
import { type ProviderState, providerState } from '../rooms/provider/provider-state.ts'
import { type Readiness, readiness } from '../rooms/readiness/readiness.ts'
import { RolloutRefusedError } from '../rooms/rollout/refusals.ts'
import { type Rollouts, rolloutRoom } from '../rooms/rollout/rollouts.ts'
import { type RolloutDocuments, rolloutDocuments } from '../rooms/services/rollout-documents.ts'
import { type Services, servicesRoom } from '../rooms/services/services.ts'
import { type Sessions, sessions } from '../rooms/sessions/sessions.ts'
import { completion } from '../rooms/sign-in/completion.ts'
import { type SignIn, signIn } from '../rooms/sign-in/sign-in.ts'
import { type StepUp, stepUp } from '../rooms/sign-in/step-up.ts'
import { commonPasswords } from '../vendors/common-passwords.ts'
import { japaneseHolidays } from '../vendors/japanese-holidays.ts'
import { type DocumentSigner, documentSigner, type SigningKey } from '../vendors/jose.ts'
import { passwordHasher } from '../vendors/password-hasher.ts'
import { totpAlgorithm } from '../vendors/totp.ts'
import { background } from './background.ts'
import { type AccountsOptions, readSettings } from './options.ts'
import { assertMeaningfulAddresses, assertStartable, legacyFloor } from './start-checks.ts'

/** An installation of accounts: every room, wired once. */
export interface Accounts {
  readonly issuer: string
  /** What all of it goes by. */
  readonly clock: Clock
  /** The proxies in front of the host. */
  readonly trustedProxies: readonly string[]
  readonly signIn: SignIn
  readonly stepUp: StepUp
  readonly factors: Factors
  readonly profile: Profile
  readonly passwordReset: PasswordReset
  readonly addressChange: AddressChange
  readonly addressDoctor: AddressDoctor
  readonly sessions: Sessions
  readonly migration: Migration
  readonly readiness: Readiness
  readonly progress: Progress
  readonly rollouts: Rollouts
  readonly notices: Notices
  readonly factorLifts: FactorLiftRoom
  readonly operators: Operators
  readonly services: Services
  readonly invitations: Invitations
  readonly invitationWishes: Wishes
  readonly administrators: Administrators
  readonly members: Members
  readonly memberships: Memberships
  /** Robots' exemptions, as shops ask for them. */
  readonly bypasses: BypassesOfShops
  /** Robots' exemptions, as operators decide them. */
  readonly bypassDesk: BypassDesk
  readonly robots: RobotFlags
  readonly memberSync: MemberSync
  readonly entry: Entry
  /** `null` without a back channel. */
  readonly logouts: Logouts | null
  /** What an OpenID provider of the host keeps. */
  readonly providerState: ProviderState
  /** What that provider signs with: whole keys, the newest first, one for each key of the ring. */
  providerKeys(): Promise<readonly SigningKey[]>
  readonly rolloutDocuments: RolloutDocuments
  readonly operatorSignIn: OperatorSignIn
  readonly mailDelivery: MailDelivery
  readonly audit: Pick<AuditLog, 'findBySupportCode' | 'listBySubject'>

  /** Whether another password could be checked now: asked before a request's body is read. */
  hasRoom(): boolean

  /** Resolves when the database answers; rejects with `StorageError` when it does not. */
  ping(): Promise<void>

  /**
   * Does what has become due and nobody asks for: scheduled announcements, the notices of every switch, lifts of factors,
   * reminders of shared members, memberships whose end was set, and new devices of accounts that several people share.
   * The worker does it every half minute. Several nodes may do it at once.
   * reminders of shared members, memberships whose end was set, reminders and suspensions of robots' exemptions. The
   * worker does it every half minute. Several nodes may do it at once.
   */
  doDue(): Promise<void>

  /**
   * Begins the work that nobody waits for: noting when sessions were last seen, and with `worker` the delivery of
   * mail and the sweeping of what has expired. Several nodes may do it at once. Resolves what ends it.
   */
  start(options: { readonly worker: boolean }): { readonly stop: () => Promise<void> }
}

/**
 * Wires accounts over a storage and a mailer.
 *
 * Rejects with `ConfigurationError` when a setting will not do, when stored rows need a key or pepper that is not
 * given, when the password step's floor is below what the imported hashes need, or when the proxies that are trusted make
 * the addresses meaningless that robots are let in by.
 */
export async function createAccounts(options: AccountsOptions): Promise<Accounts> {
  const settings = readSettings(options)
  const { storage, mailer, clock = systemClock, random = systemRandom } = options
  const keys = createKeyRing(options.keys, { random, legacyPeppers: options.legacyPeppers ?? new Map() })
  await assertStartable(storage, keys, settings, clock.now())
  const proxies = Object.freeze([...(options.trustedProxies ?? [])])
  await assertMeaningfulAddresses(storage, proxies, clock.now())

  const { concurrency, waiting, memoryKiB, passes } = settings.hashing
  const queue = boundedQueue({ concurrency, waiting })
  const hasher = passwordHasher({ queue, keys, random, clock, parameters: { memoryKiB, passes } })
  const common = commonPasswords()
  const lifetime = settings.sessionLifetime
  const mailDomain = new URL(settings.issuer).hostname
  const core = {
    accounts: storage.accounts,
    members: storage.members,
    memberSync: storage.memberSync,
    memberships: storage.memberships,
    sharedMembers: storage.sharedMembers,
    invitations: storage.invitations,
    invitationWishes: storage.invitationWishes,
    shops: storage.shops,
    rollouts: storage.rollouts,
    factors: storage.factors,
    factorAttempts: storage.factorAttempts,
    factorLifts: storage.factorLifts,
    mailedLinks: storage.mailedLinks,
    operators: storage.operators,
    services: storage.services,
    serviceEntries: storage.serviceEntries,
    providerRecords: storage.providerRecords,
    operatorSessions: storage.operatorSessions,
    flows: storage.flows,
    challenges: storage.challenges,
    sessions: storage.sessions,
    outbox: storage.outbox,
    notices: storage.notices,
    newDevices: storage.newDevices,
    counters: options.counters ?? storage.counters,
    bypasses: storage.bypasses,
    covers: grantRanges(),
    audit: storage.audit,
    clock,
    random,
    keys,
    lifetime,
    hasher,
    common,
    breached: options.breachedPasswords ?? { includes: async () => false },
    newHashMilliseconds: nominalHashMilliseconds(settings.hashing),
    mailDomain,
    issuer: settings.issuer,
  }

  const emailCode = emailCodeFactor(core)
  const throttle = signInThrottle({
    ...core,
    alarm: passwordAlarm({ ...core, onAlarm: options.onAlarm ?? ignore }),
    proof: passwordProof(core),
  })
  const attempts = codeAttempts({ ...core, throttle })
  const issuing = issue(core)
  const knowsBrowser = knownBrowser(core)
  const toAdministrators = administratorNotices(core)
  const seen = lastSeen(core)
  const robots = robotSessions(core)
  const robotsSignIn = robotSignIn(core)
  const signedIn = signedInDoor({ ...core, seen, robots })
  const proving = {
    ...core,
    emailCode,
    totp: totpFactor({ ...core, totp: totpAlgorithm }),
    algorithm: totpAlgorithm,
    recovery: recoveryFactor(core),
    throttle,
    attempts,
    passwordFactor: passwordFactor(core),
    appIssuer: APP_ISSUER,
    newPassword: newPassword(core),
    tokens: mailedTokens(core),
    tickets: invitationTickets({ ...core, throttle }),
    presentSession: presentSession({ ...core, robots }),
    robots: robotsSignIn,
    administratorNotices: toAdministrators,
    issue: issuing,
    knownBrowser: knowsBrowser,
    completion: completion({ ...core, issue: issuing, knownBrowser: knowsBrowser, robots: robotsSignIn }),
  }
  const atShopDoor = shopDoor({ ...core, signedIn })
  const invitationRoom = invitationsRoom({ ...proving, shopDoor: atShopDoor })
  const codesOfOperators = operatorCodes({ ...core, totp: totpAlgorithm })
  const atOperatorDoor = operatorDoor({ ...core, operatorCodes: codesOfOperators })
  const lifts = factorLift({
    ...core,
    signedIn,
    operatorDoor: atOperatorDoor,
    administratorNotices: toAdministrators,
  })
  const rolloutSwitch = rolloutRoom({ ...core, operatorDoor: atOperatorDoor, isHoliday: japaneseHolidays })
  const noticeRoom = noticesRoom({
    ...core,
    noticesPerMinute: settings.noticesPerMinute,
    async postponeForMail(shopId, to) {
      const reason = 'the mails of the announcement were late'
      await rolloutSwitch.move(shopId, { act: 'postpone', to }, { actor: 'system', reason }).catch((error: unknown) => {
        // Another node was first.
        if (!(error instanceof RolloutRefusedError && error.reason === 'not_later')) throw error
      })
    },
  })
  const dueRoom = dueMembers(core)
  const digests = deviceDigests(core)
  const sessionRoom = sessions({ ...core, signedIn, seen, robots })
  const delivery = mailDelivery({ ...core, mailer, onProblem: options.onMailProblem ?? ignore })
  let made: Promise<DocumentSigner> | null = null
  const signer = () => {
    made ??= documentSigner(keys.signingSeeds)
    return made
  }
  const onError = options.onBackgroundError ?? ignore
  const { backChannel } = options
  const bypasses = bypassRoom({
    ...core,
    signedIn,
    throttle,
    shopDoor: atShopDoor,
    operatorDoor: atOperatorDoor,
    robotNotices: robotNotices(core),
    isHoliday: japaneseHolidays,
    companyHolidays: settings.companyHolidays,
    cutOffHour: settings.requestCutOffHour,
    documentationRanges: settings.allowDocumentationAddresses,
    onOverdue: options.onOverdueRequests ?? ignore,
  })
  const logoutRoom = backChannel ? logouts({ ...core, signer, backChannel, onError }) : null
  const floor = legacyFloor(storage.members, settings, clock)

  return {
    issuer: settings.issuer,
    clock,
    trustedProxies: proxies,
    signIn: signIn({ ...proving, passwordStepFloor: floor }),
    stepUp: stepUp({ ...proving, signedIn }),
    factors: factorsRoom({ ...proving, signedIn }),
    profile: profile({ ...proving, signedIn }),
    passwordReset: passwordReset(proving),
    addressChange: addressChange({ ...proving, signedIn }),
    addressDoctor: addressDoctor(core),
    sessions: sessionRoom,
    migration: migration(core),
    readiness: readiness(core),
    progress: progress(core),
    rollouts: rolloutSwitch,
    notices: noticeRoom,
    factorLifts: lifts,
    services: servicesRoom({ ...core, operatorDoor: atOperatorDoor }),
    invitations: invitationRoom,
    invitationWishes: wishesRoom({ ...core, inviting: invitationRoom, shopDoor: atShopDoor }),
    administrators: administratorsRoom({ ...core, operatorDoor: atOperatorDoor }),
    members: membersRoom({ ...core, shopDoor: atShopDoor, throttle }),
    memberships: membershipsRoom({ ...core, signedIn }),
    bypasses: bypasses.ofShops,
    bypassDesk: bypasses.desk,
    robots: bypasses.robots,
    memberSync: memberSync(core),
    rolloutDocuments: rolloutDocuments({ ...core, signer }),
    entry: entryRoom({ ...core, seen, robots }),
    logouts: logoutRoom,
    providerState: providerState(core),
    providerKeys: async () => (await signer()).secretKeys,
    operators: operators({ ...core, totp: totpAlgorithm, newPassword: newPassword(core) }),
    operatorSignIn: operatorSignIn({ ...core, throttle, operatorCodes: codesOfOperators }),
    mailDelivery: delivery,
    audit: storage.audit,
    doDue,
    hasRoom: () => queue.hasRoom(),
    ping: () => storage.ping(),
    start: ({ worker }) =>
      background({
        storage,
        counters: core.counters,
        clock,
        lifetime,
        sessions: sessionRoom,
        doDue,
        logouts: logoutRoom,
        delivery: worker ? delivery : null,
        onError,
      }),
  }

  async function doDue(): Promise<void> {
    await rolloutSwitch.announceDue()
    await noticeRoom.queueDue()
    await lifts.liftDue()
    await dueRoom.doDue()
    await digests.tellDue()
    await bypasses.doDue()
  }
}

/** What authenticator apps file their codes under. */
const APP_ISSUER = 'ecforce accounts'

function ignore(): void {}
