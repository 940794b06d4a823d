import type { z } from 'zod'
import type { InvitationWish } from '../domain/invitation-wish.ts'
import type { InvitationsPage, InvitationTold, InvitationView, InviteResult } from '../rooms/invitations/invitations.ts'
import type { WishAnswer } from '../rooms/invitations/wishes.ts'
import type { ListedMembers, MemberView } from '../rooms/members/members.ts'
import type { MembershipsView } from '../rooms/memberships/memberships.ts'
import { maybeTimestamp, timestamp } from './answers.ts'
import type {
  InvitationAnswer,
  InvitationsAnswer,
  InvitationToldAnswer,
  InvitationWishesAnswer,
  InviteAnswer,
  ManagedMemberAnswer,
  ManagedMembersAnswer,
  MembershipsAnswer,
  WishInvitedAnswer,
} from './member-schemas.ts'

/** An invitation as the API says it to the shop's administrators. */
export function invitationAnswer({ memberId, ...view }: InvitationView): z.infer<typeof InvitationAnswer> {
  return {
    ...view,
    member: memberId,
    createdAt: timestamp(view.createdAt),
    sentAt: timestamp(view.sentAt),
    expiresAt: timestamp(view.expiresAt),
    resendAt: maybeTimestamp(view.resendAt),
  }
}

/** Invitations as the API says them. */
export function invitationsAnswer({ invitations, next }: InvitationsPage): z.infer<typeof InvitationsAnswer> {
  return { invitations: invitations.map(invitationAnswer), next }
}

/** What came of each row, as the API says it. */
export function inviteAnswer(results: readonly InviteResult[]): z.infer<typeof InviteAnswer> {
  return { results: results.map((result) => ({ ...result })) }
}

/** Who would like to be invited, as the API says it. */
export function invitationWishesAnswer(wishes: readonly InvitationWish[]): z.infer<typeof InvitationWishesAnswer> {
  return { wishes: wishes.map(wishAnswer) }
}

/** What came of inviting somebody who asked for it, as the API says it. */
export function wishInvitedAnswer({ wish, outcome, invitation }: WishAnswer): z.infer<typeof WishInvitedAnswer> {
  return { wish: wishAnswer(wish), outcome, invitation }
}

function wishAnswer({ id, email, name, askedAt, status }: InvitationWish) {
  return { id, email: email.typed, name, askedAt: timestamp(askedAt), status }
}

/** What the invited person is told. */
export function invitationToldAnswer(told: InvitationTold): z.infer<typeof InvitationToldAnswer> {
  return { ...told, expiresAt: timestamp(told.expiresAt) }
}

/** A member as the API says it to the shop's administrators. */
export function managedMemberAnswer({
  lastSignInAt,
  shared,
  ...view
}: MemberView): z.infer<typeof ManagedMemberAnswer> {
  const at = typeof lastSignInAt === 'number' ? timestamp(lastSignInAt) : null
  return {
    ...view,
    factors: [...view.factors],
    lastSignInAt: at,
    neverSignedIn: lastSignInAt === 'never',
    shared: {
      signals: [...shared.signals],
      mark: shared.mark && {
        responsible: { ...shared.mark.responsible },
        markedAt: timestamp(shared.mark.markedAt),
        remindsAt: timestamp(shared.mark.remindsAt),
      },
      retiresOn: shared.retiresOn,
    },
  }
}

/** A page of members as the API says them. */
export function managedMembersAnswer({ members, next }: ListedMembers): z.infer<typeof ManagedMembersAnswer> {
  return { members: members.map(managedMemberAnswer), next }
}

/** Somebody's own shops as the API says them. */
export function membershipsAnswer({ memberships, waiting }: MembershipsView): z.infer<typeof MembershipsAnswer> {
  return {
    memberships: memberships.map(({ shopId, robotSince, ...rest }) => ({
      ...rest,
      shop: shopId,
      robotSince: maybeTimestamp(robotSince),
    })),
    waiting: waiting.map(({ shopId, expiresAt, ...rest }) => ({
      ...rest,
      shop: shopId,
      expiresAt: maybeTimestamp(expiresAt),
    })),
  }
}
