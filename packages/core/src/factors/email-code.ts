import {
  type Challenge,
  type ChallengeIssue,
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
import { accepted, type Rejection, rejected, type Verdict } from './factor.ts'

/** A six-digit code mailed to the address of a flow: its owner reads that mailbox now. */
export interface EmailCodeFactor {
  /** The flow's challenge with its first code on the way; `null` when another request posed one first. */
  pose(flow: Flow, purpose: Challenge['purpose'], client: ClientContext, along: Along): Promise<Challenge | null>

  /**
   * A new code in place of the former. `null` when it is too early, too often or too late: the challenge stands as it
   * was.
   */
  resend(challenge: Challenge, flow: Flow, client: ClientContext, along: Along): Promise<Challenge | null>

  /** Why no code of this challenge can be right any more, or `null`: then it is worth an attempt. */
  whyClosed(challenge: Challenge): Rejection | null

  /** Compares the code, for which an attempt is spent already; the right one is accepted once (SP 800-63B 3.1.3.2). */
  accept(challenge: Challenge, code: string): Promise<Verdict>

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
        consumedAt: null,
      }
      const first = await challenges.create(challenge, { ...along, mails: [mail] })
      return first ? challenge : null
    },

    resend(challenge, flow, client, along) {
      const { issue, mail } = newIssue(challenge.id, challenge.purpose, flow, client)
      return challenges.reissue(challenge.id, issue, issue.issuedAt, { ...along, mails: [mail] })
    },

    whyClosed({ consumedAt, issue }) {
      if (consumedAt !== null) return rejected('replayed')
      return clock.now() >= issue.expiresAt ? rejected('expired') : null
    },

    async accept(challenge, code) {
      if (!isCodeOf(challenge, code)) return rejected('mismatch')
      const won = await challenges.consume(challenge.id, challenge.issue.codeHash, clock.now())
      return won ? accepted : rejected('replayed')
    },

    wasJustAccepted(challenge, code) {
      const { consumedAt } = challenge
      return consumedAt !== null && clock.now() < consumedAt + DOUBLE_CLICK_MILLISECONDS && isCodeOf(challenge, code)
    },
  }

  function isCodeOf(challenge: Challenge, code: string): boolean {
    return keys.matches(challenge.issue.codeHash, 'mail-code', bound(challenge.id, code))
  }

  function newIssue(id: ChallengeId, purpose: Challenge['purpose'], flow: Flow, client: ClientContext): NewIssue {
    const now: Instant = clock.now()
    const code = newNumericCode(random)
    const reference = newReference(random)
    const expiresAt = now + CODE_LIFETIME_MILLISECONDS
    const mail: CodeMail = {
      kind: 'code',
      to: flow.email.key,
      // Somebody signed in has chosen a language for the mails.
      locale: flow.requirement.for === 'step-up' ? flow.locale : (client.locale ?? flow.locale),
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
