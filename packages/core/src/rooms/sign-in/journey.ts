import { type Claimant, epochOf, findClaimant, stepOf } from '../../access/claimant.ts'
import type { IssuedSession } from '../../access/issue.ts'
import type { FactorBudget, SignInThrottle } from '../../access/sign-in-throttle.ts'
import { type AuditEvent, type EventFacts, newAuditEvent } from '../../domain/audit-event.ts'
import type { Challenge } from '../../domain/challenge.ts'
import { type ClientContext, CODE_ATTEMPTS, type Evidence, type Flow, type Requirement } from '../../domain/flow.ts'
import type { EmailCodeFactor } from '../../factors/email-code.ts'
import type { RejectionReason } from '../../factors/factor.ts'
import type { NextStep } from '../../policy/next-step.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { ChallengeStore } from '../../ports/challenge-store.ts'
import type { FlowStore } from '../../ports/flow-store.ts'
import type { InvitationStore } from '../../ports/invitation-store.ts'
import type { MailedLinks } from '../../ports/mailed-links.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { FlowConflictError, FlowNotFoundError } from '../../primitives/errors.ts'
import { newSupportCode } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'
import { hashSecretToken, newSecretToken, readSecretToken } from '../../primitives/secret-token.ts'
import type { Completion } from './completion.ts'
import { type OpenStep, type SignedInStep, viewStep } from './sign-in-step.ts'

/** A flow as a request names it: the secret of its cookie, and the id that the page believes to be on. */
export interface FlowReference {
  readonly secret: string | null
  readonly id: string | null
}

export type SignInOutcome =
  | {
      readonly outcome: 'step'
      readonly step: OpenStep
      /** The flow's new secret after a proof, for the cookie alone; `null` when it has not changed. */
      readonly renewed: { readonly secret: string; readonly expiresAt: Instant } | null
    }
  | {
      readonly outcome: 'signed-in'
      readonly step: SignedInStep
      /** `null` for a double click: its twin was given the session. */
      readonly issued: IssuedSession | null
    }
  | {
      readonly outcome: 'rejected'
      readonly code: 'credentials_rejected' | 'code_rejected'
      /** Said of codes alone; of passwords nobody learns why. */
      readonly reason: RejectionReason | null
      readonly supportCode: string
      /** The step that is still open; `null` when the flow has ended. */
      readonly step: OpenStep | null
    }

/** A flow whose secret was just changed, and what it was changed to. */
export interface Proven {
  readonly flow: Flow
  readonly secret: string
}

export interface JourneyDeps {
  /** What its flows are for; those of others are not found. */
  readonly purposes: readonly Requirement['for'][]
  readonly flows: FlowStore
  readonly accounts: AccountStore
  readonly members: MemberStore
  readonly mailedLinks: Pick<MailedLinks, 'isReserved'>
  readonly invitations: Pick<InvitationStore, 'find'>
  readonly challenges: ChallengeStore
  readonly audit: AuditLog
  readonly emailCode: EmailCodeFactor
  readonly throttle: SignInThrottle
  readonly completion: Completion
  readonly clock: Clock
  readonly random: Random
}

type Journey = ReturnType<typeof journey>

export type { Journey }

/** Where a flow goes on when nobody asked for a page. */
const PORTAL = '/portal/apps'

/** How often a proof that is already consumed is written down again when other requests change the flow meanwhile. */
const RECORD_TRIES = 5

