import type { CodeAttempts } from '../../access/code-attempts.ts'
import type { Issue, IssuedSession } from '../../access/issue.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import type { SignedIn, SignedInDoor } from '../../access/signed-in.ts'
import { ownRows, type Standing, standingOf } from '../../access/standing.ts'
import type { EnrolledFactor } from '../../domain/account.ts'
import { type EventFacts, newAuditEvent } from '../../domain/audit-event.ts'
import { type FactorChange, factorsChanged, goneOf, type NewFactor, type ShownApp } from '../../domain/factor.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { NoticeFacts } from '../../domain/mail.ts'
import { sealNotice } from '../../domain/notice.ts'
import { newApp } from '../../factors/new-app.ts'
import type { RecoveryFactor } from '../../factors/recovery-code.ts'
import type { TotpFactor } from '../../factors/totp.ts'
import { asksForApp } from '../../policy/factor-policy.ts'
import type { FactorStore } from '../../ports/factor-store.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { TotpAlgorithm } from '../../ports/totp-algorithm.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { CodeMalformedError, FactorRefusedError, SessionRequiredError } from '../../primitives/errors.ts'
import { type FactorId, newId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import { readNumericCode } from '../../primitives/numeric-code.ts'
import type { Random } from '../../primitives/random.ts'

/**
 * The factors of somebody who is signed in. Every change stands behind a fresh step-up (R19), raises the credential
 * epoch, ends every other session and leaves this one under another token.
 *
 * Every method throws `SessionRequiredError`, `SessionRestrictedError` and, where it changes anything,
 * `StepUpRequiredError`.
 */
export interface Factors {
  list(client: ClientContext): Promise<FactorsView>

  /** Shows a new authenticator app, for ten minutes; a present one stays until it is confirmed. */
  beginApp(client: ClientContext): Promise<ShownApp>

  /**
   * Takes the app for the account's, in place of a present one, with ten new recovery codes. `keepMail`: whether codes
   * by mail stay another way beside it. Throws `CodeMalformedError`, `FactorRefusedError`, `ThrottledError` and `OverloadedError`.
   */
  confirmApp(
    proof: { readonly code: string; readonly keepMail: boolean },
    client: ClientContext,
  ): Promise<FactorOutcome<{ readonly recoveryCodes: readonly string[] }>>

  /** Switches codes by mail on beside the app, whose code proves that the app is at hand. */
  switchMailOn(code: string, client: ClientContext): Promise<FactorOutcome>

  /** Removes a factor, with an app its recovery codes. The last one stays. Throws `FactorRefusedError`. */
  remove(id: string, client: ClientContext): Promise<FactorOutcome>

  /** Ten new recovery codes in place of those there were. Throws `FactorRefusedError` without an app, and `ThrottledError`. */
  newRecoveryCodes(client: ClientContext): Promise<FactorOutcome<{ readonly recoveryCodes: readonly string[] }>>
}

/** What a change came to; the tokens are for the cookies alone. */
export type FactorOutcome<More = unknown> =
  | ({ readonly outcome: 'changed'; readonly view: FactorsView; readonly issued: IssuedSession } & More)
  | { readonly outcome: 'rejected'; readonly reason: 'mismatch' | 'replayed' | 'not_enrolled' }

export interface FactorsView {
  readonly factors: readonly EnrolledFactor[]
  readonly recoveryCodesLeft: number
  /** What the shops say of codes by mail beside an app. */
  readonly mail: 'allowed' | 'barred'
  /** Whether a shop asks for an app, so that it cannot be removed. */
  readonly needsApp: boolean
}

export interface FactorsDeps {
  readonly factors: FactorStore
  readonly members: MemberStore
  readonly signedIn: SignedInDoor
  readonly issue: Issue
  readonly totp: TotpFactor
  readonly algorithm: TotpAlgorithm
  readonly recovery: RecoveryFactor
  readonly attempts: CodeAttempts
  readonly throttle: SignInThrottle
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
  readonly appIssuer: string
}

export function factorsRoom(deps: FactorsDeps): Factors {
  const { factors, members, signedIn, issue, totp, algorithm, recovery, attempts, throttle, keys, clock, random } = deps

  return {
    async list(client) {
      const who = await signedIn(client, 'see-account')
      return viewOf(who, who.factors)
    },

    async beginApp(client) {
      const { account, session } = await signedIn(client, 'change-factors')
      const { pending, secret } = totp.begin()
      await factors.putPendingApp({ ...pending, sessionId: session.id, accountId: account.id })
      const uri = algorithm.uri(secret, { issuer: deps.appIssuer, label: account.email.key })
      return { secret, uri, validUntil: pending.expiresAt, now: clock.now() }
    },

    async confirmApp({ code: typed, keepMail }, client) {
      const who = await signedIn(client, 'change-factors')
      const code = readCode(typed)
      const pending = await factors.findPendingApp(who.session.id, clock.now())
      if (!pending) throw new FactorRefusedError('not_begun')
      const step = totp.confirm(pending, code)
      if (step === null) return { outcome: 'rejected', reason: 'mismatch' }

      await throttle.recoveryCodes(who.session, client)
      const { codes, hashes } = await recovery.make(client.signal)
      const add = newApp(pending, { step, recoveryHashes: hashes }, { random, now: clock.now() })
      const gone = who.factors.filter(({ kind }) => kind !== 'email' || !keepMail)
      const remove = idsOf(gone)
      const told: NoticeFacts[] = [
        { about: 'factor-added', factor: 'totp' },
        ...goneOf({ remove }, who.factors).map((factor) => ({ about: 'factor-removed', factor }) as const),
      ]
      const changed = await change(who, { add, remove }, told, client)
      return { ...changed, recoveryCodes: codes }
    },

    async switchMailOn(typed, client) {
      const who = await signedIn(client, 'change-factors', 'request')
      const code = readCode(typed)
      if (has(who, 'email')) throw new FactorRefusedError('enrolled')
      if ((await standing(who)).policy.mailAs === 'never') throw new FactorRefusedError('barred_by_policy')

      const budget = { email: who.account.email.key, scope: who.account.id }
      const attempt = await attempts.spend(budget, 'totp', who, client)
      if (attempt === null) throw new FactorRefusedError('not_enrolled')
      const verdict = await totp.accept(who.account.id, code)
      if (verdict.accepted) await attempt.right()
      else if (verdict.reason === 'mismatch') await attempt.wrong(client)
      else await attempt.refund()
      if (!verdict.accepted) return { outcome: 'rejected', reason: rejection(verdict.reason) }

      const mail = mailFactor()
      return change(who, { add: [mail], remove: [] }, [{ about: 'factor-added', factor: 'email' }], client, clock.now())
    },

    async remove(id, client) {
      const who = await signedIn(client, 'change-factors')
      const factor = who.factors.find((candidate) => candidate.id === id)
      if (!factor) throw new FactorRefusedError('not_enrolled')
      if (factor.kind !== 'email' && needsApp(await standing(who))) throw new FactorRefusedError('required_by_policy')

      // Recovery codes stand in for the app, so they come and go with it.
      const gone = who.factors.filter(({ kind }) => (factor.kind === 'email' ? kind === 'email' : kind !== 'email'))
      if (gone.length === who.factors.length) throw new FactorRefusedError('last_factor')
      const kind = factor.kind === 'email' ? 'email' : 'totp'
      return change(who, { add: [], remove: idsOf(gone) }, [{ about: 'factor-removed', factor: kind }], client)
    },

    async newRecoveryCodes(client) {
      const who = await signedIn(client, 'change-factors')
      if (!has(who, 'totp')) throw new FactorRefusedError('not_enrolled')
      await throttle.recoveryCodes(who.session, client)
      const { codes, hashes } = await recovery.make(client.signal)
      const enrolled = { enrolledAt: clock.now(), lastUsedAt: null, lockedAt: null }
      const made: NewFactor = {
        ...enrolled,
        id: newId<FactorId>(random),
        kind: 'recovery',
        secret: { of: 'recovery', hashes },
      }
      const former = who.factors.filter(({ kind }) => kind === 'recovery')
      const changed = await change(
        who,
        { add: [made], remove: idsOf(former) },
        [{ about: 'recovery-codes-made' }],
        client,
      )
      return { ...changed, recoveryCodes: codes }
    },
  }

  /** All or nothing; who lost the race to another change is signed out by it. */
  async function change(
    who: SignedIn,
    { add, remove }: FactorChange,
    told: readonly NoticeFacts[],
    client: ClientContext,
    authTime: Instant = who.session.authTime,
  ) {
    const { account, session } = who
    const now = clock.now()
    const next = { ...account, credentialEpoch: account.credentialEpoch + 1 }
    const { renewed, issued } = issue.renew(session, next, { authTime })
    const sealing = { keys, random, now, domain: deps.mailDomain }
    const changed = await factors.changeFactors(account.id, account.credentialEpoch, { add, remove }, renewed, {
      mails: told.map((facts) => sealNotice(account, facts, client, sealing)),
      events: [
        event({
          name: 'account.factors_changed',
          outcome: 'ok',
          actor: account.id,
          subject: account.id,
          client,
          details: { ...factorsChanged({ add, remove }, who.factors), session: session.id },
        }),
      ],
    })
    if (!changed) throw new SessionRequiredError()
    const left = who.factors.filter(({ id }) => !remove.includes(id))
    const view = await viewOf({ ...who, account: next }, [...left, ...add])
    return { outcome: 'changed', view, issued } as const
  }

  async function viewOf(who: SignedIn, enrolled: readonly EnrolledFactor[]): Promise<FactorsView> {
    const asked = await standing(who)
    return {
      factors: enrolled.map(({ id, kind, enrolledAt, lastUsedAt, lockedAt }) => ({
        id,
        kind,
        enrolledAt,
        lastUsedAt,
        lockedAt,
      })),
      recoveryCodesLeft: await recovery.left(who.account.id),
      mail: asked.policy.mailAs === 'never' ? 'barred' : 'allowed',
      needsApp: needsApp(asked),
    }
  }

  async function standing({ account }: SignedIn): Promise<Standing> {
    return standingOf(ownRows(account, await members.findByEmail(account.email.key), clock.now()))
  }

  function mailFactor(): NewFactor {
    const now = clock.now()
    return {
      id: newId<FactorId>(random),
      kind: 'email',
      enrolledAt: now,
      lastUsedAt: null,
      lockedAt: null,
      secret: null,
    }
  }

  function event(facts: EventFacts) {
    return newAuditEvent(random, clock.now(), facts)
  }
}

function needsApp({ policy, administrator }: Standing): boolean {
  return asksForApp(policy, { administrator, legacyTwoFactor: false })
}

function has({ factors }: SignedIn, kind: EnrolledFactor['kind']): boolean {
  return factors.some((factor) => factor.kind === kind)
}

function idsOf(factors: readonly EnrolledFactor[]): FactorId[] {
  return factors.map(({ id }) => id)
}

function readCode(typed: string): string {
  const code = readNumericCode(typed)
  if (code === null) throw new CodeMalformedError('totp')
  return code
}

function rejection(reason: string): 'mismatch' | 'replayed' | 'not_enrolled' {
  return reason === 'replayed' || reason === 'not_enrolled' ? reason : 'mismatch'
}
