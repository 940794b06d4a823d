import type { Storage } from '@ecforce-accounts/core'
import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { sqlAccountStore } from './account-store.ts'
import { sqlAuditLog } from './audit-log.ts'
import { sqlBypassStore } from './bypass-store.ts'
import { sqlChallengeStore } from './challenge-store.ts'
import { sqlFactorAttempts } from './factor-attempts.ts'
import { sqlFactorLifts } from './factor-lifts.ts'
import { sqlFactorStore } from './factor-store.ts'
import { sqlFlowStore } from './flow-store.ts'
import { sqlInvitationStore } from './invitation-store.ts'
import { sqlInvitationWishes } from './invitation-wishes.ts'
import { sqlMailedLinks } from './mailed-links.ts'
import { sqlMemberStore } from './member-store.ts'
import { sqlMemberSyncStore } from './member-sync-store.ts'
import { sqlMembershipStore } from './membership-store.ts'
import { sqlNewDevices } from './new-devices.ts'
import { sqlNoticeLedger } from './notice-ledger.ts'
import { sqlOperatorSessionStore } from './operator-session-store.ts'
import { sqlOperatorStore } from './operator-store.ts'
import { sqlOutbox } from './outbox.ts'
import { sqlProviderRecords } from './provider-records.ts'
import { sqlRolloutStore } from './rollout-store.ts'
import { sqlServiceEntries } from './service-entries.ts'
import { sqlServiceStore } from './service-store.ts'
import { sqlSessionStore } from './session-store.ts'
import { sqlSharedMembers } from './shared-members.ts'
import { sqlShopStore } from './shop-store.ts'
import { sqlThrottleCounters } from './throttle-counters.ts'

/** Every storage port over one database. */
export function sqlStorage(database: Database): Storage {
  return {
    accounts: sqlAccountStore(database),
    members: sqlMemberStore(database),
    memberSync: sqlMemberSyncStore(database),
    memberships: sqlMembershipStore(database),
    sharedMembers: sqlSharedMembers(database),
    invitations: sqlInvitationStore(database),
    invitationWishes: sqlInvitationWishes(database),
    shops: sqlShopStore(database),
    rollouts: sqlRolloutStore(database),
    services: sqlServiceStore(database),
    serviceEntries: sqlServiceEntries(database),
    factors: sqlFactorStore(database),
    flows: sqlFlowStore(database),
    challenges: sqlChallengeStore(database),
    sessions: sqlSessionStore(database),
    outbox: sqlOutbox(database),
    notices: sqlNoticeLedger(database),
    newDevices: sqlNewDevices(database),
    counters: sqlThrottleCounters(database),
    factorAttempts: sqlFactorAttempts(database),
    factorLifts: sqlFactorLifts(database),
    mailedLinks: sqlMailedLinks(database),
    operators: sqlOperatorStore(database),
    providerRecords: sqlProviderRecords(database),
    operatorSessions: sqlOperatorSessionStore(database),
    bypasses: sqlBypassStore(database),
    audit: sqlAuditLog(database),
    async ping() {
      await database.read((db) => sql`SELECT 1`.execute(db))
    },
    close: () => database.close(),
  }
}
