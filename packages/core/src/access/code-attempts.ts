import type { Account, EnrolledFactor, FactorKind } from '../domain/account.ts'
import { type EventFacts, newAuditEvent } from '../domain/audit-event.ts'
import type { ClientContext } from '../domain/flow.ts'
import type { NoticeFacts, OutboxMail } from '../domain/mail.ts'
import { sealNotice } from '../domain/notice.ts'
import { FACTOR_ATTEMPTS } from '../policy/factor-lock.ts'
import type { FactorAttempts } from '../ports/factor-attempts.ts'
import type { Clock } from '../primitives/clock.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import type { Random } from '../primitives/random.ts'
import type { FactorBudget, SignInThrottle } from './sign-in-throttle.ts'

/** An attempt at a code that was counted before anything was compared; exactly one of its methods is called after. */
export interface CodeAttempt {
  /** None are wrong in a row any more, and a browser that the account knows is forgiven its own wrong ones. */
  right(): Promise<void>
  /** It stays counted. The owner is told of the first of a day, of a lock and of a stop. */
  wrong(client: ClientContext): Promise<void>
  /** It was never compared: it costs nothing. */
  refund(): Promise<void>
}

export interface CodeAttemptsDeps {
  readonly throttle: SignInThrottle
  readonly factorAttempts: FactorAttempts
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

/** How long after telling its owner of a wrong code an account's next one is worth another mail (ASVS 6.3.5). */
const TOLD_MILLISECONDS = 24 * 3_600_000

type CodeAttempts = ReturnType<typeof codeAttempts>

export type { CodeAttempts }

/** Attempts at codes of whatever kind: those of one account are counted together over all flows and places. */
export function codeAttempts({ throttle, factorAttempts, keys, clock, random, mailDomain }: CodeAttemptsDeps) {
  return {
    /**
     * Spends an attempt, before anything is compared. Throws `ThrottledError` when it is too many; resolves to `null`
     * when the factor has been locked meanwhile.
     */
    async spend(
      budget: FactorBudget,
      kind: FactorKind,
      { account, factors }: { readonly account: Account | null; readonly factors: readonly EnrolledFactor[] },
      client: ClientContext,
    ): Promise<CodeAttempt | null> {
      const heard = await throttle.code(budget, client)
      // What is being enrolled is nobody's factor yet, and cannot be locked.
      const enrolled = factors.some((factor) => factor.kind === kind)
      if (!account || !enrolled) return { right: heard.forgive, refund: heard.refund, wrong: async () => {} }

      const inARow = await factorAttempts.reserve(account.id, kind, clock.now())
      if (inARow === null) {
        await heard.refund()
        return null
      }

      return {
        async right() {
          await factorAttempts.settle(account.id, kind)
          await heard.forgive()
        },
        async refund() {
          await factorAttempts.refund(account.id, kind)
          await heard.refund()
        },
        async wrong(from) {
          const now = clock.now()
          const told = (facts: NoticeFacts): OutboxMail =>
            sealNotice(account, facts, from, { keys, random, now, domain: mailDomain })
          const happened = (facts: Pick<EventFacts, 'name' | 'reason' | 'details'>) =>
            newAuditEvent(random, now, { ...facts, outcome: 'refused', subject: account.id, client: from })

          const locked = inARow >= FACTOR_ATTEMPTS
          const stopped = heard.stoppedUntil
          await factorAttempts.noteWrong(
            account.id,
            { now, toldBefore: now - TOLD_MILLISECONDS },
            told({ about: 'wrong-code' }),
            {
              mails: [
                ...(locked ? [told({ about: 'factor-locked', factor: kind })] : []),
                ...(stopped === null ? [] : [told({ about: 'codes-stopped', until: stopped })]),
              ],
              events: [
                happened({ name: 'authn.wrong_code', reason: 'mismatch', details: { factor: kind } }),
                ...(locked ? [happened({ name: 'authn.factor_locked', reason: kind })] : []),
                ...(stopped === null ? [] : [happened({ name: 'authn.codes_stopped', reason: 'daily' })]),
              ],
            },
          )
        },
      }
    },
  }
}