/** What every step of a sign-in shares: finding the flow, writing proofs down, going on, refusing. */
export function journey(deps: JourneyDeps) {
  const { purposes, flows, invitations, challenges, audit, emailCode, throttle, clock, random } = deps
  return {
    find,
    open,
    told,
    budgetOf,
    record,
    reload,
    claimantOf,
    stepNow,
    view,
    openView,
    prove,
    spendAttempt,
    save,
    advance,
    conflict,
    reject,
    signedIn,
    event,
  }

  /**
   * The flow of this browser while it is open or was just done. What another tab has replaced is not evaluated.
   *
   * `superseded` when the secret is the one before the latest proof: such a request may only be told what came of it.
   */
  async function find({ secret, id }: FlowReference): Promise<{ readonly flow: Flow; readonly superseded: boolean }> {
    const secretHash = readSecretToken(secret)
    const flow = secretHash === null ? null : await flows.findBySecret(secretHash, clock.now())
    if (!flow || flow.status === 'ended' || !purposes.includes(flow.requirement.for)) throw new FlowNotFoundError()
    const superseded = flow.secretHash !== secretHash
    if (id === null || id === flow.id) return { flow, superseded }
    throw flow.status === 'open' && !superseded ? await conflict(flow) : new FlowNotFoundError()
  }

  async function open(reference: FlowReference): Promise<Flow> {
    const { flow, superseded } = await find(reference)
    if (flow.status !== 'open' || superseded) throw new FlowNotFoundError()
    return flow
  }

  /** What came of a proof that comes a second time: told, and nothing is done. */
  async function told(flow: Flow): Promise<SignInOutcome> {
    if (flow.status === 'done') return { outcome: 'signed-in', step: signedIn(flow, null), issued: null }
    const step = await openView(flow)
    if (step === null) throw new FlowNotFoundError()
    return { outcome: 'step', step, renewed: null }
  }

  async function claimantOf({ email, requirement }: Flow): Promise<Claimant> {
    const { invitation: id } = requirement
    const invitation = id === undefined ? null : await invitations.find(id)
    return findClaimant(deps, email.key, clock.now(), invitation)
  }

  function stepNow(flow: Flow, claimant: Claimant): NextStep {
    return stepOf(flow, claimant, clock.now())
  }

  /** What the flow asks for now. Reads, and changes nothing. */
  async function view(flow: Flow, claimant: Claimant): Promise<OpenStep | SignedInStep> {
    const step = stepNow(flow, claimant)
    if (step.step === 'done') return signedIn(flow, claimant)
    const challenge = isMailed(step) ? await challenges.findByFlow(flow.id) : null
    return viewStep(step, flow, claimant, challenge, clock.now())
  }

  /** As `view`, of a flow that was refused something: nothing is done as long as that is missing. */
  async function openView(flow: Flow): Promise<OpenStep | null> {
    const step = await view(flow, await claimantOf(flow))
    return step.step === 'done' ? null : step
  }

  async function conflict(flow: Flow): Promise<FlowConflictError> {
    return new FlowConflictError(await view(flow, await claimantOf(flow)))
  }

  /**
   * The flow with one more proof, made just now by this claimant, under a new secret: who had the former one, before
   * this browser or beside it, gains nothing by the proof.
   */
  function prove(
    flow: Flow,
    kind: Evidence['kind'],
    claimant: Claimant,
    more: Pick<Evidence, 'codeHash'> = {},
  ): Proven {
    const secret = newSecretToken(random)
    const evidence = [...flow.evidence, { kind, at: clock.now(), epoch: epochOf(claimant), ...more }]
    return {
      flow: { ...flow, evidence, secretHash: hashSecretToken(secret), formerSecretHash: flow.secretHash },
      secret,
    }
  }

  /** Stores the flow over the version it was read at; who comes second gets `FlowConflictError`. */
  async function save(changed: Flow, events: readonly AuditEvent[] = []): Promise<Flow> {
    const next = { ...changed, version: changed.version + 1 }
    if (await flows.update(next, { events })) return next
    throw await conflict(await reload(changed))
  }

  /** Does what the next step needs, a mail or the session, and says where the flow stands. */
  async function advance(
    { flow, secret }: Proven | { readonly flow: Flow; readonly secret: null },
    claimant: Claimant,
    client: ClientContext,
    recoveryCodes: readonly string[] | null = null,
  ): Promise<SignInOutcome> {
    const step = stepNow(flow, claimant)
    if (step.step === 'done') return complete(flow, claimant, step, client, recoveryCodes)
    const renewed = secret === null ? null : { secret, expiresAt: flow.expiresAt }
    if (!isMailed(step)) return { outcome: 'step', step: viewStep(step, flow, claimant, null, clock.now()), renewed }

    const challenge = (await challenges.findByFlow(flow.id)) ?? (await pose(flow, step.purpose, claimant, client))
    return { outcome: 'step', step: viewStep(step, flow, claimant, challenge, clock.now()), renewed }
  }

  /** Spends one of the flow's attempts; `null` when none is left. */
  async function spendAttempt(flow: Flow): Promise<{ readonly left: number; refund(): Promise<void> } | null> {
    const spent = await flows.spendAttempt(flow.id)
    return spent === null ? null : { left: CODE_ATTEMPTS - spent, refund: () => flows.refundAttempt(flow.id) }
  }

  /** Writes a proof down that can never be given again, over whatever version the flow has. */
  async function record(
    flow: Flow,
    claimant: Claimant,
    kind: Evidence['kind'],
    events: readonly AuditEvent[],
    more: Pick<Evidence, 'codeHash'> = {},
  ): Promise<Proven> {
    let current = flow
    for (let tries = 0; tries < RECORD_TRIES; tries++) {
      const proven = prove(current, kind, claimant, more)
      const next = { ...proven.flow, version: proven.flow.version + 1 }
      if (await flows.update(next, { events })) return { flow: next, secret: proven.secret }
      current = await reload(current)
      if (current.status !== 'open') throw new FlowNotFoundError()
    }
    throw await conflict(current)
  }

  async function pose(
    flow: Flow,
    asked: 'enrol' | 'verify',
    claimant: Claimant,
    client: ClientContext,
  ): Promise<Challenge | null> {
    const mail = await throttle.codeMail(budgetOf(flow, claimant), client)
    const sent = event({ name: 'authn.code_sent', outcome: 'ok', subject: flow.id, client })
    const mailed = flow.requirement.for === 'step-up' ? 'step-up' : asked
    const posed = await emailCode.pose(flow, mailed, client, { events: [sent] })
    if (posed === null) await mail.refund()
    return posed ?? challenges.findByFlow(flow.id)
  }

  /**
   * Whose attempts and mails these are: the account's, or before there is one, those of the shop whose password was
   * known. So no shop can use up what another shop's claim of the same address needs.
   */
  function budgetOf(flow: Flow, { account, claims, invitation }: Claimant): FactorBudget {
    const claim = claims.find(({ id }) => id === flow.heldPassword?.claimId)
    return { email: flow.email.key, scope: account?.id ?? claim?.shopId ?? invitation?.shop.id ?? 'none' }
  }

  async function complete(
    flow: Flow,
    claimant: Claimant,
    step: Extract<NextStep, { step: 'done' }>,
    client: ClientContext,
    recoveryCodes: readonly string[] | null,
  ): Promise<SignInOutcome> {
    const issued = await deps.completion.complete(flow, claimant, step, client)
    if (issued) return { outcome: 'signed-in', step: signedIn(flow, claimant, recoveryCodes), issued }

    // Another request was first, or the account changed under the flow.
    const fresh = await reload(flow)
    if (fresh.status === 'done') return { outcome: 'signed-in', step: signedIn(fresh, null), issued: null }
    throw await conflict(fresh)
  }

  async function reload(flow: Flow): Promise<Flow> {
    const fresh = await flows.findBySecret(flow.secretHash, clock.now())
    if (!fresh || fresh.status === 'ended') throw new FlowNotFoundError()
    return fresh
  }

  /** One refusal for every reason: the claimant sees a support code, the audit log the reason. */
  async function reject(
    flow: Flow,
    refusal: {
      readonly code: 'credentials_rejected' | 'code_rejected'
      readonly told: RejectionReason | null
      readonly reason: string
      readonly step: OpenStep | null
      readonly details?: AuditEvent['details']
      /** What else is to be written down of it. */
      readonly also?: readonly AuditEvent[]
    },
    client: ClientContext,
  ): Promise<SignInOutcome> {
    const supportCode = newSupportCode(random)
    const name = refusal.code === 'code_rejected' ? 'authn.code' : 'authn.password'
    const { reason, details = {}, also = [] } = refusal
    const refused = event({ name, outcome: 'refused', reason, supportCode, subject: flow.id, client, details })
    await audit.append([refused, ...also])
    return { outcome: 'rejected', code: refusal.code, reason: refusal.told, supportCode, step: refusal.step }
  }

  /** `began`: whom the flow was about until it was done; `null` for what another request has done. */
  function signedIn(flow: Flow, began: Claimant | null, recoveryCodes: readonly string[] | null = null): SignedInStep {
    return {
      step: 'done',
      returnTo: flow.returnTo ?? PORTAL,
      firstSignIn: began !== null && began.account === null,
      joined: began?.invitation?.shop.id ?? null,
      recoveryCodes,
    }
  }

  function event(facts: EventFacts): AuditEvent {
    return newAuditEvent(random, clock.now(), facts)
  }
}

/** Whether the step waits for a code that is mailed. */
function isMailed(step: NextStep): step is Extract<NextStep, { step: 'code' }> {
  return step.step === 'code' && step.factor === 'email'
}
