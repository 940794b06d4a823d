import type { Claimant } from '../../access/claimant.ts'
import type { FactorKind } from '../../domain/account.ts'
import { type Challenge, CODE_SENDS, type CodePurpose } from '../../domain/challenge.ts'
import { CODE_ATTEMPTS, type Flow } from '../../domain/flow.ts'
import type { NewPasswordReason, NextStep, RefusalReason } from '../../policy/next-step.ts'
import { passwordRules } from '../../policy/password.ts'
import type { Instant } from '../../primitives/clock.ts'
import { maskEmailAddress } from '../../primitives/email-address.ts'
import type { FlowId, ShopId } from '../../primitives/ids.ts'

/** Everything a screen needs to ask for the next proof. */
export type SignInStep =
  | (StepOfFlow & { readonly step: 'password' })
  | (StepOfFlow & {
      readonly step: 'code'
      readonly factor: FactorKind
      readonly purpose: CodePurpose
      /** Where a mailed code goes; `null` for a code that nobody mails. */
      readonly maskedDestination: string | null
      /** `null` when no code could be mailed yet. */
      readonly reference: string | null
      readonly validUntil: Instant | null
      /** From when on another code may be asked for; `null` when no more are sent in this flow. */
      readonly resendAt: Instant | null
      readonly attemptsLeft: number
      readonly alternatives: readonly FactorKind[]
      /** The server's clock, so that a screen can count down with a wrong one. */
      readonly now: Instant
    })
  | (StepOfFlow & { readonly step: 'legacy-app'; readonly attemptsLeft: number })
  | (StepOfFlow & {
      readonly step: 'enrol-app'
      /** The shop that asks for an app; `null` when its owner's former app is why. */
      readonly shopName: string | null
      /** Whether to ask if codes by mail stay another way beside the app. */
      readonly asksAboutMail: boolean
      readonly attemptsLeft: number
    })
  | (StepOfFlow & {
      readonly step: 'new-password'
      readonly reason: NewPasswordReason
      readonly minimumLength: number
      /** Of an account to be that was invited: its name may be said with the password. */
      readonly name?: { readonly suggested: string | null }
    })
  /** Everything is proven; what is left is to say that one wants to become this shop's member. */
  | (StepOfFlow & {
      readonly step: 'confirm'
      readonly shopName: string
      readonly role: string | null
      readonly inviterName: string | null
    })
  | (StepOfFlow & { readonly step: 'refused'; readonly reason: RefusalReason })
  | SignedInStep

export interface SignedInStep {
  readonly step: 'done'
  /** Where to go on: a path of our own. */
  readonly returnTo: string
  /** Whether the account came into being just now. */
  readonly firstSignIn: boolean
  /** The shop whose invitation was accepted just now; `null` for none. */
  readonly joined: ShopId | null
  /** Codes for when the device is gone, said here and never again; `null` when none were made. */
  readonly recoveryCodes: readonly string[] | null
}

interface StepOfFlow {
  readonly flow: FlowId
  /** The address as it was typed. */
  readonly email: string
  /** Whether an account of one's own was asked for in this flow; absent when not. */
  readonly invitationAsked?: true
}

/** A step that asks for something; `done` is made where the session is. */
export type OpenStep = Exclude<SignInStep, SignedInStep>

/** The view of the first step, which is the same for everybody. */
export function passwordView(flow: Flow): OpenStep {
  return { ...stepOfFlow(flow), step: 'password' }
}

/** Whether a mailed code is, or by this sign-in becomes, one of the account's factors. */
export function hasMail({ account, factors, policy }: Claimant): boolean {
  return account ? factors.some(({ kind }) => kind === 'email') : policy.firstFactor === 'email'
}

/** The screen's view of a step that is not done. */
export function viewStep(
  step: Exclude<NextStep, { step: 'done' }>,
  flow: Flow,
  claimant: Claimant,
  challenge: Challenge | null,
  now: Instant,
): OpenStep {
  const base = stepOfFlow(flow)
  const attemptsLeft = CODE_ATTEMPTS - flow.attempts
  switch (step.step) {
    case 'password':
      return passwordView(flow)
    case 'code': {
      const mailed = step.factor === 'email'
      const { factor, alternatives } = step
      const purpose = flow.requirement.for === 'step-up' ? 'step-up' : step.purpose
      return {
        ...base,
        step: 'code',
        factor,
        purpose,
        maskedDestination: mailed ? maskEmailAddress(challenge?.destination ?? flow.email.key) : null,
        reference: mailed ? (challenge?.issue.reference ?? null) : null,
        validUntil: mailed ? (challenge?.issue.expiresAt ?? null) : null,
        resendAt: mailed ? resendAt(challenge, attemptsLeft, now) : null,
        attemptsLeft,
        alternatives,
        now,
      }
    }
    case 'legacy-app':
      return { ...base, step: 'legacy-app', attemptsLeft }
    case 'enrol-app': {
      const asksAboutMail = claimant.policy.mailAs !== 'never' && hasMail(claimant)
      return { ...base, step: 'enrol-app', shopName: claimant.appAskedBy, asksAboutMail, attemptsLeft }
    }
    case 'new-password': {
      const { minimumLength } = passwordRules
      const { account, invitation } = claimant
      const asksName = account === null && invitation ? { name: { suggested: invitation.member.name } } : {}
      return { ...base, step: 'new-password', reason: step.reason, minimumLength, ...asksName }
    }
    case 'refused':
      return { ...base, step: 'refused', reason: step.reason }
    case 'confirm': {
      if (!claimant.invitation) throw new TypeError('only who is invited confirms')
      const { shop, member, inviter } = claimant.invitation
      return { ...base, step: 'confirm', shopName: shop.name, role: member.role, inviterName: inviter?.name ?? null }
    }
    case 'switch-account':
      throw new TypeError(`no flow of this installation leads to ${step.step}`)
  }
}

function stepOfFlow(flow: Flow): StepOfFlow {
  const asked = flow.wish.invitation === 'asked' ? ({ invitationAsked: true } as const) : {}
  return { flow: flow.id, email: flow.email.typed, ...asked }
}

function resendAt(challenge: Challenge | null, attemptsLeft: number, now: Instant): Instant | null {
  if (challenge === null) return now
  return challenge.sends < CODE_SENDS && attemptsLeft > 0 ? challenge.issue.resendAt : null
}
