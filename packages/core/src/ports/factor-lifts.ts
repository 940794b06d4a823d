import type { CaseNumber, FactorLift, LostFactorCase } from '../domain/factor-lift.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { AccountId, FlowId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** Cases of lost factors, and the lifts that answer them. */
export interface FactorLifts {
  /** Opens the flow's one case. Resolves to `false`, and nothing is written, when it has one already. */
  openCase(opened: LostFactorCase, along: Along): Promise<boolean>

  findCase(number: CaseNumber): Promise<LostFactorCase | null>

  findCaseOfFlow(flowId: FlowId): Promise<LostFactorCase | null>

  /**
   * The latest case of this address and account, or of this address without one, whose lift is not settled; `null` when
   * there is none.
   */
  findOpenCase(email: EmailKey, accountId: AccountId | null): Promise<LostFactorCase | null>

  /**
   * Asks for a lift. An account has one outstanding lift (asked or approved) at the most: resolves to `false`, and
   * nothing is written, when there is one, when its case was used before, or when the account has no such factor.
   */
  ask(lift: FactorLift, along: Along): Promise<boolean>

  find(caseNumber: CaseNumber): Promise<FactorLift | null>

  findOutstanding(accountId: AccountId): Promise<FactorLift | null>

  /** Every lift that is asked or approved, the oldest first. */
  listOutstanding(): Promise<readonly FactorLift[]>

  /** Resolves to `true` for one caller, and only for a lift that is asked, by another operator than `approval.by`. */
  approve(
    caseNumber: CaseNumber,
    approval: { readonly by: string; readonly liftsAt: Instant },
    along: Along,
  ): Promise<boolean>

  /** Cancels an outstanding lift. `true` for one caller, and never for one that was carried out. */
  cancel(caseNumber: CaseNumber, at: Instant, along: Along): Promise<boolean>

  /** Approved lifts whose instant has come by `now`. */
  listDue(now: Instant): Promise<readonly FactorLift[]>

  /**
   * Carries an approved lift out, from `liftsAt` on: the factor and the recovery codes are gone, the account's
   * credential epoch has risen, its sessions are ended and its devices forgotten.
   *
   * Resolves to `true` for one caller, and never for a lift that was cancelled.
   */
  lift(caseNumber: CaseNumber, now: Instant, along: Along): Promise<boolean>
}
