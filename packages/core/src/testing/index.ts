export * from './builders.ts'
export { type CollectingMailer, collectingMailer, type MailTrouble } from './collecting-mailer.ts'
export { assertFails, type ContractCase, type ContractContext, twentyAtOnce } from './contract-case.ts'
export { type FixedClock, fixedClock } from './fixed-clock.ts'
export { seededRandom } from './seeded-random.ts'
export { contractOf, storageContract } from './storage-contract.ts'
export {
  anActivation,
  announcedYesterday,
  memberNow,
  storedAccount,
  storedChallenge,
  storedClaim,
  storedFlow,
  storedMembers,
  storedService,
  storedShop,
} from './stored.ts'
