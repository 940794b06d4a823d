/**
 * What puts a host's own places for a gate's sessions to the test, with any test runner.
 *
 * @module
 */
export type { GateMember, GateSession, GateSessions } from '../service/gate-sessions.ts'
export { type GateSessionsCase, gateSessionsContract } from './gate-sessions-contract.ts'
