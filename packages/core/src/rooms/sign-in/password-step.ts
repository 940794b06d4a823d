import type { ClientContext } from '../../domain/flow.ts'
import type { PasswordFactor } from '../../factors/password.ts'
import type { Clock } from '../../primitives/clock.ts'
import type { FlowReference, Journey, SignInOutcome } from './journey.ts'
import { viewStep } from './sign-in-step.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

export interface PasswordStepDeps {
  readonly journey: Journey
  readonly factor: PasswordFactor
  readonly throttle: SignInThrottle
  readonly clock: Clock
  /** How many milliseconds a compared password takes to be answered at the least. */
  readonly floor: () => Promise<number>
}

/**
 * The password of an account, or of a claim.
 *
 * Unknown, wrong, suspended, held, not announced and not invited are one answer after one time: the hashes of shops
 * differ in cost, so every comparison is answered no sooner than the dearest could be.
 */
export function passwordStep({ journey, factor, throttle, clock, floor }: PasswordStepDeps) {
  return async (reference: FlowReference, password: string, client: ClientContext): Promise<SignInOutcome> => {
    const startedAt = clock.elapsed()
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    // A double click, or a tab that is behind: the password is proven already, and nothing is compared.
    if (journey.stepNow(flow, claimant).step !== 'password') return journey.advance(flow, claimant, client)

    const attempt = await throttle.password(flow.email.key, client)
    const { matches, held } = await factor.verify(claimant, password, client.signal).catch(async (error: unknown) => {
      await attempt.refund()
      throw error
    })
    await clock.sleep((await floor()) - (clock.elapsed() - startedAt))

    if (!matches || claimant.closedBecause) {
      const reason = claimant.closedBecause ?? 'wrong'
      const step = viewStep({ step: 'password' }, flow, null, clock.now())
      return journey.reject(flow, { code: 'credentials_rejected', told: null, reason, step }, client)
    }

    await attempt.forgive()
    const proven = journey.prove(flow, 'password', claimant)
    const subject = claimant.account?.id ?? flow.id
    const accepted = journey.event({ name: 'authn.password', outcome: 'ok', subject, client })
    const saved = await journey.save(held ? { ...proven, heldPassword: held } : proven, [accepted])
    return journey.advance(saved, claimant, client)
  }
}
