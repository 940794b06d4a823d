import type { IpAddress } from '../primitives/client-address.ts'
import type { Instant } from '../primitives/clock.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { PasswordHash } from './account.ts'

/** Staff of the platform: `support` takes requests, `engineer` approves them. Never a member of a shop. */
export interface Operator {
  /** Lower-case letters, digits and inner hyphens. */
  readonly name: string
  readonly role: OperatorRole
  /** What opens the console, beside a code; `null` for one from before there was a console, who has to be given one. */
  readonly password: PasswordHash | null
  /** The secret of the operator's own authenticator app, encrypted beside the name. */
  readonly totpSecret: string
  /** The time step of the last code that was accepted; none of it or before it is accepted again. */
  readonly lastStep: number
  readonly enrolledAt: Instant
}

export type OperatorRole = 'support' | 'engineer'

/** Signed-in continuity of an operator's browser. It opens nothing of any member, and no member's session opens this. */
export interface OperatorSession {
  readonly tokenHash: TokenHash
  /** The operator's name. */
  readonly operator: string
  readonly createdAt: Instant
  readonly lastSeenAt: Instant
  /** The end, however busy it is. */
  readonly expiresAt: Instant
  readonly client: { readonly address: IpAddress | null; readonly userAgent: string | null }
}

/** Whether `text` may name an operator. */
export function isOperatorName(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/.test(text)
}
