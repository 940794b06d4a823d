import type { Banner, Instant, Phase } from '@ecforce-accounts/core/gate'
import type { MemberStanding } from './accounts-source.ts'
import type { OnUnavailable } from './decide-passage.ts'
import type { RolloutWatch } from './watch-rollout.ts'

/** What the gate tells the routes behind it, as `req.accounts`. */
export interface GateView {
  /** Where the switch stood when the request came; `null`: not known. */
  readonly phase: Phase | null
  /** For the top of the admin: what the member who is signed in has to know; `null` when there is nothing. */
  readonly banner: Banner | null
  /** Where members sign in through accounts; `null` before the announcement. */
  readonly signInUrl: string | null

  /**
   * Whether the shop's own sign-in may let this member in. Ask before you open a session: a door may be closed although
   * both ways work.
   */
  isOpenFor(legacyId: string): boolean

  /** How a member stands in accounts; `pending` needs an invitation. `null` for who is not listed, and outside coexistence. */
  standingOf(legacyId: string): MemberStanding | null
}

/** What is told at `now` to `member`, a legacy id, or to nobody in particular. What it costs, it costs when it is asked. */
export function gateView(
  watch: RolloutWatch,
  {
    phase,
    member,
    now,
    onUnavailable,
  }: {
    readonly phase: Phase | null
    readonly member: string | null
    readonly now: Instant
    readonly onUnavailable: OnUnavailable
  },
): GateView {
  return {
    phase,
    get banner() {
      return phase === 'coexistence' ? watch.banner(member, now) : null
    },
    get signInUrl() {
      return phase === null || phase === 'before' ? null : watch.signInUrl()
    },
    isOpenFor(legacyId) {
      if (phase === null) return onUnavailable === 'legacy'
      return phase === 'before' || (phase === 'coexistence' && !watch.isClosed(legacyId))
    },
    standingOf: (legacyId) => watch.member(legacyId),
  }
}
