import type { AdministratorNotices } from '../../access/administrator-notices.ts'
import type { OperatorDoor } from '../../access/operator-door.ts'
import type { SignedInDoor } from '../../access/signed-in.ts'
import type { OperatorProof } from '../../access/two-operators.ts'
import type { Account } from '../../domain/account.ts'
import { type AuditEvent, type AuditEventName, newAuditEvent } from '../../domain/audit-event.ts'
import type { CaseNumber, FactorLift, LiftedFactor } from '../../domain/factor-lift.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { NoticeFacts, OutboxMail } from '../../domain/mail.ts'
import { sealNotice } from '../../domain/notice.ts'
import { decideApproval, LIFT_DELAY_MILLISECONDS } from '../../policy/factor-lift.ts'
import type { AccountStore, AccountWithFactors } from '../../ports/account-store.ts'
import type { FactorLifts } from '../../ports/factor-lifts.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { type EmailAddress, maskEmailAddress } from '../../primitives/email-address.ts'
import { FactorLiftRefusedError } from '../../primitives/errors.ts'
import { type AccountId, newSupportCode } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'

/**
 * Lifting the authenticator app of somebody who has lost it: one operator asks, another approves, and a day later it is
 * gone, unless the member or an operator cancels it (R32).
 *
 * What operators do rejects with `OperatorRefusedError` when the code is not right, and with `FactorLiftRefusedError`
 * when it cannot be done; the codes are heard first.
 */
export interface FactorLiftRoom {
  /** `whose` is a case's number, or an account's address. */
  ask(whose: CaseNumber | EmailAddress, factor: LiftedFactor, operator: OperatorProof): Promise<FactorLift>

  /** The member, and the administrators of the member's shops, are told at once. */
  approve(caseNumber: CaseNumber, operator: OperatorProof): Promise<FactorLift>

  /** By an operator, for the member who calls. */
  cancel(caseNumber: CaseNumber, operator: OperatorProof): Promise<void>

  /** By the member, from any session that is no robot's. `false` when nothing is outstanding. */
  cancelOwn(client: ClientContext): Promise<boolean>

  /** What is asked or approved, the oldest first, with the masked address. */
  list(): Promise<readonly (FactorLift & { readonly maskedAddress: string })[]>

  /** Carries out what is due. Several nodes may do it at once. Resolves to how many this one did. */
  liftDue(): Promise<number>
}

