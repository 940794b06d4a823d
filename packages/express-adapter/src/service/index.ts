/**
 * The gate of a shop's back end: what leads its members from the shop's own sign-in to accounts, when it is time.
 *
 * @module
 */
export type { ShopMembers } from './accounts-routes.ts'
export type { MemberStanding } from './accounts-source.ts'
export {
  decidePassage,
  type OnUnavailable,
  type Passage,
  type PassageFacts,
  type WantingHeaders,
  wantedBy,
} from './decide-passage.ts'
export { fileGateState } from './file-gate-state.ts'
export { type ForwardGate, type ForwardGateOptions, forwardGate } from './forward-gate.ts'
export { gateOf } from './gate-of.ts'
export { GateProblem, type GateProblemCode, type NotTaken } from './gate-problem.ts'
export { type GateMember, type GateSession, type GateSessions, memoryGateSessions } from './gate-sessions.ts'
export type { GateOptions } from './gate-settings.ts'
export { type GateState, memoryGateState } from './gate-state.ts'
export { type GateToken, gateTokens, type HonouredSessions } from './gate-token.ts'
export type { GateView } from './gate-view.ts'
export { type GatePaths, type PathKind, pathClassifier } from './request-path.ts'
export {
  type LegacyDoor,
  type ServiceGate,
  type ServiceGateOptions,
  serviceGate,
} from './service-gate.ts'
export type { StepUp } from './step-up.ts'
