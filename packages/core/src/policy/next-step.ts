import { type FactorKind, recoveredUntil } from '../domain/account.ts'
import { EPOCH_BEFORE_ACCOUNT, type Evidence, type Requirement, type Wish } from '../domain/flow.ts'
import type { SessionGrant } from '../domain/session.ts'
import type { FactorPolicy } from '../domain/shop.ts'
import type { Instant } from '../primitives/clock.ts'
import type { ShopId } from '../primitives/ids.ts'
import { asksForApp } from './factor-policy.ts'

/** What is known of the account, or of the claim that may become one. */
export interface Facts {
  /** The account's credential epoch; 0 until it exists. */
  readonly epoch: number
  /** Suspended, not announced, held, not invited: alike on purpose. */
  readonly closed: boolean
  readonly enrolled: readonly FactorKind[]
  /** Locked after too many wrong codes: no way in, yet still the account's. */
  readonly locked: readonly FactorKind[]
  /** The shop's own system asks this claim for an app; heard while there is no account, never later. */
  readonly legacyTwoFactor: boolean
  /** Whether that app's secret came along, so that its code can be asked for. */
  readonly legacySecret: boolean
  readonly administrator: boolean
  readonly lastUsed: 'email' | 'totp' | null
  readonly passwordUnfit: 'several-claims' | 'second-shop' | 'below-rules' | null
  readonly appSince: Instant | null
  /** The latest reset by mail, until an app older than it, or a recovery code of that app, is accepted. */
  readonly mailResetAt: Instant | null
  /** What the bypass policy answered for this very request. */
  readonly bypass: { readonly shop: ShopId } | null
  readonly session: 'none' | 'full' | 'recovered' | 'robot' | 'of-another-account'
}

export interface Situation {
  readonly requirement: Requirement
  readonly wish: Wish
  readonly evidence: readonly Evidence[]
  readonly facts: Facts
  readonly policy: FactorPolicy
  readonly now: Instant
}

/** Why a new password is asked for. */
export type NewPasswordReason = 'reset' | 'first' | NonNullable<Facts['passwordUnfit']>

export type RefusalReason = 'closed' | 'link_unusable' | 'no_usable_factor' | 'session_restricted'

export type NextStep =
  | { readonly step: 'password' | 'legacy-app' | 'enrol-app' | 'confirm' | 'switch-account' }
  | {
      readonly step: 'code'
      readonly factor: FactorKind
      readonly purpose: 'enrol' | 'verify'
      readonly alternatives: readonly FactorKind[]
    }
  | { readonly step: 'new-password'; readonly reason: NewPasswordReason }
  | ({ readonly step: 'done'; readonly grants: 'session' } & SessionGrant)
  | { readonly step: 'done'; readonly grants: 'freshness' | 'password-change' }
  | { readonly step: 'refused'; readonly reason: RefusalReason }

/**
 * The next step of any journey: the first demand, in the order of its requirement, that the evidence does not meet.
 *
 * Pure and total. The order in which evidence came means nothing, more of it takes no met demand back, and a wish
 * chooses only between ways that are open anyway.
 */