export interface FactorLiftDeps {
  readonly factorLifts: FactorLifts
  readonly accounts: AccountStore
  readonly operatorDoor: OperatorDoor
  readonly signedIn: SignedInDoor
  readonly administratorNotices: AdministratorNotices
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

export function factorLift(deps: FactorLiftDeps): FactorLiftRoom {
  const { factorLifts, accounts, operatorDoor, signedIn, administratorNotices, keys, clock, random, mailDomain } = deps

  return {
    async ask(whose, factor, { name, code }) {
      const operator = await operatorDoor(name, code)
      const { account, factors, caseNumber } = await find(whose)
      if (!factors.some(({ kind }) => kind === factor)) throw new FactorLiftRefusedError('not_enrolled')
      const now = clock.now()
      const lift: FactorLift = {
        caseNumber: caseNumber ?? newSupportCode(random),
        accountId: account.id,
        factor,
        status: 'asked',
        askedBy: operator.name,
        askedAt: now,
        approvedBy: null,
        liftsAt: null,
        settledAt: null,
      }
      const asked = event('factor.lift_asked', lift, `operator:${name}`, now)
      if (!(await factorLifts.ask(lift, { events: [asked] }))) throw new FactorLiftRefusedError('outstanding')
      return lift
    },

    async approve(caseNumber, { name, code }) {
      const operator = await operatorDoor(name, code)
      const lift = await existing(caseNumber)
      const decision = decideApproval(lift, operator)
      if (decision !== 'approved') throw new FactorLiftRefusedError(decision)

      const now = clock.now()
      const liftsAt = now + LIFT_DELAY_MILLISECONDS
      const { account } = await accountOf(lift)
      const facts = { factor: lift.factor, caseNumber, liftsAt }
      const mails = [
        told(account, { about: 'factor-lift-asked', ...facts }, null, now),
        ...(await administratorNotices(account, { about: 'member-factor-lift', ...facts })),
      ]
      const approved = event('factor.lift_approved', lift, `operator:${name}`, now, { liftsAt })
      const won = await factorLifts.approve(caseNumber, { by: name, liftsAt }, { mails, events: [approved] })
      if (!won) throw new FactorLiftRefusedError('settled')
      return { ...lift, status: 'approved', approvedBy: name, liftsAt }
    },

    async cancel(caseNumber, { name, code }) {
      await operatorDoor(name, code)
      const lift = await existing(caseNumber)
      if (!(await cancelled(lift, `operator:${name}`, null))) throw new FactorLiftRefusedError('settled')
    },

    async cancelOwn(client) {
      const { account } = await signedIn(client, 'cancel-factor-lift')
      const lift = await factorLifts.findOutstanding(account.id)
      return lift !== null && cancelled(lift, account.id, client)
    },

    async list() {
      const outstanding = await factorLifts.listOutstanding()
      return Promise.all(
        outstanding.map(async (lift) => {
          const { account } = await accountOf(lift)
          return { ...lift, maskedAddress: maskEmailAddress(account.email.key) }
        }),
      )
    },

    async liftDue() {
      let done = 0
      for (const lift of await factorLifts.listDue(clock.now())) {
        const now = clock.now()
        const { account } = await accountOf(lift)
        const mails = [told(account, { about: 'factor-lifted', factor: lift.factor }, null, now)]
        const lifted = event('factor.lifted', lift, 'system', now)
        if (await factorLifts.lift(lift.caseNumber, now, { mails, events: [lifted] })) done++
      }
      return done
    },
  }

  async function find(
    whose: CaseNumber | EmailAddress,
  ): Promise<AccountWithFactors & { readonly caseNumber: CaseNumber | null }> {
    if (typeof whose !== 'string') {
      const found = await accounts.findByEmail(whose.key)
      if (!found) throw new FactorLiftRefusedError('not_found')
      return { ...found, caseNumber: null }
    }
    const opened = await factorLifts.findCase(whose)
    const found = opened?.accountId ? await accounts.findById(opened.accountId) : null
    if (!found) throw new FactorLiftRefusedError('not_found')
    return { ...found, caseNumber: whose }
  }

  async function existing(caseNumber: CaseNumber): Promise<FactorLift> {
    const lift = await factorLifts.find(caseNumber)
    if (!lift) throw new FactorLiftRefusedError('not_found')
    return lift
  }

  async function accountOf({ accountId }: { readonly accountId: AccountId }): Promise<AccountWithFactors> {
    const found = await accounts.findById(accountId)
    if (!found) throw new FactorLiftRefusedError('not_found')
    return found
  }

  async function cancelled(lift: FactorLift, actor: string, client: ClientContext | null): Promise<boolean> {
    const now = clock.now()
    const { account } = await accountOf(lift)
    // Nobody was told of a lift that was not approved yet.
    const mails =
      lift.status === 'approved'
        ? [told(account, { about: 'factor-lift-cancelled', factor: lift.factor }, client, now)]
        : []
    return factorLifts.cancel(lift.caseNumber, now, {
      mails,
      events: [event('factor.lift_cancelled', lift, actor, now)],
    })
  }

  function told(
    account: Pick<Account, 'email' | 'locale'>,
    facts: NoticeFacts,
    client: ClientContext | null,
    now: Instant,
  ): OutboxMail {
    return sealNotice(account, facts, client, { keys, random, now, domain: mailDomain })
  }

  function event(
    name: AuditEventName,
    { accountId, caseNumber, factor }: FactorLift,
    actor: string,
    now: Instant,
    more: AuditEvent['details'] = {},
  ): AuditEvent {
    const details = { case: caseNumber, factor, ...more }
    return newAuditEvent(random, now, { name, outcome: 'ok', actor, subject: accountId, details })
  }
}
