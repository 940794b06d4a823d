import { boundCode } from '../../access/invitation-tickets.ts'
import { expiryOf, type Invitation, type InvitationIssue, type Inviter, reminderOf } from '../../domain/invitation.ts'
import type { InvitationMail, OutboxMail } from '../../domain/mail.ts'
import type { Member } from '../../domain/member.ts'
import { sealMail } from '../../domain/sealed-mail.ts'
import type { Shop } from '../../domain/shop.ts'
import type { Clock } from '../../primitives/clock.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import { newNumericCode } from '../../primitives/numeric-code.ts'
import { readsAsLink } from '../../primitives/plain-text.ts'
import type { Random } from '../../primitives/random.ts'
import { hashSecretToken, newSecretToken } from '../../primitives/secret-token.ts'

export interface LettersDeps {
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

/** What a letter is about. */
export interface LetterFacts extends Pick<Invitation, 'id' | 'email' | 'locale' | 'lifetimeDays' | 'invitedBy'> {
  readonly shop: Pick<Shop, 'name'>
  readonly role: Member['role']
  readonly inviterName: Inviter['name']
}

export interface Letter {
  readonly issue: InvitationIssue
  readonly mails: readonly OutboxMail[]
}

/**
 * Writes the mails of an invitation: the one that brings it and the one that waits to remind of it, with the same link
 * and code. These stand in the mails alone.
 */
export function letters({ keys, clock, random, mailDomain: domain }: LettersDeps): (facts: LetterFacts) => Letter {
  return ({ id, email, locale, lifetimeDays, invitedBy, shop, role, inviterName }) => {
    const now = clock.now()
    const [token, code] = [newSecretToken(random), newNumericCode(random)]
    const expiresAt = expiryOf(now, lifetimeDays)
    const secrets = { token, code, validUntil: expiresAt }
    const said = { inviterName: sayable(inviterName), role: sayable(role) }
    const about = { kind: 'invitation', to: email.key, locale, shopName: shop.name, ...said } as const
    const seal = (mail: InvitationMail, dueAt: number) =>
      sealMail(mail, { keys, random, now, dueAt, usefulUntil: expiresAt, domain })

    const mail = seal({ ...about, ...secrets, isReminder: false }, now)
    const remindAt = reminderOf(now, lifetimeDays)
    const reminder = remindAt === null ? null : seal({ ...about, ...secrets, isReminder: true }, remindAt)
    return {
      issue: {
        invitedBy,
        sentAt: now,
        expiresAt,
        tokenHash: hashSecretToken(token),
        codeHash: keys.keyedHash('invitation-code', boundCode(id, code)),
        mailId: mail.id,
        reminderId: reminder?.id ?? null,
      },
      mails: reminder === null ? [mail] : [mail, reminder],
    }
  }
}

/** What somebody has chosen, left out where a stranger's mail program would make a link of it. */
function sayable(text: string | null): string | null {
  return text === null || readsAsLink(text) ? null : text
}
