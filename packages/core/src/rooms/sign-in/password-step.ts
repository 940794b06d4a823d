import type { SolvedProof } from '../../access/password-proof.ts'
import type { RobotSignIn } from '../../access/robot-sign-in.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import type { ClientContext, Flow } from '../../domain/flow.ts'
import type { PasswordFactor } from '../../factors/password.ts'
import type { Clock } from '../../primitives/clock.ts'
import { FlowNotFoundError, OverloadedError } from '../../primitives/errors.ts'
import type { FlowReference, Journey, SignInOutcome } from './journey.ts'
import { passwordView } from './sign-in-step.ts'

export interface PasswordStepDeps {
  readonly journey: Journey
  readonly factor: PasswordFactor
  readonly throttle: SignInThrottle
  readonly robots: Pick<RobotSignIn, 'budgetOf' | 'waiver' | 'judge' | 'wrongPassword'>
  readonly clock: Clock
  /** How many milliseconds a compared password takes at the least, from when its turn came; 0 for no such floor. */
  readonly floor: () => Promise<number>
}

/**
 * The password of an account, or of a claim.
 *
 * Unknown, wrong, suspended, held, not announced and not invited are one answer after one time: the hashes of shops
 * differ in cost, so every comparison is answered no sooner than the dearest could be.
 */
export function passwordStep({ journey, factor, throttle, robots, clock, floor }: PasswordStepDeps) {
  return submit

  async function submit(
    reference: FlowReference,
    password: string,
    client: ClientContext,
    proof: SolvedProof | null = null,
  ): Promise<SignInOutcome> {
    const { flow, superseded } = await journey.find(reference)
    if (flow.status !== 'open') throw new FlowNotFoundError()
    if (superseded) return journey.told(flow)

    const claimant = await journey.claimantOf(flow)
    // A double click, or a tab that is behind: the password is proven already, and nothing is compared.
    if (journey.stepNow(flow, claimant).step !== 'password') {
      const waiver = isSignIn(flow) ? await robots.waiver(claimant, client) : null
      return journey.advance({ flow, secret: null }, { ...claimant, waiver }, client)
    }

    const grant = isSignIn(flow) ? await robots.budgetOf(claimant, client) : null
    const attempt = await throttle.password(flow.email.key, client, flow.id, proof, grant)
    const { matches, held, startedAt } = await factor
      .verify(claimant, password, client.signal)
      .catch(async (error: unknown) => {
        // What was never begun was never compared.
        if (error instanceof OverloadedError || client.signal?.aborted) await attempt.refund()
        throw error
      })
    await untilFloor(startedAt)

    if (!matches || claimant.closedBecause) {
      await attempt.failed()
      const reason = claimant.closedBecause ?? 'wrong'
      const step = passwordView(flow)
      const also = grant === null ? [] : [robots.wrongPassword(grant, claimant, client)]
      return journey.reject(
        flow,
        { code: 'credentials_rejected', told: null, reason, step, details: { rows: claimant.rows }, also },
        client,
      )
    }

    await attempt.forgive()
    const proven = journey.prove(flow, 'password', claimant)
    const subject = claimant.account?.id ?? flow.id
    const accepted = journey.event({ name: 'authn.password', outcome: 'ok', subject, client })
    const next = held ? { ...proven.flow, heldPassword: held } : proven.flow
    const saved = await journey.save(next, [accepted])
    // Of this request and no other: what comes later in the flow, from another tab or address, is decided anew.
    const waiver = isSignIn(flow) ? await robots.judge(claimant, client) : null
    return journey.advance({ flow: saved, secret: proven.secret }, { ...claimant, waiver }, client)
  }

  /** Waits for the floor, counted from when the work began; work that took longer is answered at its next multiple. */
  async function untilFloor(startedAt: number): Promise<void> {
    const least = await floor()
    if (least === 0) return
    const worked = clock.elapsed() - startedAt
    await clock.sleep(Math.max(1, Math.ceil(worked / least)) * least - worked)
  }
}

/** Who accepts an invitation proves everything, whatever address that is done from. */
function isSignIn({ requirement }: Flow): boolean {
  return requirement.for === 'sign-in'
}
