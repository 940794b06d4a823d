import { z } from 'zod'
import { INVITATIONS_AT_ONCE, invitationDays } from '../domain/invitation.ts'
import { memberTexts } from '../domain/member.ts'
import { locales } from '../primitives/locale.ts'
import { readNumericCode } from '../primitives/numeric-code.ts'
import { flowId, instant } from './parts.ts'
import {
  CodeStep,
  ConfirmStep,
  DoneStep,
  EnrolAppStep,
  LegacyAppStep,
  NewPasswordStep,
  PasswordStep,
  RefusedStep,
} from './schemas.ts'

const typed = (longest: number) => z.string().max(longest)

// Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const lifetimeDays = z
  .int()
  .min(invitationDays.least)
  .max(invitationDays.most)
  .optional()
  .describe('How long the invitations are good for. Default: what the shop has set')

const inviting = { lifetimeDays, locale: z.enum(locales).optional().describe('The language of the mails') }

/** Whom to invite: some people, a pasted list or the text of a CSV file, or everybody who waits for it. */
export const InviteRequest = z
  .union([
    z.strictObject({
      ...inviting,
      people: z
        .array(
          z.strictObject({
            email: typed(512).min(1).describe('The address as typed'),
            name: typed(memberTexts.name * 2).optional(),
            role: typed(memberTexts.role * 2)
              .optional()
              .describe('A role of the shop’s own system; by default that of its row, if it has one'),
          }),
        )
        .min(1)
        .max(INVITATIONS_AT_ONCE),
    }),
    z.strictObject({
      ...inviting,
      list: z
        .string()
        .min(1)
        .max(100_000)
        .refine((text) => text.split(/\r\n|\n|\r/).length <= INVITATIONS_AT_ONCE + 1, 'too many lines')
        .describe('A person a line: address, name and role, with commas or tabs between; headings are understood'),
    }),
    z.strictObject({ ...inviting, waiting: z.literal(true).describe('Everybody who needs an invitation') }),
  ])
  .meta({ id: 'InviteRequest' })

const invitationTicket = [
  z.strictObject({
    token: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/)
      .describe('What stands behind `#token=` in the mailed link'),
  }),
  z.strictObject({
    email: typed(512).min(1).describe('The address that was invited, as typed'),
    code: z
      .string()
      .max(64)
      .refine((text) => readNumericCode(text) !== null, 'not six digits')
      .describe('The six digits of the mail'),
  }),
] as const

export const InvitationTicketRequest = z.union(invitationTicket).meta({ id: 'InvitationTicketRequest' })

const mailLocale = z.enum(locales).optional().describe('The language of the mails; by default that of Accept-Language')

export const AcceptInvitationRequest = z
  .union([invitationTicket[0].extend({ locale: mailLocale }), invitationTicket[1].extend({ locale: mailLocale })])
  .meta({ id: 'AcceptInvitationRequest' })

/** A role of the shop's own system, in one line. */
const role = z
  .string()
  .trim()
  .min(1)
  .max(memberTexts.role)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u)
  .describe('A role of the shop’s own system; on one line')

export const MemberChangeRequest = z
  .union([
    z.strictObject({ role }),
    z.strictObject({
      state: z
        .enum(['active', 'suspended', 'confirmed'])
        .describe('`suspended` takes the access away and `active` gives it back; `confirmed` lets a held claim in'),
    }),
  ])
  .meta({ id: 'MemberChangeRequest' })

export const InvitationAskRequest = z
  .strictObject({
    flow: flowId,
    email: typed(512).min(1).describe('The address to be invited, as typed'),
    name: z
      .string()
      .trim()
      .min(1)
      .max(memberTexts.name)
      .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u)
      .describe('How the person is called; on one line'),
  })
  .meta({ id: 'InvitationAskRequest' })

export const WishInviteRequest = z
  .strictObject({ role, locale: z.enum(locales).optional().describe('The language of the mails') })
  .meta({ id: 'WishInviteRequest' })

export const SharedMarkRequest = z
  .strictObject({
    responsible: z
      .string()
      .regex(/^[0-9a-z]{26}$/)
      .describe('Another active member of the shop, by its id'),
  })
  .meta({ id: 'SharedMarkRequest' })

const japanDay = z.iso.date().describe('A day in Japan')

export const RetirementRequest = z
  .strictObject({
    on: japanDay.describe('The day in Japan at whose 00:00 it ends: from tomorrow on, within ninety days'),
  })
  .meta({ id: 'RetirementRequest' })

const days = z.int().min(invitationDays.least).max(invitationDays.most)

export const InvitationPolicyRequest = z
  .strictObject({ lifetimeDays: days.describe('How long invitations are good for, unless a request says') })
  .meta({ id: 'InvitationPolicyRequest' })

// Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const invitationStates = [
  'pending',
  'delivered',
  'bounced',
  'accepted',
  'declined',
  'revoked',
  'expired',
  'exhausted',
] as const

export const invitationState = z
  .enum(invitationStates)
  .describe('`delivered`: a mail server has taken the mail. `exhausted`: too many wrong codes were typed')

const invitation = z.object({
  id: z.string(),
  member: z.string().describe('The row of the member list it is for'),
  email: z.string(),
  name: z.string().nullable(),
  role: z.string().nullable(),
  state: invitationState,
  inviterName: z.string().nullable(),
  createdAt: instant,
  sentAt: instant,
  expiresAt: instant,
  resendAt: instant.nullable().describe('From when on it is mailed again if asked; null when not at all'),
})

export const InvitationAnswer = invitation.meta({ id: 'InvitationAnswer' })

