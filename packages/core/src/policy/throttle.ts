import type { Counter, ThrottleRule } from '../domain/throttle.ts'
import type { Instant } from '../primitives/clock.ts'

/** Not the instant of the latest attempt: a node whose clock is behind would be refused for that alone. */
const OPEN: Instant = 0

/**
 * The counter after one more attempt at `now`, or `null` when it is closed and nothing may be compared.
 *
 * Pure; storage adapters do the same in one guarded statement.
 */
export function spendFrom(rule: ThrottleRule, counter: Counter | null, now: Instant): Counter | null {
  const current = counter && now < counter.windowEndsAt ? counter : null
  if (current && now < current.opensAt) return null

  const count = (current?.count ?? 0) + 1
  if (rule.kind === 'budget') {
    const windowEndsAt = current?.windowEndsAt ?? now + rule.windowSeconds * 1000
    return { count, windowEndsAt, opensAt: count >= rule.limit ? windowEndsAt : OPEN }
  }
  const windowEndsAt = now + rule.windowSeconds * 1000
  if (count < rule.freeAttempts) return { count, windowEndsAt, opensAt: OPEN }
  const delaySeconds = Math.min(2 ** Math.min(count - rule.freeAttempts, 30), rule.longestDelaySeconds)
  return { count, windowEndsAt, opensAt: now + delaySeconds * 1000 }
}

/** The limits of the sign-in. Where two apply, both must be open. */
export const throttleRules = {
  /** Starting a sign-in, per place. */
  identify: { kind: 'budget', limit: 60, windowSeconds: 600 },
  /** Wrong passwords for one address from one place: five, then ever slower. */
  passwordFromPlace: { kind: 'backoff', freeAttempts: 5, longestDelaySeconds: 900, windowSeconds: 86_400 },
  /** Wrong passwords for a robot from one address that its grant covers. */
  passwordOfRobot: { kind: 'budget', limit: 10, windowSeconds: 900 },
  /** Mails about sign-ins that a grant almost waived. */
  nearMissMails: { kind: 'budget', limit: 1, windowSeconds: 86_400 },
  /** Wrong passwords for one account from a browser it knows. */
  passwordFromDevice: { kind: 'budget', limit: 10, windowSeconds: 900 },
  /** The present password, typed in all sessions of one account: a delay and no refusal. */
  presentPasswords: { kind: 'backoff', freeAttempts: 30, longestDelaySeconds: 60, windowSeconds: 900 },
  /** Sets of recovery codes made in one session, those of a new app among them. */
  recoveryCodes: { kind: 'budget', limit: 10, windowSeconds: 900 },
  /** Wrong passwords from one place, whoever's: a delay and no refusal, for others may sit there too. */
  passwordsFromPlace: { kind: 'backoff', freeAttempts: 30, longestDelaySeconds: 60, windowSeconds: 600 },
  /** The same, over a day. */
  passwordsFromPlaceDaily: { kind: 'backoff', freeAttempts: 200, longestDelaySeconds: 300, windowSeconds: 86_400 },
  /** The same, for the wider network an IPv6 place lies in. */
  passwordsFromNetwork: { kind: 'backoff', freeAttempts: 240, longestDelaySeconds: 60, windowSeconds: 600 },
  /** Wrong passwords for one address from all browsers that it does not know: then a proof of work, and no refusal. */
  passwordFromUnknown: { kind: 'budget', limit: 30, windowSeconds: 900 },
  /** The same in a row, until the right one: then a harder proof. */
  passwordsInARow: { kind: 'budget', limit: 100, windowSeconds: 365 * 86_400 },
  /** Wrong codes for one account over all places, flows and factors; a browser it knows has its own. */
  codes: { kind: 'budget', limit: 10, windowSeconds: 3600 },
  /** The same, over a day; whoever is told to stop by this, their account's owner is told, too. */
  codesDaily: { kind: 'budget', limit: 30, windowSeconds: 86_400 },
  /** Reset mails to one address; a browser that the account knows has its own. */
  resets: { kind: 'budget', limit: 3, windowSeconds: 900 },
  resetsDaily: { kind: 'budget', limit: 10, windowSeconds: 86_400 },
  /** Resets asked for from one place, whoever's. */
  resetsFromPlace: { kind: 'budget', limit: 20, windowSeconds: 3600 },
  /** Address changes asked for by one account: each mails a stranger. */
  addressChanges: { kind: 'budget', limit: 5, windowSeconds: 3600 },
  /** Mailed tokens tried from one place. */
  mailedTokens: { kind: 'budget', limit: 20, windowSeconds: 600 },
  /** Requests of one account that invite somebody; one may name hundreds. */
  invitations: { kind: 'budget', limit: 20, windowSeconds: 3600 },
  /** Accounts of their own that people ask for at the sign-in of one: each mails its owner and administrators. */
  invitationWishes: { kind: 'budget', limit: 5, windowSeconds: 86_400 },
  /** Members that one account marks as shared: each mails whoever is to stand for it. */
  sharedMarks: { kind: 'budget', limit: 20, windowSeconds: 3600 },
  /** What the administrators of one shop ask for its robots, edits too: each mails all of them, and waits for operators. */
  bypassRequests: { kind: 'budget', limit: 30, windowSeconds: 86_400 },
  /** Cases of lost factors opened for one address. */
  lostFactorCases: { kind: 'budget', limit: 5, windowSeconds: 86_400 },
  /** Wrong secrets of services from one place: further wrong ones have to wait, and the right one never does. */
  serviceSecrets: { kind: 'budget', limit: 30, windowSeconds: 600 },
  /** Entries from one place that have to wait for somebody: an office begins its day within minutes. */
  waitingEntries: { kind: 'budget', limit: 300, windowSeconds: 600 },
  /** Codes typed in one operator's name; the right one clears it. */
  operatorCodes: { kind: 'budget', limit: 5, windowSeconds: 900 },
  /** Sign-ins of operators tried in one name from one place: five, then ever slower. */
  operatorFromPlace: { kind: 'backoff', freeAttempts: 5, longestDelaySeconds: 900, windowSeconds: 86_400 },
  /** The same from one place, in whatever names. */
  operatorsFromPlace: { kind: 'backoff', freeAttempts: 20, longestDelaySeconds: 300, windowSeconds: 86_400 },
  /** Code mails to one address. */
  codeMailsHourly: { kind: 'budget', limit: 30, windowSeconds: 3600 },
  codeMailsDaily: { kind: 'budget', limit: 100, windowSeconds: 86_400 },
} as const satisfies Record<string, ThrottleRule>
