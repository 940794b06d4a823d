import {
  type Challenge,
  type ChallengeIssue,
  CODE_ATTEMPTS,
  CODE_LIFETIME_MILLISECONDS,
  CODE_RESEND_MILLISECONDS,
} from '../domain/challenge.ts'
import type { ClientContext, Flow } from '../domain/flow.ts'
import type { CodeMail, OutboxMail } from '../domain/mail.ts'
import { sealMail } from '../domain/sealed-mail.ts'
import type { Along } from '../ports/along.ts'
import type { ChallengeStore } from '../ports/challenge-store.ts'
import type { Clock, Instant } from '../primitives/clock.ts'
import { type ChallengeId, newId, newReference } from '../primitives/ids.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import { newNumericCode } from '../primitives/numeric-code.ts'
import type { Random } from '../primitives/random.ts'
import { type Rejection, rejected, type Verdict } from './factor.ts'

/** A six-digit code mailed to the address of a flow: its owner reads that mailbox now. */
export interface EmailCodeFactor {
  /** The flow's challenge with its first code on the way; `null` when another request posed one first. */
  pose(flow: Flow, purpose: Challenge['purpose'], client: ClientContext, along: Along): Promise<Challenge | null>

  /**
   * A new code in place of the former. `null` when it is too early, too often or too late: the challenge stands as it
   * was.
   */
  resend(challenge: Challenge, flow: Flow, client: ClientContext, along: Along): Promise<Challenge | null>

  /** Spends an attempt, before anything is compared; `spent` is what `accept` compares with. */
  spendAttempt(challenge: Challenge): Promise<{ readonly spent: Challenge } | Rejection>

  /** Compares the code of a spent attempt; the right one is accepted once (SP 800-63B 3.1.3.2). */
  accept(spent: Challenge, code: string): Promise<Verdict>

  /** Whether `code` is the one that this challenge accepted a moment ago: a double click. Spends nothing. */
  wasJustAccepted(challenge: Challenge, code: string): boolean
}

export interface EmailCodeDeps {
  readonly challenges: ChallengeStore
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  /** The right-hand side of Message-IDs. */
  readonly mailDomain: string
}

/** How long the same code again counts as a double click. */
const DOUBLE_CLICK_MILLISECONDS = 60_000

export function emailCodeFactor({ challenges, keys, clock, random, mailDomain }: EmailCodeDeps): EmailCodeFactor {
  return {
    async pose(flow, purpose, client, along) {
      const id = newId<ChallengeId>(random)
      const { issue, mail } = newIssue(id, purpose, flow, client)
      const challenge: Challenge = {
        id,
        flowId: flow.id,
        destination: flow.email.key,
        purpose,
        issue,
        sends: 1,
        attempts: 0,
        consumedAt: null,
      }
      const first = await challenges.create(challenge, { ...along, mails: [mail] })
      return first ? challenge : null
    },

    resend(challenge, flow, client, along) {
      const { issue, mail } = newIssue(challenge.id, challenge.purpose, flow, client)
      return challenges.reissue(challenge.id, issue, issue.issuedAt, { ...along, mails: [mail] })
    },

    async spendAttempt(challenge) {
      const spent = await challenges.spendAttempt(challenge.id, clock.now())
      return spent ? { spent } : whyNot(challenge)
    },

    async accept(spent, code) {
      const left = CODE_ATTEMPTS - spent.attempts
      if (!isCodeOf(spent, code)) return rejected('mismatch', left)

      const won = await challenges.consume(spent.id, spent.issue.codeHash, clock.now())
      return won ? { accepted: true } : rejected('replayed', left)
    },

    wasJustAccepted(challenge, code) {
      const { consumedAt } = challenge
      return consumedAt !== null && clock.now() < consumedAt + DOUBLE_CLICK_MILLISECONDS && isCodeOf(challenge, code)
    },
  }

  function isCodeOf(challenge: Challenge, code: string): boolean {
    return keys.matches(challenge.issue.codeHash, 'mail-code', bound(challenge.id, code))
  }

  async function whyNot({ flowId }: Challenge): Promise<Rejection> {
    const current = await challenges.findByFlow(flowId)
    if (!current) return rejected('not_asked', 0)
    const left = CODE_ATTEMPTS - current.attempts
    if (current.consumedAt !== null) return rejected('replayed', left)
    return left > 0 ? rejected('expired', left) : rejected('exhausted', 0)
  }

  function newIssue(id: ChallengeId, purpose: Challenge['purpose'], flow: Flow, client: ClientContext): NewIssue {
    const now: Instant = clock.now()
    const code = newNumericCode(random)
    const reference = newReference(random)
    const expiresAt = now + CODE_LIFETIME_MILLISECONDS
    const mail: CodeMail = {
      kind: 'code',
      to: flow.email.key,
      locale: flow.locale,
      purpose,
      code,
      reference,
      validUntil: expiresAt,
      attempt: { at: now, userAgent: client.userAgent, address: client.address },
    }
    return {
      issue: {
        codeHash: keys.keyedHash('mail-code', bound(id, code)),
        reference,
        issuedAt: now,
        expiresAt,
        resendAt: now + CODE_RESEND_MILLISECONDS,
      },
      mail: sealMail(mail, { keys, random, now, usefulUntil: expiresAt, domain: mailDomain }),
    }
  }
}

/** A code belongs to its challenge: the same digits of another flow are another code. */
function bound(id: ChallengeId, code: string): string {
  return `${id}:${code}`
}

interface NewIssue {
  readonly issue: ChallengeIssue
  readonly mail: OutboxMail
}
