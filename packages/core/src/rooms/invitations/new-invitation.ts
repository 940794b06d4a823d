import { type Invitation, invitedLegacyId } from '../../domain/invitation.ts'
import type { OutboxMail } from '../../domain/mail.ts'
import type { Member } from '../../domain/member.ts'
import type { Shop } from '../../domain/shop.ts'
import type { NewInvitation } from '../../ports/invitation-store.ts'
import { type InvitationId, type MemberId, newId, newImportId, type ShopId } from '../../primitives/ids.ts'
import type { Invitee } from './invitee-list.ts'
import { type LettersDeps, letters } from './letters.ts'

/** Who stands for an invitation into which shop: an administrator of it, or operators without a name of their own. */
export interface Standing extends Pick<Invitation, 'invitedBy'> {
  readonly shop: Shop
  readonly inviterName: string | null
}

/** Makes invitations with their rows and mails. Stores nothing. */
export function invitationMaker(deps: LettersDeps) {
  const { clock, random } = deps
  const write = letters(deps)

  return (
    { email, name, role }: Invitee,
    /** The row as the shop has it; `null` for none. */
    before: Member | null,
    about: Standing & Pick<Invitation, 'lifetimeDays' | 'locale'>,
  ): NewInvitation & { readonly mails: readonly OutboxMail[] } => {
    const { shop, lifetimeDays, locale, invitedBy, inviterName } = about
    const after = { name: name ?? before?.name ?? null, role: role ?? before?.role ?? null }
    const member = before ?? newRow(email, shop.id, after)
    const facts = { id: newId<InvitationId>(random), email: member.email, locale, lifetimeDays, invitedBy }
    const { issue, mails } = write({ ...facts, shop, role: after.role, inviterName })
    const invitation: Invitation = {
      ...facts,
      ...issue,
      shopId: shop.id,
      memberId: member.id,
      createdAt: issue.sentAt,
      sends: 1,
      wrongCodes: 0,
      status: 'open',
      settledAt: null,
    }
    return { invitation, mails, row: before === null ? { is: 'new', member } : { is: 'listed', before, after } }
  }

  function newRow(email: Member['email'], shopId: ShopId, said: Pick<Member, 'name' | 'role'>): Member {
    const id = newId<MemberId>(random)
    return {
      ...said,
      id,
      shopId,
      legacyId: invitedLegacyId(id),
      email,
      state: 'pending',
      heldFor: [],
      leaving: null,
      legacyPassword: null,
      legacyTwoFactor: false,
      legacyTotpSecret: null,
      legacyClosed: false,
      lastSignInAt: null,
      accountId: null,
      activatedAt: null,
      robotSince: null,
      confirmedAt: null,
      importedBy: newImportId(random, clock.now()),
    }
  }
}
