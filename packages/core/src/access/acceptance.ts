import type { InvitationCase } from '../domain/invitation.ts'
import type { Acceptance } from '../ports/invitation-store.ts'
import type { Instant } from '../primitives/clock.ts'

/** How an invitation is accepted at `at`: with who stands for it as that was read, so that nobody loses that meanwhile. */
export function acceptanceOf({ invitation, inviter, member }: InvitationCase, at: Instant): Acceptance {
  const { id, invitedBy } = invitation
  // Of an inviter who is not there any more no row has this role.
  const by = invitedBy === null ? null : { accountId: invitedBy, role: inviter?.role ?? '' }
  return { memberId: member.id, invitation: { id, inviter: by }, at }
}
