/**
 * What somebody signed in does with the own account: profile, factors, devices, and proving oneself once more.
 *
 * @module
 */
export {
  type AccountClient,
  createAccountClient,
  type DeviceVerbs,
  type FactorVerbs,
  type ProfileVerbs,
  type StepUpVerbs,
} from './account-client.ts'
export type { AccountsClientOptions } from './client.ts'
export type { RequestOptions } from './transport.ts'
export type {
  AddressAnswer,
  DevicesAnswer,
  EventsAnswer,
  FactorsAnswer,
  PasswordChangeRequest,
  ProfileAnswer,
  ProfileRequest,
} from './wire.ts'
export { withStepUp } from './with-step-up.ts'
