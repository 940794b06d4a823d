import type { Banner, Instant, Phase } from '@ecforce-accounts/core/gate'
import type { AccountsDoor } from './accounts-door.ts'
import type { MemberStanding } from './accounts-source.ts'
import type { OnUnavailable } from './decide-passage.ts'
import type { GateMember } from './gate-sessions.ts'
import type { RolloutWatch } from './watch-rollout.ts'

/** What the gate tells the routes behind it, as `req.accounts`. */
export interface GateView {
  /** Where the switch stood when the request came; `null`: not known. */
  readonly phase: Phase | null
  /** For the top of the admin: what the member who is signed in has to know; `null` when there is nothing. */
  readonly banner: Banner | null
  /** Where members sign in through accounts, and come to the admin's first page; `null` before the announcement. */
  readonly signInUrl: string | null
  /** Who is signed in through accounts; `null` for nobody. A session of the shop's own is the host's to know. */
  readonly member: GateMember | null
  /**
   * Where a form signs them out, by POST: everywhere, or with `?scope=here` of this shop alone. `null` while nobody is
   * signed in through accounts.
   */
  readonly signOutUrl: string | null
  /**
   * A name for whoever is signed in that stays the same over sign-ins and says nothing of them: put it into a form, and what
   * comes with another one was written by somebody else. `null` as above.
   */
  readonly sessionMark: string | null

  /**
   * Whether the shop's own sign-in may let this member in. Ask before you open a session: a door may be closed although
   * both ways work.
   */
  isOpenFor(legacyId: string): boolean

  /** How a member stands in accounts; `pending` needs an invitation. `null` for who is not listed, and outside coexistence. */
  standingOf(legacyId: string): MemberStanding | null
}

/** A request, or a moment, and whom it is about. */
export interface Moment {
  readonly phase: Phase | null
  /** A legacy id; `null`: nobody in particular. */
  readonly member: string | null
  /** Who is signed in through accounts. */
  readonly signedIn: GateMember | null
  readonly now: Instant
}

/** Makes what is told: an object that costs next to nothing until it is asked, since one is made for every request. */
export function gateViews(
  watch: RolloutWatch,
  onUnavailable: OnUnavailable,
  { routes, browsers, signOutUrl }: Pick<AccountsDoor, 'routes' | 'browsers' | 'signOutUrl'>,
): (moment: Moment) => GateView {
  class View implements GateView {
    readonly #moment: Moment

    constructor(moment: Moment) {
      this.#moment = moment
    }

    get phase() {
      return this.#moment.phase
    }

    get banner() {
      const { phase, member, signedIn, now } = this.#moment
      if (phase !== 'coexistence') return null
      // Whoever came through accounts has set up there, whatever the list said when it was asked for last.
      return signedIn === null ? watch.banner(member, now) : watch.bannerOfSetUp(now)
    }

    get signInUrl() {
      const { phase } = this.#moment
      return phase === null || phase === 'before' ? null : routes.startUrl(null)
    }

    get member() {
      return this.#moment.signedIn
    }

    get signOutUrl() {
      return this.#moment.signedIn && signOutUrl
    }

    get sessionMark() {
      const { signedIn } = this.#moment
      return signedIn && browsers.markOf(signedIn)
    }

    isOpenFor(legacyId: string) {
      const { phase } = this.#moment
      if (phase === null) return onUnavailable === 'legacy'
      return phase === 'before' || (phase === 'coexistence' && !watch.isClosed(legacyId))
    }

    standingOf(legacyId: string) {
      return watch.member(legacyId)
    }
  }
  return (moment) => new View(moment)
}
