import { newAuditEvent } from '../domain/audit-event.ts'
import type { ClientContext } from '../domain/flow.ts'
import { INVITATION_CODE_ATTEMPTS, type Invitation, type InvitationCase } from '../domain/invitation.ts'
import { decideInvitation } from '../policy/invitation.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { InvitationStore } from '../ports/invitation-store.ts'
import type { Clock } from '../primitives/clock.ts'
import type { EmailAddress } from '../primitives/email-address.ts'
import { CodeMalformedError, LinkUnusableError } from '../primitives/errors.ts'
import { type InvitationId, newSupportCode } from '../primitives/ids.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import { readNumericCode } from '../primitives/numeric-code.ts'
import type { Random } from '../primitives/random.ts'
import { readSecretToken } from '../primitives/secret-token.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

/** What somebody shows who was invited: the link's token, or the address with the six digits. Neither proves a mailbox. */
export type InvitationTicket =
  | { readonly token: string }
  /** As typed. */
  | { readonly email: EmailAddress; readonly code: string }

export interface InvitationTicketsDeps {
  readonly invitations: InvitationStore
  readonly audit: AuditLog
  readonly throttle: SignInThrottle
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
}

/** How long a code is answered at the least: time does not tell who is invited. */
const CODE_FLOOR_MILLISECONDS = 100

/** Tickets that come back from the mails of invitations. */
export function invitationTickets({ invitations, audit, throttle, keys, clock, random }: InvitationTicketsDeps) {
  return {
    /**
     * The invitation of a ticket that can still be accepted. Changes nothing of it but the count of its wrong codes.
     *
     * Throws `ThrottledError`, `CodeMalformedError`, and `LinkUnusableError` for every other ticket: which of the reasons
     * it is stands in the audit log alone.
     */
    async find(ticket: InvitationTicket, client: ClientContext): Promise<InvitationCase> {
      const attempt = await throttle.mailedToken(client)
      const found = await ('token' in ticket ? byToken(ticket.token) : byCode(ticket.email, ticket.code, client))
      const reason = found === null ? 'unknown' : decideInvitation(found, clock.now())
      if (found === null || reason !== 'open') throw await refuse(reason, found?.invitation ?? null, client)
      await attempt.refund()
      return found
    },

    refuse,
  }

  async function byToken(token: string): Promise<InvitationCase | null> {
    const tokenHash = readSecretToken(token)
    return tokenHash === null ? null : invitations.findByToken(tokenHash)
  }

  /**
   * Of whatever invitations the address has, the one with this code. All of them have an attempt spent before anything is
   * compared; the right code takes them back, and a wrong one may be the last for each.
   */
  async function byCode(email: EmailAddress, typed: string, client: ClientContext): Promise<InvitationCase | null> {
    const code = readNumericCode(typed)
    if (code === null) throw new CodeMalformedError('email')
    const startedAt = clock.elapsed()
    const now = clock.now()
    const open = (await invitations.findByEmail(email.key)).filter((one) => decideInvitation(one, now) === 'open')
    const spent = await Promise.all(
      open.map(async (one) => ({ one, count: await invitations.spendCode(one.invitation.id, now) })),
    )
    const compared = spent.filter(({ count }) => count !== null)
    const right = compared.find(({ one: { invitation } }) => isCodeOf(invitation, code))
    if (right) {
      await Promise.all(compared.map(({ one }) => invitations.refundCode(one.invitation.id)))
    } else {
      const last = compared.filter(({ count }) => count === INVITATION_CODE_ATTEMPTS)
      await Promise.all(last.map(({ one }) => exhaust(one, client)))
    }
    await clock.sleep(Math.max(0, CODE_FLOOR_MILLISECONDS - (clock.elapsed() - startedAt)))
    return right?.one ?? null
  }

  function isCodeOf({ id, codeHash }: Invitation, code: string): boolean {
    return keys.matches(codeHash, 'invitation-code', boundCode(id, code))
  }

  async function exhaust({ invitation }: InvitationCase, client: ClientContext): Promise<void> {
    const { id, memberId, shopId } = invitation
    const facts = { name: 'invitation.exhausted', outcome: 'ok', subject: memberId, shopId, client } as const
    const exhausted = newAuditEvent(random, clock.now(), { ...facts, details: { invitation: id } })
    await invitations.exhaust(id, clock.now(), { events: [exhausted] })
  }

  /** Whoever holds a ticket is told one thing; the reason is the audit log's, under the support code. */
  async function refuse(reason: string, about: Invitation | null, client: ClientContext): Promise<LinkUnusableError> {
    const supportCode = newSupportCode(random)
    const subject = about?.memberId ?? null
    const facts = { name: 'invitation.refused', outcome: 'refused', reason, supportCode, subject, client } as const
    await audit.append([newAuditEvent(random, clock.now(), { ...facts, shopId: about?.shopId ?? null })])
    return new LinkUnusableError(supportCode)
  }
}

export type InvitationTickets = ReturnType<typeof invitationTickets>

/** A code belongs to its invitation: the same digits of another one are another code. */
export function boundCode(id: InvitationId, code: string): string {
  return `${id}:${code}`
}
