import type { Issue, IssuedSession } from '../../access/issue.ts'
import type { SignInThrottle, SpentAttempt } from '../../access/sign-in-throttle.ts'
import type { SignedIn, SignedInDoor } from '../../access/signed-in.ts'
import { wordsAround } from '../../access/standing.ts'
import type { Account } from '../../domain/account.ts'
import { type AuditEvent, type AuditEventName, newAuditEvent } from '../../domain/audit-event.ts'
import type { FactorLift } from '../../domain/factor-lift.ts'
import type { ClientContext } from '../../domain/flow.ts'
import { sealNotice } from '../../domain/notice.ts'
import type { NewPassword } from '../../factors/new-password.ts'
import type { PasswordFactor } from '../../factors/password.ts'
import type { AccountStore, ProfileChanges } from '../../ports/account-store.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { FactorLifts } from '../../ports/factor-lifts.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { OverloadedError, SessionRequiredError } from '../../primitives/errors.ts'
import type { EventId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'
import { type MemberEvent, memberEvent, memberEventNames } from './member-event.ts'

/**
 * What somebody signed in sees of the own account and changes about it, but for its factors and devices.
 *
 * Every method throws `SessionRequiredError` and `SessionRestrictedError`.
 */
export interface Profile {
  read(client: ClientContext): Promise<ProfileView>

  /** Changes the name, the language of the mails, or both. */
  edit(changes: ProfileChanges, client: ClientContext): Promise<ProfileView>

  /**
   * Puts another password in place of the present one, which has to be said once more: every other session is ended and
   * every browser forgotten, this session goes on under another token, and the owner is told by mail.
   *
   * Throws `StepUpRequiredError`, `ThrottledError`, `PasswordUnacceptableError` and `OverloadedError`. Who loses the race
   * to another change is signed out by it.
   */
  changePassword(
    passwords: { readonly present: string; readonly chosen: string },
    client: ClientContext,
  ): Promise<PasswordChange>

  /** What happened to the account, the newest first, a page at a time; `after` is the `next` of the page before. */
  events(after: EventId | null, client: ClientContext): Promise<EventsPage>
}

export interface ProfileView {
  readonly account: Pick<Account, 'email' | 'name' | 'locale' | 'createdAt'>
  /** Until when the account is recovered from a reset by mail; `null` when it is not. */
  readonly recoveredUntil: Instant | null
  /** The lift of a factor that is asked for or approved, which the member can still cancel. */
  readonly factorLift: Pick<FactorLift, 'caseNumber' | 'factor' | 'liftsAt'> | null
}

/** What a change of password came to; the tokens are for the cookies alone. */
export type PasswordChange =
  | { readonly outcome: 'changed'; readonly issued: IssuedSession }
  /** The present password was another one. */
  | { readonly outcome: 'rejected' }

export interface EventsPage {
  readonly events: readonly MemberEvent[]
  /** `null` when nothing older is there. */
  readonly next: EventId | null
}

export interface ProfileDeps {
  readonly accounts: AccountStore
  readonly members: MemberStore
  readonly factorLifts: FactorLifts
  readonly audit: AuditLog
  readonly signedIn: SignedInDoor
  readonly issue: Issue
  readonly passwordFactor: PasswordFactor
  readonly throttle: SignInThrottle
  readonly newPassword: NewPassword
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

/** How many events one page has. */
const EVENTS_PER_PAGE = 20

export function profile(deps: ProfileDeps): Profile {
  const { accounts, members, factorLifts, audit, signedIn, issue, passwordFactor, throttle, newPassword } = deps
  const { keys, clock, random } = deps

  return {
    read: async (client) => viewOf(await signedIn(client, 'see-account')),

    async edit(changes, client) {
      const who = await signedIn(client, 'edit-profile')
      const changed = Object.keys(changes).toSorted().join(' ')
      const saved = await accounts.saveProfile(who.account.id, changes, {
        events: [event('account.profile_changed', who, client, { changed })],
      })
      if (!saved) throw new SessionRequiredError()
      return viewOf({ ...who, account: { ...who.account, ...changes } })
    },

    async changePassword({ present, chosen }, client) {
      const who = await signedIn(client, 'change-password')
      const { account, session } = who
      const attempt = await isPresent(present, who, client)
      if (attempt === null) return { outcome: 'rejected' }
      const rows = await members.findByEmail(account.email.key)
      const password = await newPassword(chosen, wordsAround(account.email.key, rows), client.signal)

      const next = { ...account, credentialEpoch: account.credentialEpoch + 1 }
      const { renewed, issued } = issue.renew(session, next)
      const sealing = { keys, random, now: clock.now(), domain: deps.mailDomain }
      const changed = await accounts.replacePassword(account.id, account.credentialEpoch, password, renewed, {
        mails: [sealNotice(account, { about: 'password-changed' }, client, sealing)],
        events: [event('account.password_changed', who, client, { session: session.id })],
      })
      if (!changed) throw new SessionRequiredError()
      // Not before: whoever knows the password could have it hashed for as long as the new one will not do.
      await attempt.forgive()
      return { outcome: 'changed', issued }
    },

    async events(after, client) {
      const { account } = await signedIn(client, 'see-account')
      const found = await audit.listBySubject(account.id, EVENTS_PER_PAGE + 1, { names: memberEventNames, after })
      const page = found.slice(0, EVENTS_PER_PAGE)
      const next = found.length > page.length ? (page.at(-1)?.id ?? null) : null
      return { events: page.map(memberEvent), next }
    },
  }

  /** The attempt, spent; `null` when the password is another one. */
  async function isPresent(typed: string, who: SignedIn, client: ClientContext): Promise<SpentAttempt | null> {
    const attempt = await throttle.presentPassword(who.session, client)
    const { matches } = await passwordFactor
      .verify({ account: who.account, claims: [] }, typed, client.signal)
      .catch(async (error: unknown) => {
        // What was never begun was never compared.
        if (error instanceof OverloadedError || client.signal?.aborted) await attempt.refund()
        throw error
      })
    if (matches) return attempt
    await audit.append([event('authn.password', who, client, {}, 'wrong')])
    return null
  }

  async function viewOf({ account, recoveredUntil }: SignedIn): Promise<ProfileView> {
    const { email, name, locale, createdAt } = account
    const lift = await factorLifts.findOutstanding(account.id)
    return {
      account: { email, name, locale, createdAt },
      recoveredUntil,
      factorLift: lift && { caseNumber: lift.caseNumber, factor: lift.factor, liftsAt: lift.liftsAt },
    }
  }

  function event(
    name: AuditEventName,
    { account: { id } }: SignedIn,
    client: ClientContext,
    details: AuditEvent['details'],
    reason: string | null = null,
  ): AuditEvent {
    const outcome = reason === null ? 'ok' : 'refused'
    return newAuditEvent(random, clock.now(), { name, outcome, reason, actor: id, subject: id, client, details })
  }
}
