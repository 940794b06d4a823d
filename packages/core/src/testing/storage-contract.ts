import type { Storage } from '../ports/storage.ts'
import { accountStoreContract } from './account-store-contract.ts'
import { addressChangeContract } from './address-change-contract.ts'
import { alongContract } from './along-contract.ts'
import { auditLogContract } from './audit-log-contract.ts'
import { bypassStoreContract } from './bypass-store-contract.ts'
import { challengeStoreContract } from './challenge-store-contract.ts'
import type { ContractCase } from './contract-case.ts'
import { factorAttemptsContract } from './factor-attempts-contract.ts'
import { factorLiftsContract } from './factor-lifts-contract.ts'
import { factorStoreContract } from './factor-store-contract.ts'
import { flowStoreContract } from './flow-store-contract.ts'
import { invitationStoreContract } from './invitation-store-contract.ts'
import { invitationWishesContract } from './invitation-wishes-contract.ts'
import { legacyDoorsContract } from './legacy-doors-contract.ts'
import { mailedLinksContract } from './mailed-links-contract.ts'
import { memberStoreContract } from './member-store-contract.ts'
import { memberSyncContract } from './member-sync-contract.ts'
import { membershipStoreContract } from './membership-store-contract.ts'
import { newDevicesContract } from './new-devices-contract.ts'
import { noticeLedgerContract } from './notice-ledger-contract.ts'
import { operatorSessionStoreContract } from './operator-session-store-contract.ts'
import { operatorStoreContract } from './operator-store-contract.ts'
import { outboxContract } from './outbox-contract.ts'
import { providerRecordsContract } from './provider-records-contract.ts'
import { rolloutStoreContract } from './rollout-store-contract.ts'
import { rosterContract } from './roster-contract.ts'
import { serviceEntriesContract } from './service-entries-contract.ts'
import { serviceStoreContract } from './service-store-contract.ts'
import { sessionIssueContract } from './session-issue-contract.ts'
import { sessionStoreContract } from './session-store-contract.ts'
import { sharedMembersContract } from './shared-members-contract.ts'
import { shopStoreContract } from './shop-store-contract.ts'
import { throttleCountersContract } from './throttle-counters-contract.ts'

const storageItself: readonly ContractCase[] = [
  {
    port: 'storage',
    title: 'answers a ping on every handle',
    async run({ storage, another }) {
      await storage.ping()
      await (await another()).ping()
    },
  },
]

/**
 * What every storage adapter has to keep, as data for any test runner:
 *
 * ```ts
 * it.each(storageContract)('$port: $title', async ({ run }) => {
 *   await run({ storage: await openEmpty(), another: () => openAgain() })
 * })
 * ```
 */
export const storageContract: readonly ContractCase[] = [
  ...storageItself,
  ...alongContract,
  ...shopStoreContract,
  ...rolloutStoreContract,
  ...memberStoreContract,
  ...rosterContract,
  ...memberSyncContract,
  ...legacyDoorsContract,
  ...invitationStoreContract,
  ...invitationWishesContract,
  ...membershipStoreContract,
  ...sharedMembersContract,
  ...flowStoreContract,
  ...challengeStoreContract,
  ...accountStoreContract,
  ...sessionIssueContract,
  ...sessionStoreContract,
  ...outboxContract,
  ...noticeLedgerContract,
  ...newDevicesContract,
  ...factorStoreContract,
  ...factorAttemptsContract,
  ...factorLiftsContract,
  ...mailedLinksContract,
  ...addressChangeContract,
  ...operatorStoreContract,
  ...providerRecordsContract,
  ...serviceStoreContract,
  ...operatorSessionStoreContract,
  ...serviceEntriesContract,
  ...throttleCountersContract,
  ...bypassStoreContract,
  ...auditLogContract,
]

/** The contract's cases of one port. */
export function contractOf(port: keyof Storage | 'storage'): readonly ContractCase[] {
  return storageContract.filter((one) => one.port === port)
}
