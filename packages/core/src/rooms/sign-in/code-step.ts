import type { Claimant } from '../../access/claimant.ts'
import type { CodeAttempts } from '../../access/code-attempts.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import type { FactorKind } from '../../domain/account.ts'
import { mayBeSentAgain } from '../../domain/challenge.ts'
import { RECOVERY_CODES_LOW } from '../../domain/factor.ts'
import { type ClientContext, CODE_ATTEMPTS, type Evidence, type Flow } from '../../domain/flow.ts'
import { sealNotice } from '../../domain/notice.ts'
import type { EmailCodeFactor } from '../../factors/email-code.ts'
import { type Rejection, type RejectionReason, rejected, type Verdict } from '../../factors/factor.ts'
import type { RecoveryFactor } from '../../factors/recovery-code.ts'
import type { TotpFactor } from '../../factors/totp.ts'
import type { ChallengeStore } from '../../ports/challenge-store.ts'
import type { FlowStore } from '../../ports/flow-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import { CodeMalformedError, FlowNotFoundError, OverloadedError } from '../../primitives/errors.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import { readNumericCode } from '../../primitives/numeric-code.ts'
import type { Random } from '../../primitives/random.ts'
import { type ReadRecoveryCode, readRecoveryCode } from '../../primitives/recovery-code.ts'
import type { FlowReference, Journey, SignInOutcome } from './journey.ts'

export interface CodeStepDeps {
  readonly journey: Journey
  readonly flows: FlowStore
  readonly challenges: ChallengeStore
  readonly emailCode: EmailCodeFactor
  readonly totp: TotpFactor
  readonly recovery: RecoveryFactor
  readonly throttle: SignInThrottle
  readonly attempts: CodeAttempts
  readonly keys: KeyRing
  readonly random: Random
  readonly mailDomain: string
  readonly clock: Clock
}

/** How long the loser of a double click waits for its twin's proof to be written down: ten looks, 20 ms apart. */
const TWIN_LOOKS = 10
const TWIN_LOOK_MILLISECONDS = 20

/** How long the same code again counts as a double click. */
const DOUBLE_CLICK_MILLISECONDS = 60_000

/**
 * A code, mailed or of an app or from paper: five attempts in a flow, ten wrong ones in an hour and thirty in a day for
 * an account, over all of them together, a hundred in a row ever, and one acceptance.
 */
