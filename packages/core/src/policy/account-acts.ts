import type { SessionClass } from '../domain/session.ts'
import type { Instant } from '../primitives/clock.ts'

/** What somebody who is signed in may want to do with the account or in its name. */
export type AccountAct =
  | 'see-account'
  | 'edit-profile'
  | 'end-own-session'
  | 'end-other-sessions'
  | 'change-password'
  | 'change-address'
  | 'withdraw-address'
  | 'change-factors'
  | 'cancel-factor-lift'
  | 'answer-membership'
  | 'see-members'
  | 'manage-members'
  | 'ask-for-grant'
  | 'flag-robot'

interface ActRule {
  /** Stands behind a step-up of the last five minutes (R19). */
  readonly fresh: boolean
  /** Waits while the account is recovered from a reset by mail (R21). */
  readonly waitsWhenRecovered: boolean
}

/** The one table of what stands before an act. A robot's session does none of them. */
export const accountActs = {
  'see-account': { fresh: false, waitsWhenRecovered: false },
  'edit-profile': { fresh: false, waitsWhenRecovered: false },
  'end-own-session': { fresh: false, waitsWhenRecovered: false },
  'end-other-sessions': { fresh: true, waitsWhenRecovered: false },
  'change-password': { fresh: true, waitsWhenRecovered: false },
  'change-address': { fresh: true, waitsWhenRecovered: true },
  // It keeps the address there is.
  'withdraw-address': { fresh: false, waitsWhenRecovered: false },
  'change-factors': { fresh: true, waitsWhenRecovered: true },
  // It keeps what there is: whoever can sign in has the factor, or another.
  'cancel-factor-lift': { fresh: false, waitsWhenRecovered: false },
  'answer-membership': { fresh: false, waitsWhenRecovered: false },
  'see-members': { fresh: false, waitsWhenRecovered: false },
  'manage-members': { fresh: true, waitsWhenRecovered: true },
  'ask-for-grant': { fresh: true, waitsWhenRecovered: true },
  'flag-robot': { fresh: true, waitsWhenRecovered: true },
} as const satisfies Record<AccountAct, ActRule>

export interface ActFacts {
  readonly sessionClass: SessionClass
  /** When a factor was last proven in this session. */
  readonly authTime: Instant
  /** Until when the account is recovered; `null` when it is not. */
  readonly recoveredUntil: Instant | null
}

export type ActDecision = 'allowed' | 'step_up_required' | 'session_restricted'

/** How long a proof stays fresh enough for what cannot be undone (ASVS 7.5.1). */
export const FRESHNESS_MILLISECONDS = 5 * 60_000

/** Whether this session may do that at `now`. What no step-up would change is said first. */
export function decideAct(act: AccountAct, facts: ActFacts, now: Instant): ActDecision {
  const rule = accountActs[act]
  if (facts.sessionClass === 'robot') return 'session_restricted'
  if (rule.waitsWhenRecovered && facts.recoveredUntil !== null && now < facts.recoveredUntil)
    return 'session_restricted'
  if (rule.fresh && now >= facts.authTime + FRESHNESS_MILLISECONDS) return 'step_up_required'
  return 'allowed'
}
