import type { Instant } from '../primitives/clock.ts'

/** Staff of the platform: `support` takes requests, `engineer` approves them. Never a member of a shop. */
export interface Operator {
  /** Lower-case letters, digits and inner hyphens. */
  readonly name: string
  readonly role: OperatorRole
  /** The secret of the operator's own authenticator app, encrypted beside the name. */
  readonly totpSecret: string
  /** The time step of the last code that was accepted; none of it or before it is accepted again. */
  readonly lastStep: number
  readonly enrolledAt: Instant
}

export type OperatorRole = 'support' | 'engineer'

/** Whether `text` may name an operator. */
export function isOperatorName(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/.test(text)
}
