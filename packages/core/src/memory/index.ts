import type { Storage } from '../ports/storage.ts'
import { accountStore } from './account-store.ts'
import { auditLog } from './audit-log.ts'
import { bypassStore } from './bypass-store.ts'
import { challengeStore } from './challenge-store.ts'
import { factorAttempts } from './factor-attempts.ts'
import { factorLifts } from './factor-lifts.ts'
import { factorStore } from './factor-store.ts'
import { flowStore } from './flow-store.ts'
import { invitationStore } from './invitation-store.ts'
import { invitationWishes } from './invitation-wishes.ts'
import { mailedLinks } from './mailed-links.ts'
import { memberStore } from './member-store.ts'
import { memberSyncStore } from './member-sync-store.ts'
import { membershipStore } from './membership-store.ts'
import { newDevices } from './new-devices.ts'
import { noticeLedger } from './notice-ledger.ts'
import { operatorSessionStore } from './operator-session-store.ts'
import { operatorStore } from './operator-store.ts'
import { outbox } from './outbox.ts'
import { providerRecords } from './provider-records.ts'
import { rolloutStore } from './rollout-store.ts'
import { serviceEntries } from './service-entries.ts'
import { serviceStore } from './service-store.ts'
import { sessionStore } from './session-store.ts'
import { sharedMembers } from './shared-members.ts'
import { shopStore } from './shop-store.ts'
import { emptyState } from './state.ts'
import { throttleCounters } from './throttle-counters.ts'

/**
 * Every storage port in this process's memory, for tests and trials: it keeps the whole contract, and nothing
 * survives the process. What it hands out is frozen.
 */
export function memoryStorage(): Storage {
  const state = emptyState()
  return {
    accounts: accountStore(state),
    members: memberStore(state),
    memberSync: memberSyncStore(state),
    memberships: membershipStore(state),
    sharedMembers: sharedMembers(state),
    invitations: invitationStore(state),
    invitationWishes: invitationWishes(state),
    shops: shopStore(state),
    rollouts: rolloutStore(state),
    services: serviceStore(state),
    serviceEntries: serviceEntries(state),
    factors: factorStore(state),
    flows: flowStore(state),
    challenges: challengeStore(state),
    sessions: sessionStore(state),
    outbox: outbox(state),
    notices: noticeLedger(state),
    newDevices: newDevices(state),
    counters: throttleCounters(state),
    factorAttempts: factorAttempts(state),
    factorLifts: factorLifts(state),
    mailedLinks: mailedLinks(state),
    operators: operatorStore(state),
    providerRecords: providerRecords(state),
    operatorSessions: operatorSessionStore(state),
    bypasses: bypassStore(state),
    audit: auditLog(state),
    async ping() {},
    async close() {},
  }
}
