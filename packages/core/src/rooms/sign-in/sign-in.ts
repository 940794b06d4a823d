import type { CodeAttempts } from '../../access/code-attempts.ts'
import type { InvitationTicket, InvitationTickets } from '../../access/invitation-tickets.ts'
import type { SolvedProof } from '../../access/password-proof.ts'
import type { PresentSession } from '../../access/present-session.ts'
import type { RobotSignIn } from '../../access/robot-sign-in.ts'
import type { FactorKind } from '../../domain/account.ts'
import type { ShownApp } from '../../domain/factor.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { NewPassword } from '../../factors/new-password.ts'
import type { PasswordFactor } from '../../factors/password.ts'
import type { RecoveryFactor } from '../../factors/recovery-code.ts'
import type { TotpFactor } from '../../factors/totp.ts'
import type { FactorLifts } from '../../ports/factor-lifts.ts'
import type { InvitationWishes } from '../../ports/invitation-wishes.ts'
import type { TotpAlgorithm } from '../../ports/totp-algorithm.ts'
import type { Instant } from '../../primitives/clock.ts'
import type { EmailAddress, EmailKey } from '../../primitives/email-address.ts'
import { FlowNotFoundError } from '../../primitives/errors.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Locale } from '../../primitives/locale.ts'
import { appStep } from './app-step.ts'
import { chooseFactor } from './choose-factor.ts'
import { codeStep } from './code-step.ts'
import { type AcceptanceOutcome, invitationStep } from './invitation-step.ts'
import { type InvitationAsked, invitationWishStep } from './invitation-wish-step.ts'
import { type FlowReference, type JourneyDeps, journey, type SignInOutcome } from './journey.ts'
import { lostFactorStep, type WaysOut } from './lost-factor-step.ts'
import { EVIDENCE_LIFETIME_SECONDS, flowMaker } from './new-flow.ts'
import { newPasswordStep } from './new-password-step.ts'
import { passwordStep } from './password-step.ts'
import { ownPath } from './return-path.ts'
import { type OpenStep, passwordView } from './sign-in-step.ts'

/**
 * From an address to a session: the password, then whatever else the account and its shops ask for.
 *
 * Every method throws `FlowNotFoundError` for a flow that is over, `FlowConflictError` (with the current step, nothing
 * evaluated) when the browser's flow is another one or asks for something else, and `ThrottledError`.
 */
export interface SignIn {
  /** Opens a flow. Whoever the address belongs to, and whether to anybody, the answer is the same. */
  start(request: SignInRequest, client: ClientContext): Promise<StartedFlow>

  /** Where the flow stands. Changes nothing. */
  current(flow: FlowReference): Promise<OpenStep>

  /**
   * Throws `OverloadedError` when the hash queue is full, and `ProofRequiredError` when failures of others ask for a
   * little work first; its solution comes with the same password again.
   */
  submitPassword(
    flow: FlowReference,
    password: string,
    client: ClientContext,
    proof?: SolvedProof | null,
  ): Promise<SignInOutcome>

  /**
   * A code as typed, of the factor that is asked for. Throws `CodeMalformedError`, and for a recovery code
   * `OverloadedError` when the hash queue is full.
   */
  submitCode(flow: FlowReference, typed: string, client: ClientContext): Promise<SignInOutcome>

  /** Asks for another of the ways that are open; satisfies nothing. */
  chooseFactor(flow: FlowReference, factor: FactorKind, client: ClientContext): Promise<SignInOutcome>

  /** Mails a new code, unless it is too early or was asked too often: then the step is as it was. */
  resend(flow: FlowReference, client: ClientContext): Promise<SignInOutcome>

  /**
   * None of the ways that are asked for can be used: the ways out, and a case for the support desk, one for a flow.
   * Changes nothing else.
   */
  reportLostFactor(flow: FlowReference, client: ClientContext): Promise<WaysOut>

  /**
   * The account's factor is in the hand of whoever set it up: asks for an account of one's own. Whether the address is
   * known makes no difference, and nobody is named. Throws `FlowConflictError` where no factor of an account is asked for.
   */
  askForInvitation(flow: FlowReference, asked: InvitationAsked, client: ClientContext): Promise<SignInOutcome>

  /**
   * `name`: how an account to be is to be called; where none is said, its shop's word. Throws
   * `PasswordUnacceptableError`, and `OverloadedError` when the hash queue is full.
   */
  submitNewPassword(
    flow: FlowReference,
    password: string,
    client: ClientContext,
    name?: string | null,
  ): Promise<SignInOutcome>

  /**
   * Opens the flow that accepts an invitation, whose further steps are those of a sign-in; its secret is in `renewed`.
   * Throws `LinkUnusableError` for a ticket that opens nothing, and `CodeMalformedError`.
   */
  acceptInvitation(ticket: InvitationTicket, locale: Locale, client: ClientContext): Promise<AcceptanceOutcome>

