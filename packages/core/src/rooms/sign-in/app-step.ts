import type { Claimant } from '../../access/claimant.ts'
import type { CodeAttempts } from '../../access/code-attempts.ts'
import type { ShownApp } from '../../domain/factor.ts'
import type { ClientContext, Flow } from '../../domain/flow.ts'
import { legacyTotpContext } from '../../domain/member.ts'
import type { RecoveryFactor } from '../../factors/recovery-code.ts'
import type { TotpFactor } from '../../factors/totp.ts'
import type { FlowStore } from '../../ports/flow-store.ts'
import type { TotpAlgorithm } from '../../ports/totp-algorithm.ts'
import type { Clock } from '../../primitives/clock.ts'
import { CodeMalformedError } from '../../primitives/errors.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import { readNumericCode } from '../../primitives/numeric-code.ts'
import type { FlowReference, Journey, SignInOutcome } from './journey.ts'

export interface AppStepDeps {
  readonly journey: Journey
  readonly flows: FlowStore
  readonly totp: TotpFactor
  readonly algorithm: TotpAlgorithm
  readonly recovery: RecoveryFactor
  readonly attempts: CodeAttempts
  readonly keys: KeyRing
  readonly clock: Clock
  /** What authenticator apps file their codes under. */
  readonly appIssuer: string
}

/** Enrolling an authenticator app inside a flow, and the question for the one a shop knew before. */
export function appStep({ journey, flows, totp, algorithm, recovery, attempts, keys, clock, appIssuer }: AppStepDeps) {
  return { begin, confirm, legacy }

  /** A new secret in place of one shown before; none of them is stored but here, encrypted. */
  async function begin(reference: FlowReference): Promise<ShownApp> {
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    if (journey.stepNow(flow, claimant).step !== 'enrol-app') throw await journey.conflict(flow)

    const { pending, secret } = totp.begin()
    await journey.save({ ...flow, heldApp: { ...pending, confirmed: null } })
    const uri = algorithm.uri(secret, { issuer: appIssuer, label: flow.email.key })
    return { secret, uri, validUntil: pending.expiresAt, now: clock.now() }
  }

  /** A right code makes the app the account's as soon as the flow is done. Throws `OverloadedError`. */
  async function confirm(
    reference: FlowReference,
    { code: typed, keepMail }: { readonly code: string; readonly keepMail: boolean },
    client: ClientContext,
  ): Promise<SignInOutcome> {
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    const { heldApp } = flow
    if (journey.stepNow(flow, claimant).step !== 'enrol-app') throw await journey.conflict(flow)
    const code = readNumericCode(typed)
    if (code === null) throw new CodeMalformedError('totp')
    if (heldApp === null || clock.now() >= heldApp.expiresAt) {
      return refuse(flow, heldApp === null ? 'not_asked' : 'expired', client)
    }

    const spent = await journey.spendAttempt(flow)
    const step = spent && totp.confirm(heldApp, code)
    if (spent === null) return refuse(flow, 'exhausted', client)
    if (step === null) return spent.left === 0 ? exhaust(flow, client) : refuse(flow, 'mismatch', client)

    // One of all who confirm at once is first; ten hashes are made for that one alone.
    const proven = journey.prove(flow, 'new-app', claimant)
    const confirmed = { step, recoveryHashes: [], keepMail }
    const won = await journey.save({ ...proven.flow, heldApp: { ...heldApp, confirmed } })
    const { codes, hashes } = await recovery.make(client.signal).catch(async (error: unknown) => {
      // No room, or nobody waits any more: the flow stands where it stood, under the secret its browser has.
      await journey.save({ ...won, ...flow, version: won.version })
      throw error
    })
    const saved = await journey.save({
      ...won,
      heldApp: { ...heldApp, confirmed: { ...confirmed, recoveryHashes: hashes } },
    })
    return journey.advance({ flow: saved, secret: proven.secret }, claimant, client, codes)
  }

  /** The code of the app that a shop knew: an extra question at the first sign-in, and never a factor (R5). */
  async function legacy(reference: FlowReference, typed: string, client: ClientContext): Promise<SignInOutcome> {
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    if (journey.stepNow(flow, claimant).step !== 'legacy-app') throw await journey.conflict(flow)
    const code = readNumericCode(typed)
    if (code === null) throw new CodeMalformedError('totp')

    const attempt = await attempts.spend(journey.budgetOf(flow, claimant), 'totp', claimant, client)
    if (attempt === null) throw await journey.conflict(flow)
    const spent = await journey.spendAttempt(flow)
    if (spent === null) {
      await attempt.refund() // never compared
      return refuse(flow, 'exhausted', client)
    }
    if (!isLegacyCode(claimant, code)) {
      await attempt.wrong(client)
      return spent.left === 0 ? exhaust(flow, client) : refuse(flow, 'mismatch', client)
    }
    await attempt.right()
    return journey.advance(await journey.record(flow, claimant, 'legacy-app', []), claimant, client)
  }

  /** Of any of the claims: who holds one of the devices holds a device that a shop of theirs knew. */
  function isLegacyCode({ claims }: Claimant, code: string): boolean {
    return claims.some(({ legacyTotpSecret: sealed, shopId, legacyId }) => {
      const secret = sealed === null ? null : keys.decrypt(sealed, legacyTotpContext(shopId, legacyId))
      return secret !== null && algorithm.matchStep(secret, code, clock.now()) !== null
    })
  }

  async function exhaust(flow: Flow, client: ClientContext): Promise<SignInOutcome> {
    await flows.end(flow.id, {})
    return journey.reject(flow, { code: 'code_rejected', told: 'exhausted', reason: 'mismatch', step: null }, client)
  }

  async function refuse(
    flow: Flow,
    reason: 'mismatch' | 'exhausted' | 'expired' | 'not_asked',
    client: ClientContext,
  ): Promise<SignInOutcome> {
    const step = await journey.openView(await journey.reload(flow))
    return journey.reject(flow, { code: 'code_rejected', told: reason, reason, step }, client)
  }
}
