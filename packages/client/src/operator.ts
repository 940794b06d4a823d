/**
 * What operators of the platform do in the browser: their own sign-in, shops, readiness and progress.
 *
 * @module
 */
export type { AccountsClientOptions } from './client.ts'
export {
  type BypassVerbs,
  createOperatorClient,
  type DoctorVerbs,
  type OperatorClient,
  type OperatorSessionVerbs,
  type ProgressVerbs,
  type ReadinessOf,
  type ReadinessVerbs,
} from './operator-client.ts'
export type { RequestOptions } from './transport.ts'
export type {
  AddressFindingAnswer,
  Finding,
  MarksAnswer,
  MarksRequest,
  OperatorBypassGrantAnswer,
  OperatorBypassGrantsAnswer,
  OperatorBypassRequestAnswer,
  OperatorBypassRequestsAnswer,
  OperatorServicesAnswer,
  OperatorSessionAnswer,
  OperatorShopsAnswer,
  OperatorSignInRequest,
  ProgressAnswer,
  ReadinessAnswer,
  ReadinessMember,
} from './wire.ts'
