import type { AccountStore } from './account-store.ts'
import type { AuditLog } from './audit-log.ts'
import type { BypassStore } from './bypass-store.ts'
import type { ChallengeStore } from './challenge-store.ts'
import type { FactorAttempts } from './factor-attempts.ts'
import type { FactorLifts } from './factor-lifts.ts'
import type { FactorStore } from './factor-store.ts'
import type { FlowStore } from './flow-store.ts'
import type { InvitationStore } from './invitation-store.ts'
import type { InvitationWishes } from './invitation-wishes.ts'
import type { MailedLinks } from './mailed-links.ts'
import type { MemberStore } from './member-store.ts'
import type { MemberSyncStore } from './member-sync-store.ts'
import type { MembershipStore } from './membership-store.ts'
import type { NewDevices } from './new-devices.ts'
import type { NoticeLedger } from './notice-ledger.ts'
import type { OperatorSessionStore } from './operator-session-store.ts'
import type { OperatorStore } from './operator-store.ts'
import type { Outbox } from './outbox.ts'
import type { ProviderRecords } from './provider-records.ts'
import type { RolloutStore } from './rollout-store.ts'
import type { ServiceEntries } from './service-entries.ts'
import type { ServiceStore } from './service-store.ts'
import type { SessionStore } from './session-store.ts'
import type { SharedMembers } from './shared-members.ts'
import type { ShopStore } from './shop-store.ts'
import type { ThrottleCounters } from './throttle-counters.ts'

/** Every storage port, over one database. */
export interface Storage {
  readonly accounts: AccountStore
  readonly members: MemberStore
  readonly memberSync: MemberSyncStore
  readonly memberships: MembershipStore
  readonly sharedMembers: SharedMembers
  readonly invitations: InvitationStore
  readonly invitationWishes: InvitationWishes
  readonly shops: ShopStore
  readonly rollouts: RolloutStore
  readonly services: ServiceStore
  readonly serviceEntries: ServiceEntries
  readonly factors: FactorStore
  readonly flows: FlowStore
  readonly challenges: ChallengeStore
  readonly sessions: SessionStore
  readonly outbox: Outbox
  readonly notices: NoticeLedger
  readonly newDevices: NewDevices
  readonly counters: ThrottleCounters
  readonly factorAttempts: FactorAttempts
  readonly factorLifts: FactorLifts
  readonly mailedLinks: MailedLinks
  readonly operators: OperatorStore
  readonly providerRecords: ProviderRecords
  readonly operatorSessions: OperatorSessionStore
  readonly bypasses: BypassStore
  readonly audit: AuditLog

  /** Resolves when the database answers; rejects with `StorageError` when it does not. */
  ping(): Promise<void>

  /** Lets go of files and connections. Nothing may be called afterwards. */
  close(): Promise<void>
}
