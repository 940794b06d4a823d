import { type Accounts, type InvitationTicket, parseEmailAddress, preferredLocale } from '@ecforce-accounts/core'
import {
  invitationAnswer,
  invitationsAnswer,
  invitationToldAnswer,
  invitationWishesAnswer,
  inviteAnswer,
  managedMemberAnswer,
  managedMembersAnswer,
  membershipsAnswer,
  wishInvitedAnswer,
} from '@ecforce-accounts/core/wire'
import type { AccountsCookies } from '../cookies.ts'
import type { Handlers } from '../handlers.ts'
import { addressInvalid, invalidMember } from '../invalid-request.ts'
import { outcomeAnswers } from '../outcome-answer.ts'

type Operation =
  | 'listInvitations'
  | 'invite'
  | 'resendInvitation'
  | 'revokeInvitation'
  | 'readInvitationPolicy'
  | 'editInvitationPolicy'
  | 'askForInvitation'
  | 'listInvitationWishes'
  | 'inviteWish'
  | 'dismissInvitationWish'
  | 'lookUpInvitation'
  | 'acceptInvitation'
  | 'declineInvitation'
  | 'confirmMembership'
  | 'listShopMembers'
  | 'changeShopMember'
  | 'removeShopMember'
  | 'markShared'
  | 'unmarkShared'
  | 'setRetirement'
  | 'withdrawRetirement'
  | 'listMemberships'
  | 'acceptMembership'
  | 'declineMembership'

/** Invitations, the members of a shop, and somebody's own shops. */
export function memberHandlers(
  {
    invitations,
    invitationWishes,
    members,
    memberships,
    signIn,
    clock,
  }: Pick<Accounts, 'invitations' | 'invitationWishes' | 'members' | 'memberships' | 'signIn' | 'clock'>,
  cookies: AccountsCookies,
): Pick<Handlers, Operation> {
  const answer = outcomeAnswers(cookies, clock)

  return {
    async listInvitations({ params: { shop }, query: { state = null, after = null }, client }) {
      return { body: invitationsAnswer(await invitations.list(shop, state, after, client())) }
    },

    async invite({ req, params: { shop }, body, client }) {
      const { lifetimeDays = null, locale = preferredLocale(req.headers['accept-language']) } = body
      const whom = 'people' in body ? body.people : 'list' in body ? { list: body.list } : 'waiting'
      return { body: inviteAnswer(await invitations.invite(shop, whom, { lifetimeDays, locale }, client())) }
    },

    async resendInvitation({ params: { shop, id }, client }) {
      return { body: invitationAnswer(await invitations.resend(shop, id, client())) }
    },

    async revokeInvitation({ params: { shop, id }, client }) {
      await invitations.revoke(shop, id, client())
      return { body: null }
    },

    async readInvitationPolicy({ params: { shop }, client }) {
      return { body: { lifetimeDays: await invitations.lifetimeDays(shop, client()) } }
    },

    async editInvitationPolicy({ params: { shop }, body, client }) {
      return { body: { lifetimeDays: await invitations.setLifetimeDays(shop, body.lifetimeDays, client()) } }
    },

    async askForInvitation({ req, body, client }) {
      const read = parseEmailAddress(body.email)
      if (!read.ok) return { problem: invalidMember('email', addressInvalid) }
      const flow = { secret: cookies.flow.read(req.headers.cookie), id: body.flow }
      return answer(await signIn.askForInvitation(flow, { email: read.address, name: body.name }, client()))
    },

    async listInvitationWishes({ params: { shop }, client }) {
      return { body: invitationWishesAnswer(await invitationWishes.list(shop, client())) }
    },

    async inviteWish({ req, params: { shop, id }, body, client }) {
      const { role, locale = preferredLocale(req.headers['accept-language']) } = body
      return { body: wishInvitedAnswer(await invitationWishes.invite(shop, id, { role, locale }, client())) }
    },

    async dismissInvitationWish({ params: { shop, id }, client }) {
      await invitationWishes.dismiss(shop, id, client())
      return { body: null }
    },

    async lookUpInvitation({ body, client }) {
      const ticket = ticketOf(body)
      if (ticket === null) return { problem: invalidMember('email', addressInvalid) }
      return { body: invitationToldAnswer(await invitations.lookUp(ticket, client())) }
    },

    async acceptInvitation({ req, body, client }) {
      const ticket = ticketOf(body)
      if (ticket === null) return { problem: invalidMember('email', addressInvalid) }
      const locale = body.locale ?? preferredLocale(req.headers['accept-language'])
      const outcome = await signIn.acceptInvitation(ticket, locale, client())
      if (outcome.outcome !== 'switch-account') return answer(outcome)
      const { signedInAs, maskedEmail } = outcome
      return { body: { step: 'switch-account', signedInAs, maskedEmail } }
    },

    async declineInvitation({ body, client }) {
      const ticket = ticketOf(body)
      if (ticket === null) return { problem: invalidMember('email', addressInvalid) }
      await invitations.decline(ticket, client())
      return { body: null }
    },

    async confirmMembership({ req, body, client }) {
      const flow = { secret: cookies.flow.read(req.headers.cookie), id: body.flow }
      return answer(await signIn.confirm(flow, client()))
    },

    async listShopMembers({ params: { shop }, query: { after = '' }, client }) {
      return { body: managedMembersAnswer(await members.list(shop, after, client())) }
    },

    async changeShopMember({ params: { shop, id }, body, client }) {
      return { body: managedMemberAnswer(await changed()) }

      function changed() {
        if ('role' in body) return members.changeRole(shop, id, body.role, client())
        switch (body.state) {
          case 'active':
            return members.resume(shop, id, client())
          case 'suspended':
            return members.suspend(shop, id, client())
          case 'confirmed':
            return members.confirm(shop, id, client())
        }
      }
    },

    async removeShopMember({ params: { shop, id }, client }) {
      await members.remove(shop, id, client())
      return { body: null }
    },

    async markShared({ params: { shop, id }, body, client }) {
      return { body: managedMemberAnswer(await members.markShared(shop, id, body.responsible, client())) }
    },

    async unmarkShared({ params: { shop, id }, client }) {
      await members.unmarkShared(shop, id, client())
      return { body: null }
    },

    async setRetirement({ params: { shop, id }, body, client }) {
      return { body: managedMemberAnswer(await members.retireOn(shop, id, body.on, client())) }
    },

    async withdrawRetirement({ params: { shop, id }, client }) {
      await members.withdrawRetirement(shop, id, client())
      return { body: null }
    },

    listMemberships: async ({ client }) => ({ body: membershipsAnswer(await memberships.list(client())) }),

    async acceptMembership({ params: { id }, client }) {
      return { body: membershipsAnswer(await memberships.accept(id, client())) }
    },

    async declineMembership({ params: { id }, client }) {
      return { body: membershipsAnswer(await memberships.decline(id, client())) }
    },
  }
}

/** `null` for an address that is none. */
function ticketOf(
  body: { readonly token: string } | { readonly email: string; readonly code: string },
): InvitationTicket | null {
  if ('token' in body) return { token: body.token }
  const read = parseEmailAddress(body.email)
  return read.ok ? { email: read.address, code: body.code } : null
}
