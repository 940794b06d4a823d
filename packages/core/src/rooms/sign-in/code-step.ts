import { mayBeSentAgain } from '../../domain/challenge.ts'
import type { ClientContext, Flow } from '../../domain/flow.ts'
import type { EmailCodeFactor } from '../../factors/email-code.ts'
import type { Rejection } from '../../factors/factor.ts'
import type { ChallengeStore } from '../../ports/challenge-store.ts'
import type { FlowStore } from '../../ports/flow-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import { FlowNotFoundError } from '../../primitives/errors.ts'
import type { CodeAttempts } from './code-attempts.ts'
import type { FlowReference, Journey, SignInOutcome } from './journey.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

export interface CodeStepDeps {
  readonly journey: Journey
  readonly flows: FlowStore
  readonly challenges: ChallengeStore
  readonly emailCode: EmailCodeFactor
  readonly throttle: SignInThrottle
  readonly attempts: CodeAttempts
  readonly clock: Clock
}

/** How long the loser of a double click waits for its twin's proof to be written down: ten looks, 20 ms apart. */
const TWIN_LOOKS = 10
const TWIN_LOOK_MILLISECONDS = 20

/**
 * A mailed code: five attempts in a flow, ten wrong ones in an hour and thirty in a day for an account, a hundred in a
 * row ever, and one acceptance.
 */
export function codeStep({ journey, flows, challenges, emailCode, throttle, attempts, clock }: CodeStepDeps) {
  return { submit, resend }

  /** `code` is six digits, already read from what was typed. */
  async function submit(reference: FlowReference, code: string, client: ClientContext): Promise<SignInOutcome> {
    const { flow, superseded } = await journey.find(reference)
    const challenge = await challenges.findByFlow(flow.id)
    if (challenge && emailCode.wasJustAccepted(challenge, code)) return followTwin(flow)
    if (flow.status !== 'open' || superseded) throw new FlowNotFoundError()

    const claimant = await journey.claimantOf(flow)
    if (journey.stepNow(flow, claimant).step !== 'code' || !challenge) throw await journey.conflict(flow)

    const attempt = await attempts.spend(journey.budgetOf(flow, claimant), 'email', claimant, client)
    if (attempt === null) throw await journey.conflict(flow)
    const reserved = await emailCode.spendAttempt(challenge)
    const verdict = 'spent' in reserved ? await emailCode.accept(reserved.spent, code) : reserved
    if (verdict.accepted) await attempt.right()
    else if (verdict.reason === 'mismatch') await attempt.wrong(client)
    // Only what was compared and wrong costs the account anything.
    else await attempt.refund()
    if (!verdict.accepted) return refuse(flow, code, verdict, client)

    const subject = claimant.account?.id ?? flow.id
    const accepted = journey.event({ name: 'authn.code', outcome: 'ok', subject, client })
    return journey.advance(await journey.record(flow, claimant, 'email', [accepted]), claimant, client)
  }

  /** A new code, unless it is too early or was asked too often: then everything stays as it was. */
  async function resend(reference: FlowReference, client: ClientContext): Promise<SignInOutcome> {
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    if (journey.stepNow(flow, claimant).step !== 'code') throw await journey.conflict(flow)

    const challenge = await challenges.findByFlow(flow.id)
    if (challenge && mayBeSentAgain(challenge, clock.now())) {
      const mail = await throttle.codeMail(journey.budgetOf(flow, claimant), client)
      const sent = journey.event({ name: 'authn.code_sent', outcome: 'ok', subject: flow.id, client })
      const reissued = await emailCode.resend(challenge, flow, client, { events: [sent] })
      if (reissued === null) await mail.refund()
    }
    return journey.advance({ flow, secret: null }, claimant, client)
  }

  async function refuse(flow: Flow, code: string, rejection: Rejection, client: ClientContext): Promise<SignInOutcome> {
    const { reason, attemptsLeft } = rejection
    const challenge = await challenges.findByFlow(flow.id)
    if (reason === 'replayed' && challenge && emailCode.wasJustAccepted(challenge, code)) return followTwin(flow)

    // Whoever spends the last attempt in vain ends the flow; a racer that found none left does not.
    const over = reason === 'mismatch' && attemptsLeft === 0
    if (over) await flows.end(flow.id, {})
    const step = over ? null : await journey.openView(flow)
    return journey.reject(flow, { code: 'code_rejected', told: over ? 'exhausted' : reason, reason, step }, client)
  }

  /**
   * The same code a second time within a moment: a double click, or the loser of a race. It costs nothing, does
   * nothing, and is answered with what came of the first.
   */
  async function followTwin(flow: Flow): Promise<SignInOutcome> {
    let current = await journey.reload(flow)
    for (let looks = 0; looks < TWIN_LOOKS && isBehind(current); looks++) {
      await clock.sleep(TWIN_LOOK_MILLISECONDS)
      current = await journey.reload(current)
    }
    return journey.told(current)
  }

  function isBehind(flow: Flow): boolean {
    return flow.status === 'open' && !flow.evidence.some((proof) => proof.kind === 'email')
  }
}