export const InvitationsAnswer = z
  .object({
    invitations: z.array(invitation).describe('Of a page; where a state is asked for, those of it in that state'),
    next: z.string().nullable().describe('What the next page comes after; null when this is the last'),
  })
  .meta({ id: 'InvitationsAnswer' })

const inviteOutcome = {
  outcome: z.enum([
    'invited',
    'already_invited',
    'already_member',
    'suspended',
    'can_sign_in',
    'held',
    'duplicate',
    'too_many',
    'row_unreadable',
    'address_invalid',
    'name_invalid',
    'role_invalid',
  ]),
  invitation: z.string().nullable().describe('The invitation under way'),
}

export const InviteAnswer = z
  .object({
    results: z.array(
      z.object({
        row: z.int().min(1).describe('From 1, as the people stand in the request'),
        email: z.string().describe('As typed'),
        ...inviteOutcome,
      }),
    ),
  })
  .meta({ id: 'InviteAnswer' })

export const InvitationPolicyAnswer = z
  .object({ lifetimeDays: z.int().describe('How many days invitations are good for, unless a request says') })
  .meta({ id: 'InvitationPolicyAnswer' })

const wish = z.object({
  id: z.string(),
  email: z.string().describe('The address to be invited, as typed; nobody has proven it'),
  name: z.string().describe('As whoever asks is called; nobody has proven it'),
  askedAt: instant,
  status: z.enum(['open', 'invited', 'dismissed']),
})

export const InvitationWishesAnswer = z.object({ wishes: z.array(wish) }).meta({ id: 'InvitationWishesAnswer' })

export const WishInvitedAnswer = z.object({ wish, ...inviteOutcome }).meta({ id: 'WishInvitedAnswer' })

export const InvitationToldAnswer = z
  .object({
    shopName: z.string(),
    inviterName: z.string().nullable(),
    role: z.string().nullable(),
    maskedEmail: z.string().describe('Whom it is for'),
    expiresAt: instant,
    signedInAs: z
      .object({ email: z.string(), isInvited: z.boolean() })
      .nullable()
      .describe('Who is signed in in this browser, and whether it is whom the invitation is for'),
  })
  .meta({ id: 'InvitationToldAnswer' })

export const SwitchAccountStep = z
  .object({
    step: z.literal('switch-account'),
    signedInAs: z.string().describe('Who is signed in in this browser: sign out, and accept again'),
    maskedEmail: z.string().describe('Whom the invitation is for'),
  })
  .meta({ id: 'SwitchAccountStep' })

/** What accepting begins with: a step of a sign-in, or that somebody else is signed in here and nothing was begun. */
export const AcceptanceStep = z
  .discriminatedUnion('step', [
    PasswordStep,
    CodeStep,
    LegacyAppStep,
    EnrolAppStep,
    NewPasswordStep,
    ConfirmStep,
    RefusedStep,
    DoneStep,
    SwitchAccountStep,
  ])
  .meta({ id: 'AcceptanceStep' })

const member = z.object({
  id: z.string(),
  legacyId: z.string().describe('Its name in the shop’s own system; `invited:…` until the shop has one'),
  email: z.string(),
  name: z.string().nullable(),
  role: z.string().nullable(),
  isAdministrator: z.boolean(),
  isSelf: z.boolean(),
  state: z.enum(['claim', 'held', 'invited', 'needs-invitation', 'active', 'suspended']),
  factors: z.array(z.enum(['email', 'totp', 'recovery'])).describe('The kinds that are enrolled'),
  lastSignInAt: instant.nullable().describe('Into this shop; null when unknown or never'),
  neverSignedIn: z.boolean().describe('Whether the shop says that it never was'),
  invitation: z.object({ id: z.string(), state: invitationState }).nullable(),
  shared: z
    .object({
      signals: z
        .array(z.enum(['role-mailbox', 'simultaneous-sessions', 'many-devices']))
        .describe(
          'What speaks for several people behind one account; those of sessions only where this shop is its only one',
        ),
      mark: z
        .object({
          responsible: z.object({ memberId: z.string(), name: z.string().nullable() }),
          markedAt: instant,
          remindsAt: instant,
        })
        .nullable()
        .describe('That the shop knows it, and who stands for it'),
      retiresOn: japanDay.nullable().describe('The day in Japan on which the membership ends'),
    })
    .describe('Whether several people share it'),
})

export const ManagedMemberAnswer = member.meta({ id: 'ManagedMemberAnswer' })

export const ManagedMembersAnswer = z
  .object({
    members: z.array(member),
    next: z.string().nullable().describe('What the next page comes after; null when this is the last'),
  })
  .meta({ id: 'ManagedMembersAnswer' })

export const MembershipsAnswer = z
  .object({
    memberships: z.array(
      z.object({
        id: z.string(),
        shop: z.string(),
        shopName: z.string(),
        role: z.string().nullable(),
        isAdministrator: z.boolean().describe('Whether the role is one that sees and manages the members of the shop'),
        robotSince: instant.nullable().describe('Since when its owner says that a robot uses it'),
        state: z.enum(['active', 'suspended']),
      }),
    ),
    waiting: z
      .array(
        z.object({
          id: z.string(),
          shop: z.string(),
          shopName: z.string(),
          role: z.string().nullable(),
          inviterName: z.string().nullable(),
          expiresAt: instant.nullable(),
        }),
      )
      .describe('Shops that list the address and wait for an answer; they know nothing of the account'),
  })
  .meta({ id: 'MembershipsAnswer' })
