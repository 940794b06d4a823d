/**
 * The browser client: typed verbs over the HTTP API, without dependencies.
 *
 * @module
 */
export {
  type AccountsClient,
  type AccountsClientOptions,
  type AppsVerbs,
  createAccountsClient,
  type PasswordResetVerbs,
  type SessionVerbs,
  type ShopsVerbs,
  type SignInVerbs,
} from './client.ts'
export { AccountsProblem, type ProblemCode } from './problem.ts'
export type { RequestOptions } from './transport.ts'
export type {
  AppsAnswer,
  CodeStep,
  ConfirmStep,
  DoneStep,
  EnrolAppStep,
  FactorRequest,
  LegacyAppStep,
  LostFactorAnswer,
  NewPasswordStep,
  PasswordResetAnswer,
  PasswordStep,
  Problem,
  ProofOfWork,
  RefusedStep,
  SessionAnswer,
  ShopAnswer,
  ShownAppAnswer,
  SignInStartRequest,
  Step,
} from './wire.ts'
