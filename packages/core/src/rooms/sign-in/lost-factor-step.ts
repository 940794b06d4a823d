import type { Claimant } from '../../access/claimant.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import type { FactorKind } from '../../domain/account.ts'
import type { CaseNumber, LostFactorCase } from '../../domain/factor-lift.ts'
import type { ClientContext, Flow } from '../../domain/flow.ts'
import type { FactorLifts } from '../../ports/factor-lifts.ts'
import type { Clock } from '../../primitives/clock.ts'
import { ThrottledError } from '../../primitives/errors.ts'
import { newSupportCode } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'
import type { FlowReference, Journey } from './journey.ts'

/** The ways out for somebody who can use none of the ways that are asked for. The support desk is always one. */
export interface WaysOut {
  /** What the support desk looks up. */
  readonly caseNumber: CaseNumber
  /** Other factors that are open, recovery codes among them. */
  readonly otherFactors: readonly FactorKind[]
  /** The shops whose administrators can be asked, by name; never who those are. */
  readonly administratorsOf: readonly string[]
}

export interface LostFactorStepDeps {
  readonly journey: Journey
  readonly factorLifts: FactorLifts
  readonly throttle: SignInThrottle
  readonly clock: Clock
  readonly random: Random
}

/**
 * "I cannot use any of these": names the ways out and opens a case, one for a flow, however often it is said.
 *
 * Only where a code is asked for, or none can be: that is, after the right password. It changes nothing about the flow
 * or the account.
 */
export function lostFactorStep({ journey, factorLifts, throttle, clock, random }: LostFactorStepDeps) {
  return async (reference: FlowReference, client: ClientContext): Promise<WaysOut> => {
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    const step = journey.stepNow(flow, claimant)
    const stuck = step.step === 'refused' && step.reason === 'no_usable_factor'
    if (step.step !== 'code' && !stuck) throw await journey.conflict(flow)

    const otherFactors = step.step === 'code' ? step.alternatives : []
    const told = (number: CaseNumber): WaysOut => ({
      caseNumber: number,
      otherFactors,
      administratorsOf: administratorsOf(flow, claimant),
    })
    const before = await factorLifts.findCaseOfFlow(flow.id)
    if (before) return told(before.number)

    const accountId = claimant.account?.id ?? null
    const attempt = await throttle.lostFactor(flow.email.key, client).catch(async (error: unknown) => {
      // What strangers used up is no wall: the latest case says as much to the support desk as one more would.
      const latest = error instanceof ThrottledError ? await factorLifts.findOpenCase(flow.email.key, accountId) : null
      if (latest === null) throw error
      return latest
    })
    if ('number' in attempt) return told(attempt.number)

    const opened: LostFactorCase = {
      number: newSupportCode(random),
      flowId: flow.id,
      email: flow.email.key,
      accountId,
      factor: step.step === 'code' ? step.factor : null,
      openedAt: clock.now(),
    }
    const written = journey.event({
      name: 'authn.factor_lost',
      outcome: 'ok',
      subject: accountId ?? flow.id,
      supportCode: opened.number,
      client,
      details: { flow: flow.id, factor: opened.factor, rows: claimant.rows },
    })
    if (await factorLifts.openCase(opened, { events: [written] })) return told(opened.number)

    // A double click: its twin's case is the flow's.
    await attempt.refund()
    const twin = await factorLifts.findCaseOfFlow(flow.id)
    return told(twin?.number ?? opened.number)
  }
}

/**
 * The shops to be named: those of the account, or before a mailbox is proven the one whose password was accepted. Its
 * password says nothing of the other shops that list the address (R10).
 */
function administratorsOf({ heldPassword }: Flow, { account, shops }: Claimant): string[] {
  const known = account ? shops : shops.filter(({ memberId }) => memberId === heldPassword?.claimId)
  return [...new Set(known.map(({ shopName }) => shopName))]
}