  /** That who has proven everything wants to be the member of the shop that invites. */
  confirm(flow: FlowReference, client: ClientContext): Promise<SignInOutcome>

  /** A new authenticator app to be enrolled, in place of one shown before. Throws `FlowConflictError` unless asked for. */
  beginApp(flow: FlowReference): Promise<ShownApp>

  /**
   * A code of that app. `keepMail`: whether codes by mail stay another way beside it. Throws `CodeMalformedError`, and
   * `OverloadedError` when the hash queue is full.
   */
  confirmApp(
    flow: FlowReference,
    proof: { readonly code: string; readonly keepMail: boolean },
    client: ClientContext,
  ): Promise<SignInOutcome>

  /** A code of the app that the shop knew before. Throws `CodeMalformedError`. */
  submitLegacyAppCode(flow: FlowReference, typed: string, client: ClientContext): Promise<SignInOutcome>

  /** Forgets what was typed wrong for this address, here and in unknown browsers: a reset has proven its mailbox. */
  forgetFailures(email: EmailKey, client: ClientContext): Promise<void>

  /** Ends the flow; whatever it had proven is gone. */
  abandon(flow: FlowReference, client: ClientContext): Promise<void>
}

export interface SignInRequest {
  readonly email: EmailAddress
  /** Where to go on afterwards; anything but a path of ours is passed over. */
  readonly returnTo: string | null
  readonly locale: Locale
  /** For a person who signs in with a robot's password: a code is asked for, whatever the address. Default: not. */
  readonly askForCode?: boolean
}

export interface StartedFlow {
  readonly step: OpenStep
  /** For the cookie alone. */
  readonly secret: string
  readonly expiresAt: Instant
}

export interface SignInDeps extends Omit<JourneyDeps, 'purposes'> {
  readonly tickets: InvitationTickets
  readonly presentSession: PresentSession
  readonly robots: RobotSignIn
  readonly totp: TotpFactor
  readonly algorithm: TotpAlgorithm
  readonly attempts: CodeAttempts
  readonly appIssuer: string
  readonly recovery: RecoveryFactor
  readonly factorLifts: FactorLifts
  readonly invitationWishes: InvitationWishes
  readonly keys: KeyRing
  readonly mailDomain: string
  readonly passwordFactor: PasswordFactor
  readonly newPassword: NewPassword
  readonly issuer: string
  /** How many milliseconds a compared password takes to be answered at the least. */
  readonly passwordStepFloor: () => Promise<number>
}

export function signIn(deps: SignInDeps): SignIn {
  const { flows, throttle, issuer } = deps
  const newFlow = flowMaker(deps)
  const steps = journey({ ...deps, purposes: ['sign-in', 'invitation'] })
  const code = codeStep({ ...deps, journey: steps })
  const app = appStep({ ...deps, journey: steps })
  const invitation = invitationStep({ ...deps, journey: steps, newFlow })

  return {
    async start({ email, returnTo, locale, askForCode = false }, client) {
      await throttle.start(email.key, client)
      const path = ownPath(returnTo, issuer)
      const { flow, secret } = newFlow({
        requirement: { for: 'sign-in', maxAgeSeconds: EVIDENCE_LIFETIME_SECONDS },
        email,
        locale,
        returnTo: path,
        wish: askForCode ? { fullSession: true } : {},
      })
      const subject = flow.id
      const identified = steps.event({ name: 'authn.identify', outcome: 'ok', subject, client })
      const strayed = steps.event({ name: 'defence.refused', outcome: 'refused', reason: 'return_to', subject, client })
      await flows.create(flow, { events: returnTo && path === null ? [identified, strayed] : [identified] })
      return { step: passwordView(flow), secret, expiresAt: flow.expiresAt }
    },

    async current(reference) {
      const step = await steps.openView(await steps.open(reference))
      // Everything proven and no session: whoever was completing it has died, or will answer that browser himself.
      if (step === null) throw new FlowNotFoundError()
      return step
    },

    submitPassword: passwordStep({
      ...deps,
      journey: steps,
      factor: deps.passwordFactor,
      floor: deps.passwordStepFloor,
    }),
    submitCode: code.submit,
    resend: code.resend,
    reportLostFactor: lostFactorStep({ ...deps, journey: steps }),
    askForInvitation: invitationWishStep({ ...deps, journey: steps }),
    submitNewPassword: newPasswordStep({ ...deps, journey: steps }),
    acceptInvitation: invitation.accept,
    confirm: invitation.confirm,
    beginApp: app.begin,
    confirmApp: app.confirm,
    submitLegacyAppCode: app.legacy,
    chooseFactor: chooseFactor(steps),

    forgetFailures: (email, client) => throttle.forgetPasswords(email, client),

    async abandon(reference, client) {
      const flow = await steps.open(reference)
      const abandoned = steps.event({ name: 'authn.abandoned', outcome: 'ok', subject: flow.id, client })
      await flows.end(flow.id, { events: [abandoned] })
    },
  }
}