export function nextStep({ requirement, wish, evidence, facts, policy, now }: Situation): NextStep {
  // A closed account's evidence counts for nothing: to the claimant it is a wrong password.
  const counted = facts.closed ? [] : evidence.filter(counts)
  const proven = (kind: Evidence['kind']) => counted.some((e) => e.kind === kind)

  const activating = facts.epoch === EPOCH_BEFORE_ACCOUNT
  const enrolled: readonly FactorKind[] = activating ? [] : facts.enrolled
  const unbound = enrolled.length === 0 && facts.locked.length === 0
  const hasApp = enrolled.includes('totp') || facts.locked.includes('totp')
  // For a day after a reset by mail, whoever reads the mailbox may be an intruder. Before there was an account there was
  // nothing to take.
  const heldBack = !activating && recoveredUntil(facts, now) !== null
  const { administrator } = facts
  const needsApp = asksForApp(policy, { administrator, legacyTwoFactor: activating && facts.legacyTwoFactor })

  const ways = waysIn(unbound ? ['email'] : enrolled)
  const factorProven = ways.some(proven)

  switch (requirement.for) {
    case 'sign-in':
      return (
        password() ??
        robot() ??
        mailbox() ??
        factor() ??
        legacyApp() ??
        newPassword(facts.passwordUnfit) ??
        app() ??
        session()
      )
    case 'invitation':
      if (facts.closed) return refused('closed')
      if (!proven('link')) return refused('link_unusable')
      if (facts.session === 'of-another-account') return { step: 'switch-account' }
      if (activating) return mailbox() ?? newPassword('first') ?? app() ?? session()
      return password() ?? mailbox() ?? factor() ?? consent() ?? newPassword(facts.passwordUnfit) ?? app() ?? session()
    case 'reset':
      if (facts.closed) return refused('closed')
      if (!proven('link')) return refused('link_unusable')
      return newPassword('reset') ?? { step: 'done', grants: 'password-change' }
    case 'step-up':
      if (facts.closed) return refused('closed')
      if (facts.session !== 'full' && facts.session !== 'recovered') return refused('session_restricted')
      return factor() ?? { step: 'done', grants: 'freshness' }
  }

  function counts(e: Evidence): boolean {
    return e.epoch === facts.epoch && e.at <= now && now < e.at + requirement.maxAgeSeconds * 1000
  }

  function password(): NextStep | null {
    return proven('password') ? null : { step: 'password' }
  }

  /** A bypass waives the code alone: not the mailbox, not a password that must change, not a person's wish to be asked. */
  function robot(): NextStep | null {
    if (!facts.bypass || wish.fullSession || factorProven || activating || unbound || facts.passwordUnfit) return null
    return {
      step: 'done',
      grants: 'session',
      acr: 'urn:ecforce:acr:robot',
      amr: ['pwd'],
      sessionClass: 'robot',
      restrictedTo: facts.bypass.shop,
    }
  }

  function mailbox(): NextStep | null {
    if (proven('email') || !(activating || unbound)) return null
    return { step: 'code', factor: 'email', purpose: 'enrol', alternatives: [] }
  }

  function factor(): NextStep | null {
    if (factorProven) return null
    const [first, ...alternatives] = ways
    return first ? { step: 'code', factor: first, purpose: 'verify', alternatives } : refused('no_usable_factor')
  }

  function legacyApp(): NextStep | null {
    const asked = activating && facts.legacySecret && policy.legacyTwoFactor === 'ask-once'
    return asked && !proven('legacy-app') ? { step: 'legacy-app' } : null
  }

  function consent(): NextStep | null {
    return proven('consent') ? null : { step: 'confirm' }
  }

  function newPassword(reason: NewPasswordReason | null): NextStep | null {
    return reason === null || proven('new-password') ? null : { step: 'new-password', reason }
  }

  /** Nothing is bound while the account is held back: the app would be whoever's the mailbox is, and outlive the hold. */
  function app(): NextStep | null {
    return !needsApp || hasApp || heldBack || proven('new-app') ? null : { step: 'enrol-app' }
  }

  function session(): NextStep {
    const byOwnApp = proven('totp') || proven('recovery')
    const byApp = byOwnApp || proven('new-app')
    return {
      step: 'done',
      grants: 'session',
      acr: byApp ? 'urn:ecforce:acr:app' : 'urn:ecforce:acr:email',
      // A mailed code is no independent factor (SP 800-63B 3.1.3.1): `mfa` is claimed with an app alone.
      amr: byApp ? ['pwd', 'otp', 'mfa'] : ['pwd', 'otp'],
      sessionClass: heldBack && !(byOwnApp && isOlderThanReset()) ? 'recovered' : 'full',
      restrictedTo: null,
    }
  }

  /** Whether proving the app, or a recovery code of it, shows that the account is its owner's again. */
  function isOlderThanReset(): boolean {
    return facts.appSince !== null && facts.mailResetAt !== null && facts.appSince < facts.mailResetAt
  }

  /** The reset's mailbox is no second factor beside an app until that was proven: here, or at its enrolment since. */
  function mailCountsBesideApp(): boolean {
    if (policy.mailAs === 'never') return false
    return facts.mailResetAt === null || (facts.appSince !== null && facts.appSince > facts.mailResetAt)
  }

  /** The factors that will do, the one to ask for first. Policy bars mail only beside an app: what one has always proves. */
  function waysIn(have: readonly FactorKind[]): readonly FactorKind[] {
    const mailCounts = !hasApp || mailCountsBesideApp()
    const order: readonly FactorKind[] =
      policy.mailAs === 'primary' ? ['email', 'totp', 'recovery'] : ['totp', 'email', 'recovery']
    const usable = order.filter(
      (kind) =>
        have.includes(kind) && (kind !== 'email' || mailCounts) && (requirement.factors?.includes(kind) ?? true),
    )
    const first = [wish.factor, facts.lastUsed].find((kind) => kind && usable.includes(kind))
    return usable.toSorted((a, b) => Number(b === first) - Number(a === first))
  }
}

function refused(reason: RefusalReason): NextStep {
  return { step: 'refused', reason }
}