export function codeStep(deps: CodeStepDeps) {
  const { journey, flows, challenges, emailCode, totp, recovery, throttle, attempts, keys, clock } = deps
  return { submit, resend }

  /** `typed` is read as the factor that is asked for has its codes; throws `CodeMalformedError` where it is none. */
  async function submit(reference: FlowReference, typed: string, client: ClientContext): Promise<SignInOutcome> {
    const { flow, superseded } = await journey.find(reference)
    const claimant = await journey.claimantOf(flow)
    const twin = await twinOf(flow, claimant, typed)
    if (twin !== null) return (await followTwin(flow, twin)) ?? refuse(flow, 'replayed', null, client)
    if (flow.status !== 'open' || superseded) throw new FlowNotFoundError()

    const step = journey.stepNow(flow, claimant)
    if (step.step !== 'code') throw await journey.conflict(flow)
    const { factor } = step
    const compare = await comparison(flow, claimant, factor, typed, client)
    if (compare === null) throw await journey.conflict(flow)
    if (compare.closed) return refuse(flow, compare.closed.reason, null, client)

    const attempt = await attempts.spend(journey.budgetOf(flow, claimant), factor, claimant, client)
    if (attempt === null) throw await journey.conflict(flow)
    const spent = await journey.spendAttempt(flow)
    const verdict =
      spent === null
        ? rejected('exhausted')
        : await compare.accept().catch(async (error: unknown) => {
            // What was never begun was never compared.
            if (error instanceof OverloadedError || client.signal?.aborted) {
              await Promise.all([attempt.refund(), spent.refund()])
            }
            throw error
          })
    if (verdict.accepted) await attempt.right()
    else if (verdict.reason === 'mismatch') await attempt.wrong(client)
    // Only what was compared and wrong costs the account anything.
    else await attempt.refund()
    if (!verdict.accepted) {
      const follow = verdict.reason === 'replayed' && (await compare.isTwin()) ? await followTwin(flow, factor) : null
      return follow ?? refuse(flow, verdict.reason, spent?.left ?? 0, client)
    }

    const subject = claimant.account?.id ?? flow.id
    const proven = journey.event({ name: 'authn.code', outcome: 'ok', subject, client, details: { factor } })
    return journey.advance(await journey.record(flow, claimant, factor, [proven], compare.leaves), claimant, client)
  }

  /** A new code, unless it is too early or was asked too often: then everything stays as it was. */
  async function resend(reference: FlowReference, client: ClientContext): Promise<SignInOutcome> {
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    const step = journey.stepNow(flow, claimant)
    if (step.step !== 'code' || step.factor !== 'email') throw await journey.conflict(flow)

    const challenge = await challenges.findByFlow(flow.id)
    if (challenge && flow.attempts < CODE_ATTEMPTS && mayBeSentAgain(challenge, clock.now())) {
      const mail = await throttle.codeMail(journey.budgetOf(flow, claimant), client)
      const sent = journey.event({ name: 'authn.code_sent', outcome: 'ok', subject: flow.id, client })
      const reissued = await emailCode.resend(challenge, flow, client, { events: [sent] })
      if (reissued === null) await mail.refund()
    }
    return journey.advance({ flow, secret: null }, claimant, client)
  }

  interface Comparison {
    /** Why it is not worth an attempt. */
    readonly closed: Rejection | null
    readonly accept: () => Promise<Verdict>
    /** Whether what was compared and refused as used was used a moment ago, perhaps by this flow. */
    readonly isTwin: () => Promise<boolean>
    /** What its proof leaves behind. */
    readonly leaves?: Pick<Evidence, 'codeHash'>
  }

  /** What comparing would do; `null` when the factor is nobody's or its code was not mailed yet. */
  async function comparison(
    flow: Flow,
    { account }: Claimant,
    factor: FactorKind,
    typed: string,
    client: ClientContext,
  ): Promise<Comparison | null> {
    if (factor === 'recovery') {
      const code = readRecoveryCode(typed)
      if (code === null) throw new CodeMalformedError('recovery')
      if (account === null) return null
      return {
        closed: null,
        accept: async () => recovery.accept(account.id, code, await usedRecoveryCode(account, client), client.signal),
        isTwin: () => recovery.wasJustUsed(account.id, code),
        leaves: { codeHash: keys.keyedHash('recovery-code', ofFlow(flow, code)) },
      }
    }

    const code = readNumericCode(typed)
    if (code === null) throw new CodeMalformedError(factor)
    if (factor === 'totp') {
      if (account === null) return null
      return {
        closed: null,
        accept: () => totp.accept(account.id, code),
        isTwin: () => totp.isLatest(account.id, code),
      }
    }
    const challenge = await challenges.findByFlow(flow.id)
    if (challenge === null) return null
    return {
      closed: emailCode.whyClosed(challenge),
      accept: () => emailCode.accept(challenge, code),
      isTwin: async () => {
        const current = await challenges.findByFlow(flow.id)
        return current !== null && emailCode.wasJustAccepted(current, code)
      },
    }
  }

  /** The owner hears of every recovery code that is used, and when few are left. */
  async function usedRecoveryCode(account: NonNullable<Claimant['account']>, client: ClientContext) {
    const codesLeft = Math.max(0, (await recovery.left(account.id)) - 1)
    const about = codesLeft <= RECOVERY_CODES_LOW ? 'recovery-codes-low' : 'recovery-code-used'
    const mail = sealNotice(account, { about, codesLeft }, client, {
      keys: deps.keys,
      random: deps.random,
      now: clock.now(),
      domain: deps.mailDomain,
    })
    const used = { name: 'account.recovery_code_used', outcome: 'ok', details: { codesLeft } } as const
    return { mails: [mail], events: [journey.event({ ...used, actor: account.id, subject: account.id, client })] }
  }

  /** The factor whose proof this flow took a moment ago from the same code: a double click. */
  async function twinOf(flow: Flow, { account }: Claimant, typed: string): Promise<FactorKind | null> {
    const since = clock.now() - DOUBLE_CLICK_MILLISECONDS
    const recent = (kind: FactorKind) => flow.evidence.filter((proof) => proof.kind === kind && proof.at > since)
    const code = readNumericCode(typed)
    if (code !== null) {
      const challenge = await challenges.findByFlow(flow.id)
      if (challenge && emailCode.wasJustAccepted(challenge, code)) return 'email'
      return account && recent('totp').length > 0 && (await totp.isLatest(account.id, code)) ? 'totp' : null
    }
    const paper = readRecoveryCode(typed)
    if (paper === null) return null
    // No look at the stored code: its hash is dear, and nothing here was counted.
    const same = ({ codeHash }: Evidence) => codeHash && keys.matches(codeHash, 'recovery-code', ofFlow(flow, paper))
    return recent('recovery').some(same) ? 'recovery' : null
  }

  async function refuse(
    flow: Flow,
    reason: RejectionReason,
    attemptsLeft: number | null,
    client: ClientContext,
  ): Promise<SignInOutcome> {
    // Whoever spends the last attempt in vain ends the flow; a racer that found none left does not.
    const over = reason === 'mismatch' && attemptsLeft === 0
    if (over) await flows.end(flow.id, {})
    const step = over ? null : await journey.openView(await journey.reload(flow))
    return journey.reject(flow, { code: 'code_rejected', told: over ? 'exhausted' : reason, reason, step }, client)
  }

  /**
   * The same code a second time within a moment: a double click, or the loser of a race. It costs nothing, does
   * nothing, and is answered with what came of the first; `null` when the first was none of this flow.
   */
  async function followTwin(flow: Flow, kind: FactorKind): Promise<SignInOutcome | null> {
    let current = await journey.reload(flow)
    for (let looks = 0; looks < TWIN_LOOKS && (isBehind(current, kind) || (await isCompleting(current))); looks++) {
      await clock.sleep(TWIN_LOOK_MILLISECONDS)
      current = await journey.reload(current)
    }
    return isBehind(current, kind) ? null : journey.told(current)
  }

  /** Whether everything is proven and what that earns is being written. */
  async function isCompleting(flow: Flow): Promise<boolean> {
    return flow.status === 'open' && (await journey.openView(flow)) === null
  }

  function isBehind(flow: Flow, kind: FactorKind): boolean {
    return flow.status === 'open' && !flow.evidence.some((proof) => proof.kind === kind)
  }
}

/** A used code means something in its flow alone. */
function ofFlow({ id }: Flow, { slot, code }: ReadRecoveryCode): string {
  return `${id}:${slot}:${code}`
}
