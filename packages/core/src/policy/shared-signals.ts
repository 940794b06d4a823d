import type { Session } from '../domain/session.ts'
import { addressBucket } from '../primitives/client-address.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import { isRoleMailbox } from './role-mailbox.ts'

/**
 * What speaks for several people behind one account. A shop is shown it to look into and is told nothing for certain:
 *
 * - `role-mailbox`: the address is called after a task, not after a person.
 * - `simultaneous-sessions`: several devices were at work within the same minutes.
 * - `many-devices`: on several devices it was signed in to within a day.
 */
export type SharedSignal = 'role-mailbox' | 'simultaneous-sessions' | 'many-devices'

/** As many devices at work at once: one person has a computer and a telephone. */
export const SIMULTANEOUS_DEVICES = 3
/** That close together sessions were seen that count as at once. */
export const SIMULTANEOUS_MILLISECONDS = 15 * 60_000
/** On as many devices a sign-in within a day. */
export const DEVICES_A_DAY = 4
const DAY_MILLISECONDS = 24 * 3_600_000

/** What speaks for it at `now`. `sessions`: none where they are not this shop's to know of (R10). Pure. */
export function sharedSignals(
  { email, sessions }: { readonly email: EmailKey; readonly sessions: readonly SessionFacts[] },
  now: Instant,
): readonly SharedSignal[] {
  const people = sessions.filter(({ sessionClass }) => sessionClass !== 'robot')
  const atWork = people.filter(({ lastSeenAt }) => lastSeenAt > now - SIMULTANEOUS_MILLISECONDS)
  const today = people.filter(({ createdAt }) => createdAt > now - DAY_MILLISECONDS)
  return [
    ...(isRoleMailbox(email) ? (['role-mailbox'] as const) : []),
    ...(devicesOf(atWork) >= SIMULTANEOUS_DEVICES ? (['simultaneous-sessions'] as const) : []),
    ...(devicesOf(today) >= DEVICES_A_DAY ? (['many-devices'] as const) : []),
  ]
}

export type SessionFacts = Pick<Session, 'client' | 'createdAt' | 'lastSeenAt' | 'sessionClass'>

/** A browser at a place. Two people with the same browser behind one address are one: that is no accusation. */
function devicesOf(sessions: readonly SessionFacts[]): number {
  return new Set(sessions.map(({ client }) => `${addressBucket(client.address)} ${client.userAgent ?? ''}`)).size
}
